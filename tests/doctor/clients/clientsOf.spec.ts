import { expect } from "chai";
import { clientsOf } from "../../../doctor/clients/clientsOf.ts";
import { CLIENTS } from "../../../doctor/clients/table.ts";
import type { Finding } from "../../../doctor/report/report.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { answered, DISCOVERED, OPENED, sight } from "../rungs/sight.ts";

function found(id: string, severity: Finding["severity"] = "degraded"): Finding {
  return {
    id,
    severity,
    rung: "",
    layer: null,
    method: null,
    says: "",
    remedy: null,
    evidence: [],
    sources: [],
  };
}

function fateOf(client: string, seen: Seen, ...findings: Finding[]) {
  const { works, says } = clientsOf(seen, findings).find((each) => each.client === client)!;
  return { works, says };
}

const NAMES = CLIENTS.map(({ name }) => name);

describe("what known clients make of a route", () => {
  it("is that all of them work on one that speaks both eras", () => {
    const fates = clientsOf(sight([OPENED, DISCOVERED]), []);
    expect(fates.map(({ client, works }) => ({ client, works }))).to.deep.equal(
      NAMES.map((client) => ({ client, works: "yes" })),
    );
  });

  it("is that all of them stop at what is broken", () => {
    const fates = clientsOf(sight([]), [found("route.missing", "broken")]);
    expect(new Set(fates.map(({ works, says }) => `${works}: ${says}`))).to.deep.equal(
      new Set(["no: stops at route.missing"]),
    );
  });

  it("is not known without a token where one is wanted", () => {
    const fates = clientsOf(sight([]), [found("auth.token-needed", "unknown")]);
    expect(new Set(fates.map(({ works }) => works))).to.deep.equal(new Set(["unknown"]));
  });

  it("is that clients of sessions alone do not work with a server of 2026-07-28 alone", () => {
    const seen = sight([DISCOVERED]);
    expect(fateOf("TypeScript SDK 1.x", seen)).to.deep.equal({
      works: "no",
      says: "speaks sessions, and the server only 2026-07-28",
    });
    expect(fateOf("TypeScript client 2.x, version negotiation `auto`", seen)).to.deep.equal({
      works: "yes",
      says: "works in the era of 2026-07-28",
    });
    expect(fateOf("Claude Code", seen).works).to.equal("unknown");
  });

  it("is that the negotiating client falls back without a word where a header is lost", () => {
    const { works, says } = fateOf(
      "TypeScript client 2.x, version negotiation `auto`",
      sight([OPENED]),
      found("header.mcp-method-lost"),
    );
    expect(works).to.equal("yes");
    expect(says).to.match(/^falls back to sessions/);
  });

  it("names what is lost to those that work", () => {
    expect(
      fateOf("Python SDK", sight([OPENED]), found("stream.buffered"), found("stream.buffered")),
    ).to.deep.equal({
      works: "yes",
      says: "works in the era of sessions, less what is lost: stream.buffered",
    });
  });

  it("is that the browser's client alone minds CORS", () => {
    const seen = sight([OPENED]);
    const cors = found("cors.not-exposed", "broken");
    expect(fateOf("MCP Inspector, direct from the browser", seen, cors).works).to.equal("no");
    expect(fateOf("Python SDK", seen, cors)).to.deep.equal({
      works: "yes",
      says: "works in the era of sessions",
    });
  });

  it("is not stopped by what few pages do or read", () => {
    const seen = sight([OPENED]);
    for (const few of [found("cors.method-not-allowed", "note"), found("cors.not-exposed", "note")])
      expect(fateOf("MCP Inspector, direct from the browser", seen, few).works).to.equal("yes");
  });

  it("is that no client minds what a balancer makes of a target", () => {
    expect(fateOf("Python SDK", sight([OPENED]), found("health.refused")).says).to.equal(
      "works in the era of sessions",
    );
  });

  for (const [status, works] of [
    [405, "yes"],
    [404, "no"],
  ] as const) {
    it(`is ${works} for Cursor where GET is answered ${status}`, () => {
      const get = answered("get", { status }, { method: "GET" });
      expect(fateOf("Cursor", sight([OPENED, get])).works).to.equal(works);
    });
  }

  for (const [url, works] of [
    ["https://mcp.example.com/mcp", "yes"],
    ["https://mcp.example.com:8443/mcp", "no"],
    ["http://mcp.example.com/mcp", "no"],
  ] as const) {
    it(`is ${works} for claude.ai at ${url}`, () => {
      expect(fateOf("Claude (claude.ai)", sight([OPENED], { url })).works).to.equal(works);
    });
  }

  for (const [cookie, works] of [
    [[["Set-Cookie", "AWSALB=x"] as const], "unknown"],
    [[], "no"],
  ] as const) {
    it(`is ${works} for mcp-remote without affinity, ${cookie.length === 0 ? "without a" : "with a"} cookie`, () => {
      const seen = sight([OPENED, answered("tools-list", { headers: [...cookie] })]);
      expect(fateOf("mcp-remote", seen, found("affinity.none", "broken")).works).to.equal(works);
      expect(fateOf("Claude Code", seen, found("affinity.none", "broken")).works).to.equal("no");
    });
  }

  it("has a source for each, on the public web", () => {
    for (const { source, traits } of CLIENTS)
      for (const each of [source, ...traits.map((trait) => trait.source)])
        expect(each).to.match(/^https:\/\/[^/]+\/./);
  });
});

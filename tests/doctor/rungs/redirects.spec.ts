import { expect } from "chai";
import type { Exchange } from "../../../doctor/exchange/exchange.ts";
import { FOLLOWED } from "../../../doctor/exchange/redirect.ts";
import { redirects } from "../../../doctor/rungs/redirects.ts";
import { answered, gist, sight } from "./sight.ts";

const MCP = "https://mcp.example.com/mcp";

/** An exchange that is redirected. */
function redirected(probe: string, from: string, to: string, status = 307): Exchange {
  return answered(probe, { status, headers: [["Location", to]] }, { url: from });
}

/** What a redirect of the first POST is found to be. */
function found(from: string, to: string, status = 307): string[] {
  return redirects
    .judge(sight([redirected("initialize", from, to, status)]))
    .findings.map(({ id, severity }) => `${severity} ${id}`);
}

/** A chain of so many redirects, each to the next path; behind the last of them the server answers. */
function chain(length: number): Exchange[] {
  const at = (step: number) => `https://mcp.example.com/${step}`;
  const probe = (step: number) => (step === 0 ? "initialize" : `redirect-${step}`);
  const steps = Array.from({ length }, (_, step) => redirected(probe(step), at(step), at(step + 1)));
  return [...steps, answered(probe(length), { json: { jsonrpc: "2.0", id: 1, result: {} } })];
}

describe("the rung of redirects", () => {
  it("finds nothing where the URL is answered where it is", () => {
    expect(redirects.judge(sight([answered("initialize")]))).to.deep.equal({
      says: "the URL is answered where it is",
      findings: [],
    });
  });

  for (const status of [301, 302, 303])
    it(`finds that clients follow no ${status}`, () => {
      expect(found(MCP, "/mcp/", status)).to.deep.equal(["broken redirect.post"]);
    });

  for (const status of [307, 308])
    it(`notes a ${status}, which clients follow`, () => {
      expect(found(MCP, "/mcp/", status)).to.deep.equal(["note redirect.followed"]);
    });

  it("says who is redirected where", () => {
    const { findings } = redirects.judge(sight([redirected("initialize", MCP, "/mcp/", 301)]));
    expect(findings[0]).to.include({
      method: "POST",
      says: `POST ${MCP} is redirected (301) to ${MCP}/, which clients do not follow with a POST`,
    });
  });

  it("takes a status without a Location, and a Location that is no URL, for no redirect", () => {
    const without = answered("initialize", { status: 301, headers: [] });
    expect(redirects.judge(sight([without])).findings).to.deep.equal([]);
    expect(found(MCP, "http://[")).to.deep.equal([]);
  });

  const TO_HTTPS = [
    ["http://mcp.example.com/mcp", MCP, 307, "note redirect.followed"],
    ["http://mcp.example.com:8080/mcp", "https://mcp.example.com:8080/mcp", 308, "note redirect.followed"],
    ["http://mcp.example.com/mcp", MCP, 301, "broken redirect.https"],
    ["http://mcp.example.com:8080/mcp", "https://mcp.example.com:8443/mcp", 307, "broken redirect.https"],
    [MCP, "http://mcp.example.com/mcp", 307, "broken redirect.post"],
    [MCP, "https://mcp.example.com:8443/mcp", 307, "broken redirect.post"],
    [MCP, "https://other.example.com/mcp", 307, "broken redirect.host"],
    ["http://mcp.example.com/mcp", "https://other.example.com/mcp", 301, "broken redirect.host"],
  ] as const;
  for (const [from, to, status, expected] of TO_HTTPS)
    it(`finds ${expected} where ${from} is redirected (${status}) to ${to}`, () => {
      expect(found(from, to, status)).to.deep.equal([expected]);
    });

  it(`notes a chain of ${FOLLOWED} redirects once, at its last`, () => {
    expect(FOLLOWED).to.equal(5);
    const { findings } = redirects.judge(sight(chain(5)));
    expect(findings.map(({ id, evidence }) => [id, evidence.map(({ probe }) => probe)])).to.deep.equal([
      ["redirect.followed", ["redirect-4"]],
    ]);
  });

  it("takes a chain of 6 for one without an end", () => {
    expect(gist(redirects.judge(sight(chain(6))))).to.deep.equal([
      { id: "redirect.circle", layer: null, severity: "broken" },
    ]);
  });

  it("finds a chain that ends in a redirect which clients do not follow", () => {
    const seen = sight([
      redirected("initialize", MCP, `${MCP}/`),
      redirected("redirect-1", `${MCP}/`, "https://other.example.com/mcp"),
    ]);
    expect(gist(redirects.judge(seen)).map(({ id }) => id)).to.deep.equal(["redirect.host"]);
  });

  it("finds one circle where two URLs lead to each other, and shows all of it", () => {
    const seen = sight([
      redirected("initialize", MCP, `${MCP}/`),
      redirected("redirect-1", `${MCP}/`, MCP),
      redirected("redirect-2", MCP, `${MCP}/`),
    ]);
    const { findings } = redirects.judge(seen);
    expect(findings.map(({ id, evidence }) => [id, evidence.map(({ probe }) => probe)])).to.deep.equal([
      ["redirect.circle", ["initialize", "redirect-1", "redirect-2"]],
    ]);
  });

  it("finds a circle where a URL leads to itself, whatever its status", () => {
    expect(found(MCP, MCP, 307)).to.deep.equal(["broken redirect.circle"]);
    expect(found(MCP, MCP, 301)).to.deep.equal(["broken redirect.circle"]);
  });

  describe("of the URLs that people write for this one", () => {
    const reached = answered("initialize", { json: { jsonrpc: "2.0", id: 1, result: {} } }, { url: MCP });
    const PLAIN = "http://mcp.example.com/mcp";
    const notes = (...exchanges: Exchange[]) =>
      redirects.judge(sight(exchanges)).findings.map(({ id, severity }) => `${severity} ${id}`);

    it("notes the other end of the path, where a redirect stops clients", () => {
      expect(notes(reached, redirected("slash", `${MCP}/`, MCP, 301))).to.deep.equal(["note redirect.slash"]);
      expect(notes(reached, redirected("slash", `${MCP}/`, MCP, 308))).to.deep.equal([]);
      expect(notes(reached, answered("slash", { status: 404 }, { url: `${MCP}/` }))).to.deep.equal([]);
    });

    it("notes http, where a redirect stops clients", () => {
      expect(notes(reached, redirected("plain", PLAIN, MCP, 301))).to.deep.equal(["note redirect.plain"]);
      expect(notes(reached, redirected("plain", PLAIN, MCP, 308))).to.deep.equal([]);
    });

    it("notes http that the server answers", () => {
      const open = answered("plain", { json: { jsonrpc: "2.0", id: 1, result: {} } }, { url: PLAIN });
      expect(notes(reached, open)).to.deep.equal(["note redirect.none"]);
      expect(notes(reached, answered("plain", { status: 403 }, { url: PLAIN }))).to.deep.equal([]);
    });

    it("says nothing of them where the URL itself is not answered by the server", () => {
      const missing = answered("initialize", { status: 404 }, { url: MCP });
      expect(notes(missing, redirected("slash", `${MCP}/`, MCP, 301))).to.deep.equal([]);
    });
  });
});

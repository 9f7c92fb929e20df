import { expect } from "chai";
import type { ConditionsArgs } from "../../../components/conditionsArgs.ts";
import { CALLER, callerOf, urlFor } from "../../../rehearsal/client/caller.ts";

function caller(conditions: ConditionsArgs) {
  return callerOf({ conditions });
}

describe("the client of a rehearsal", () => {
  it("has nothing of its own where nothing is asked of it", () => {
    expect(callerOf({})).to.deep.equal({ headers: [], query: "", sourceIp: CALLER, unmet: [] });
  });

  it("sends a header that fits a pattern, and one that fits a regular expression", () => {
    const { headers, unmet } = caller({
      headers: [
        { name: "X-Beta", values: ["be*", "other"] },
        { name: "User-Agent", regexes: ["^Claude/\\d+"] },
      ],
    });
    expect(headers).to.deep.equal([
      ["user-agent", "Claude/1"],
      ["x-beta", "bex"],
    ]);
    expect(unmet).to.deep.equal([]);
  });

  it("sends the first value that a header can have", () => {
    expect(caller({ headers: [{ name: "X-Beta", values: [" ", "on"] }] }).headers).to.deep.equal([
      ["x-beta", "on"],
    ]);
  });

  for (const name of ["Authorization", "MCP-Protocol-Version", "mcp-name", "Accept", "Content-Type"]) {
    it(`does not touch ${name}, which every client sends`, () => {
      const { headers, unmet } = caller({ headers: [{ name, values: ["x"] }] });
      expect([headers, unmet]).to.deep.equal([[], []]);
    });
  }

  it("keeps its methods", () => {
    expect(caller({ methods: ["PUT"] }).unmet).to.deep.equal([]);
  });

  it("says which header it found nothing for, and sends none", () => {
    const { headers, unmet } = caller({ headers: [{ name: "X-Beta", regexes: ["^[^^]+$"] }] });
    expect(headers).to.deep.equal([]);
    expect(unmet).to.deep.equal([
      { kind: "http-header", name: "X-Beta", values: [], regexValues: ["^[^^]+$"] },
    ]);
  });

  it("says that a header cannot hold what only fits otherwise", () => {
    expect(caller({ headers: [{ name: "X-Beta", regexes: ["^\u2014$"] }] }).unmet).to.have.length(1);
  });

  it("says that it cannot have two values of one header", () => {
    const both = [
      { name: "X-Beta", values: ["1"] },
      { name: "x-beta", values: ["2"] },
    ];
    expect(caller({ headers: both }).unmet).to.have.length(2);
  });

  for (const [what, query, sent] of [
    ["a key and a value", { key: "beta", value: "1" }, "beta=1"],
    ["a value alone", { value: "be*" }, "x=bex"],
    ["an escaped wildcard", { key: "a\\*", value: "\\?" }, "a*=?"],
  ] as const) {
    it(`has ${what} in its query`, () => {
      const { query: own, unmet } = caller({ queryStrings: [query] });
      expect([own, unmet]).to.deep.equal([sent, []]);
    });
  }

  for (const [what, value] of [
    ["a URL writes otherwise", "a'b"],
    ["separates pairs", "a&b"],
  ] as const) {
    it(`says that it cannot have in its query what ${what}`, () => {
      const { query, unmet } = caller({ queryStrings: [{ key: "q", value }] });
      expect([query, unmet.length]).to.deep.equal(["", 1]);
    });
  }

  for (const [blocks, address] of [
    [["203.0.113.0/24"], CALLER],
    [["10.0.0.0/8", "203.0.113.0/24"], CALLER],
    [["10.0.0.0/8"], "10.0.0.10"],
    [["10.1.2.0/30"], "10.1.2.0"],
    [["192.0.2.7/32"], "192.0.2.7"],
    [["2001:db8::/32"], "2001:db8::10"],
    [["2001:db8::/128"], "2001:db8::"],
  ] as const) {
    it(`comes from ${address} where ${blocks.join(" or ")} is asked for`, () => {
      expect(caller({ sourceIps: [...blocks] }).sourceIp).to.equal(address);
    });
  }

  it("is given the public URL with its query, and the server's own path where it goes straight", () => {
    const url = "https://demo.quiltdata.com/mcp";
    expect(urlFor({ query: "beta=1" }, url)).to.equal(`${url}?beta=1`);
    expect(urlFor({ query: "" }, url, "/")).to.equal("https://demo.quiltdata.com/");
  });
});

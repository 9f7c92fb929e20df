import { expect } from "chai";
import fc from "fast-check";
import { ask } from "../../dataplane/condition.ts";
import type { Condition } from "../../dataplane/listener.ts";
import { normalizedPath } from "../../dataplane/normalize.ts";
import { aRequest, host, path, pathRegex } from "./support.ts";

function header(name: string, ...values: string[]): Condition {
  return { kind: "http-header", name, values, regexValues: [] };
}

function query(...values: { key?: string; value: string }[]): Condition {
  return { kind: "query-string", values };
}

function source(...values: string[]): Condition {
  return { kind: "source-ip", values };
}

describe("A path condition", () => {
  it("says which pattern the path matches", () => {
    expect(ask(path("/mcp", "/mcp/*"), aRequest({ path: "/mcp/x" }))).to.deep.equal({
      matched: true,
      reason: 'path "/mcp/x" matches "/mcp/*"',
      unconfirmed: [],
    });
  });

  it("says which patterns the path does not match", () => {
    expect(ask(path("/mcp", "/mcp/*"), aRequest({ path: "/mcpx" }))).to.deep.equal({
      matched: false,
      reason: 'path "/mcpx" does not match "/mcp" or "/mcp/*"',
      unconfirmed: [],
    });
  });

  it("is case-sensitive", () => {
    expect(ask(path("/MCP"), aRequest({ path: "/mcp" })).matched).to.be.false;
  });

  it("does not see the query", () => {
    expect(ask(path("/mcp"), aRequest({ query: "a=b" })).matched).to.be.true;
    expect(ask(path("/mcp?a=b"), aRequest({ query: "a=b" })).matched).to.be.false;
  });

  it("reads &amp; as &", () => {
    expect(ask(path("/a&amp;b"), aRequest({ path: "/a&b" })).matched).to.be.true;
  });

  it("is asked about the normalized path, and says how the path was sent", () => {
    const { matched, reason, unconfirmed } = ask(path("/mcp"), aRequest({ path: "/x/../%6Dcp" }));
    expect(matched).to.be.true;
    expect(reason).to.equal('path "/mcp" (sent as "/x/../%6Dcp") matches "/mcp"');
    expect(unconfirmed).to.deep.equal(['how AWS normalizes the path "/x/../%6Dcp" before it asks the rules']);
  });

  it("without any value matches nothing", () => {
    expect(ask(path(), aRequest())).to.include({
      matched: false,
      reason: 'path "/mcp" does not match anything: the condition has no value',
    });
  });

  it("keeps control characters off the terminal", () => {
    const { reason } = ask(path("/mcp"), aRequest({ path: "/\u001b[31m\u009b" }));
    expect(reason).to.equal('path "/\\u001b[31m\\u009b" does not match "/mcp"');
  });

  it("cuts a long path short", () => {
    expect(ask(path("/mcp"), aRequest({ path: `/${"a".repeat(9000)}` })).reason.length).to.be.below(200);
  });
});

describe("A path condition with a regular expression", () => {
  it("matches a prefix, and nothing is left in doubt", () => {
    expect(ask(pathRegex("^/mcp"), aRequest({ path: "/mcp-admin" }))).to.deep.equal({
      matched: true,
      reason: 'path "/mcp-admin" matches the regex "^/mcp"',
      unconfirmed: [],
    });
  });

  it("tells that its start matters where the match is in the middle", () => {
    const { matched, unconfirmed } = ask(pathRegex("/mcp$"), aRequest({ path: "/x/mcp" }));
    expect(matched).to.be.true;
    expect(unconfirmed).to.deep.equal([
      "whether a regular expression has to match from the first character on",
    ]);
  });

  it("tells that its case matters where only the case differs", () => {
    const { matched, unconfirmed } = ask(pathRegex("^/MCP$"), aRequest());
    expect(matched).to.be.false;
    expect(unconfirmed).to.deep.equal(["whether regular expressions are case-sensitive"]);
  });

  it("tells that the query matters where it would spoil the match", () => {
    const { matched, unconfirmed } = ask(pathRegex("^/mcp$"), aRequest({ query: "a=b" }));
    expect(matched).to.be.true;
    expect(unconfirmed).to.deep.equal(["whether a regular expression for the path also sees the query"]);
  });

  it("names what AWS does not support, without a doubt", () => {
    expect(ask(pathRegex("^/(?!admin)"), aRequest())).to.deep.equal({
      matched: false,
      reason: 'path "/mcp" does not match the regex "^/(?!admin)" (AWS does not support look-ahead)',
      unconfirmed: [],
    });
  });

  it("names what the model cannot read, as a doubt", () => {
    const { matched, unconfirmed } = ask(pathRegex("\\A/mcp"), aRequest());
    expect(matched).to.be.false;
    expect(unconfirmed).to.deep.equal([
      'what the regular expression "\\\\A/mcp" matches: it is written in a dialect that is not modelled',
    ]);
  });
});

describe("A host condition", () => {
  const table: [pattern: string, host: string, matches: boolean][] = [
    ["example.com", "example.com", true],
    ["EXAMPLE.com", "example.COM", true],
    ["*.example.com", "test.example.com", true],
    ["*.example.com", "a.b.example.com", true],
    ["*.example.com", "example.com", false],
    ["test.example.com", "example.com", false],
    ["tes?.example.com", "test.example.com", true],
  ];
  for (const [pattern, sent, matches] of table) {
    it(`"${pattern}" ${matches ? "matches" : "does not match"} ${sent}`, () => {
      const verdict = ask(host(pattern), aRequest({ headers: [["host", sent]] }));
      expect(verdict).to.include({ matched: matches });
      expect(verdict.unconfirmed).to.be.empty;
    });
  }

  it("does not see the port, which is told as a doubt where it matters", () => {
    const request = aRequest({ headers: [["Host", "example.com:443"]] });
    expect(ask(host("example.com"), request)).to.deep.equal({
      matched: true,
      reason: 'host "example.com" matches "example.com"',
      unconfirmed: ['whether a host condition sees the port of Host: "example.com:443"'],
    });
    expect(ask(host("example.*"), request).unconfirmed).to.be.empty;
    expect(ask(host("other.com"), request).unconfirmed).to.be.empty;
  });

  it("fails for a request without Host", () => {
    expect(ask(host("*"), aRequest({ headers: [] }))).to.include({
      matched: false,
      reason: "the request has no Host header",
    });
  });

  it("compares a regular expression without case, in doubt where the case matters", () => {
    const condition: Condition = { kind: "host-header", values: [], regexValues: ["^demo\\.Example\\.com$"] };
    const { matched, unconfirmed } = ask(condition, aRequest());
    expect(matched).to.be.true;
    expect(unconfirmed).to.deep.equal(["whether regular expressions are case-sensitive"]);
  });
});

describe("A header condition", () => {
  const chrome = "Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/120.0 Safari/537.36";

  it("compares the whole value: wildcards on both sides find a word", () => {
    const request = aRequest({ headers: [["User-Agent", chrome]] });
    expect(ask(header("User-Agent", "*Chrome*", "*Safari*"), request).matched).to.be.true;
    expect(ask(header("User-Agent", "Chrome"), request).matched).to.be.false;
    expect(ask(header("User-Agent", "*Firefox*"), request).matched).to.be.false;
  });

  it("ignores the case of name and value", () => {
    const request = aRequest({ headers: [["user-agent", chrome]] });
    expect(ask(header("USER-AGENT", "*chrome*"), request).matched).to.be.true;
  });

  it("looks through all headers of the name", () => {
    const request = aRequest({
      headers: [
        ["X-Env", "one"],
        ["x-env", "two"],
      ],
    });
    expect(ask(header("X-Env", "two"), request).matched).to.be.true;
    expect(ask(header("X-Env", "three"), request).reason).to.equal(
      'header X-Env "one", "two" does not match "three"',
    );
    expect(ask(header("X-Env", "one*two"), request).matched).to.be.false;
  });

  it("fails where there is no such header, even for *", () => {
    expect(ask(header("Mcp-Method", "*"), aRequest())).to.include({
      matched: false,
      reason: "the request has no Mcp-Method header",
    });
  });

  it("does not tell the value of a header that carries a secret", () => {
    const request = aRequest({ headers: [["authorization", "Bearer s3cret"]] });
    const { reason } = ask(header("Authorization", "Basic *"), request);
    expect(reason).to.equal('header Authorization (value withheld) does not match "Basic *"');
  });
});

describe("A method condition", () => {
  const condition: Condition = { kind: "http-request-method", values: ["GET", "CUSTOM-METHOD"] };

  it("matches the exact method", () => {
    expect(ask(condition, aRequest({ method: "CUSTOM-METHOD" }))).to.include({
      matched: true,
      reason: 'method is "CUSTOM-METHOD"',
    });
    expect(ask(condition, aRequest({ method: "POST" })).reason).to.equal(
      'method "POST" is not "GET" or "CUSTOM-METHOD"',
    );
  });

  it("is case-sensitive and knows no wildcards", () => {
    expect(ask(condition, aRequest({ method: "get" })).matched).to.be.false;
    expect(ask({ kind: "http-request-method", values: ["*"] }, aRequest()).matched).to.be.false;
  });
});

describe("A query-string condition", () => {
  const documented = query({ key: "version", value: "v1" }, { value: "example" });

  const table: [query: string, matches: boolean][] = [
    ["version=v1", true],
    ["a=b&version=v1", true],
    ["VERSION=V1", true],
    ["any=example", true],
    ["version=v2", false],
    ["other=v1", false],
    ["version=v1x", false],
    ["", false],
  ];
  for (const [sent, matches] of table) {
    it(`version=v1 or any key set to example ${matches ? "is" : "is not"} in "${sent}"`, () => {
      const verdict = ask(documented, aRequest({ query: sent }));
      expect(verdict).to.include({ matched: matches });
      expect(verdict.unconfirmed).to.be.empty;
    });
  }

  it("takes wildcards in key and value, and escaped ones for themselves", () => {
    const request = aRequest({ query: "flavour=a*b" });
    expect(ask(query({ key: "fl*", value: "a?b" }), request).matched).to.be.true;
    expect(ask(query({ value: "a\\*b" }), request).matched).to.be.true;
    expect(ask(query({ value: "a\\*b" }), aRequest({ query: "flavour=axb" })).matched).to.be.false;
  });

  it("takes everything after the first = for the value", () => {
    expect(ask(query({ key: "a", value: "b=c" }), aRequest({ query: "a=b=c" })).matched).to.be.true;
  });

  it("says what it looked for, but never the query itself, which may hold a token", () => {
    const { reason } = ask(documented, aRequest({ query: "access_token=s3cret" }));
    expect(reason).to.equal('the query has no "version=v1" or "example" under any key');
    expect(ask(documented, aRequest({ query: "version=v1&t=s3cret" })).reason).to.equal(
      'the query has "version=v1"',
    );
  });

  it("tells as a doubt whether the query is decoded, where it matters", () => {
    const { matched, unconfirmed } = ask(query({ value: "a b" }), aRequest({ query: "x=a%20b" }));
    expect(matched).to.be.false;
    expect(unconfirmed).to.deep.equal(["whether the query is percent-decoded before it is compared"]);
  });

  it("tells as a doubt what a bare name is, where it matters", () => {
    const { matched, unconfirmed } = ask(query({ value: "example" }), aRequest({ query: "example" }));
    expect(matched).to.be.false;
    expect(unconfirmed).to.deep.equal([
      "whether a name without `=` in the query counts as a value without a key",
    ]);
  });

  it("does not throw on a broken percent-encoding", () => {
    expect(ask(documented, aRequest({ query: "a=%E0%A4%A&%=%" })).matched).to.be.false;
  });
});

describe("A source-ip condition", () => {
  const table: [cidr: string, address: string, matches: boolean][] = [
    ["10.0.0.0/8", "10.255.255.255", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["10.0.0.0/8", "9.255.255.255", false],
    ["203.0.113.7/32", "203.0.113.7", true],
    ["203.0.113.7/32", "203.0.113.8", false],
    ["0.0.0.0/0", "203.0.113.7", true],
    ["0.0.0.0/0", "2001:db8::1", false],
    ["10.1.2.3/8", "10.9.9.9", true],
    ["2001:db8::/32", "2001:db8:ffff::1", true],
    ["2001:db8::/32", "2001:db9::1", false],
    ["::/0", "2001:db8::1", true],
    ["::/0", "203.0.113.7", false],
    ["10.0.0.0/8", "::ffff:10.1.2.3", true],
    ["fe80::/10", "fe80::1%eth0", true],
  ];
  for (const [cidr, address, matches] of table) {
    it(`${address} ${matches ? "is" : "is not"} in ${cidr}`, () => {
      expect(ask(source(cidr), aRequest({ sourceIp: address })).matched).to.equal(matches);
    });
  }

  for (const cidr of [
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0.0/",
    "::/129",
    "/8",
    "x/8",
    "10.0.0.0/8/8",
    "10.0.0.0/-1",
    "",
    "fe80::1%a/64",
  ]) {
    it(`says that "${cidr}" is no CIDR block and goes on to the next`, () => {
      expect(ask(source(cidr), aRequest()).reason).to.contain("(no CIDR block)");
      expect(ask(source(cidr, "203.0.113.0/24"), aRequest()).matched).to.be.true;
    });
  }

  it("does not look at X-Forwarded-For", () => {
    const request = aRequest({ headers: [["X-Forwarded-For", "10.0.0.1"]] });
    expect(ask(source("10.0.0.0/8"), request)).to.include({
      matched: false,
      reason: 'source "203.0.113.7" is not in 10.0.0.0/8',
    });
  });

  it("fails for a source that is no address", () => {
    expect(ask(source("0.0.0.0/0", "::/0"), aRequest({ sourceIp: "unix:" })).matched).to.be.false;
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f:./%]{0,14}$/), fc.string(), (cidr, sourceIp) => {
        expect(() => ask(source(cidr), aRequest({ sourceIp }))).to.not.throw();
      }),
    );
  });
});

describe("A normalized path", () => {
  const table: [sent: string, normalized: string][] = [
    ["/mcp", "/mcp"],
    ["/%6dcp", "/mcp"],
    ["/a%2fb", "/a%2Fb"],
    ["/a%20b", "/a%20b"],
    ["/%7Euser", "/~user"],
    ["/a/./b", "/a/b"],
    ["/a/../b", "/b"],
    ["/a/%2E%2E/b", "/b"],
    ["/../../mcp", "/mcp"],
    ["/mcp/.", "/mcp/"],
    ["/a/b/..", "/a/"],
    ["/..", "/"],
    ["/", "/"],
    ["//mcp", "//mcp"],
    ["/a/...", "/a/..."],
    ["/%zz", "/%zz"],
    ["*", "*"],
  ];
  for (const [sent, normalized] of table) {
    it(`is ${normalized} for ${sent}`, () => {
      expect(normalizedPath(sent)).to.equal(normalized);
    });
  }

  it("stays as it is when normalized again", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\/[a.%2E/]{0,12}$/), (sent) => {
        const once = normalizedPath(sent);
        // A decoded character may complete another escape; RFC 3986 decodes once.
        fc.pre(!/%[0-9a-f]{2}/i.test(once));
        expect(normalizedPath(once)).to.equal(once);
      }),
    );
  });
});

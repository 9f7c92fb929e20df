import { expect } from "chai";
import fc from "fast-check";
import { chooseTargetGroup, type ForwardedRequest, forwardedRequest } from "../../dataplane/forwarding.ts";
import type { Forward, Listener, Transform } from "../../dataplane/listener.ts";
import { headerValues, type Request } from "../../dataplane/request.ts";
import { aListener, aRequest, aRule, TRACE_ID } from "./support.ts";

function weights(...values: number[]): Forward {
  return { type: "forward", targetGroups: values.map((weight, index) => ({ arn: `tg-${index}`, weight })) };
}

function sent(
  parts: Partial<Request> = {},
  { listener = {}, transforms = [] }: { listener?: Partial<Listener>; transforms?: Transform[] } = {},
): ForwardedRequest {
  const forwarded = forwardedRequest(aListener(listener), aRequest(parts), aRule({ transforms }), TRACE_ID);
  if ("failed" in forwarded) throw new Error(forwarded.failed);
  return forwarded;
}

function failure(parts: Partial<Request>, ...transforms: Transform[]): string | undefined {
  const forwarded = forwardedRequest(aListener(), aRequest(parts), aRule({ transforms }), TRACE_ID);
  return "failed" in forwarded ? forwarded.failed : undefined;
}

describe("A choice between target groups", () => {
  it("gives each its share of the draws", () => {
    const forward = weights(1, 3);
    const chosen = [0, 0.2499, 0.25, 0.9999].map((draw) => chooseTargetGroup(forward, draw));
    expect(chosen).to.deep.equal(["tg-0", "tg-0", "tg-1", "tg-1"]);
  });

  it("never takes a group of weight 0", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 999 }), { maxLength: 5 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (values, draw) => {
          const chosen = chooseTargetGroup(weights(...values), draw);
          if (values.every((weight) => weight === 0)) expect(chosen).to.be.undefined;
          else expect(values[Number(chosen?.slice(3))]).to.be.above(0);
        },
      ),
    );
  });

  it("takes none where all weights are 0, or none is there", () => {
    expect(chooseTargetGroup(weights(0, 0), 0.5)).to.be.undefined;
    expect(chooseTargetGroup(weights(), 0.5)).to.be.undefined;
  });
});

describe("What a target receives", () => {
  it("is the request with the balancer's headers added", () => {
    const headers: [string, string][] = [
      ["Host", "demo.example.com"],
      ["Accept", "application/json"],
    ];
    expect(sent({ query: "a=b", headers })).to.deep.equal({
      method: "POST",
      path: "/mcp",
      query: "a=b",
      headers: [
        ...headers,
        ["X-Forwarded-For", "203.0.113.7"],
        ["X-Forwarded-Proto", "https"],
        ["X-Forwarded-Port", "443"],
        ["X-Amzn-Trace-Id", `Root=${TRACE_ID}`],
      ],
    });
  });

  it("has the path as it was sent, not as the rules saw it", () => {
    expect(sent({ path: "/x/../%6Dcp" }).path).to.equal("/x/../%6Dcp");
  });

  it("keeps order, case and repetitions of headers", () => {
    const headers: [string, string][] = [
      ["mcp-Session-ID", "1"],
      ["X-A", "1"],
      ["Host", "demo.example.com"],
      ["x-a", "2"],
    ];
    expect(sent({ headers }).headers.slice(0, 4)).to.deep.equal(headers);
  });

  it("appends the caller to X-Forwarded-For, in one header", () => {
    const headers: [string, string][] = [
      ["x-forwarded-for", "10.0.0.1, 10.0.0.2"],
      ["X-Other", "1"],
      ["X-Forwarded-For", "10.0.0.3"],
    ];
    const forwarded = sent({ headers });
    expect(headerValues(forwarded, "X-Forwarded-For")).to.deep.equal([
      "10.0.0.1, 10.0.0.2, 10.0.0.3, 203.0.113.7",
    ]);
    expect(forwarded.headers[0]?.[0]).to.equal("X-Forwarded-For");
  });

  it("overrules the caller's X-Forwarded-Proto and X-Forwarded-Port", () => {
    const headers: [string, string][] = [
      ["X-Forwarded-Proto", "ftp"],
      ["X-Forwarded-Port", "1"],
    ];
    const forwarded = sent({ headers }, { listener: { protocol: "HTTP", port: 8080 } });
    expect(headerValues(forwarded, "x-forwarded-proto")).to.deep.equal(["http"]);
    expect(headerValues(forwarded, "x-forwarded-port")).to.deep.equal(["8080"]);
  });

  it("adds itself to a trace that comes along, in place of an earlier balancer", () => {
    const headers: [string, string][] = [["X-Amzn-Trace-Id", "Self=1-old;Root=1-root;CalledFrom=app"]];
    expect(headerValues(sent({ headers }), "x-amzn-trace-id")).to.deep.equal([
      `Self=${TRACE_ID};Root=1-root;CalledFrom=app`,
    ]);
  });

  it("has none of the headers of the caller's connection, nor those that Connection names", () => {
    const gone = ["Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "X-Hop"];
    const headers: [string, string][] = [
      ["connection", "close, X-Hop"],
      ...gone.map((name): [string, string] => [name.toLowerCase(), "x"]),
      ["X-Kept", "1"],
    ];
    const names = sent({ headers }).headers.map(([name]) => name);
    expect(names).to.deep.equal([
      "X-Kept",
      "X-Forwarded-For",
      "X-Forwarded-Proto",
      "X-Forwarded-Port",
      "X-Amzn-Trace-Id",
    ]);
  });

  const hosts: [port: number, preserve: boolean, sent: string, received: string][] = [
    [443, false, "example.com", "example.com"],
    [443, false, "example.com:443", "example.com"],
    [443, false, "example.com:9999", "example.com"],
    [80, false, "example.com:80", "example.com"],
    [8080, false, "example.com", "example.com:8080"],
    [8080, false, "example.com:8080", "example.com:8080"],
    [8080, false, "example.com:9999", "example.com:8080"],
    [443, false, "[2001:db8::1]:443", "[2001:db8::1]"],
    [8080, false, "[2001:db8::1]", "[2001:db8::1]:8080"],
    [443, true, "example.com:443", "example.com:443"],
    [8080, true, "example.com", "example.com"],
  ];
  for (const [port, preserveHostHeader, given, received] of hosts) {
    it(`has Host ${received} for ${given} on port ${port}${preserveHostHeader ? ", preserved" : ""}`, () => {
      const forwarded = sent({ headers: [["Host", given]] }, { listener: { port, preserveHostHeader } });
      expect(headerValues(forwarded, "host")).to.deep.equal([received]);
    });
  }

  it("has no Host where the request had none", () => {
    expect(headerValues(sent({ headers: [] }), "host")).to.be.empty;
  });
});

describe("A transform", () => {
  const strip: Transform = { type: "url-rewrite", regex: "^/mcp/?(.*)$", replace: "/$1" };

  const table: [transform: Transform, url: string, rewritten: string][] = [
    [strip, "/mcp", "/"],
    [strip, "/mcp/a/b", "/a/b"],
    [strip, "/mcp/a?x=1", "/a?x=1"],
    [strip, "/other", "/other"],
    [{ ...strip, regex: "^([^?]*)", replace: "/new" }, "/mcp/x?y=1", "/new?y=1"],
    [{ ...strip, regex: "^/mcp$", replace: "/new" }, "/mcp?y=1", "/mcp?y=1"],
    [{ ...strip, regex: "^/mcp$", replace: "/new?a=b" }, "/mcp", "/new?a=b"],
    [{ ...strip, regex: "^/(a)?mcp$", replace: "/x$1y" }, "/mcp", "/xy"],
    [{ ...strip, regex: "a", replace: "b" }, "/aa", "/ba"],
    [{ ...strip, regex: "^/mcp$", replace: "/$&$$" }, "/mcp", "/$&$$"],
    [{ ...strip, regex: "^/MCP", replace: "/new" }, "/mcp", "/mcp"],
  ];
  for (const [transform, url, rewritten] of table) {
    it(`${transform.regex} -> ${transform.replace} makes ${rewritten} of ${url}`, () => {
      const [path = "", query = ""] = url.split("?");
      const forwarded = sent({ path, query }, { transforms: [transform] });
      expect(forwarded.query === "" ? forwarded.path : `${forwarded.path}?${forwarded.query}`).to.equal(
        rewritten,
      );
    });
  }

  it("rewrites the host, as in AWS's example", () => {
    const transforms: Transform[] = [
      { type: "host-header-rewrite", regex: "^mywebsite-(.+).com$", replace: "internal.dev.$1.myweb.com" },
    ];
    const forwarded = sent({ headers: [["Host", "mywebsite-example.com"]] }, { transforms });
    expect(headerValues(forwarded, "host")).to.deep.equal(["internal.dev.example.myweb.com"]);
    expect(forwarded.path).to.equal("/mcp");
  });

  it("of each kind works at once", () => {
    const transforms: Transform[] = [
      { type: "host-header-rewrite", regex: "^demo", replace: "inner" },
      strip,
    ];
    const forwarded = sent({ path: "/mcp/x" }, { transforms });
    expect([forwarded.path, headerValues(forwarded, "host")[0]]).to.deep.equal(["/x", "inner.example.com"]);
  });

  it("fails where its regular expression is unusable", () => {
    expect(failure({}, { ...strip, regex: "(?!x)" })).to.contain("AWS does not support look-ahead");
    expect(failure({}, { ...strip, regex: "(" })).to.contain("not a regular expression");
  });

  it("fails where it matches and names a group that is not there", () => {
    expect(failure({}, { ...strip, replace: "/$2" })).to.contain("has no group $2");
    expect(failure({ path: "/x" }, { ...strip, replace: "/$2" })).to.be.undefined;
  });

  it("fails where the result is no path", () => {
    expect(failure({ path: "/mcp/x" }, { ...strip, replace: "$1" })).to.equal(
      'the rewritten URL "x" does not begin with "/"',
    );
  });

  it("leaves requests alone that the default actions take", () => {
    const forwarded = forwardedRequest(aListener(), aRequest(), undefined, TRACE_ID);
    expect(forwarded).to.include({ path: "/mcp" });
  });
});

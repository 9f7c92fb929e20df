import { expect } from "chai";
import fc from "fast-check";
import {
  requestHeaderChanges,
  requestHeaders,
  responseHeaderChanges,
  responseHeaders,
} from "../../../dataplane/apiGateway/headers.ts";
import type { Api } from "../../../dataplane/apiGateway/api.ts";
import { headerValues, type Request } from "../../../dataplane/request.ts";
import { aRequest, TRACE_ID } from "../support.ts";
import { anApi, anHttpApi, REQUEST_ID } from "./support.ts";

type Headers = Request["headers"];

const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];

function sent(api: Api, headers: Headers, parts: Partial<Request> = {}): { headers: Headers } {
  const request = aRequest({ headers, ...parts });
  return { headers: requestHeaders(api, request, { host: "origin.example.com", traceId: TRACE_ID }) };
}

const values = (message: { headers: Headers }, name: string): string[] => headerValues(message, name);

function received(api: Pick<Api, "type">, headers: Headers): { headers: Headers } {
  return { headers: responseHeaders(api, headers, REQUEST_ID) };
}

const each = (names: string[]): Headers => names.map((name) => [name, "x"]);

describe("The headers of a request behind a REST API", () => {
  it("are the caller's, with Host, X-Forwarded-* and the trace added", () => {
    const mcp: Headers = [
      ["Authorization", "Bearer x"],
      ["mcp-Session-Id", "1"],
      ["MCP-Protocol-Version", "2025-11-25"],
      ["Accept", "application/json, text/event-stream"],
      ["Last-Event-ID", "7"],
      JSON_TYPE,
    ];
    expect(sent(anApi(), [["host", "api.example.com"], ...mcp]).headers).to.deep.equal([
      ["Host", "origin.example.com"],
      ...mcp,
      ["X-Forwarded-For", "203.0.113.7"],
      ["X-Forwarded-Proto", "https"],
      ["X-Forwarded-Port", "443"],
      ["X-Amzn-Trace-Id", `Root=${TRACE_ID}`],
    ]);
  });

  it("are without those that it drops", () => {
    const dropped = [
      "Content-Encoding",
      "Content-MD5",
      "Expect",
      "Max-Forwards",
      "Proxy-Authenticate",
      "Server",
    ];
    dropped.push("TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "WWW-Authenticate");
    const headers = sent(anApi(), each(dropped));
    for (const name of dropped) expect(values(headers, name), name).to.be.empty;
  });

  it("are without an Authorization that signs the request for AWS", () => {
    const signed: Headers = [["authorization", "AWS4-HMAC-SHA256 Credential=x"]];
    expect(values(sent(anApi(), signed), "authorization")).to.be.empty;
    expect(requestHeaderChanges({ type: "REST" }, signed).removed).to.deep.equal(["authorization"]);
    expect(requestHeaderChanges({ type: "REST" }, [["Authorization", "Bearer AWS4-"]]).removed).to.be.empty;
    expect(requestHeaderChanges({ type: "REST" }, [["X-Other", "AWS4-"]]).removed).to.be.empty;
  });

  it("append the caller to X-Forwarded-For, and overrule the other two", () => {
    const headers = sent(anApi(), [
      ["X-Forwarded-For", "10.0.0.1"],
      ["X-Forwarded-Proto", "http"],
      ["X-Forwarded-Port", "80"],
    ]);
    expect(values(headers, "x-forwarded-for")).to.deep.equal(["10.0.0.1, 203.0.113.7"]);
    expect(values(headers, "x-forwarded-proto")).to.deep.equal(["https"]);
    expect(values(headers, "x-forwarded-port")).to.deep.equal(["443"]);
    expect(values(headers, "forwarded")).to.be.empty;
  });

  it("say JSON where there is no Content-Type", () => {
    expect(values(sent(anApi(), []), "content-type")).to.deep.equal(["application/json"]);
    expect(values(sent(anApi(), [["content-type", "text/plain"]]), "content-type")).to.deep.equal([
      "text/plain",
    ]);
  });

  it("have names in lower case below a base path of several levels", () => {
    const domain = { name: "api.example.com", basePath: "x/y" };
    const names = sent(anApi({ domain }), [["Mcp-Session-Id", "A"]]).headers.map(([name]) => name);
    expect(names).to.include("mcp-session-id").and.to.include("x-forwarded-for");
    expect(names.join()).to.equal(names.join().toLowerCase());
    const single = sent(anApi({ domain: { ...domain, basePath: "x" } }), [["Mcp-Session-Id", "A"]]);
    expect(single.headers[0]).to.deep.equal(["Mcp-Session-Id", "A"]);
  });
});

describe("The headers of a request behind an HTTP API", () => {
  it("have Forwarded in place of X-Forwarded-*", () => {
    const headers = sent(anHttpApi(), [
      ["Host", "api.example.com"],
      ["X-Forwarded-For", "10.0.0.1, 10.0.0.2"],
      ["X-Forwarded-Proto", "http"],
      ["X-Forwarded-Host", "first.example.com"],
      ["X-Forwarded-Port", "80"],
    ]);
    expect(values(headers, "forwarded")).to.deep.equal([
      "for=10.0.0.1;host=first.example.com;proto=http, for=10.0.0.2, " +
        "by=unknown;for=203.0.113.7;host=api.example.com;proto=https",
    ]);
    expect(headers.headers.filter(([name]) => /^x-forwarded/i.test(name))).to.be.empty;
  });

  it("append to a Forwarded that comes along, and quote what is not a token", () => {
    const headers = sent(
      anHttpApi(),
      [
        ["Host", "a:8443"],
        ["Forwarded", "for=10.0.0.1"],
      ],
      {
        sourceIp: "2001:db8::1",
      },
    );
    expect(values(headers, "forwarded")).to.deep.equal([
      'for=10.0.0.1, by=unknown;for="[2001:db8::1]";host="a:8443";proto=https',
    ]);
  });

  it("have the origin's Host, the trace, and the caller's Authorization", () => {
    const headers = sent(anHttpApi(), [
      ["Host", "api.example.com"],
      ["Authorization", "Bearer x"],
      ["X-Amzn-Trace-Id", "Root=1-root"],
    ]);
    expect(values(headers, "host")).to.deep.equal(["origin.example.com"]);
    expect(values(headers, "authorization")).to.deep.equal(["Bearer x"]);
    expect(values(headers, "x-amzn-trace-id")).to.deep.equal([`Self=${TRACE_ID};Root=1-root`]);
  });

  it("say a Content-Type where there is neither one nor a body", () => {
    for (const headers of [[], [["Content-Length", "0"]]] as Headers[]) {
      expect(values(sent(anHttpApi(), headers), "content-type")).to.have.lengthOf(1);
    }
    for (const header of [
      ["Content-Length", "1"],
      ["Transfer-Encoding", "chunked"],
    ] as Headers) {
      expect(values(sent(anHttpApi(), [header]), "content-type"), header[0]).to.be.empty;
    }
    expect(values(sent(anHttpApi(), [JSON_TYPE]), "content-type")).to.deep.equal([JSON_TYPE[1]]);
  });

  it("keep what a REST API would drop", () => {
    const kept = ["Content-Encoding", "Content-MD5", "Expect", "Max-Forwards", "Server", "Via"];
    for (const name of kept) expect(values(sent(anHttpApi(), each(kept)), name), name).to.deep.equal(["x"]);
  });
});

describe("The headers of an answer behind a REST API", () => {
  const remapped = [
    "Authorization",
    "Connection",
    "Content-MD5",
    "Date",
    "Max-Forwards",
    "Server",
    "User-Agent",
  ];
  for (const name of [...remapped, "WWW-Authenticate"]) {
    it(`have ${name} as x-amzn-Remapped-${name}`, () => {
      const headers = received(anApi(), [[name, "x"]]);
      expect(values(headers, name)).to.be.empty;
      expect(values(headers, `x-amzn-remapped-${name}`)).to.deep.equal(["x"]);
    });
  }

  it("keep the case of the name that is remapped", () => {
    expect(received(anApi(), [["www-authenticate", "x"]]).headers[0]?.[0]).to.equal(
      "x-amzn-Remapped-www-authenticate",
    );
  });

  it("are without Proxy-Authenticate, Via and Host, and those of the connection", () => {
    const dropped = [
      "Proxy-Authenticate",
      "Via",
      "Host",
      "Expect",
      "TE",
      "Trailer",
      "Transfer-Encoding",
      "Upgrade",
    ];
    expect(received(anApi(), each(dropped)).headers.map(([name]) => name)).to.deep.equal([
      "x-amzn-RequestId",
      "x-amz-apigw-id",
    ]);
  });

  it("are else the origin's, with both ids of the request added", () => {
    const own: Headers = [
      ["Mcp-Session-Id", "1"],
      ["content-type", "text/event-stream"],
      ["Cache-Control", "no-cache"],
      ["Access-Control-Allow-Origin", "*"],
      ["Set-Cookie", "a=b"],
      ["Set-Cookie", "c=d"],
    ];
    expect(received(anApi(), own).headers).to.deep.equal([
      ...own,
      ["x-amzn-RequestId", REQUEST_ID],
      ["x-amz-apigw-id", REQUEST_ID],
    ]);
  });
});

describe("The headers of an answer behind an HTTP API", () => {
  it("are the origin's, with the id of the request added", () => {
    const own: Headers = [
      ["WWW-Authenticate", "Bearer"],
      ["Server", "uvicorn"],
      ["Mcp-Session-Id", "1"],
    ];
    expect(received(anHttpApi(), [...own, ["Connection", "close"]]).headers).to.deep.equal([
      ...own,
      ["apigw-requestid", REQUEST_ID],
    ]);
  });

  it("are in doubt where WWW-Authenticate is among them", () => {
    expect(responseHeaderChanges({ type: "HTTP" }, [["www-authenticate", "Bearer"]])).to.deep.equal({
      removed: [],
      renamed: [],
      unconfirmed: ["whether an HTTP API passes WWW-Authenticate on under its own name"],
    });
    expect(responseHeaderChanges({ type: "HTTP" }, [["Server", "x"]]).unconfirmed).to.be.empty;
  });
});

describe("What became of headers", () => {
  it("names those of a request that are removed, as they were sent", () => {
    const headers: Headers = [
      ["content-Encoding", "gzip"],
      ["X-Forwarded-Host", "x"],
      ["Mcp-Name", "x"],
      ["Connection", "close"],
    ];
    expect(requestHeaderChanges({ type: "REST" }, headers).removed).to.deep.equal(["content-Encoding"]);
    expect(requestHeaderChanges({ type: "HTTP" }, headers).removed).to.deep.equal(["X-Forwarded-Host"]);
  });

  it("names those of an answer that are removed, and those that are renamed", () => {
    expect(
      responseHeaderChanges({ type: "REST" }, each(["WWW-Authenticate", "Via", "Mcp-Session-Id"])),
    ).to.deep.equal({
      removed: ["Via"],
      renamed: [{ from: "WWW-Authenticate", to: "x-amzn-Remapped-WWW-Authenticate" }],
      unconfirmed: [],
    });
  });

  it("is told of every header that does not pass under its name", () => {
    const name = fc.constantFrom(
      "WWW-Authenticate",
      "Via",
      "host",
      "Server",
      "Mcp-Session-Id",
      "ETag",
      "date",
    );
    fc.assert(
      fc.property(fc.constantFrom("REST", "HTTP"), fc.uniqueArray(name), (type, names) => {
        const passed = received({ type }, each(names)).headers.map(([each]) => each);
        const { removed, renamed } = responseHeaderChanges({ type }, each(names));
        const told = [...removed, ...renamed.map(({ from }) => from)];
        expect(names.filter((each) => !passed.includes(each))).to.have.members(told);
        expect(passed).to.include.members(renamed.map(({ to }) => to));
      }),
    );
  });
});

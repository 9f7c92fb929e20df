import { expect } from "chai";
import fc from "fast-check";
import type { Api, ApiRoute, HttpProxy } from "../../../dataplane/apiGateway/api.ts";
import { API_LIMITS } from "../../../dataplane/apiGateway/limits.ts";
import { type ApiForwarded, apiOutcome, type ApiOutcome } from "../../../dataplane/apiGateway/outcome.ts";
import { headerValues, type Request } from "../../../dataplane/request.ts";
import { aRequest, TRACE_ID } from "../support.ts";
import { anApi, anHttpApi, aProxy, aRoute, REQUEST_ID } from "./support.ts";

const LISTENER = "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/sales/1/2";
const circumstances = { requestId: REQUEST_ID, traceId: TRACE_ID };

function of(api: Api, parts: Partial<Request> = {}, bodyBytes?: number): ApiOutcome {
  const request = aRequest({ path: api.type === "REST" ? "/live/mcp" : "/mcp", ...parts });
  return apiOutcome(api, request, { ...circumstances, ...(bodyBytes === undefined ? {} : { bodyBytes }) });
}

function withRoute(api: Api, parts: Partial<ApiRoute>, key = "ANY /mcp"): Api {
  return { ...api, routes: [aRoute(key, parts)] };
}

function forwarded(api: Api, proxy: Partial<HttpProxy> = {}, parts: Partial<Request> = {}): ApiForwarded {
  const done = of(withRoute(api, { integration: aProxy(proxy) }), parts);
  if (done.kind !== "forward") throw new Error(`not forwarded: ${done.kind}`);
  return done;
}

describe("A request that an API forwards", () => {
  it("goes to the route's origin, with the selection that led there", () => {
    const done = forwarded(anApi(), { uri: "https://origin.example.com/in" }, { query: "a=b" });
    expect(done.origin).to.deep.equal({ protocol: "https", host: "origin.example.com", port: 443 });
    expect(done.request)
      .to.include({ method: "POST", path: "/in", query: "a=b" })
      .and.not.have.property("sourceIp");
    expect(headerValues(done.request, "host")).to.deep.equal(["origin.example.com"]);
    expect(headerValues(done.request, "x-amzn-trace-id")).to.deep.equal([`Root=${TRACE_ID}`]);
    expect(done.route.id).to.equal("ANY /mcp");
    expect(done.selection.route).to.equal(done.route);
    expect(done).to.deep.include({ timeout: 29_000, transferMode: "BUFFERED", unconfirmed: [] });
    expect(done).to.not.have.property("idleTimeout");
  });

  const origins: [uri: string, protocol: string, host: string, port: number, header: string][] = [
    ["http://o.example.com/x", "http", "o.example.com", 80, "o.example.com"],
    ["https://o.example.com:443/x", "https", "o.example.com", 443, "o.example.com"],
    ["https://o.example.com:8443", "https", "o.example.com", 8443, "o.example.com:8443"],
    ["http://o.example.com:443/{proxy}", "http", "o.example.com", 443, "o.example.com:443"],
    ["HTTPS://o.example.com", "https", "o.example.com", 443, "o.example.com"],
    ["http://[2001:db8::1]:8000/", "http", "[2001:db8::1]", 8000, "[2001:db8::1]:8000"],
  ];
  for (const [uri, protocol, host, port, header] of origins) {
    it(`goes with ${uri} to ${host} on ${port}, as Host ${header}`, () => {
      const done = forwarded(anApi(), { uri });
      expect(done.origin).to.deep.equal({ protocol, host, port });
      expect(headerValues(done.request, "host")).to.deep.equal([header]);
    });
  }

  it("has the query of the integration's URL in front of its own", () => {
    const uri = "https://o/mcp?x=1";
    expect(forwarded(anApi(), { uri }, { query: "a=b" }).request.query).to.equal("x=1&a=b");
    expect(forwarded(anApi(), { uri }).request).to.include({ query: "x=1", path: "/mcp" });
  });

  it("has the method of the integration, else the caller's", () => {
    expect(forwarded(anApi(), { method: "PUT" }).request.method).to.equal("PUT");
    expect(forwarded(anApi(), {}, { method: "DELETE" }).request.method).to.equal("DELETE");
    const headers: [string, string][] = [["X-HTTP-Method-Override", "PATCH"]];
    expect(forwarded(anApi(), {}, { headers }).request.method).to.equal("PATCH");
  });

  it("is answered as a stream within 15 minutes by a REST API, and never by an HTTP API", () => {
    const streamed: Partial<HttpProxy> = { transferMode: "STREAM", timeout: 900_000 };
    expect(forwarded(anApi(), streamed)).to.include({
      transferMode: "STREAM",
      timeout: 900_000,
      idleTimeout: 300_000,
    });
    expect(forwarded(anApi({ endpointType: "EDGE" }), streamed).idleTimeout).to.equal(30_000);
    expect(forwarded(anHttpApi(), streamed)).to.include({ transferMode: "BUFFERED", timeout: 30_000 });
  });

  it("goes to a listener that is named by its ARN, by HTTPS where its certificate's name is given", () => {
    const parts: Partial<HttpProxy> = { uri: LISTENER, isPrivate: true };
    const plain = forwarded(anHttpApi(), parts, { headers: [["Host", "demo.example.com:443"]] });
    expect(plain.origin).to.deep.equal({
      protocol: "http",
      host: "demo.example.com",
      port: 80,
      listenerArn: LISTENER,
    });
    expect(plain.request.path).to.equal("/mcp");
    const secure = forwarded(anHttpApi(), { ...parts, serverName: "origin.example.com" });
    expect(secure.origin).to.include({ protocol: "https", host: "origin.example.com", port: 443 });
  });

  it("keeps its Host behind the VPC link of an HTTP API, which AWS does not document", () => {
    const done = forwarded(anHttpApi(), { uri: LISTENER, isPrivate: true, serverName: "origin.example.com" });
    expect(headerValues(done.request, "host")).to.deep.equal(["demo.example.com"]);
    expect(done.unconfirmed).to.deep.equal(["the Host that a listener sees behind an HTTP API's VPC link"]);
  });

  it("tells the doubts of its selection and of its path", () => {
    const domain = { name: "api.example.com", basePath: "x" };
    const parts: Partial<HttpProxy> = { uri: LISTENER, isPrivate: true };
    expect(forwarded(anHttpApi({ domain }), parts, { path: "/x/mcp" }).unconfirmed).to.have.lengthOf(3);
  });

  it("is answered 500 where the integration's URI is none", () => {
    const done = of(withRoute(anApi(), { integration: aProxy({ uri: "origin.example.com" }) }));
    expect(done).to.include({
      kind: "answer",
      status: 500,
      by: 'the integration\'s URI "origin.example.com" is not a URL',
    });
  });
});

describe("A request that an API answers itself", () => {
  it("is outside the stage: 403 Forbidden of a REST API, 404 of an HTTP API", () => {
    expect(of(anApi(), { path: "/mcp" })).to.include({
      kind: "answer",
      status: 403,
      body: '{"message":"Forbidden"}',
      by: 'the path "/mcp" is not below the stage "/live"',
    });
    expect(of(anHttpApi({ stage: "live" }))).to.include({ kind: "answer", status: 404 });
  });

  it("is outside the base path", () => {
    const domain = { name: "api.example.com", basePath: "x/y" };
    expect(of(anApi({ domain }), { path: "/mcp" })).to.include({
      kind: "answer",
      by: 'the path "/mcp" is not below the base path "/x/y"',
    });
  });

  it("has no route: 403 Missing Authentication Token of a REST API, 404 Not Found of an HTTP API", () => {
    expect(of(anApi(), { path: "/live/x" })).to.include({
      kind: "answer",
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
      by: 'no route takes "POST" "/live/x"',
    });
    expect(of(anHttpApi(), { path: "/x" })).to.include({ status: 404, body: '{"message":"Not Found"}' });
  });

  it("tells the routes that were asked", () => {
    const done = of(anApi(), { path: "/live/x" });
    expect(done.kind === "answer" && done.selection?.considered.map(({ route }) => route.id)).to.deep.equal([
      "ANY /mcp",
      "ANY /mcp/{proxy+}",
    ]);
  });

  it("has a path that is reserved", () => {
    const domain = { name: "api.example.com", basePath: "" };
    const done = of(withRoute(anApi({ domain }), {}, "ANY /ping"), { path: "/ping" });
    expect(done).to.include({ kind: "answer", by: 'the path "/ping" is reserved on a custom domain' });
    expect(done.unconfirmed).to.have.lengthOf(1);
  });

  it("breaks a limit, before any route or authorizer is asked", () => {
    const guarded = withRoute(anApi(), { authorized: true });
    const large: Partial<Request> = { headers: [["A", "a".repeat(10_241)]] };
    expect(of(guarded, large)).to.include({ kind: "answer", status: 431 }).and.not.have.property("selection");
    expect(of(guarded, {}, API_LIMITS.payload + 1)).to.include({ kind: "answer", status: 413 });
    expect(of(guarded, {}, API_LIMITS.payload).kind).to.equal("authorize");
    expect(of(guarded, { headers: [["Content-Length", "10485761"]], path: "/x" })).to.include({
      status: 413,
      by: "the body is larger than 10485760 bytes",
    });
  });

  it("is in doubt where the answer is", () => {
    expect(of(anApi(), { headers: [["A", "a".repeat(10_241)]] }).unconfirmed).to.have.lengthOf(1);
    expect(of(anApi(), { path: "/live/x" }).unconfirmed).to.be.empty;
  });
});

describe("A request to a route that asks for credentials", () => {
  for (const api of [anApi(), anHttpApi()]) {
    it(`ends at the authorizer of the ${api.type} API, a preflight too`, () => {
      const guarded = withRoute(api, { authorized: true });
      for (const method of ["OPTIONS", "POST"]) {
        const done = of(guarded, { method });
        expect(done, method).to.include({ kind: "authorize", route: guarded.routes[0] });
        expect(done.kind === "authorize" && done.refusal?.status, method).to.equal(401);
      }
    });
  }

  it("has no refusal foretold where it brings a token", () => {
    const done = of(withRoute(anHttpApi(), { authorized: true }), {
      headers: [["authorization", "Bearer x"]],
    });
    expect(done).to.include({ kind: "authorize" }).and.not.have.property("refusal");
    expect(done.unconfirmed).to.be.empty;
  });

  it("is in doubt of the refusal, whose status depends on the kind of authorizer", () => {
    const done = of(withRoute(anApi(), { authorized: true }));
    expect(done.unconfirmed).to.have.lengthOf(1);
    expect(done.kind === "authorize" && done.refusal).to.not.have.property("unconfirmed");
  });

  it("does not keep a preflight from a route of its own without any", () => {
    const api = {
      ...anHttpApi(),
      routes: [aRoute("ANY /mcp", { authorized: true }), aRoute("OPTIONS /mcp")],
    };
    expect(of(api, { method: "OPTIONS" }).kind).to.equal("forward");
    expect(of(api).kind).to.equal("authorize");
  });
});

describe("A request to a Lambda function or a mock", () => {
  it("ends there", () => {
    const api = withRoute(anApi(), { integration: { kind: "other", what: "a mock" } });
    expect(of(api)).to.include({ kind: "other", what: "a mock", route: api.routes[0] });
  });
});

describe("The outcome of any request to an API", () => {
  const api = fc.constantFrom(anApi(), anHttpApi(), anHttpApi({ stage: "live" }));
  const path = fc
    .array(fc.constantFrom("live", "mcp", "mcp-admin", "x", ""), { maxLength: 4 })
    .map((all) => `/${all.join("/")}`);

  it("is never forwarded from outside every route", () => {
    fc.assert(
      fc.property(api, path, (any, at) => {
        const stage = any.stage === "$default" ? "" : "/live";
        const done = of(any, { path: at });
        const isInside = new RegExp(`^${stage}/mcp(/.*)?$`).test(at);
        if (done.kind === "forward") expect(isInside, at).to.be.true;
        else
          expect(done).to.include({ kind: "answer" }).and.to.have.property("status").that.is.within(403, 404);
      }),
    );
  });

  it("is forwarded from inside one", () => {
    fc.assert(
      fc.property(api, fc.stringMatching(/^[a-z/]{0,9}[a-z]$/), (any, rest) => {
        const stage = any.stage === "$default" ? "" : "/live";
        expect(of(any, { path: `${stage}/mcp/${rest}` }).kind).to.equal("forward");
      }),
    );
  });

  it("is the same for the same circumstances", () => {
    fc.assert(
      fc.property(api, path, (any, at) => {
        expect(of(any, { path: at })).to.deep.equal(of(any, { path: at }));
      }),
    );
  });
});

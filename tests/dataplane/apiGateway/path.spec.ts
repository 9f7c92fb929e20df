import { expect } from "chai";
import type { Api, ApiDomain, HttpProxy } from "../../../dataplane/apiGateway/api.ts";
import { sentPath, type SentPath } from "../../../dataplane/apiGateway/path.ts";
import { selectRoute } from "../../../dataplane/apiGateway/selection.ts";
import { aRequest } from "../support.ts";
import { anApi, anHttpApi, aProxy } from "./support.ts";

const LISTENER = "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/sales/1/2";

const OVERWRITTEN: Partial<HttpProxy> = { uri: LISTENER, isPrivate: true, overwrittenPath: "$request.path" };

function sent(api: Api, path: string, parts: Partial<HttpProxy> = {}): SentPath {
  return sentPath(api, selectRoute(api, aRequest({ path })), aProxy(parts));
}

const domain = (basePath: string): { domain: ApiDomain } => ({
  domain: { name: "api.example.com", basePath },
});

describe("The path that is sent to an origin", () => {
  it("is the integration's, with the greedy part filled in", () => {
    const greedy = { uri: "https://origin.example.com:8443/in/{proxy}" };
    expect(sent(anApi(), "/live/mcp/a/b", greedy)).to.deep.equal({
      path: "/in/a/b",
      otherPaths: [],
      unconfirmed: [],
    });
    expect(sent(anHttpApi(), "/mcp/a/b", greedy)).to.deep.equal({
      path: "/in/a/b",
      otherPaths: [],
      unconfirmed: [],
    });
    expect(sent(anHttpApi(), "/mcp/", greedy).path).to.equal("/in/");
  });

  it("does not depend on the caller's where the integration has no variable", () => {
    expect(sent(anApi(), "/live/mcp/a").path).to.equal("/mcp");
    expect(sent(anApi(), "/live/mcp", { uri: "https://origin.example.com" }).path).to.equal("/");
  });

  it("leaves a variable that the route does not have as it is", () => {
    expect(sent(anApi(), "/live/mcp", { uri: "https://o/{proxy}/{constructor}" }).path).to.equal(
      "/{proxy}/{constructor}",
    );
  });

  it("takes what looks like a pattern of replacement as text", () => {
    expect(sent(anApi(), "/live/mcp/$&$1", { uri: "https://o/{proxy}" }).path).to.equal("/$&$1");
    expect(sent(anHttpApi(), "/mcp/$&", OVERWRITTEN).path).to.equal("/mcp/$&");
  });

  it("of what $default takes is the whole, behind the integration's", () => {
    const route = { id: "r", method: "ANY", path: "$default", authorized: false, integration: aProxy() };
    const api = anHttpApi({ routes: [route] });
    expect(sent(api, "/store/checkout", { uri: "https://o" }).path).to.equal("/store/checkout");
    expect(sent(api, "/store/checkout", { uri: "https://o/in/" }).path).to.equal("/in/store/checkout");
  });

  it("has the stage of a REST API in front where the integration is private", () => {
    const isPrivate = true;
    expect(sent(anApi(), "/live/mcp", { isPrivate })).to.deep.equal({
      path: "/live/mcp",
      otherPaths: [],
      unconfirmed: [],
    });
    expect(sent(anApi(), "/live/mcp/a", { isPrivate, uri: "http://o/in/{proxy}" }).path).to.equal(
      "/live/in/a",
    );
    expect(sent(anApi(), "/live/mcp", { isPrivate: false }).path).to.equal("/mcp");
  });

  it("has the stage of an HTTP API in front where the integration is private, unless it is $default", () => {
    const parts = { uri: LISTENER, isPrivate: true };
    expect(sent(anHttpApi({ stage: "live" }), "/live/mcp/a", parts)).to.deep.equal({
      path: "/live/mcp/a",
      otherPaths: [],
      unconfirmed: [],
    });
    expect(sent(anHttpApi(), "/mcp/a", parts)).to.deep.equal({
      path: "/mcp/a",
      otherPaths: [],
      unconfirmed: [],
    });
  });

  const overwritten: [template: string, path: string][] = [
    ["$request.path", "/mcp/a/b"],
    ["/in$request.path", "/in/mcp/a/b"],
    ["/in/$request.path.proxy", "/in/a/b"],
    ["/in/${request.path.proxy}/x", "/in/a/b/x"],
    ["${request.path}", "/mcp/a/b"],
    ["/fixed", "/fixed"],
    ["/$request.path.other", "/$request.path.other"],
  ];
  for (const [overwrittenPath, path] of overwritten) {
    it(`is ${path} where ${overwrittenPath} overwrites it, without the stage`, () => {
      const api = anHttpApi({ stage: "live" });
      expect(sent(api, "/live/mcp/a/b", { ...OVERWRITTEN, overwrittenPath })).to.deep.equal({
        path,
        otherPaths: [],
        unconfirmed: [],
      });
    });
  }

  it("of a REST API is overwritten by nothing of an HTTP API's", () => {
    expect(sent(anApi(), "/live/mcp", { overwrittenPath: "/x" }).path).to.equal("/mcp");
  });

  it("is in doubt on a custom domain where the integration is private", () => {
    const claim =
      "whether a private integration's path begins with the stage, the base path or neither on a custom domain";
    const isPrivate = true;
    expect(sent(anApi(domain("")), "/mcp", { isPrivate })).to.deep.equal({
      path: "/live/mcp",
      otherPaths: ["/mcp"],
      unconfirmed: [claim],
    });
    expect(sent(anApi(domain("x")), "/x/mcp", { isPrivate }).otherPaths).to.deep.equal(["/mcp", "/x/mcp"]);
    expect(sent(anApi(domain("x")), "/x/mcp", { isPrivate }).unconfirmed).to.deep.equal([claim]);
    expect(sent(anHttpApi(domain("x")), "/x/mcp", { isPrivate }).unconfirmed).to.deep.equal([claim]);
    expect(sent(anHttpApi(domain("")), "/mcp", { isPrivate }).unconfirmed).to.be.empty;
    expect(sent(anApi(domain("x")), "/x/mcp").unconfirmed).to.be.empty;
  });

  it("is in doubt where it is overwritten by the whole path below a base path", () => {
    const below = anHttpApi(domain("x"));
    expect(sent(below, "/x/mcp", OVERWRITTEN)).to.deep.equal({
      path: "/mcp",
      otherPaths: [],
      unconfirmed: ["whether $request.path begins with the base path"],
    });
    expect(sent(below, "/x/mcp/a", { ...OVERWRITTEN, overwrittenPath: "/$request.path.proxy" }).unconfirmed)
      .to.be.empty;
    expect(sent(anHttpApi(domain("")), "/mcp", OVERWRITTEN).unconfirmed).to.be.empty;
  });

  it("is in doubt where the greedy part is encoded", () => {
    expect(sent(anApi(), "/live/mcp/a%20b", { uri: "https://o/{proxy}" }).unconfirmed).to.have.lengthOf(1);
  });
});

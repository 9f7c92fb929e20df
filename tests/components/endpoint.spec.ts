import { expect } from "chai";
import * as fc from "fast-check";
import { endpointOf, endpointPatterns, metadataPath } from "../../components/endpoint.ts";
import { matchesWildcard } from "../../dataplane/pattern.ts";

const path = fc
  .array(fc.stringMatching(/^[A-Za-z0-9_.$~'@:+&-]{1,12}$/), { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join("/")}`);
const subpath = fc.string({ unit: "grapheme-ascii", maxLength: 20 });

/** Whether the load balancer would take a request's path for the endpoint. */
function takes(endpoint: string, asked: string): boolean {
  return endpointPatterns(endpoint).some((pattern) =>
    matchesWildcard(pattern, asked, { caseSensitive: true }),
  );
}

describe("The paths of an MCP endpoint", () => {
  it("are the endpoint and what is under it", () => {
    expect(endpointPatterns("/mcp")).to.deep.equal(["/mcp", "/mcp/*"]);
  });

  it("keep a longer path whole", () => {
    expect(endpointPatterns("/a/b")).to.deep.equal(["/a/b", "/a/b/*"]);
  });

  it("are everything, where the endpoint is a host's root", () => {
    expect(endpointPatterns("/")).to.deep.equal(["/*"]);
  });

  it("take the endpoint and any path under it", () => {
    fc.assert(
      fc.property(path, subpath, (endpoint, rest) => {
        expect(takes(endpoint, endpoint)).to.equal(true);
        expect(takes(endpoint, `${endpoint}/`)).to.equal(true);
        expect(takes(endpoint, `${endpoint}/${rest}`)).to.equal(true);
      }),
    );
  });

  it("take no neighbour whose name begins alike", () => {
    fc.assert(
      fc.property(path, fc.stringMatching(/^[^/]{1,10}$/), (endpoint, more) => {
        expect(takes(endpoint, endpoint + more)).to.equal(false);
      }),
    );
  });

  for (const asked of [
    "/",
    "/mc",
    "/MCP",
    "/mcp-admin",
    "/mcpx",
    "/mcpx/mcp",
    "/api/mcp",
    "/.well-known/oauth-protected-resource",
    "/.well-known/oauth-protected-resource/",
    "/.well-known/oauth-protected-resource/mcp",
    "/.well-known/oauth-protected-resource/mcp-admin",
    "/.well-known/oauth-authorization-server/mcp",
  ])
    it(`leave ${asked} alone`, () => {
      expect(takes("/mcp", asked)).to.equal(false);
    });
});

describe("The path of the OAuth metadata", () => {
  it("is the well-known one, and then the endpoint's own", () => {
    expect(metadataPath("/mcp")).to.equal("/.well-known/oauth-protected-resource/mcp");
    expect(metadataPath("/a/b")).to.equal("/.well-known/oauth-protected-resource/a/b");
  });

  it("is the well-known one alone, where the endpoint is a host's root, which takes it", () => {
    expect(metadataPath("/")).to.equal("/.well-known/oauth-protected-resource");
    expect(takes("/", metadataPath("/"))).to.equal(true);
  });
});

describe("The parts of a public URL", () => {
  it("are its protocol, host, port and path", () => {
    expect(endpointOf("https://Demo.quiltdata.com/mcp")).to.deep.equal({
      protocol: "https:",
      host: "demo.quiltdata.com",
      port: 443,
      path: "/mcp",
    });
  });

  it("are those of the root, where it has no path", () => {
    expect(endpointOf("http://demo.quiltdata.com")).to.deep.equal({
      protocol: "http:",
      host: "demo.quiltdata.com",
      port: 80,
      path: "/",
    });
  });

  it("have the port that the URL says, which is no part of the host", () => {
    const { host, port } = endpointOf("https://demo.quiltdata.com:8443/mcp");
    expect([host, port]).to.deep.equal(["demo.quiltdata.com", 8443]);
  });

  it("are none, where the text is no URL", () => {
    expect(() => endpointOf("mcp")).to.throw(TypeError);
  });
});

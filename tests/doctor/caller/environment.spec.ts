import { expect } from "chai";
import { callerOf, wayOf } from "../../../doctor/caller/environment.ts";

const HTTPS = new URL("https://demo.example.com/mcp");
const HTTP = new URL("http://demo.example.com/mcp");
const PROXY = "http://proxy.corp:3128";

/** The proxy that a URL goes through; undefined where it goes directly. */
function through(env: Record<string, string>, url: URL): string | undefined {
  return wayOf(env, url).proxy?.host;
}

describe("the caller's environment", () => {
  it("goes directly where no variable is set", () => {
    expect(wayOf({}, HTTPS)).to.deep.equal({ url: HTTPS });
  });

  for (const name of ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
    it(`goes through ${name} to https`, () => {
      expect(through({ [name]: PROXY }, HTTPS)).to.equal("proxy.corp:3128");
    });

  for (const name of ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
    it(`goes through ${name} to http`, () => {
      expect(through({ [name]: PROXY }, HTTP)).to.equal("proxy.corp:3128");
    });

  it("does not go through the other scheme's proxy", () => {
    expect(through({ HTTP_PROXY: PROXY, http_proxy: PROXY }, HTTPS)).to.equal(undefined);
    expect(through({ HTTPS_PROXY: PROXY, https_proxy: PROXY }, HTTP)).to.equal(undefined);
  });

  it("prefers small letters, and a scheme's own variable to the one for all", () => {
    const env = { HTTPS_PROXY: "http://b:1", https_proxy: "http://a:1", all_proxy: "http://c:1" };
    expect(through(env, HTTPS)).to.equal("a:1");
    expect(through({ HTTPS_PROXY: "http://b:1", all_proxy: "http://c:1" }, HTTPS)).to.equal("b:1");
  });

  it("takes a proxy without a scheme for http", () => {
    expect(wayOf({ https_proxy: "proxy.corp:3128" }, HTTPS).proxy?.href).to.equal("http://proxy.corp:3128/");
  });

  it("leaves a SOCKS proxy alone, which MCP clients do not speak either", () => {
    expect(through({ ALL_PROXY: "socks5://proxy.corp:1080" }, HTTPS)).to.equal(undefined);
  });

  it("goes to loopback through the proxy too, as curl does, unless NO_PROXY names it", () => {
    const url = new URL("http://127.0.0.1:8000/mcp");
    expect(through({ http_proxy: PROXY }, url)).to.equal("proxy.corp:3128");
    expect(through({ http_proxy: PROXY, no_proxy: "127.0.0.1" }, url)).to.equal(undefined);
  });

  const EXEMPT = [
    ["*", HTTPS.href],
    ["demo.example.com", HTTPS.href],
    ["example.com", HTTPS.href],
    [".example.com", HTTPS.href],
    ["*.example.com", HTTPS.href],
    ["other.org, example.com", HTTPS.href],
    ["other.org example.com", HTTPS.href],
    ["EXAMPLE.com", HTTPS.href],
    ["demo.example.com:443", HTTPS.href],
    ["10.0.0.0/8", "https://10.255.1.2/"],
    ["10.1.2.3", "https://10.1.2.3/"],
    ["fd00::/8", "https://[fd00::1]/"],
    ["[::1]", "https://[::1]/"],
  ] as const;
  for (const [list, url] of EXEMPT)
    it(`goes directly to ${url} where NO_PROXY is ${list}`, () => {
      expect(through({ https_proxy: PROXY, NO_PROXY: list }, new URL(url))).to.equal(undefined);
    });

  const NOT_EXEMPT = [
    ["", HTTPS.href],
    ["ample.com", HTTPS.href],
    ["demo.example.com.org", HTTPS.href],
    ["a.demo.example.com", HTTPS.href],
    ["demo.example.com:8443", HTTPS.href],
    ["10.0.0.0/8", "https://11.0.0.1/"],
    ["10.0.0.0/33", "https://10.0.0.1/"],
    ["10.0.0.0/", "https://10.0.0.1/"],
    ["0.1", "https://10.0.0.1/"],
  ] as const;
  for (const [list, url] of NOT_EXEMPT)
    it(`goes through the proxy to ${url} where NO_PROXY is "${list}"`, () => {
      expect(through({ https_proxy: PROXY, NO_PROXY: list }, new URL(url))).to.equal("proxy.corp:3128");
    });

  it("says what is set, without the password", () => {
    const env = {
      HTTPS_PROXY: "http://me:p@ss@proxy.corp:3128",
      all_proxy: "other:secret@proxy:1",
      NO_PROXY: "localhost",
      NODE_EXTRA_CA_CERTS: "/etc/corp.pem",
      NODE_OPTIONS: "--max-old-space-size=100 --use-system-ca",
      NODE_TLS_REJECT_UNAUTHORIZED: "0",
    };
    expect(callerOf(env, HTTPS)).to.deep.equal({
      proxyVariables: {
        HTTPS_PROXY: "http://me:***@proxy.corp:3128",
        all_proxy: "other:***@proxy:1",
        NO_PROXY: "localhost",
      },
      proxy: "http://proxy.corp:3128",
      nodeUsesProxy: false,
      trust: [
        "NODE_EXTRA_CA_CERTS=/etc/corp.pem",
        "NODE_OPTIONS=--use-system-ca",
        "NODE_TLS_REJECT_UNAUTHORIZED=0",
      ],
    });
  });

  it("knows when Node's own clients go through the proxy", () => {
    expect(callerOf({ NODE_USE_ENV_PROXY: "1" }, HTTPS).nodeUsesProxy).to.equal(true);
    expect(callerOf({ NODE_OPTIONS: "--use-env-proxy" }, HTTPS).nodeUsesProxy).to.equal(true);
    expect(callerOf({ NODE_USE_ENV_PROXY: "0" }, HTTPS).nodeUsesProxy).to.equal(false);
  });

  for (const [value, shown] of [
    ["http://u:se/cretpw@h:1", "http://u:***@h:1"],
    ["http://u:se#cret?pw@h:1", "http://u:***@h:1"],
    ["http://u:a@b@h:1", "http://u:***@h:1"],
    ["http://u@h:1", "http://u@h:1"],
    ["http://h:1", "http://h:1"],
    ["h:1", "h:1"],
  ] as const)
    it(`shows ${value} as ${shown}`, () => {
      expect(callerOf({ HTTP_PROXY: value }, HTTPS).proxyVariables["HTTP_PROXY"]).to.equal(shown);
    });
});

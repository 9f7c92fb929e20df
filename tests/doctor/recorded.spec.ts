import { expect } from "chai";
import type { CauseId } from "../../doctor/causes/causes.ts";
import { diagnose } from "../../doctor/diagnose.ts";
import type { Exchange } from "../../doctor/exchange/exchange.ts";
import type { Layer } from "../../doctor/layers.ts";
import type { Report } from "../../doctor/report/report.ts";
import type { Sample } from "./fingerprints/sample.ts";
import { SAMPLES } from "./fingerprints/samples.ts";
import { NOTHING_WANTED } from "./rungs/sight.ts";

/** What the doctor must say where each of these answers everything that is asked; null where nothing is wrong with the answer itself. */
const EXPECTED: Readonly<Record<string, readonly [layer: Layer | null, cause: CauseId] | null>> = {
  "waf-captcha-at-cloudfront": ["waf", "blocked.captcha"],
  "waf-captcha-at-alb": ["waf", "blocked.captcha"],
  "waf-challenge-at-alb": ["waf", "blocked.challenge"],
  "waf-block-at-alb": ["waf", "blocked.page"],
  "waf-block-at-cloudfront": ["waf", "blocked.page"],
  "cloudfront-method": ["cloudfront", "blocked.method"],
  "cloudfront-country": ["cloudfront", "blocked.page"],
  "cloudfront-502": ["cloudfront", "upstream.unreachable"],
  "cloudfront-504": ["cloudfront", "upstream.unreachable"],
  "cloudfront-bad-request": ["cloudfront", "blocked.page"],
  "cloudfront-redirect": ["cloudfront", "redirect.host"],
  "cloudfront-function": [null, "auth.discovery-missing"],
  "cloudfront-custom-error": ["cloudfront", "route.missing"],
  "cloudfront-server": ["cloudfront", "protocol.not-mcp"],
  "cloudfront-broad-marks": [null, "protocol.not-mcp"],
  "cloudflare-challenge": ["cloudflare", "blocked.challenge"],
  "cloudflare-block": ["cloudflare", "blocked.page"],
  "cloudflare-524": ["cloudflare", "upstream.timeout"],
  "cloudflare-522": ["cloudflare", "upstream.unreachable"],
  "cloudflare-400": ["cloudflare", "protocol.not-mcp"],
  "cloudflare-passed": ["nginx", "route.missing"],
  "cloudflare-server-alone": null,
  "rest-no-route": ["api-gateway", "route.missing"],
  "rest-no-route-edge": ["api-gateway", "route.missing"],
  "rest-forbidden": ["api-gateway", "blocked.page"],
  "rest-unauthorized": [null, "auth.discovery-missing"],
  "rest-timeout": ["api-gateway", "upstream.timeout"],
  "rest-network-error": ["api-gateway", "upstream.timeout"],
  "rest-too-large": ["api-gateway", "size.body"],
  "http-no-route": ["api-gateway", "route.missing"],
  "http-unauthorized": [null, "auth.discovery-missing"],
  "http-forbidden": ["api-gateway", "blocked.page"],
  "http-unavailable": ["api-gateway", "upstream.timeout"],
  "http-error": ["api-gateway", "protocol.server-error"],
  "http-passed": null,
  "rest-renames-the-challenge": [null, "auth.discovery-missing"],
  "rest-in-front-of-alb": ["alb", "upstream.none"],
  "s3-website-405": ["s3", "route.missing"],
  "s3-website-404": ["s3", "route.missing"],
  "s3-rest-405": ["s3", "route.missing"],
  "s3-rest-behind-cloudfront": ["s3", "route.missing"],
  "s3-access-denied-behind-cloudfront": ["s3", "route.missing"],
  "s3-object": ["s3", "route.missing"],
  "alb-503": ["alb", "upstream.none"],
  "alb-502": ["alb", "upstream.unreachable"],
  "alb-504-behind-cloudfront": ["alb", "upstream.timeout"],
  "alb-401": [null, "auth.discovery-missing"],
  "alb-redirect": ["alb", "redirect.host"],
  "alb-400": ["alb", "protocol.not-mcp"],
  "alb-fixed-405": ["alb", "route.fixed-response"],
  "alb-fixed-404-empty": ["alb", "route.fixed-response"],
  "alb-502-without-server-header": ["alb", "upstream.unreachable"],
  "alb-sticky": null,
  "envoy-503": ["envoy", "upstream.unreachable"],
  "envoy-no-upstream": ["envoy", "upstream.none"],
  "envoy-504": ["envoy", "upstream.timeout"],
  "envoy-rbac": ["envoy", "blocked.page"],
  "envoy-404": ["envoy", "route.missing"],
  "envoy-passed": [null, "route.missing"],
  "envoy-in-front-of-server": null,
  "nginx-405": ["frontend", "route.missing"],
  "nginx-404": ["nginx", "route.missing"],
  "nginx-403": ["nginx", "blocked.page"],
  "nginx-413": ["nginx", "size.body"],
  "nginx-502": ["nginx", "upstream.unreachable"],
  "nginx-504": ["nginx", "upstream.timeout"],
  "nginx-400": ["nginx", "protocol.not-mcp"],
  "nginx-redirect": ["nginx", "redirect.host"],
  "nginx-in-front-of-server": null,
  "haproxy-503": ["proxy", "upstream.none"],
  "traefik-503": ["proxy", "upstream.none"],
  "caddy-502": ["proxy", "upstream.unreachable"],
  "azure-502": ["proxy", "upstream.unreachable"],
  "varnish-in-front-of-server": null,
  "express-404-behind-nginx": ["nginx", "route.path-rewritten"],
  "express-413": ["framework", "size.body"],
  "fastapi-404": ["framework", "route.missing"],
  "starlette-404": ["framework", "route.missing"],
  "starlette-slash": ["framework", "redirect.post"],
  "spring-404": ["framework", "route.missing"],
  "go-404": ["framework", "route.missing"],
  "python-421": ["server", "host.rejected"],
  "typescript-403-host": ["server", "host.rejected"],
  "python-403-origin": ["server", "host.rejected"],
  "python-400-content-type": ["proxy", "header.content-type-lost"],
  "python-413": ["server", "size.body"],
  "server-401": [null, "auth.discovery-missing"],
  "typescript-400-session": ["server", "protocol.server-error"],
  "typescript-404-session": ["server", "protocol.server-error"],
  "server-400-headers": ["proxy", "header.mcp-method-lost"],
  "typescript-406": ["proxy", "header.accept-lost"],
  "typescript-405": ["server", "protocol.server-error"],
  "server-400-parse": ["server", "protocol.server-error"],
  "server-202": ["server", "protocol.not-mcp"],
  "server-stream": ["proxy", "protocol.malformed"],
  "apache-404": ["frontend", "blocked.page"],
  "site-start-page": ["frontend", "route.missing"],
  "site-page-in-nginx": ["nginx", "blocked.page"],
};

const URL = "https://mcp.example.com/mcp";

/** The report where one answer is given to every request. */
function reportOf({ answer }: Sample): Report {
  const exchange = (probe: string, method: string, message?: string): Exchange => ({
    probe,
    asked: { method, url: URL, headers: [], bytes: 0, ...(message === undefined ? {} : { message }) },
    result: answer,
  });
  return diagnose({
    hops: [
      {
        hop: "public",
        url: URL,
        token: false,
        credential: null,
        caller: { proxyVariables: {}, proxy: null, nodeUsesProxy: false, trust: [] },
        name: { addresses: ["203.0.113.5"], error: null },
        tls: null,
        promised: {},
        wanted: NOTHING_WANTED,
        exchanges: [
          exchange("below", "POST", "server/discover"),
          exchange("discover", "POST", "server/discover"),
          exchange("get", "GET"),
          exchange("initialize", "POST", "initialize"),
        ],
        requestsSent: 4,
      },
    ],
    token: null,
    seconds: 45,
  });
}

describe("an answer from the field, given to every request", () => {
  for (const sample of SAMPLES) {
    it(`ends in its cause and layer: ${sample.name}`, () => {
      const { verdict, layer, cause } = reportOf(sample);
      const expected = EXPECTED[sample.name];
      expect(expected, "a sample without a line in the table").to.not.equal(undefined);
      expect([verdict, layer, cause]).to.deep.equal(
        expected == null ? ["works", null, null] : ["broken", ...expected],
      );
    });
  }

  it("is a matter of authorization only where the status is 401", () => {
    const wrong = SAMPLES.filter(({ answer }) => answer.status !== 401).filter((each) =>
      reportOf(each).findings.some(({ id }) => id.startsWith("auth.")),
    );
    expect(wrong.map(({ name }) => name)).to.deep.equal([]);
  });

  it("has a line in the table for each sample, and no other", () => {
    expect(Object.keys(EXPECTED).toSorted()).to.deep.equal(SAMPLES.map(({ name }) => name).toSorted());
  });
});

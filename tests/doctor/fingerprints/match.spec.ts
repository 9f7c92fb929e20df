import { expect } from "chai";
import type { Answered, Header } from "../../../doctor/exchange/exchange.ts";
import { fingerprint } from "../../../doctor/fingerprints/match.ts";
import type { Fingerprint } from "../../../doctor/fingerprints/match.ts";
import { THROUGH_CLOUDFRONT, answer, cloudFrontPage, page, rpcError } from "./answer.ts";
import { sample } from "./samples.ts";

const NOTHING: Fingerprint = { answeredBy: null, layers: [] };
const HTML = { "Content-Type": "text/html" };

/** The row that names who answered. */
function rowOf(answered: Answered): string | null {
  return fingerprint(answered).answeredBy?.row ?? null;
}

/** The layers, outermost first, with a star on the one that answered. */
function stackOf(answered: Answered): string[] {
  return fingerprint(answered).layers.map(({ layer, answered: wrote }) => (wrote ? `${layer}*` : layer));
}

describe("fingerprint", () => {
  it("says what it makes of a row, with its hint and source", () => {
    expect(fingerprint(sample("nginx-405").answer)).to.deep.equal({
      answeredBy: {
        layer: "nginx",
        row: "nginx.method",
        mark: "body: 405 Not Allowed, nginx/1.22.1",
        says: "an nginx that serves files here, and takes no POST for a file",
        hint: "a static location got the request: the container of the site, or a location without proxy_pass",
        source: "https://github.com/nginx/nginx-s3-gateway/issues/359",
      },
      layers: [{ layer: "nginx", mark: "body: 405 Not Allowed, nginx/1.22.1", answered: true }],
    });
  });

  it("has no hint where the row has none", () => {
    expect(fingerprint(sample("nginx-404").answer).answeredBy?.hint).to.equal(null);
  });

  for (const headers of [
    { Via: "1.1 proxy.example.com" },
    { Via: THROUGH_CLOUDFRONT.Via },
    { "X-Cache": "Miss from cloudfront" },
    { "X-Cache": "HIT" },
    { Server: "nginx" },
    { Server: "envoy" },
    { Server: "cloudflare" },
  ]) {
    it(`names nothing by the broad mark ${JSON.stringify(headers)} alone`, () => {
      expect(fingerprint(answer(403, headers))).to.deep.equal(NOTHING);
    });
  }

  it("takes two broad marks of different layers for no company", () => {
    expect(fingerprint(answer(403, { Server: "nginx", "X-Cache": "Miss from cloudfront" }))).to.deep.equal(
      NOTHING,
    );
  });

  it("names nobody for an answer without a mark", () => {
    expect(fingerprint(answer(403, { "Content-Type": "text/plain" }, "Forbidden"))).to.deep.equal(NOTHING);
  });

  it("names nobody for a page of no known writer that may be a firewall's", () => {
    expect(fingerprint(answer(403, HTML, "<html><h1>Access denied</h1></html>"))).to.deep.equal(NOTHING);
  });

  it("does not say that a page of its own behind CloudFront is CloudFront's", () => {
    const page403 = answer(403, { ...HTML, ...THROUGH_CLOUDFRONT }, "<html><h1>Access denied</h1></html>");
    expect(fingerprint(page403).answeredBy).to.equal(null);
    expect(stackOf(page403)).to.deep.equal(["cloudfront"]);
  });

  it("lists stacked layers outermost first, whatever the order of their headers, and who answered last", () => {
    const through = {
      "X-Powered-By": "Express",
      Server: "nginx",
      "apigw-requestid": "RL2X=",
      "Set-Cookie": "AWSALB=a",
      ...THROUGH_CLOUDFRONT,
    };
    expect(
      stackOf(answer(200, { ...through, "Content-Type": "application/json" }, rpcError(-32000, "x"))),
    ).to.deep.equal(["cloudfront", "api-gateway", "alb", "nginx", "framework", "server*"]);
  });

  it("puts who answered last even where its layer is usually further out", () => {
    const alb = answer(503, { Server: "nginx", ...HTML }, page("503 Service Temporarily Unavailable"));
    expect(stackOf(alb)).to.deep.equal(["nginx", "alb*"]);
  });

  it("lists a layer once that both answered and left a mark of passing", () => {
    expect(stackOf(sample("alb-503").answer)).to.deep.equal(["alb*"]);
  });

  it("tells an nginx's 403 from a web ACL's at an ALB by the footer", () => {
    expect(page("403 Forbidden")).to.have.length(118);
    expect(page("403 Forbidden", "nginx")).to.have.length(146);
    expect(rowOf(answer(403, HTML, page("403 Forbidden")))).to.equal("waf.block-at-alb");
    expect(rowOf(answer(403, HTML, page("403 Forbidden", "nginx")))).to.equal("nginx.forbidden");
  });

  for (const [title, status, alb, nginx] of [
    ["400 Bad Request", 400, "alb.error", "nginx.error"],
    ["404 Not Found", 404, "alb.fixed-response", "nginx.not-found"],
    ["405 Not Allowed", 405, "alb.fixed-response", "nginx.method"],
    ["413 Request Entity Too Large", 413, "alb.error", "nginx.too-large"],
    ["502 Bad Gateway", 502, "alb.bad-gateway", "nginx.upstream"],
    ["503 Service Temporarily Unavailable", 503, "alb.no-target", "nginx.upstream"],
    ["504 Gateway Time-out", 504, "alb.timeout", "nginx.upstream"],
  ] as const) {
    it(`tells an ALB's page "${title}" from nginx's with CRLF and with LF`, () => {
      for (const lines of [(text: string) => text, (text: string) => text.replaceAll("\r\n", "\n")]) {
        expect(rowOf(answer(status, HTML, lines(page(title))))).to.equal(alb);
        expect(rowOf(answer(status, HTML, lines(page(title, "nginx"))))).to.equal(nginx);
      }
    });
  }

  it("knows openresty's footer, and not one of a writer that it does not know", () => {
    expect(rowOf(answer(502, HTML, page("502 Bad Gateway", "openresty")))).to.equal("nginx.upstream");
    expect(rowOf(answer(502, HTML, page("502 Bad Gateway", "acme")))).to.equal(null);
  });

  it("takes no page for the ALB's that goes on after the template, or whose title and heading differ", () => {
    expect(rowOf(answer(502, HTML, `${page("502 Bad Gateway")}<p>more</p>`))).to.equal(null);
    expect(rowOf(answer(502, HTML, page("502 Bad Gateway").replace("<h1>502", "<h1>503")))).to.equal(null);
  });

  it("never lets server: nginx say that nginx answered, except to 502 and 504 without a body", () => {
    const server = { Server: "nginx/1.22.1" };
    expect(rowOf(answer(502, server))).to.equal("nginx.upstream");
    expect(rowOf(answer(504, server))).to.equal("nginx.upstream");
    expect(rowOf(answer(503, server))).to.equal(null);
    expect(rowOf(answer(405, server))).to.equal(null);
    expect(rowOf(answer(502, server, "no"))).to.equal(null);
    expect(rowOf(answer(502, {}))).to.equal(null);
    expect(rowOf(answer(502, { Server: "nginxx" }))).to.equal(null);
  });

  it("takes a JSON-RPC body for the server's whatever the status and the server header", () => {
    for (const server of ["nginx", "envoy", "cloudflare", "uvicorn", "Apache"]) {
      expect(
        rowOf(answer(502, { Server: server, "Content-Type": "application/json" }, rpcError(-32000, "x"))),
      ).to.equal("server.json-rpc");
    }
  });

  it("takes a message that is kept only in part for JSON-RPC, and a page or a text that shows one for none", () => {
    const long = `{"jsonrpc":"2.0","id":1,"result":"${"x".repeat(3000)}"}`;
    expect(rowOf({ ...answer(200, {}, long.slice(0, 2048)) })).to.equal("server.json-rpc");
    expect(rowOf(answer(200, HTML, `<html><code>${rpcError(1, "x")}</code></html>`))).to.equal(
      "frontend.start-page",
    );
    expect(rowOf(answer(500, {}, `see ${rpcError(1, "x")}`))).to.equal(null);
  });

  it("takes a batch of messages for JSON-RPC, and JSON without that key for none", () => {
    expect(rowOf(answer(200, {}, `[${rpcError(1, "x")}]`))).to.equal("server.json-rpc");
    for (const body of ["null", "[]", "1", '"jsonrpc"', '{"error":"x"}']) {
      expect(rowOf(answer(200, {}, body)), body).to.equal(null);
    }
  });

  it("lets an ALB's fixed response be the ALB's, even where it speaks JSON-RPC", () => {
    expect(rowOf(answer(405, { Server: "awselb/2.0" }, rpcError(-32000, "x")))).to.equal(
      "alb.fixed-response",
    );
  });

  it("needs the request id of an API Gateway for its short bodies, which others write too", () => {
    const json = { "Content-Type": "application/json" };
    for (const [status, message] of [
      [404, "Not Found"],
      [403, "Forbidden"],
      [403, "Missing Authentication Token"],
      [503, "Service Unavailable"],
      [504, "Endpoint request timed out"],
    ] as const) {
      expect(rowOf(answer(status, json, `{"message":"${message}"}`)), message).to.equal(null);
    }
  });

  it("leaves an error of a server behind an API Gateway to the server", () => {
    const behind = answer(
      404,
      { "x-amzn-RequestId": "1", "x-amz-apigw-id": "2", "x-amzn-Remapped-Server": "uvicorn" },
      "Not Found",
    );
    expect(rowOf(behind)).to.equal("framework.starlette");
    expect(stackOf(behind)).to.deep.equal(["api-gateway", "framework*"]);
  });

  it("tells an Envoy's own 404 from one that came from behind it", () => {
    expect(rowOf(answer(404, { server: "istio-envoy" }))).to.equal("envoy.no-route");
    expect(rowOf(answer(404, { server: "istio-envoy", "x-envoy-upstream-service-time": "3" }))).to.equal(
      null,
    );
    expect(rowOf(answer(404, { server: "istio-envoy" }, "gone"))).to.equal(null);
  });

  it("takes an Envoy's text only where it is the whole of the body", () => {
    expect(rowOf(answer(503, {}, "no healthy upstream"))).to.equal("envoy.no-upstream");
    expect(rowOf(answer(503, {}, "there is no healthy upstream today"))).to.equal(null);
  });

  it("tells the words of a web ACL from the rest of CloudFront's 403 pages", () => {
    expect(rowOf(answer(403, { Server: "CloudFront" }, cloudFrontPage("403", "Request blocked.")))).to.equal(
      "waf.block-at-cloudfront",
    );
    expect(rowOf(answer(403, { Server: "CloudFront" }, cloudFrontPage("403", "Bad request.")))).to.equal(
      "cloudfront.error",
    );
    expect(rowOf(answer(403, { Server: "acme" }, "Request blocked."))).to.equal(null);
  });

  it("takes a page with 200 for a custom error response only where CloudFront says that the origin failed", () => {
    const site = (cache: string) =>
      answer(200, { ...HTML, Server: "acme", ...THROUGH_CLOUDFRONT, "X-Cache": cache }, "<html></html>");
    expect(rowOf(site("Error from cloudfront"))).to.equal("cloudfront.custom-error");
    expect(rowOf(site("Miss from cloudfront"))).to.equal("frontend.start-page");
  });

  it("takes a redirect to a slash for a framework's only with 307, no body and a slash", () => {
    expect(rowOf(answer(307, { location: "/mcp/?a=b" }))).to.equal("framework.slash");
    expect(rowOf(answer(308, { location: "/mcp/" }))).to.equal(null);
    expect(rowOf(answer(307, { location: "/mcp" }))).to.equal(null);
    expect(rowOf(answer(307, { location: "/mcp/" }, "Temporary Redirect"))).to.equal(null);
  });

  it("reads every value of a header that comes more than once, and its name in any case", () => {
    const twice: Header[] = [
      ["SERVER", "acme"],
      ["sErVeR", "awselb/2.0"],
    ];
    expect(rowOf({ ...answer(405, {}), headers: twice })).to.equal("alb.fixed-response");
  });

  it("tells the same whenever it is asked", () => {
    const { answer: again } = sample("waf-block-at-cloudfront");
    expect(fingerprint(again)).to.deep.equal(fingerprint(again));
  });
});

describe("fingerprint of a hostile answer", () => {
  const long = "x".repeat(60_000);

  it("does not trip over names that objects have of themselves", () => {
    const headers: Header[] = [
      ["__proto__", "awselb/2.0"],
      ["constructor", "x"],
      ["toString", "x"],
      ["", ""],
    ];
    expect(fingerprint({ ...answer(403, {}), headers, json: { constructor: 1 } })).to.deep.equal(NOTHING);
  });

  it("shows no more than a hundred characters of a header", () => {
    const { answeredBy } = fingerprint(answer(200, { "mcp-session-id": long }));
    expect(answeredBy?.mark).to.equal(`mcp-session-id: ${"x".repeat(84)}`);
  });

  for (const [what, filler] of [
    ["tags", "<html>"],
    ["line ends", "\r\n"],
    ["blanks", " "],
    ["pages that begin", "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"],
    ["blocks", "Request blocked."],
    ["messages", '{"jsonrpc" '],
    ["timestamps", '{"timestamp":1,"status":404,"error":"'],
    ["codes", "<Error>\r\n"],
    ["preformatted text", "<title>Error</title>\n</head>\n<body>\n<pre>"],
  ] as const) {
    it(`is quick with a body and a header full of ${what}`, () => {
      const full = filler.repeat(60_000 / filler.length);
      const began = performance.now();
      for (const status of [200, 403, 404, 405, 502]) {
        for (const body of [full.slice(0, 2048), full]) {
          fingerprint(
            answer(
              status,
              {
                Server: full,
                Via: full,
                "X-Cache": full,
                Location: full,
                "Content-Type": full,
                "Set-Cookie": full,
              },
              body,
            ),
          );
        }
      }
      // Ten answers take some milliseconds; a pattern that goes back and forth takes minutes.
      expect(performance.now() - began).to.be.lessThan(2000);
    });
  }

  it("looks at the first 2048 characters of a body, and the first 1024 of a header", () => {
    const text = "Generated by cloudfront";
    expect(rowOf(answer(500, {}, " ".repeat(2048 - text.length) + text))).to.equal("cloudfront.error");
    expect(rowOf(answer(500, {}, " ".repeat(2049 - text.length) + text))).to.equal(null);
    const cause = "resource_metadata=";
    const challenge = (blanks: number) => answer(401, { "www-authenticate": " ".repeat(blanks) + cause });
    expect(rowOf(challenge(1024 - cause.length))).to.equal("server.challenge");
    expect(rowOf(challenge(1025 - cause.length))).to.equal(null);
  });

  it("reads thousands of headers of one name", () => {
    const headers = Array.from({ length: 16_000 }, (): Header => ["Via", "x"]);
    expect(fingerprint({ ...answer(403, {}), headers })).to.deep.equal(NOTHING);
  });
});

import { expect } from "chai";
import { fingerprint } from "../../../doctor/fingerprints/match.ts";
import { TABLE } from "../../../doctor/fingerprints/table.ts";
import { answer, page, rpcError } from "./answer.ts";

const RAY = { "cf-ray": "875ab2ff4bf8963f-SJC" };
const REST = { "x-amzn-requestid": "1" };
const APIGW = { ...REST, "x-amz-apigw-id": "2" };
const HTTP = { "apigw-requestid": "3" };
const HTML = { "content-type": "text/html" };
const NO_CHALLENGE = '{"error":"invalid_token"}';
const XML = "<Error>\n<Code>NoSuchKey</Code></Error>";

/** The further ways in which a row fits, where its usual mark was taken away: row, alternative, and an answer that has it alone. */
const FURTHER = [
  ["waf.captcha", 1, answer(405, {}, "<script>window.gokuProps = {}</script>")],
  ["waf.challenge", 1, answer(202, {}, "<script>window.gokuProps = {}</script>")],
  ["waf.block-at-alb", 1, answer(403, {}, page("403 Forbidden"))],
  [
    "cloudfront.origin-unreachable",
    1,
    answer(504, {}, "CloudFront attempted to establish a connection with the origin"),
  ],
  ["cloudfront.redirect", 1, answer(301, {}, page("301 Moved Permanently", "CloudFront"))],
  ["cloudflare.challenge", 1, answer(403, RAY, "<title>Just a moment...</title>")],
  ["cloudflare.block", 1, answer(403, RAY, "error code: 1010\n")],
  ["cloudflare.timeout", 1, answer(524, RAY)],
  ["cloudflare.error", 1, answer(502, RAY, "error code: 502")],
  ["api-gateway.rest.no-route", 1, answer(403, REST, '{"message":"Missing Authentication Token"}')],
  ["api-gateway.rest.forbidden", 1, answer(403, APIGW, '{"message":"Forbidden"}')],
  ["api-gateway.rest.error", 1, answer(500, APIGW, '{"message": "Internal server error"}')],
  ["api-gateway.http.error", 1, answer(429, HTTP, '{"message":"Too Many Requests"}')],
  ["api-gateway.http.error", 2, answer(413, HTTP, '{"message":"Request Entity Too Large"}')],
  ["s3.rest", 1, answer(404, { server: "AmazonS3" }, XML)],
  [
    "s3.object",
    1,
    answer(200, { server: "cloudflare", "x-amz-request-id": "1", "x-amz-id-2": "2" }, "<html></html>"),
  ],
  ["alb.no-target", 1, answer(503, {}, page("503 Service Temporarily Unavailable"))],
  ["alb.bad-gateway", 1, answer(502, {}, page("502 Bad Gateway"))],
  ["alb.timeout", 1, answer(504, {}, page("504 Gateway Time-out"))],
  ["alb.unauthorized", 1, answer(401, {}, page("401 Authorization Required"))],
  ["alb.unauthorized", 2, answer(401, { server: "awselb/2.0" })],
  ["alb.redirect", 1, answer(302, { location: "https://a.example:443/" }, page("302 Found"))],
  ["alb.error", 1, answer(464, {}, page("464 Incompatible Protocol"))],
  ["alb.fixed-response", 1, answer(405, {}, page("405 Not Allowed"))],
  [
    "envoy.upstream-failed",
    1,
    answer(503, {}, "upstream connect error or disconnect/reset before headers. reset reason: overflow"),
  ],
  ["envoy.no-upstream", 1, answer(503, {}, "no healthy upstream")],
  ["envoy.timeout", 1, answer(504, {}, "upstream response timeout")],
  ["envoy.denied", 1, answer(401, {}, "Jwt is missing")],
  ["nginx.upstream", 1, answer(504, { server: "openresty/1.21" })],
  ["server.host", 1, answer(403, {}, rpcError(-32000, "Invalid Host: a.example"))],
  ["server.origin", 1, answer(403, {}, rpcError(-32000, "Invalid Origin: a.example"))],
  ["server.content-type", 1, answer(415, {}, rpcError(-32000, "Unsupported Media Type"))],
  ["server.too-large", 1, answer(413, {}, rpcError(-32000, "Payload Too Large"))],
  ["server.challenge", 1, answer(401, {}, NO_CHALLENGE)],
  ["server.json-rpc", 1, { ...answer(200, {}, `{"result":"${"x".repeat(2037)}`), json: { jsonrpc: "2.0" } }],
  ["frontend.page", 1, answer(405, HTML, "<html><h1>Not here</h1></html>")],
] as const;

describe("the further marks of a row", () => {
  for (const [id, alternative, each] of FURTHER) {
    it(`names ${id} by its mark ${String(alternative + 1)} alone`, () => {
      expect(fingerprint(each).answeredBy?.row).to.equal(id);
    });
  }

  it("are all tried here", () => {
    const further = TABLE.filter(({ means }) => means === "answered").flatMap(({ id, matches }) =>
      matches.slice(1).map((_, index) => `${id} ${String(index + 1)}`),
    );
    expect(FURTHER.map(([id, alternative]) => `${id} ${String(alternative)}`)).to.have.members(further);
  });
});

import { THROUGH_CLOUDFRONT, answer, page } from "../answer.ts";
import type { Sample } from "../sample.ts";

const HTML = { "Content-Type": "text/html" };
const ALB = { Server: "awselb/2.0", ...HTML };
const ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application";
const CLOUDFRONT = {
  layer: "cloudfront",
  mark: `via: ${THROUGH_CLOUDFRONT.Via}, x-amz-cf-id: ${THROUGH_CLOUDFRONT["X-Amz-Cf-Id"]}`,
} as const;
const S3 = {
  Server: "AmazonS3",
  "x-amz-request-id": "ZND8QYD5XYMM8FAA",
  "x-amz-id-2": "DNUComNdG7dhjwT1Se8W1rAQCfVZE0I6gAJN1eTn",
};
const REFUSED_BY_S3 =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>MethodNotAllowed</Code><Message>The specified method is not allowed against this resource.</Message><Method>POST</Method><ResourceType>OBJECT</ResourceType><RequestId>ZND8QYD5XYMM8FAA</RequestId><HostId>DNUComNd</HostId></Error>';

/** A page of S3's website endpoint. */
function websitePage(title: string, code: string): string {
  return `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<ul>\n<li>Code: ${code}</li>\n<li>Message: no</li>\n<li>RequestId: ZND8QYD5XYMM8FAA</li>\n<li>HostId: DNUComNd</li>\n</ul>\n<hr/>\n</body>\n</html>\n`;
}

/** S3 and the ALB. */
export const AWS_SAMPLES: readonly Sample[] = [
  {
    name: "s3-website-405",
    what: "the website endpoint of a bucket got a POST",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html",
    answer: answer(
      405,
      { ...S3, ...HTML, Allow: "GET, HEAD" },
      websitePage("405 Method Not Allowed", "MethodNotAllowed"),
    ),
    answeredBy: { layer: "s3", row: "s3.website-method", mark: "body: <li>Code: MethodNotAllowed</li>" },
    passedBy: [],
  },
  {
    name: "s3-website-404",
    what: "the website endpoint of a bucket has no such page",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html",
    answer: answer(404, { ...S3, ...HTML }, websitePage("404 Not Found", "NoSuchKey")),
    answeredBy: { layer: "s3", row: "s3.website", mark: "body: <li>Code: NoSuchKey</li>" },
    passedBy: [],
  },
  {
    name: "s3-rest-405",
    what: "a bucket's REST endpoint got a POST",
    source: "https://github.com/versity/versitygw/issues/1810",
    answer: answer(405, { ...S3, Allow: "GET", "Content-Type": "application/xml" }, REFUSED_BY_S3),
    answeredBy: { layer: "s3", row: "s3.rest-method", mark: "body: <Error><Code>MethodNotAllowed</Code>" },
    passedBy: [],
  },
  {
    name: "s3-rest-behind-cloudfront",
    what: "CloudFront sends every path to a bucket, which refuses the POST",
    source: "https://github.com/FineUploader/fine-uploader/issues/1016",
    answer: answer(
      405,
      {
        Allow: "GET, DELETE, HEAD, PUT",
        "Content-Type": "application/xml",
        Server: "AmazonS3",
        ...THROUGH_CLOUDFRONT,
      },
      REFUSED_BY_S3,
    ),
    answeredBy: { layer: "s3", row: "s3.rest-method", mark: "body: <Error><Code>MethodNotAllowed</Code>" },
    passedBy: [CLOUDFRONT],
  },
  {
    name: "s3-access-denied-behind-cloudfront",
    what: "a private bucket behind CloudFront has no such object",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
    answer: answer(
      403,
      { ...S3, "Content-Type": "application/xml", ...THROUGH_CLOUDFRONT },
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
    ),
    answeredBy: {
      layer: "s3",
      row: "s3.rest",
      mark: "x-amz-request-id: ZND8QYD5XYMM8FAA, body: <Error><Code>AccessDenied</Code>",
    },
    passedBy: [CLOUDFRONT],
  },
  {
    name: "s3-object",
    what: "a site in a bucket answers GET with a page",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html",
    answer: answer(200, { ...S3, ...HTML }, "<!doctype html><html></html>"),
    answeredBy: { layer: "s3", row: "s3.object", mark: "server: AmazonS3" },
    passedBy: [],
  },
  {
    name: "alb-503",
    what: "an ALB without a target, 162 bytes",
    source: "https://github.com/awslabs/sagemaker-dashboards-for-ml/issues/3",
    answer: answer(503, { ...ALB, "Content-Length": "162" }, page("503 Service Temporarily Unavailable")),
    answeredBy: {
      layer: "alb",
      row: "alb.no-target",
      mark: "server: awselb/2.0, body: 503 Service Temporarily Unavailable",
    },
    passedBy: [],
  },
  {
    name: "alb-502",
    what: "an ALB whose target breaks the connection, 122 bytes",
    source: `${ELB}/load-balancer-troubleshooting.html`,
    answer: answer(502, { ...ALB, "Content-Length": "122" }, page("502 Bad Gateway")),
    answeredBy: {
      layer: "alb",
      row: "alb.bad-gateway",
      mark: "server: awselb/2.0, body: 502 Bad Gateway",
    },
    passedBy: [],
  },
  {
    name: "alb-504-behind-cloudfront",
    what: "CloudFront in front of an ALB whose target is closed off by a security group",
    source: `${ELB}/load-balancer-troubleshooting.html`,
    answer: answer(504, { ...ALB, ...THROUGH_CLOUDFRONT }, page("504 Gateway Time-out")),
    answeredBy: {
      layer: "alb",
      row: "alb.timeout",
      mark: "server: awselb/2.0, body: 504 Gateway Time-out",
    },
    passedBy: [CLOUDFRONT],
  },
  {
    name: "alb-401",
    what: "an ALB's rule that refuses who is not logged in",
    source: `${ELB}/load-balancer-troubleshooting.html`,
    answer: answer(401, ALB, page("401 Authorization Required")),
    answeredBy: {
      layer: "alb",
      row: "alb.unauthorized",
      mark: "server: awselb/2.0, body: 401 Authorization Required",
    },
    passedBy: [],
  },
  {
    name: "alb-redirect",
    what: "an ALB's listener for http redirects to https",
    source: "https://github.com/internetstandards/Internet.nl/issues/1291",
    answer: answer(
      301,
      { ...ALB, "Content-Length": "134", Location: "https://demo.example.com:443/" },
      page("301 Moved Permanently"),
    ),
    answeredBy: {
      layer: "alb",
      row: "alb.redirect",
      mark: "server: awselb/2.0, location: https://demo.example.com:443/",
    },
    passedBy: [],
  },
  {
    name: "alb-400",
    what: "an ALB refuses a malformed request",
    source: `${ELB}/load-balancer-troubleshooting.html`,
    answer: answer(400, ALB, page("400 Bad Request")),
    answeredBy: {
      layer: "alb",
      row: "alb.error",
      mark: "server: awselb/2.0, body: 400 Bad Request",
    },
    passedBy: [],
  },
  {
    name: "alb-fixed-405",
    what: "a fixed response of an ALB rule: 405 to a POST",
    source: `${ELB}/rule-action-types.html`,
    answer: answer(
      405,
      { Server: "awselb/2.0", "Content-Type": "text/plain; charset=utf-8" },
      "Method not allowed",
    ),
    answeredBy: { layer: "alb", row: "alb.fixed-response", mark: "server: awselb/2.0" },
    passedBy: [],
  },
  {
    name: "alb-fixed-404-empty",
    what: "a default rule of an ALB that answers 404 without a text",
    source: `${ELB}/rule-action-types.html`,
    answer: answer(404, {
      Server: "awselb/2.0",
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Length": "0",
    }),
    answeredBy: { layer: "alb", row: "alb.fixed-response", mark: "server: awselb/2.0" },
    passedBy: [],
  },
  {
    name: "alb-502-without-server-header",
    what: "an ALB whose listener does not send its name",
    source: `${ELB}/header-modification.html`,
    answer: answer(502, HTML, page("502 Bad Gateway")),
    answeredBy: { layer: "alb", row: "alb.bad-gateway", mark: "body: 502 Bad Gateway" },
    passedBy: [],
  },
  {
    name: "alb-sticky",
    what: "an MCP server behind an ALB with stickiness",
    source: `${ELB}/edit-target-group-attributes.html`,
    answer: answer(
      200,
      {
        server: "uvicorn",
        "Set-Cookie": "AWSALB=x0hFp7; Path=/",
        "content-type": "text/event-stream",
        "mcp-session-id": "1868a90c",
      },
      'event: message\ndata: {"jsonrpc":"2.0","id":1,"result":{}}\n\n',
    ),
    answeredBy: { layer: "server", row: "server.json-rpc", mark: 'body: "jsonrpc"' },
    passedBy: [
      { layer: "alb", mark: "set-cookie: AWSALB=x0hFp7; Path=/" },
      { layer: "framework", mark: "server: uvicorn" },
    ],
  },
];

import { THROUGH_CLOUDFRONT, answer, cloudFrontPage, page } from "../answer.ts";
import type { Sample } from "../sample.ts";

const HTML = { "Content-Type": "text/html" };
const CLOUDFRONT_ERROR = { Server: "CloudFront", ...HTML, ...THROUGH_CLOUDFRONT };
/** What CloudFront leaves on everything that goes through it. */
const CLOUDFRONT = {
  layer: "cloudfront",
  mark: `via: ${THROUGH_CLOUDFRONT.Via}, x-amz-cf-id: ${THROUGH_CLOUDFRONT["X-Amz-Cf-Id"]}`,
} as const;
const CF_DOCS = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide";
const CLOUDFLARE_HEADERS = { Server: "cloudflare", "CF-RAY": "875ab2ff4bf8963f-SJC" };
const CLOUDFLARE = { layer: "cloudflare", mark: "cf-ray: 875ab2ff4bf8963f-SJC" } as const;

/** WAF, CloudFront and Cloudflare. */
export const EDGE_SAMPLES: readonly Sample[] = [
  {
    name: "waf-captcha-at-cloudfront",
    what: "AWS WAF's CAPTCHA at a CloudFront distribution, sent as 405",
    source: "https://github.com/wappalyzer/wappalyzer/issues/6021",
    answer: answer(405, {
      server: "CloudFront",
      "x-amzn-waf-action": "captcha",
      "cache-control": "no-store, max-age=0",
      "content-type": "text/html; charset=UTF-8",
      "x-cache": "Error from cloudfront",
      "x-amz-cf-pop": "TLV50-C2",
    }),
    answeredBy: { layer: "waf", row: "waf.captcha", mark: "x-amzn-waf-action: captcha" },
    passedBy: [{ layer: "cloudfront", mark: "x-amz-cf-pop: TLV50-C2, x-cache: Error from cloudfront" }],
  },
  {
    name: "waf-captcha-at-alb",
    what: "AWS WAF's CAPTCHA at an ALB to a client that takes no HTML: 405 without a page",
    source: "https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html",
    answer: answer(405, { Server: "awselb/2.0", "Content-Length": "0", "x-amzn-waf-action": "captcha" }),
    answeredBy: { layer: "waf", row: "waf.captcha", mark: "x-amzn-waf-action: captcha" },
    passedBy: [{ layer: "alb", mark: "server: awselb/2.0" }],
  },
  {
    name: "waf-challenge-at-alb",
    what: "AWS WAF's silent challenge at an ALB, sent as 202",
    source: "https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html",
    answer: answer(202, { Server: "awselb/2.0", "Content-Length": "0", "x-amzn-waf-action": "challenge" }),
    answeredBy: { layer: "waf", row: "waf.challenge", mark: "x-amzn-waf-action: challenge" },
    passedBy: [{ layer: "alb", mark: "server: awselb/2.0" }],
  },
  {
    name: "waf-block-at-alb",
    what: "AWS WAF blocks at an ALB: the ALB's own 403 page, 118 bytes",
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    answer: answer(403, { Server: "awselb/2.0", ...HTML, "Content-Length": "118" }, page("403 Forbidden")),
    answeredBy: {
      layer: "waf",
      row: "waf.block-at-alb",
      mark: "server: awselb/2.0, body: 403 Forbidden",
    },
    passedBy: [{ layer: "alb", mark: "server: awselb/2.0" }],
  },
  {
    name: "waf-block-at-cloudfront",
    what: "AWS WAF blocks at a CloudFront distribution",
    source: "https://github.com/lysine-dev/okhttp/issues/8001",
    answer: answer(403, CLOUDFRONT_ERROR, cloudFrontPage("403", "Request blocked.")),
    answeredBy: { layer: "waf", row: "waf.block-at-cloudfront", mark: "body: Request blocked." },
    passedBy: [CLOUDFRONT],
  },
  {
    name: "cloudfront-method",
    what: "a CloudFront behavior that allows GET and HEAD alone refuses a POST",
    source: "https://github.com/serverless-nextjs/serverless-next.js/issues/454",
    answer: answer(
      403,
      CLOUDFRONT_ERROR,
      cloudFrontPage(
        "403",
        "This distribution is not configured to allow the HTTP request method that was used for this request. The distribution supports only cachable requests.",
      ),
    ),
    answeredBy: {
      layer: "cloudfront",
      row: "cloudfront.method",
      mark: "body: not configured to allow the HTTP request method",
    },
    passedBy: [],
  },
  {
    name: "cloudfront-country",
    what: "CloudFront's geographic restriction",
    source: `${CF_DOCS}/georestrictions.html`,
    answer: answer(
      403,
      CLOUDFRONT_ERROR,
      cloudFrontPage(
        "403",
        "The Amazon CloudFront distribution is configured to block access from your country.",
      ),
    ),
    answeredBy: {
      layer: "cloudfront",
      row: "cloudfront.country",
      mark: "body: configured to block access from your country",
    },
    passedBy: [],
  },
  {
    name: "cloudfront-502",
    what: "CloudFront gets no TLS connection to its origin",
    source: "https://github.com/EdOverflow/can-i-take-over-xyz/issues/66",
    answer: answer(
      502,
      CLOUDFRONT_ERROR,
      cloudFrontPage("502", "CloudFront wasn't able to connect to the origin."),
    ),
    answeredBy: {
      layer: "cloudfront",
      row: "cloudfront.origin-unreachable",
      mark: "body: CloudFront wasn't able to connect to the origin.",
    },
    passedBy: [],
  },
  {
    name: "cloudfront-504",
    what: "CloudFront gets no answer from its origin in time",
    source: "https://github.com/chanzuckerberg/single-cell-data-portal/issues/1250",
    answer: answer(
      504,
      CLOUDFRONT_ERROR,
      cloudFrontPage(
        "504",
        "CloudFront attempted to establish a connection with the origin, but either the attempt failed or the origin closed the connection.",
      ),
    ),
    answeredBy: {
      layer: "cloudfront",
      row: "cloudfront.origin-unreachable",
      mark: "body: CloudFront attempted to establish a connection with the origin",
    },
    passedBy: [],
  },
  {
    name: "cloudfront-bad-request",
    what: "CloudFront has no distribution for this host name",
    source: `${CF_DOCS}/troubleshooting-response-errors.html`,
    answer: answer(403, CLOUDFRONT_ERROR, cloudFrontPage("403", "Bad request.")),
    answeredBy: { layer: "cloudfront", row: "cloudfront.error", mark: "body: Generated by cloudfront" },
    passedBy: [],
  },
  {
    name: "cloudfront-redirect",
    what: "CloudFront's viewer protocol policy sends http to https",
    source: `${CF_DOCS}/using-https-viewers-to-cloudfront.html`,
    answer: answer(
      301,
      {
        ...CLOUDFRONT_ERROR,
        "X-Cache": "Redirect from cloudfront",
        Location: "https://demo.example.com/mcp",
      },
      page("301 Moved Permanently", "CloudFront"),
    ),
    answeredBy: {
      layer: "cloudfront",
      row: "cloudfront.redirect",
      mark: "location: https://demo.example.com/mcp, x-cache: Redirect from cloudfront",
    },
    passedBy: [],
  },
  {
    name: "cloudfront-function",
    what: "a CloudFront function answers in the origin's place",
    source: `${CF_DOCS}/standard-logs-reference.html`,
    answer: answer(401, {
      ...CLOUDFRONT_ERROR,
      "X-Cache": "FunctionGeneratedResponse from cloudfront",
      "Content-Length": "0",
    }),
    answeredBy: {
      layer: "cloudfront",
      row: "cloudfront.function",
      mark: "x-cache: FunctionGeneratedResponse from cloudfront",
    },
    passedBy: [],
  },
  {
    name: "cloudfront-custom-error",
    what: "a single-page site behind CloudFront: what the bucket refuses becomes the start page, with 200",
    source: `${CF_DOCS}/GeneratingCustomErrorResponses.html`,
    answer: answer(
      200,
      { ...HTML, Server: "AmazonS3", ...THROUGH_CLOUDFRONT },
      '<!doctype html><html><body><div id="root"></div></body></html>',
    ),
    answeredBy: {
      layer: "cloudfront",
      row: "cloudfront.custom-error",
      mark: "x-cache: Error from cloudfront",
    },
    passedBy: [],
  },
  {
    name: "cloudfront-server",
    what: "CloudFront answers without a page of its own",
    source: "https://github.com/wappalyzer/wappalyzer/issues/6021",
    answer: answer(400, { Server: "CloudFront", "Content-Length": "0" }),
    answeredBy: { layer: "cloudfront", row: "cloudfront.server", mark: "server: CloudFront" },
    passedBy: [],
  },
  {
    name: "cloudfront-broad-marks",
    what: "two broad marks of CloudFront together, on an answer that tells nothing else",
    source: `${CF_DOCS}/RequestAndResponseBehaviorCustomOrigin.html`,
    answer: answer(204, { Via: THROUGH_CLOUDFRONT.Via, "X-Cache": "Miss from cloudfront" }),
    answeredBy: null,
    passedBy: [
      { layer: "cloudfront", mark: `via: ${THROUGH_CLOUDFRONT.Via}, x-cache: Miss from cloudfront` },
    ],
  },
  {
    name: "cloudflare-challenge",
    what: "Cloudflare's challenge in front of an MCP server",
    source: "https://github.com/BingoWon/apple-rag-mcp/issues/3",
    answer: answer(
      403,
      { ...CLOUDFLARE_HEADERS, "Content-Type": "text/html; charset=UTF-8", "cf-mitigated": "challenge" },
      '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head></html>',
    ),
    answeredBy: { layer: "cloudflare", row: "cloudflare.challenge", mark: "cf-mitigated: challenge" },
    passedBy: [],
  },
  {
    name: "cloudflare-block",
    what: "Cloudflare's firewall blocks a request",
    source: "https://github.com/Ekultek/WhatWaf/issues/1566",
    answer: answer(
      403,
      { ...CLOUDFLARE_HEADERS, "Content-Type": "text/html; charset=UTF-8", "X-Frame-Options": "SAMEORIGIN" },
      '<!DOCTYPE html>\n\n<!--[if gt IE 8]><!--> <html class="no-js" lang="en-US"> <!--<![endif]-->\n<head>\n<title>Attention Required! | Cloudflare</title>\n<meta charset="utf-8"/>',
    ),
    answeredBy: {
      layer: "cloudflare",
      row: "cloudflare.block",
      mark: "cf-ray: 875ab2ff4bf8963f-SJC, body: <title>Attention Required! | Cloudflare</title>",
    },
    passedBy: [],
  },
  {
    name: "cloudflare-524",
    what: "Cloudflare waited 100 seconds for the origin",
    source: "https://github.com/ollama/ollama/issues/3694",
    answer: answer(
      524,
      { ...CLOUDFLARE_HEADERS, "Content-Type": "text/html; charset=UTF-8", "Referrer-Policy": "same-origin" },
      "<!DOCTYPE html>\n<html><head><title>demo.example.com | 524: A timeout occurred</title></head></html>",
    ),
    answeredBy: { layer: "cloudflare", row: "cloudflare.timeout", mark: "server: cloudflare" },
    passedBy: [],
  },
  {
    name: "cloudflare-522",
    what: "Cloudflare gets no connection to the origin",
    source: "https://github.com/coyove/goflyway/issues/119",
    answer: answer(
      522,
      { ...CLOUDFLARE_HEADERS, "Content-Type": "text/plain; charset=UTF-8" },
      "error code: 522",
    ),
    answeredBy: { layer: "cloudflare", row: "cloudflare.origin-unreachable", mark: "server: cloudflare" },
    passedBy: [],
  },
  {
    name: "cloudflare-400",
    what: "Cloudflare's own short page, from the nginx it grew from",
    source: "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/4xx-client-error/",
    answer: answer(400, { Server: "cloudflare", ...HTML }, page("400 Bad Request", "cloudflare")),
    answeredBy: {
      layer: "cloudflare",
      row: "cloudflare.error",
      mark: "body: 400 Bad Request, cloudflare",
    },
    passedBy: [],
  },
  {
    name: "cloudflare-passed",
    what: "an ingress without a route behind Google's balancer behind Cloudflare",
    source: "https://github.com/kubernetes/ingress-nginx/issues/3888",
    answer: answer(
      404,
      {
        ...CLOUDFLARE_HEADERS,
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": "21",
        Via: "1.1 google",
      },
      "default backend - 404",
    ),
    answeredBy: { layer: "nginx", row: "nginx.default-backend", mark: "body: default backend - 404" },
    passedBy: [CLOUDFLARE, { layer: "proxy", mark: "via: 1.1 google" }],
  },
  {
    name: "cloudflare-server-alone",
    what: "an MCP server behind a Cloudflare whose ray id was taken away",
    source: "https://github.com/kubernetes/ingress-nginx/issues/3888",
    answer: answer(
      200,
      { Server: "cloudflare", "Content-Type": "application/json" },
      '{"jsonrpc":"2.0","id":1,"result":{}}',
    ),
    answeredBy: { layer: "server", row: "server.json-rpc", mark: 'body: "jsonrpc"' },
    passedBy: [{ layer: "cloudflare", mark: "server: cloudflare" }],
  },
];

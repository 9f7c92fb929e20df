import type { Row } from "../row.ts";

const ENDPOINTS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html";
const REFUSES_POST = "a bucket takes no POST of MCP: the request was meant for another origin";

/** S3, plain or behind CloudFront, which keeps its headers. */
export const S3: readonly Row[] = [
  {
    id: "s3.website-method",
    layer: "s3",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [405], body: /<li>Code: MethodNotAllowed<\/li>/ }],
    says: "the website endpoint of an S3 bucket: it serves a site, and takes GET and HEAD alone",
    hint: REFUSES_POST,
    source: ENDPOINTS,
  },
  {
    id: "s3.website",
    layer: "s3",
    means: "answered",
    strength: "strong",
    matches: [{ body: /<li>Code: (?:NoSuchKey|NoSuchBucket|AccessDenied|NoSuchWebsiteConfiguration)<\/li>/ }],
    says: "the website endpoint of an S3 bucket, which has no such page",
    source: ENDPOINTS,
  },
  {
    id: "s3.rest-method",
    layer: "s3",
    means: "answered",
    strength: "strong",
    matches: [{ statuses: [405], body: /<Error>\s{0,9}<Code>MethodNotAllowed<\/Code>/ }],
    says: "an S3 bucket, which allows another method here",
    hint: REFUSES_POST,
    source: "https://github.com/versity/versitygw/issues/1810",
  },
  {
    id: "s3.rest",
    layer: "s3",
    means: "answered",
    strength: "strong",
    matches: [
      { headers: { "x-amz-request-id": /./ }, body: /<Error>\s{0,9}<Code>\w{1,60}<\/Code>/ },
      { headers: { server: /^AmazonS3$/ }, body: /<Error>\s{0,9}<Code>\w{1,60}<\/Code>/ },
    ],
    says: "an S3 bucket, which has no such object or does not give it",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
  },
  {
    id: "s3.object",
    layer: "s3",
    means: "answered",
    strength: "strong",
    matches: [
      { headers: { server: /^AmazonS3$/ } },
      { headers: { "x-amz-request-id": /./, "x-amz-id-2": /./ } },
    ],
    says: "an object of an S3 bucket: a site took the request",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html",
  },
];

import type { Row } from "./row.ts";
import { ALB } from "./rows/alb.ts";
import { API_GATEWAY } from "./rows/apiGateway.ts";
import { CLOUDFLARE } from "./rows/cloudflare.ts";
import { CLOUDFRONT } from "./rows/cloudfront.ts";
import { ENVOY } from "./rows/envoy.ts";
import { FRAMEWORK } from "./rows/framework.ts";
import { FRONTEND } from "./rows/frontend.ts";
import { NGINX } from "./rows/nginx.ts";
import { PROXY } from "./rows/proxy.ts";
import { S3 } from "./rows/s3.ts";
import { SERVER } from "./rows/server.ts";
import { WAF } from "./rows/waf.ts";

/** The marks of all layers, in the order in which they are tried: the first that says `answered` names who wrote the answer. */
export const TABLE: readonly Row[] = [
  ...WAF,
  ...CLOUDFRONT,
  ...CLOUDFLARE,
  ...API_GATEWAY,
  ...S3,
  ...ALB,
  ...ENVOY,
  ...NGINX,
  ...PROXY,
  ...FRAMEWORK,
  ...SERVER,
  ...FRONTEND,
];

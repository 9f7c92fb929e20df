import type { Range } from "../limits.ts";

const GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide";

export const pages = {
  restLimits: `${GUIDE}/api-gateway-execution-service-limits-table.html`,
  httpLimits: `${GUIDE}/http-api-quotas.html`,
  streaming: `${GUIDE}/response-transfer-mode.html`,
  domains: `${GUIDE}/how-to-custom-domains.html`,
  resources: `${GUIDE}/api-gateway-known-issues.html`,
  logging: `${GUIDE}/set-up-logging.html`,
  cors: `${GUIDE}/http-api-cors.html`,
  waf: `${GUIDE}/apigateway-control-access-aws-waf.html`,
  stages: "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html",
  retention:
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
} as const;

/** Whole-number ranges of API Gateway. */
export const ranges = {
  restTimeout: { from: 1, to: 900, unit: "seconds", page: pages.streaming },
  httpTimeout: { from: 1, to: 30, unit: "seconds", page: pages.httpLimits },
} as const satisfies Record<string, Range>;

/** How long an answer may go without a byte, in seconds. */
export const silence = {
  /** A stream of a REST API in its region. */
  regional: 300,
  /** A stream of a REST API at the edge. */
  edge: 30,
  /** Any answer of an HTTP API, which has ended by then. */
  http: 30,
} as const;

/** Days for which CloudWatch Logs keeps a line; 0 is for ever. */
export const retentionDays: readonly number[] = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

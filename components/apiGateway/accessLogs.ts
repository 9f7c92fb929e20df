import type { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import type { AccessLogsArgs } from "../apiGatewayArgs.ts";
import type { Ground } from "../ground.ts";
import { provider } from "../provider.ts";

/**
 * A line of the log. No header is among it, since a header may be a token; `path` comes without the query.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const LINE = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  ip: "$context.identity.sourceIp",
  method: "$context.httpMethod",
  path: "$context.path",
  protocol: "$context.protocol",
  status: "$context.status",
  responseBytes: "$context.responseLength",
  latency: "$context.responseLatency",
  integrationStatus: "$context.integration.status",
  integrationLatency: "$context.integration.latency",
  error: "$context.error.responseType",
};

/** What each line holds, as a stage's settings have it. */
export const FORMAT = JSON.stringify(LINE);

/** The log group of a stage. */
export function logGroup({ name, adopted, tags, child }: Ground, { retention }: AccessLogsArgs): LogGroup {
  return new provider.cloudwatch.LogGroup(
    `${name}-api-logs`,
    { retentionInDays: adopted.apply(() => retention), ...tags },
    child,
  );
}

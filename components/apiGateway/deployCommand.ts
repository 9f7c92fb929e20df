import type { ApiGatewayArgs } from "../apiGatewayArgs.ts";
import { inRegionOf, word } from "../command.ts";
import { isRest, makesStage, stageNameOf } from "./api.ts";

/**
 * The command that publishes the routes on a stage of an adopted API that does not deploy by itself; undefined where
 * none is needed.
 */
export function deployCommand(
  gateway: ApiGatewayArgs,
  { id, arn }: { id: string; arn: string },
): string | undefined {
  if (makesStage(gateway)) return undefined;
  const stage = `--stage-name ${word(stageNameOf(gateway))}`;
  if (isRest(gateway))
    return `aws apigateway create-deployment${inRegionOf(arn)} --rest-api-id ${id} ${stage}`;
  if (gateway.adopt?.autoDeploy !== false) return undefined;
  return `aws apigatewayv2 create-deployment${inRegionOf(arn)} --api-id ${id} ${stage}`;
}

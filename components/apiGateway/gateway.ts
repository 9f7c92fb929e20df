import * as pulumi from "@pulumi/pulumi";
import { type ApiGatewayArgs, ApiType } from "../apiGatewayArgs.ts";
import { endpointOf } from "../endpoint.ts";
import type { Ground } from "../ground.ts";
import type { RouteRow } from "../routeRow.ts";
import { isRest, stageNameOf } from "./api.ts";
import { deployCommand } from "./deployCommand.ts";
import { httpApi } from "./httpApi.ts";
import { type ApiGatewayInfo, addressAt, domainAddress, gatewayRows, hostOn, stageAddress } from "./info.ts";
import { originOf } from "./origin.ts";
import { placesOf } from "./places.ts";
import { restApi } from "./restApi.ts";

/** What either kind of API has made of the route. */
export interface GatewayParts {
  id: pulumi.Output<string>;
  arn: pulumi.Output<string>;
  executionArn: pulumi.Output<string>;
  /** The API's own address, without a stage. */
  address: pulumi.Output<string>;
  /** The name of the log group, where there is one. */
  logGroup?: pulumi.Output<string>;
  /** What must be made before a client comes through. */
  made: pulumi.CustomResource[];
}

/** What a component tells of its gateway. */
export interface Gateway {
  info: pulumi.Output<ApiGatewayInfo>;
  rows: pulumi.Output<RouteRow[]>;
}

/** The gateway in front of a route's balancer, known once all of it is made. */
export function apiGateway(ground: Ground, gateway: ApiGatewayArgs): Gateway {
  const places = placesOf(ground.args.url, gateway);
  const origin = originOf(ground, gateway);
  const parts = (isRest(gateway) ? restApi : httpApi)(ground, gateway, places, origin);
  const { name: domain, basePath } = gateway.customDomain ?? {};
  const made = parts.made.map(({ id }) => id);
  const told = pulumi
    .all([parts.id, parts.arn, parts.executionArn, parts.address, origin.address, pulumi.all(made)])
    .apply(([id, arn, executionArn, address, sentTo]) => ({ id, arn, executionArn, address, sentTo }));
  const optional = pulumi.all([origin.link?.id, parts.logGroup, domain]);
  const known = pulumi.all([told, optional]).apply(([found, [vpcLinkId, logGroup, mapped]]) => {
    const stage = stageNameOf(gateway);
    const { host } = endpointOf(ground.args.url);
    const base =
      mapped === undefined
        ? stageAddress(found.address, stage)
        : domainAddress(hostOn(mapped, host), basePath);
    const command = deployCommand(gateway, found);
    const info: ApiGatewayInfo = {
      type: gateway.type ?? ApiType.Rest,
      id: found.id,
      arn: found.arn,
      executionArn: found.executionArn,
      stage,
      endpoint: addressAt(base, places[0].path),
      origin: found.sentTo,
      ...(vpcLinkId === undefined ? {} : { vpcLinkId }),
      ...(logGroup === undefined ? {} : { logGroup }),
      ...(command === undefined ? {} : { deployCommand: command }),
    };
    return { info, rows: gatewayRows(info, base, places) };
  });
  return { info: known.apply(({ info }) => info), rows: known.apply(({ rows }) => rows) };
}

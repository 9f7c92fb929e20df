import * as pulumi from "@pulumi/pulumi";
import type { ApiGatewayArgs, OriginArgs } from "../apiGatewayArgs.ts";
import type { Adopted } from "../differences/seen.ts";
import type { Ground } from "../ground.ts";
import { provider } from "../provider.ts";

/** How a gateway reaches the balancer. */
export interface Origin {
  /** Scheme, host and port, without a slash at its end: what a REST API, or one that needs no link, sends requests to. */
  address: pulumi.Output<string>;
  /** The link, where there is one. */
  link?: Link;
}

/** A VPC link, and what it leads to. */
export interface Link {
  id: pulumi.Output<string>;
  listener: pulumi.Output<Adopted["listener"]>;
  balancerArn: pulumi.Output<string>;
  /** What must be on the certificate; of a listener that speaks HTTP nothing. */
  serverName: pulumi.Output<string | undefined>;
}

/** The way to the balancer; a new VPC link is made. */
export function originOf(ground: Ground, { origin }: Pick<ApiGatewayArgs, "origin">): Origin {
  const { adopted } = ground;
  const address = adopted.apply((found) => originAddress(origin, found));
  const { vpcLink } = origin;
  if (!vpcLink) return { address };
  const listener = adopted.apply(({ listener: found }) => found);
  return {
    address,
    link: {
      id: linkId(ground, vpcLink),
      listener,
      balancerArn: adopted.apply(({ balancer }) => balancer.arn),
      serverName: listener.apply(({ protocol }) => (protocol === "HTTPS" ? vpcLink.serverName : undefined)),
    },
  };
}

function linkId(
  { name, adopted, tags, child }: Ground,
  { id, create }: NonNullable<OriginArgs["vpcLink"]>,
): pulumi.Output<string> {
  if (!create) return pulumi.all([id, adopted]).apply(([known = ""]) => known);
  return new provider.apigatewayv2.VpcLink(
    `${name}-api-link`,
    {
      subnetIds: pulumi.all([create.subnetIds, adopted]).apply(([ids]) => ids),
      securityGroupIds: pulumi.all([create.securityGroupIds, adopted]).apply(([ids]) => ids),
      ...tags,
    },
    child,
  ).id;
}

/**
 * Scheme, host and port of the balancer as the gateway calls it. Through a link the host decides nothing but the header
 * `Host`, and with HTTPS the name on the certificate.
 */
export function originAddress(
  { url, vpcLink }: OriginArgs,
  { balancer, listener }: Pick<Adopted, "balancer" | "listener">,
): string {
  if (url !== undefined) return new URL(url).origin;
  const { port, protocol } = listener;
  const scheme = protocol.toLowerCase();
  const host = vpcLink?.serverName ?? balancer.dnsName;
  // A standard port is left out of `Host` too.
  return new URL(`${scheme}://${host}:${port}`).origin;
}

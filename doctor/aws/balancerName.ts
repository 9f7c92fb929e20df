/** What the DNS name of a load balancer says about it. */
export interface BalancerName {
  /** In the letter case given, without `dualstack.` and without a dot at its end. */
  dnsName: string;
  region: string;
}

const APPLICATION = /^(?:dualstack\.)?([a-z0-9-]+\.([a-z0-9-]+)\.elb\.amazonaws\.com(?:\.cn)?)\.?$/i;
const NETWORK = /^(?:dualstack\.)?([a-z0-9-]+\.elb\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?)\.?$/i;

/**
 * Reads the DNS name of a balancer, an application's or a network's.
 *
 * @returns null where the text is no such name.
 * @example balancerName("dualstack.sales-1431.us-east-1.elb.amazonaws.com")?.region // "us-east-1"
 */
export function balancerName(text: string): BalancerName | null {
  const [, dnsName, region] = APPLICATION.exec(text) ?? NETWORK.exec(text) ?? [];
  return dnsName === undefined || region === undefined ? null : { dnsName, region: region.toLowerCase() };
}

/** Whether a text is the ARN of a balancer. */
export function isArn(text: string): boolean {
  return /^arn:[a-z-]+:elasticloadbalancing:/.test(text);
}

/** The region in an ARN; "" where it has none. */
export function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}

/** What the DNS name of an Application Load Balancer says about it. */
export interface BalancerName {
  /** The name that AWS looks up, in the letter case given. */
  name: string;
  region: string;
  /** The DNS name as AWS itself writes it: without `dualstack.` and without a dot at its end. */
  dnsName: string;
}

const APPLICATION =
  /^(?:dualstack\.)?((?:internal-)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)-[a-z0-9]+\.([a-z0-9-]+)\.elb\.amazonaws\.com(?:\.cn)?)\.?$/i;
const NETWORK = /\.elb\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\.?$/i;

/**
 * Reads the DNS name of an Application Load Balancer; what stands before the last hyphen of its first label
 * is its name. A name that begins with `internal-` does not exist: AWS keeps that word for the DNS names of
 * internal balancers.
 *
 * @returns undefined where the text is no such name.
 * @example
 * balancerName("internal-sales--LoadB-nGDY-1431.us-east-1.elb.amazonaws.com")?.name; // "sales--LoadB-nGDY"
 */
export function balancerName(text: string): BalancerName | undefined {
  const [, dnsName, name, region] = APPLICATION.exec(text) ?? [];
  return dnsName && name && region ? { name, region: region.toLowerCase(), dnsName } : undefined;
}

/**
 * The name under which AWS looks a balancer up that is given by its DNS name, or by that name itself; undefined
 * where it is given by its ARN.
 *
 * @example
 * nameOf("sales"); // "sales"
 */
export function nameOf(given: string): string | undefined {
  const isName = /^(?!internal-|-)[0-9A-Za-z-]{1,32}(?<!-)$/.test(given);
  return isName ? given : balancerName(given)?.name;
}

/** Whether a text is the DNS name of a Network Load Balancer, whose `elb` stands before the region. */
export function isNetworkBalancer(text: string): boolean {
  return NETWORK.test(text);
}

/**
 * Whether two DNS names name the same balancer: letter case, `dualstack.` and a dot at the end do not count.
 */
export function sameDnsName(one: string, other: string): boolean {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/^dualstack\./, "")
      .replace(/\.$/, "");
  return plain(one) === plain(other);
}

/** The ARN of the balancer that a listener belongs to, of which the listener's own is made. */
export function balancerOf(listenerArn: string): string {
  return listenerArn.replace(":listener/", ":loadbalancer/").replace(/\/[^/]+$/, "");
}

/** The region in an ARN; "" where it has none. */
export function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}

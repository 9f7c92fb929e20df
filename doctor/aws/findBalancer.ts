import { ACTIONS, type Ask } from "./ask.ts";
import { type BalancerName, balancerName, isArn, regionOf } from "./balancerName.ts";
import { type AwsContext, endpointOf } from "./context.ts";
import type { Names } from "./names.ts";
import { readBalancers } from "./readers.ts";
import type { Balancer } from "./seen.ts";
import { type Told, readTold } from "./told.ts";

/** Where to look for the balancer, before AWS is asked. */
export interface Sought {
  /** The balancer's region; null leaves it to the SDK's usual places. */
  region: string | null;
  /** What is known of it; null where only the host's addresses may tell. */
  by: { arn: string } | { name: string } | BalancerName | null;
  /** In a sentence. */
  how: string;
}

/** What the balancer is known by: what was given, or the names that the URL's host stands for. */
export async function seek({ loadBalancer, url }: AwsContext, names: Names): Promise<Sought> {
  if (loadBalancer !== undefined) return given(loadBalancer);
  const { hostname } = new URL(url);
  for (const name of [hostname, ...(await names.chain(hostname))]) {
    const by = balancerName(name);
    if (by) return { region: by.region, by, how: `${hostname} stands for ${by.dnsName}.` };
  }
  return {
    region: null,
    by: null,
    how: `No name that ${hostname} stands for is a balancer's, so its addresses were compared with those of every balancer here.`,
  };
}

function given(loadBalancer: string): Sought {
  const how = `--load-balancer ${loadBalancer} names it.`;
  if (isArn(loadBalancer)) return { region: regionOf(loadBalancer), by: { arn: loadBalancer }, how };
  const by = balancerName(loadBalancer);
  return by ? { region: by.region, by, how } : { region: null, by: { name: loadBalancer }, how };
}

/** The balancer that was sought; null where AWS has none such in this account and region. */
export async function findBalancer(
  sought: Sought,
  context: AwsContext,
  { ask, names }: { ask: Ask; names: Names },
): Promise<Told<Balancer | null>> {
  const { by } = sought;
  const told = readTold(await ask.loadBalancers(whichOf(by)), ACTIONS.loadBalancers[0], readBalancers);
  if (!told.told) return isMissing(told.why) ? { told: true, value: null } : told;
  const balancers = told.value;
  const found =
    by === null
      ? await atSameAddress(balancers, endpointOf(context.url).host.replace(/:\d+$/, ""), names)
      : balancers.find((each) => !("dnsName" in by) || sameDnsName(each.dnsName, by.dnsName));
  return { told: true, value: found ?? null };
}

/** A name that AWS does not have is an error to it, and an answer to us. */
function isMissing(why: string): boolean {
  return /^LoadBalancerNotFound(?:Exception)?\b/.test(why);
}

function whichOf(by: Sought["by"]): { Names?: string[]; LoadBalancerArns?: string[] } {
  if (by === null || "dnsName" in by) return {};
  return "arn" in by ? { LoadBalancerArns: [by.arn] } : { Names: [by.name] };
}

function sameDnsName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** An alias record shows no name: the balancer is the one whose addresses the host has. */
async function atSameAddress(
  balancers: Balancer[],
  host: string,
  names: Names,
): Promise<Balancer | undefined> {
  const addresses = await names.addresses(host);
  if (addresses.length === 0) return undefined;
  const theirs = await Promise.all(balancers.map(({ dnsName }) => names.addresses(dnsName)));
  return balancers.find((_, at) => theirs[at]?.some((address) => addresses.includes(address)));
}

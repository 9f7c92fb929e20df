import { matchesWildcard, regexMatch, regexProblem } from "../../dataplane/pattern.ts";
import { inRegionOf } from "../command.ts";
import { endpointOf } from "../endpoint.ts";
import { ranges } from "../limits.ts";
import { balancerName, sameDnsName } from "../loadBalancer.ts";
import { longestSilenceOf } from "../longestSilence.ts";
import { type Problem, shown } from "../problem.ts";
import type { Seen } from "./seen.ts";

/** Another balancer has the name that the DNS name begins with. */
export function dnsName({ known, balancer }: Seen): Problem[] {
  const given = known.loadBalancer;
  if (given === undefined || !balancerName(given) || sameDnsName(given, balancer.dnsName)) return [];
  return [
    {
      path: "listener.loadBalancer",
      what: `the balancer ${shown(balancer.name)} has the DNS name ${balancer.dnsName}, not ${given}: another one of that name.`,
      remedy: `If that is the one, say listener.loadBalancer: ${balancer.dnsName}; otherwise check the provider's account and region.`,
    },
  ];
}

/** Only an application balancer has listener rules. */
export function balancerType({ balancer }: Seen): Problem[] {
  if (balancer.loadBalancerType === "application") return [];
  return [
    {
      path: "listener",
      what: `the balancer ${shown(balancer.name)} is of type ${shown(balancer.loadBalancerType)}; only an application balancer has listener rules.`,
      remedy: `Find one with: aws elbv2 describe-load-balancers${inRegionOf(balancer.arn)} --query "LoadBalancers[?Type=='application'].DNSName"`,
    },
  ];
}

/**
 * Seconds by which the recommended idle timeout exceeds the longest silence, so that a byte that comes just
 * in time is not too late.
 */
const MARGIN = 10;

/** A balancer cuts streams that are silent for longer than its idle timeout. */
export function idleTimeout({ args, balancer }: Seen): Problem[] {
  const silence = longestSilenceOf(args);
  if (balancer.idleTimeout >= silence) return [];
  const wanted = Math.min(silence + MARGIN, ranges.idleTimeout.to);
  return [
    {
      path: "longestSilence",
      what: `the balancer cuts a stream after ${balancer.idleTimeout} seconds without a byte (its idle timeout), and streams may be silent for ${silence}.`,
      remedy:
        `aws elbv2 modify-load-balancer-attributes${inRegionOf(balancer.arn)} --load-balancer-arn ${balancer.arn} ` +
        `--attributes Key=idle_timeout.timeout_seconds,Value=${wanted}`,
    },
  ];
}

/** The listener speaks another protocol than the public URL. */
export function listenerProtocol({ args, listener }: Seen): Problem[] {
  // A gateway in front speaks for itself, and by a VPC link with either.
  if (args.apiGateway?.origin.vpcLink) return [];
  const { protocol } = endpointOf(args.url);
  const wanted = protocol === "https:" ? "HTTPS" : "HTTP";
  if (listener.protocol === wanted) return [];
  return [
    {
      path: "listener",
      what: `the listener on port ${listener.port} speaks ${listener.protocol}, while the public URL is ${wanted.toLowerCase()}: right only where something in front of the balancer translates.`,
      remedy: `See the others with: aws elbv2 describe-listeners${inRegionOf(listener.arn)} --load-balancer-arn ${listener.loadBalancerArn} --query 'Listeners[].[Port,Protocol]'`,
    },
  ];
}

/** The rule asks for hosts, and the public URL's is not among them. */
export function publicHost({ args }: Seen): Problem[] {
  const { host } = endpointOf(args.url);
  const { hosts = [], conditions: { hostRegexes = [] } = {} } = args;
  const takes =
    hosts.some((pattern) => matchesWildcard(pattern, host, { caseSensitive: false })) ||
    hostRegexes.some(
      // What the model cannot read may well match.
      (regex) => regexProblem(regex) !== undefined || regexMatch(regex, host, { caseSensitive: false }),
    );
  // A gateway sends its origin's host, which has been checked already.
  if (args.apiGateway || takes || hosts.length + hostRegexes.length === 0) return [];
  const isRegex = hostRegexes.length > 0;
  return [
    {
      path: isRegex ? "conditions.hostRegexes" : "hosts",
      what: `${shown(isRegex ? hostRegexes : hosts)} leave out ${host}, the host of the public URL: right only where something in front of the balancer rewrites Host.`,
      remedy: `Add ${shown(host)}, or leave ${isRegex ? "hostRegexes" : "hosts"} out to take any host.`,
    },
  ];
}

/** A rule of a security group lets in what comes from the balancer only if the balancer has that group. */
export function balancerGroup({ known, balancer }: Seen): Problem[] {
  const given = known.balancer;
  if (given === undefined || balancer.securityGroups.includes(given)) return [];
  const own = balancer.securityGroups;
  return [
    {
      path: "securityGroups.balancer",
      what: `${given} is no security group of the balancer ${shown(balancer.name)}, whose requests would not be let in.`,
      remedy:
        own.length === 0 ? "The balancer has none: leave securityGroups out." : `Give ${own.join(" or ")}.`,
    },
  ];
}

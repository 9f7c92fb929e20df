import { listenerPort } from "../../components/adoption.ts";
import { inRegion, word } from "../../components/command.ts";
import { balancerName, regionOf } from "../../components/loadBalancer.ts";
import type { Settings } from "../../config.ts";
import { FILES } from "./files.ts";

/**
 * The commands that make a world's files for a stack. Each only reads, and stands for itself.
 *
 * @param folder Where the files are to be; it must exist.
 */
export function worldCommands({ route }: Settings, folder: string): string[] {
  const { listener } = route;
  const given = listener.arn ?? listener.loadBalancer ?? "";
  const named = balancerName(given);
  const region = inRegion(named?.region ?? regionOf(given));
  const aws = (command: string, output = "json") => `aws elbv2 ${command}${region} --output ${output}`;
  const one = (command: string, query: string) => `"$(${aws(`${command} --query '${query}'`, "text")})"`;
  const balancerArn = named
    ? one(`describe-load-balancers --names ${named.name}`, "LoadBalancers[0].LoadBalancerArn")
    : given.replace(/:listener\/(.*)\/[^/]+$/, ":loadbalancer/$1");
  const listenerArn =
    listener.arn ??
    one(
      `describe-listeners --load-balancer-arn ${balancerArn}`,
      `Listeners[?Port==\`${listenerPort(route)}\`].ListenerArn`,
    );
  const to = (file: string) => `> ${word(`${folder}/${file}`)}`;
  const which = named ? `--names ${named.name}` : `--load-balancer-arns ${balancerArn}`;
  const ruleArns = aws(`describe-rules --listener-arn ${listenerArn} --query 'Rules[].RuleArn'`, "text");
  return [
    `${aws(`describe-load-balancers ${which}`)} ${to(FILES.loadBalancers)}`,
    `${aws(`describe-load-balancer-attributes --load-balancer-arn ${balancerArn}`)} ${to(FILES.attributes)}`,
    `${aws(`describe-listeners --load-balancer-arn ${balancerArn}`)} ${to(FILES.listeners)}`,
    `${aws(`describe-rules --listener-arn ${listenerArn}`)} ${to(FILES.rules)}`,
    // AWS takes 20 at a time.
    `${ruleArns} | xargs -n 20 ${aws("describe-tags")} --resource-arns ${to(FILES.tags)}`,
    `${aws("describe-target-groups")} ${to(FILES.targetGroups)}`,
  ];
}

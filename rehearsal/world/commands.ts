import { listenerPort } from "../../components/lookUps.ts";
import { inRegion, word } from "../../components/command.ts";
import { balancerName, balancerOf, nameOf, regionOf } from "../../components/loadBalancer.ts";
import type { Settings } from "../../config.ts";
import { FILES } from "./files.ts";

/**
 * The ARN of a stack's balancer as a word of a shell's command: the ARN itself where the stack's file tells it,
 * or else a command that asks AWS for it.
 */
export function balancerArnInShell({ route: { listener }, region }: Settings): string {
  if (listener.arn !== undefined) return word(balancerOf(listener.arn));
  const given = listener.loadBalancer ?? "";
  const name = nameOf(given);
  if (name === undefined) return word(given);
  const command = `aws elbv2 describe-load-balancers --names ${name} --query 'LoadBalancers[0].LoadBalancerArn'`;
  return `"$(${command}${inRegion(balancerName(given)?.region ?? region)} --output text)"`;
}

/**
 * The commands that make a world's files for a stack. Each only reads, and stands for itself.
 *
 * @param folder Where the files are to be; it must exist.
 */
export function worldCommands(settings: Settings, folder: string): string[] {
  const { listener } = settings.route;
  const given = listener.arn ?? listener.loadBalancer ?? "";
  const name = nameOf(given);
  const region = inRegion((balancerName(given)?.region ?? regionOf(given)) || settings.region);
  const aws = (command: string, output = "json") => `aws elbv2 ${command}${region} --output ${output}`;
  const balancerArn = balancerArnInShell(settings);
  const onPort = `Listeners[?Port==\`${listenerPort(settings.route)}\`].ListenerArn`;
  const ofBalancer = `describe-listeners --load-balancer-arn ${balancerArn}`;
  const listenerArn =
    listener.arn === undefined
      ? `"$(${aws(`${ofBalancer} --query '${onPort}'`, "text")})"`
      : word(listener.arn);
  const to = (file: string) => `> ${word(`${folder}/${file}`)}`;
  const which = name === undefined ? `--load-balancer-arns ${balancerArn}` : `--names ${name}`;
  const ruleArns = aws(`describe-rules --listener-arn ${listenerArn} --query 'Rules[].RuleArn'`, "text");
  return [
    `${aws(`describe-load-balancers ${which}`)} ${to(FILES.loadBalancers)}`,
    `${aws(`describe-load-balancer-attributes --load-balancer-arn ${balancerArn}`)} ${to(FILES.attributes)}`,
    `${aws(ofBalancer)} ${to(FILES.listeners)}`,
    `${aws(`describe-rules --listener-arn ${listenerArn}`)} ${to(FILES.rules)}`,
    // AWS takes 20 at a time.
    `${ruleArns} | xargs -n 20 ${aws("describe-tags")} --resource-arns ${to(FILES.tags)}`,
    `${aws("describe-target-groups")} ${to(FILES.targetGroups)}`,
  ];
}

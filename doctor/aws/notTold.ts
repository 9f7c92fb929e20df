import type { AwsCauseId } from "../causes/aws.ts";
import { AWS_CAUSES } from "../causes/aws.ts";
import type { Finding } from "../report/report.ts";
import { found } from "./found.ts";
import type { AwsSeen } from "./seen.ts";
import type { NotTold, Told } from "./told.ts";

/** A rung that rests on what AWS tells. */
export type AwsRung = (typeof AWS_CAUSES)[AwsCauseId]["rung"];

/** What AWS did not tell: one finding for each action, in the rung that it leaves unknown. */
export function judgeNotTold(seen: AwsSeen): Finding[] {
  const questions: [AwsRung, string, Told<unknown> | null][] = [
    ["aws.balancer", "the balancer", seen.balancer],
    ["aws.balancer", "the balancer's settings, such as its idle timeout", seen.attributes],
    ["aws.balancer", "the balancer's listeners", seen.listeners],
    ["aws.rules", "the listener's rules", seen.rules],
    ...seen.groups.flatMap(({ group, attributes, targets }): [AwsRung, string, Told<unknown>][] => [
      ["aws.targets", "the target group and its health check", group],
      ["aws.targets", "the target group's settings, such as stickiness", attributes],
      ["aws.targets", "the targets' health", targets],
    ]),
    ["aws.security-groups", "the targets' network interfaces", seen.interfaces],
    ["aws.security-groups", "the security groups", seen.securityGroups],
    ["aws.security-groups", "the balancer's subnets", seen.subnets],
    ["aws.waf", "the web ACL", seen.webAcl],
    ["aws.ecs", "the ECS service", seen.service],
    ["aws.ecs", "why tasks of the ECS service stopped", seen.stopped],
  ];
  const untold = questions.flatMap(([rung, what, told]) =>
    told?.told === false ? [{ rung, what, told }] : [],
  );
  const first = untold.filter(
    ({ told }, at) => untold.findIndex((each) => each.told.action === told.action) === at,
  );
  return first.map(({ rung, what, told }) => ({ ...finding(what, told), rung }));
}

function finding(what: string, { action, why }: NotTold): Finding {
  const isDenied = why.includes(action);
  const isMissing = why.startsWith("the package ");
  return found("aws.not-told", {
    layer: null,
    says: `AWS did not tell ${what}: ${why}.`,
    ...(isDenied && {
      remedy: `Allow the action ${action}; docs/iam/doctor.json, which --iam-policy prints, allows all that is asked.`,
    }),
    ...(isMissing && { remedy: why.slice(why.indexOf(": ") + ": ".length) }),
    ...(!isDenied &&
      !isMissing && {
        remedy:
          "Check the credentials (aws sts get-caller-identity), the account and the region (AWS_PROFILE, AWS_REGION).",
      }),
    facts: [`asked: ${action}`],
  });
}

import type { AdoptTargetArgs, TargetArgs } from "../args.ts";
import * as limits from "../limits.ts";
import type { Problem } from "../problem.ts";
import { exactlyOne, notMap, rangeProblems, textProblems } from "./forms.ts";

/** Problems of the target, as far as its values are known. */
export function targetProblems(target: Partial<TargetArgs> | undefined): Problem[] {
  const { adopt, create, port } = target ?? {};
  return [
    ...exactlyOne("target", { adopt, create }, "a target group that exists, or a new one"),
    ...(adopt === undefined ? [] : adoptProblems(adopt)),
    ...(create === undefined ? [] : notMap("target.create", create, "Give {} to have a target group made.")),
    ...targetGroupNameProblems("target.adopt.name", adopt?.name),
    ...targetGroupArnProblems("target.adopt.arn", adopt?.arn),
    ...vpcProblems("target.create.vpcId", create?.vpcId),
    ...rangeProblems(
      "target.port",
      port,
      limits.ranges.port,
      "Give the port that the MCP server listens on, such as 8000.",
    ),
  ];
}

function adoptProblems(adopt: AdoptTargetArgs): Problem[] {
  const meaning = "the target group's name, or its ARN";
  const wrong = notMap("target.adopt", adopt, `Give ${meaning}, such as { name: "sales-prod-mcp-server" }.`);
  return wrong.length > 0 ? wrong : exactlyOne("target.adopt", { name: adopt.name, arn: adopt.arn }, meaning);
}

/** Problems of a target group's name, where its value is known. */
export function targetGroupNameProblems(path: string, name: unknown): Problem[] {
  return textProblems(path, name, /^(?!-)[0-9A-Za-z-]{1,32}(?<!-)$/, {
    what: `is not a target group's name: at most ${limits.targetGroupName.length} letters, digits and inner hyphens (${limits.targetGroupName.page}).`,
    remedy: "Find it with: aws elbv2 describe-target-groups --query 'TargetGroups[].TargetGroupName'",
  });
}

/** Problems of a target group's ARN, where its value is known. */
export function targetGroupArnProblems(path: string, arn: unknown): Problem[] {
  return textProblems(
    path,
    arn,
    /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[0-9A-Za-z-]+\/[0-9a-z]+$/,
    {
      what: "is not a target group's ARN.",
      remedy:
        "Find it with: aws elbv2 describe-target-groups --query 'TargetGroups[].[TargetGroupName,TargetGroupArn]'",
    },
  );
}

/** Problems of a VPC's id, where its value is known. */
export function vpcProblems(path: string, vpcId: unknown): Problem[] {
  return textProblems(path, vpcId, /^vpc-[0-9a-f]+$/, {
    what: "is not a VPC's id.",
    remedy:
      "Leave it out to take the balancer's VPC, or find it with: aws ec2 describe-vpcs --query 'Vpcs[].VpcId'",
  });
}

import * as limits from "../limits.ts";
import type { Problem } from "../problem.ts";
import { type AdoptTargetArgs, type TargetArgs, TargetProtocol } from "../targetArgs.ts";
import { createProblems } from "./create.ts";
import { exactlyOne, notMap, notPlainText, oneOfProblems, rangeProblems, textProblems } from "./forms.ts";

/** Problems of a target, as far as its values are known. */
export function targetProblems(path: string, target: unknown): Problem[] {
  const example = "Give its port and its target group, such as { create: {}, port: 8000 }.";
  const wrong = target === undefined ? [] : notMap(path, target, example);
  if (wrong.length > 0) return wrong;
  const { adopt, create, port, protocol, containerName } = (target ?? {}) as Partial<TargetArgs>;
  return [
    ...exactlyOne(path, { adopt, create }, "a target group that exists, or a new one"),
    ...(adopt === undefined ? [] : adoptProblems(`${path}.adopt`, adopt)),
    ...(create === undefined ? [] : createProblems(`${path}.create`, create)),
    ...rangeProblems(
      `${path}.port`,
      port,
      limits.ranges.port,
      "Give the port that the MCP server listens on, such as 8000.",
    ),
    ...oneOfProblems(`${path}.protocol`, protocol, Object.values(TargetProtocol)),
    ...containerProblems(`${path}.containerName`, containerName),
  ];
}

function adoptProblems(path: string, adopt: AdoptTargetArgs): Problem[] {
  const meaning = "the target group's name, or its ARN";
  const wrong = notMap(path, adopt, `Give ${meaning}, such as { name: "sales-prod-mcp-server" }.`);
  if (wrong.length > 0) return wrong;
  return [
    ...exactlyOne(path, { name: adopt.name, arn: adopt.arn }, meaning),
    ...targetGroupNameProblems(`${path}.name`, adopt.name),
    ...targetGroupArnProblems(`${path}.arn`, adopt.arn),
  ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
function containerProblems(path: string, name: unknown): Problem[] {
  if (name === undefined) return [];
  const remedy = "Give the container's name in the task definition.";
  if (typeof name !== "string") return notPlainText(path, name, remedy);
  return textProblems(path, name, /^[\w-]{1,255}$/, {
    what: `is not a container's name: at most 255 letters, digits, "_" and "-" (${limits.container.page}).`,
    remedy,
  });
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

import type { SecurityGroupsArgs } from "../args.ts";
import type { Problem } from "../problem.ts";
import type { Draft } from "../validation.ts";
import { booleanProblems, entriesOf, notMap, textProblems } from "./forms.ts";

/** Problems of the security groups, as far as their values are known. */
export function securityGroupsProblems({
  securityGroups,
  targets,
}: Pick<Draft, "securityGroups" | "targets">): Problem[] {
  if (securityGroups === undefined) return [];
  const example = 'Give both, such as { server: "sg-0a1b2c3d", balancer: "sg-0f1e2d3c" }.';
  const wrong = notMap("securityGroups", securityGroups, example);
  if (wrong.length > 0) return wrong;
  const { server, balancer, egress } = securityGroups as Partial<SecurityGroupsArgs>;
  const missing = Object.entries({ server, balancer }).filter(([, value]) => value === undefined);
  return [
    ...missing.map(([key]) => ({ path: `securityGroups.${key}`, what: "is missing.", remedy: example })),
    ...securityGroupProblems("securityGroups.server", server),
    ...securityGroupProblems("securityGroups.balancer", balancer),
    ...booleanProblems("securityGroups.egress", egress),
    ...samePortProblems(targets),
  ];
}

/** Problems of a security group's id, where its value is known. */
export function securityGroupProblems(path: string, id: unknown): Problem[] {
  return textProblems(path, id, /^sg-[0-9a-f]+$/, {
    what: "is not a security group's id.",
    remedy: "Find it with: aws ec2 describe-security-groups --query 'SecurityGroups[].[GroupName,GroupId]'",
  });
}

/** One ingress rule opens one port. */
function samePortProblems(targets: Draft["targets"]): Problem[] {
  // What is no port is told of by itself.
  const given: unknown[] = entriesOf(targets).map(([, target]) => target?.port);
  const ports = [...new Set(given.filter((port) => typeof port === "number"))];
  if (ports.length < 2) return [];
  return [
    {
      path: "securityGroups",
      what: `open one port, and the targets listen on ${ports.join(" and ")}.`,
      remedy: "Leave it out, and write an aws.vpc.SecurityGroupIngressRule for each beside the component.",
    },
  ];
}

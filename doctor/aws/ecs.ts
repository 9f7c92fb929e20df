import type { Finding } from "../report/report.ts";
import type { AwsContext } from "./context.ts";
import { found } from "./found.ts";
import { groupName } from "./ruleWords.ts";
import type { SeenGroup, Service, StoppedTask } from "./seen.ts";

/**
 * Why tasks stop, by what ECS writes.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
const HINTS: readonly { mark: RegExp; remedy: string }[] = [
  { mark: /OutOfMemory|exit code 137/i, remedy: "A container ran out of memory: raise its limit." },
  {
    mark: /CannotPullContainer/i,
    remedy:
      "The image cannot be pulled: check its name and tag, the execution role, and the way to the registry.",
  },
  {
    mark: /ResourceInitializationError/i,
    remedy:
      "A secret, log group or volume cannot be set up: check the execution role and the VPC's endpoints.",
  },
  {
    mark: /failed (?:ELB|load balancer) health checks/i,
    remedy:
      "The balancer's health checks fail: check their path and port, or raise the service's healthCheckGracePeriodSeconds.",
  },
  {
    mark: /failed container health checks/i,
    remedy: "The container's own health check fails: see its command.",
  },
  {
    mark: /unable to place a task|RESOURCE:(?:CPU|MEMORY|ENI|PORTS)/i,
    remedy: "No instance of the cluster has room for a task: add capacity.",
  },
  { mark: /Essential container .*exited/i, remedy: "The server itself ends: see its log." },
];

/** What is wrong with the ECS service behind the balancer. */
export function judgeService(
  service: Service | null,
  stopped: readonly StoppedTask[],
  groups: readonly SeenGroup[],
  { ecs, answeredByServer }: AwsContext,
): Finding[] {
  if (!ecs) return [];
  if (!service || service.status === "INACTIVE") {
    const says = `The cluster ${ecs.cluster} has no active service ${ecs.service}.`;
    return [found("ecs.service-missing", { says, layer: "server" })];
  }
  const facts = serviceFacts(service, stopped);
  const remedy = hintsOf(facts);
  const given = remedy === null ? {} : { remedy };
  const { name, desired, running } = service;
  const failed = service.deployments.filter(
    ({ rollout, failedTasks }) => rollout === "FAILED" || failedTasks > 0,
  );
  return [
    ...(desired === 0 || running < desired
      ? [
          found("ecs.not-running", {
            layer: "server",
            says:
              desired === 0
                ? `The service ${name} is to run no task: its desired count is 0.`
                : `The service ${name} runs ${running} of ${desired} tasks.`,
            severity: running > 0 || answeredByServer === true ? "degraded" : "broken",
            facts,
            ...(desired === 0
              ? {
                  remedy: `aws ecs update-service --cluster ${ecs.cluster} --service ${ecs.service} --desired-count 1`,
                }
              : given),
          }),
        ]
      : []),
    ...(failed.length > 0
      ? [
          found("ecs.deployment-failed", {
            layer: "server",
            says: `A deployment of the service ${name} ${failed.some(({ rollout }) => rollout === "FAILED") ? "failed" : "loses tasks"}.`,
            facts,
            ...given,
          }),
        ]
      : []),
    ...otherGroup(service, groups),
  ];
}

/** Counts, deployments, why tasks stopped, and what happened last: a sentence each. */
function serviceFacts(
  { desired, running, pending, deployments, events }: Service,
  stopped: readonly StoppedTask[],
): string[] {
  return [
    `${running} of ${desired} tasks run, ${pending} are starting`,
    ...deployments.map(
      ({ status, rollout, reason, failedTasks }) =>
        `deployment ${status}${rollout === "" ? "" : ` ${rollout}`}, ${failedTasks} failed tasks${reason === "" ? "" : `: ${reason}`}`,
    ),
    ...stopped.map(
      ({ reason, containers }) =>
        `a task stopped: ${reason}${containers
          .filter((each) => each.reason !== "" || (each.exitCode ?? 0) !== 0)
          .map(
            (each) =>
              `; ${each.name}${each.exitCode === null ? "" : ` ended with exit code ${each.exitCode}`}${each.reason === "" ? "" : ` (${each.reason})`}`,
          )
          .join("")}`,
    ),
    ...events.map(({ at, message }) => (at === "" ? message : `${at} ${message}`)),
  ];
}

function hintsOf(facts: readonly string[]): string | null {
  const hints = HINTS.filter(({ mark }) => facts.some((fact) => mark.test(fact)));
  return hints.length === 0 ? null : hints.map((hint) => hint.remedy).join(" ");
}

/** The service is registered elsewhere than the requests go. */
function otherGroup({ name, targetGroups }: Service, groups: readonly SeenGroup[]): Finding[] {
  if (groups.length === 0 || targetGroups.length === 0) return [];
  if (groups.some(({ arn }) => targetGroups.includes(arn))) return [];
  const says = `The requests go to ${groups.map(({ arn }) => groupName(arn)).join(", ")}, and the service ${name} registers its tasks in ${targetGroups.map(groupName).join(", ")}.`;
  // The rule may lead to another server on purpose, which then is not this service.
  return [found("ecs.other-target-group", { says })];
}

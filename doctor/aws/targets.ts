import { asksTheEndpoint } from "../../dataplane/matcher.ts";
import type { Finding } from "../report/report.ts";
import { awsCommand } from "./command.ts";
import { type AwsContext, endpointOf } from "./context.ts";
import { found } from "./found.ts";
import { REASON_CODES } from "./reasonCodes.ts";
import { groupName } from "./ruleWords.ts";
import type { Attributes, SeenGroup, Target, TargetGroup } from "./seen.ts";
import { valueOf } from "./told.ts";

/** What is wrong with the target groups to which the request goes. */
export function judgeTargets(groups: readonly SeenGroup[], context: AwsContext): Finding[] {
  return groups.flatMap((seen) => {
    const group = valueOf(seen.group);
    const targets = valueOf(seen.targets);
    const attributes = valueOf(seen.attributes);
    return [
      // How a group is set explains what its targets are, where both are as bad.
      ...(group ? settingFindings(group, targets, context) : []),
      ...(targets ? healthFindings(seen.arn, group, targets, context) : []),
      ...(attributes ? attributeFindings(seen.arn, attributes, targets ?? [], context) : []),
    ];
  });
}

/** @example targetInWords(target) // "10.0.0.5:8000 is unhealthy: Target.Timeout (Request timed out)" */
function targetInWords({ id, port, state, reason, description }: Target): string {
  const where = port === 0 ? id : `${id}:${port}`;
  const why = reason === "" ? "" : `: ${reason}${description === "" ? "" : ` (${description})`}`;
  return `${where} is ${state}${why}`;
}

function healthFindings(
  arn: string,
  group: TargetGroup | null,
  targets: readonly Target[],
  context: AwsContext,
): Finding[] {
  const name = groupName(arn);
  if (targets.length === 0) {
    const says = `The target group ${name} has no registered targets: every request to it is a 503.`;
    const register = awsCommand(
      "elbv2 register-targets",
      arn,
      `--target-group-arn ${arn} --targets Id=TARGET,Port=PORT`,
    );
    const remedy = `Give the ECS service this target group, or register the server: ${register}`;
    const severity = context.answeredByServer === true ? "degraded" : "broken";
    return [found("alb.no-targets", { says, remedy, severity })];
  }
  // The balancer does not check Lambda functions unless it is told to.
  const serving = targets.filter(
    ({ state, reason }) => state === "healthy" || reason === "Target.HealthCheckDisabled",
  );
  const ailing = targets.filter((target) => !serving.includes(target));
  const isDeployment = ailing.every(({ state }) => ["initial", "draining"].includes(state));
  if (ailing.length === 0 || (serving.length > 0 && isDeployment)) return [];
  const check = group ? [checkInWords(group)] : [];
  return [
    found("alb.targets-unhealthy", {
      says:
        serving.length === 0
          ? `None of the ${counted(targets.length)} of ${name} is healthy: ${reasonsOf(ailing)}.`
          : `${ailing.length} of the ${counted(targets.length)} of ${name} ${ailing.length === 1 ? "is" : "are"} not healthy: ${reasonsOf(ailing)}.`,
      severity: serving.length > 0 || context.answeredByServer === true ? "degraded" : "broken",
      remedy: remediesOf(ailing),
      facts: [...targets.map(targetInWords), ...check],
    }),
  ];
}

function counted(targets: number): string {
  return targets === 1 ? "1 target" : `${targets} targets`;
}

function reasonsOf(targets: readonly Target[]): string {
  return [...new Set(targets.map(({ reason, state }) => (reason === "" ? state : reason)))].sort().join(", ");
}

function remediesOf(targets: readonly Target[]): string {
  const codes = [...new Set(targets.map(({ reason }) => reason))].sort();
  const remedies = codes.flatMap((code) => REASON_CODES[code]?.remedy ?? []);
  return remedies.length === 0 ? "Wait for the health checks, and ask again." : remedies.join(" ");
}

function checkInWords({ healthCheck: { path, port, matcher, timeout } }: TargetGroup): string {
  return `health check: GET ${path} at ${port}, healthy with ${matcher} within ${timeout} seconds`;
}

function settingFindings(
  group: TargetGroup,
  targets: readonly Target[] | null,
  context: AwsContext,
): Finding[] {
  const { arn, name, protocolVersion, healthCheck } = group;
  const endpoint = endpointOf(context.url).path;
  const version =
    protocolVersion === "HTTP2" || protocolVersion === "GRPC"
      ? [
          found("alb.protocol-version", {
            says: `The target group ${name} has the protocol version ${protocolVersion}: callers of HTTP/1.1 get a 464.`,
          }),
        ]
      : [];
  const hasHealthy = targets?.some(({ state }) => state === "healthy") === true;
  if (!healthCheck.enabled || !asksTheEndpoint(healthCheck.path, healthCheck.matcher, endpoint))
    return version;
  const says =
    `The health check of ${name} asks the MCP endpoint itself, ${healthCheck.path}, and takes ${healthCheck.matcher} for health: ` +
    "an MCP server answers a bare GET with 400, 401, 404, 405 or 406.";
  const mend = awsCommand(
    "elbv2 modify-target-group",
    arn,
    `--target-group-arn ${arn} --health-check-path /healthz`,
  );
  return [
    ...version,
    found("alb.health-check-endpoint", {
      says,
      remedy: `Give it a path of its own, which the server answers: ${mend}`,
      // This server answers it after all.
      severity: hasHealthy ? "note" : context.answeredByServer === true || !targets ? "degraded" : "broken",
      facts: [checkInWords(group)],
    }),
  ];
}

function attributeFindings(
  arn: string,
  attributes: Attributes,
  targets: readonly Target[],
  { serverIsStateful, longestSilence = 0 }: AwsContext,
): Finding[] {
  const name = groupName(arn);
  const several = targets.filter(({ state }) => state === "healthy").length > 1;
  const isSticky = attributes["stickiness.enabled"] === "true";
  const asked = serverIsStateful === true && several;
  const stickiness = !asked
    ? []
    : isSticky
      ? [
          found("alb.stickiness-cookie", {
            says: `${name} keeps clients with their targets by a cookie (${attributes["stickiness.type"] ?? ""}), which many MCP clients do not keep.`,
          }),
        ]
      : [
          found("alb.stickiness-off", {
            says: `The server keeps sessions, and ${name} spreads the requests of one session over several targets.`,
          }),
        ];
  const delay = Number(attributes["deregistration_delay.timeout_seconds"] ?? Number.NaN);
  if (!(delay < longestSilence)) return stickiness;
  const mend = awsCommand(
    "elbv2 modify-target-group-attributes",
    arn,
    `--target-group-arn ${arn} --attributes Key=deregistration_delay.timeout_seconds,Value=${Math.min(longestSilence, 3600)}`,
  );
  return [
    ...stickiness,
    found("alb.deregistration-delay", {
      says: `A deployment ends the streams of ${name} after ${delay} seconds, and they may be silent for ${longestSilence}.`,
      remedy: mend,
    }),
  ];
}

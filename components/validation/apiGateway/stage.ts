import { DEFAULT_STAGE, isRest } from "../../apiGateway/api.ts";
import { pages, retentionDays } from "../../apiGateway/limits.ts";
import type { AccessLogsArgs, ApiStageArgs, ThrottlingArgs, WebAclArgs } from "../../apiGatewayArgs.ts";
import { type Problem, shown } from "../../problem.ts";
import type { GatewayDraft } from "../apiGateway.ts";
import { exactlyOne, notMap, notPlainText, textProblems } from "../forms.ts";

/** Problems of the stage that is made. */
export function stageProblems(gateway: GatewayDraft): Problem[] {
  if (gateway.stage === undefined) return [];
  const path = "apiGateway.stage";
  const wrong = notMap(
    path,
    gateway.stage,
    'Give its settings, such as { name: "live" }, or {} for all defaults.',
  );
  if (wrong.length > 0) return wrong;
  const { name, throttling, accessLogs, webAcl } = gateway.stage as Partial<ApiStageArgs>;
  const rest = isRest(gateway);
  return [
    ...(name === undefined ? [] : stageNameProblems(`${path}.name`, name, rest)),
    ...(throttling === undefined ? [] : throttlingProblems(`${path}.throttling`, throttling)),
    ...(accessLogs === undefined ? [] : accessLogsProblems(`${path}.accessLogs`, accessLogs, rest)),
    ...(webAcl === undefined ? [] : webAclArgsProblems(`${path}.webAcl`, webAcl, rest)),
  ];
}

/** Problems of a stage's name. */
export function stageNameProblems(path: string, name: unknown, rest: boolean): Problem[] {
  const remedy = `Give 1-128 letters, digits, - and _${rest ? "" : `, or ${DEFAULT_STAGE}`}.`;
  if (typeof name !== "string") return notPlainText(path, name, remedy);
  if (/^[A-Za-z0-9_-]{1,128}$/.test(name) || (!rest && name === DEFAULT_STAGE)) return [];
  return [{ path, what: `${shown(name)} is not a stage's name (${pages.stages}).`, remedy }];
}

function throttlingProblems(path: string, throttling: unknown): Problem[] {
  const wrong = notMap(path, throttling, "Give both, such as { rateLimit: 100, burstLimit: 200 }.");
  if (wrong.length > 0) return wrong;
  const { rateLimit, burstLimit } = throttling as Partial<ThrottlingArgs>;
  return [
    ...countProblems(`${path}.rateLimit`, rateLimit, "Give the requests a second, such as 100."),
    ...countProblems(`${path}.burstLimit`, burstLimit, "Give the requests at once, such as 200."),
  ];
}

/** The account's own limit is no bound: AWS raises it, and holds a stage to the lower of the two. */
function countProblems(path: string, count: unknown, remedy: string): Problem[] {
  if (Number.isInteger(count) && Number(count) >= 1) return [];
  const what = count === undefined ? "is missing." : `${shown(count)} is not a whole number from 1 up.`;
  return [{ path, what, remedy }];
}

function accessLogsProblems(path: string, accessLogs: unknown, rest: boolean): Problem[] {
  const wrong = notMap(path, accessLogs, "Give at least the days, such as { retention: 30 }.");
  if (wrong.length > 0) return wrong;
  const { retention, accountRole } = accessLogs as Partial<AccessLogsArgs>;
  return [
    ...retentionProblems(`${path}.retention`, retention),
    ...accountRoleProblems(`${path}.accountRole`, accountRole, rest),
  ];
}

function retentionProblems(path: string, retention: unknown): Problem[] {
  if (retentionDays.some((days) => days === retention)) return [];
  const what =
    retention === undefined
      ? "is missing."
      : `${shown(retention)} is no number of days that CloudWatch Logs takes (${pages.retention}).`;
  return [
    { path, what, remedy: `Give one of ${retentionDays.slice(1).join(", ")}, or 0 to keep every line.` },
  ];
}

function accountRoleProblems(path: string, role: unknown, rest: boolean): Problem[] {
  if (!rest)
    return role === undefined
      ? []
      : [
          {
            path,
            what: "is for REST APIs: an HTTP API writes its logs without a role.",
            remedy: "Leave it out.",
          },
        ];
  if (role !== undefined) return roleProblems(path, role);
  return [
    {
      path,
      what: `is missing: REST APIs write logs with a role that the settings of the account name, for all of its APIs in a region, so that no component may set it in passing (${pages.logging}).`,
      remedy:
        "See it with: aws apigateway get-account --query cloudwatchRoleArn; where there is none, set it once, with aws.apigateway.Account in a stack of its own.",
    },
  ];
}

/** Problems of a role's ARN, where its value is known. */
export function roleProblems(path: string, role: unknown): Problem[] {
  return textProblems(path, role, /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, {
    what: "is not a role's ARN.",
    remedy: "See it with: aws apigateway get-account --query cloudwatchRoleArn",
  });
}

function webAclArgsProblems(path: string, webAcl: unknown, rest: boolean): Problem[] {
  const wrong = notMap(path, webAcl, 'Give its name, such as { name: "company" }, or its ARN.');
  if (wrong.length > 0) return wrong;
  if (!rest) {
    const what = `is for REST APIs: AWS has no web ACL for an HTTP API (${pages.waf}).`;
    return [{ path, what, remedy: "Leave it out, or put CloudFront with the web ACL in front." }];
  }
  const { arn, name } = webAcl as Partial<WebAclArgs>;
  return [
    ...exactlyOne(path, { arn, name }, "its ARN, or its name"),
    ...webAclProblems(`${path}.arn`, arn),
    ...(name === undefined ? [] : webAclNameProblems(`${path}.name`, name)),
  ];
}

function webAclNameProblems(path: string, name: unknown): Problem[] {
  const remedy = "Find it with: aws wafv2 list-web-acls --scope REGIONAL --query 'WebACLs[].Name'";
  if (typeof name !== "string") return notPlainText(path, name, remedy);
  return name === "" ? [{ path, what: "is empty.", remedy }] : [];
}

/** Problems of a web ACL's ARN, where its value is known. */
export function webAclProblems(path: string, arn: unknown): Problem[] {
  return textProblems(
    path,
    arn,
    /^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[^/]+\/[0-9a-f-]+$/,
    {
      what: "is not the ARN of a regional web ACL.",
      remedy: "Find it with: aws wafv2 list-web-acls --scope REGIONAL --query 'WebACLs[].ARN'",
    },
  );
}

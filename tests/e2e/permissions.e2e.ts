import { writeFile } from "node:fs/promises";
import { CreateDomainNameCommand } from "@aws-sdk/client-api-gateway";
import { CreateApiCommand } from "@aws-sdk/client-apigatewayv2";
import { CreateWebACLCommand } from "@aws-sdk/client-wafv2";
import { expect } from "chai";
import {
  CALLS_FILE,
  COMMANDS,
  GATEWAY_CALLS_FILE,
  type Calls,
  allowed,
  decided,
  readCalls,
  readGatewayCalls,
  readPolicies,
} from "../operations/calls.ts";
import { makeRule } from "./support/company.ts";
import { HEADINGS, importFile } from "./support/pages.ts";
import { gatewayClients } from "./support/gateway.ts";
import { GATEWAY, type Values, everyGateway, everything } from "./support/settings.ts";
import { type Stage, gatewayStage, refusingStage } from "./support/stage.ts";

/** Set, it has calls.json written anew instead of compared. */
const REFRESH = process.env["REFRESH_CALLS"] !== undefined;

// On moto.
describe("The calls of AWS's API, with everything that the component makes made, changed and destroyed", () => {
  let stage: Stage;
  let calls: Calls;

  before(async () => {
    stage = await refusingStage();
    // As a user's provider does, which asks AWS who it is.
    await stage.project.configure({
      "aws:skipCredentialsValidation": false,
      "aws:skipRequestingAccountId": undefined,
    });
    calls = await recorded(stage);
  });
  after(() => stage.stop());

  it("of `preview` and `import` are exactly what docs/iam/preview.json allows", async () => {
    expect(decided(calls, COMMANDS.preview)).to.deep.equal(allowed((await readPolicies()).preview));
  });

  it("of `up`, `refresh` and `destroy`, and of the previews before, are exactly what docs/iam/up.json allows", async () => {
    const commands = Object.values(COMMANDS).flat();
    expect(decided(calls, commands)).to.deep.equal(allowed((await readPolicies()).up));
  });

  it("are those of tests/operations/calls.json, command by command", async () => {
    if (REFRESH) await writeFile(CALLS_FILE, `${JSON.stringify(calls, null, 2)}\n`);
    expect(calls).to.deep.equal(await readCalls());
  });
});

// On ministack, which has the most of API Gateway.
describe("The calls of AWS's API, with every kind of API Gateway made, changed and destroyed", () => {
  let stage: Stage;
  let calls: string[];

  before(async () => {
    stage = await gatewayStage();
    const { http, rest, waf } = gatewayClients(stage.api.url);
    const { ApiId = "" } = await http.send(new CreateApiCommand({ Name: GATEWAY.api, ProtocolType: "HTTP" }));
    await rest.send(new CreateDomainNameCommand({ domainName: GATEWAY.domain }));
    const { Summary } = await waf.send(
      new CreateWebACLCommand({
        Name: GATEWAY.webAcl,
        Scope: "REGIONAL",
        DefaultAction: { Allow: {} },
        VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "m" },
      }),
    );
    calls = await recordedGateway(stage, everyGateway(ApiId, Summary?.ARN ?? ""));
  });
  after(() => stage.stop());

  it("are those of tests/operations/gatewayCalls.json", async () => {
    if (REFRESH) await writeFile(GATEWAY_CALLS_FILE, `${JSON.stringify(calls, null, 2)}\n`);
    expect(calls).to.deep.equal(await readGatewayCalls());
  });
});

/** Runs what makes, changes and destroys gateways, and returns what it asked for beside the calls of calls.json. */
async function recordedGateway({ project, recorder }: Stage, all: Values[]): Promise<string[]> {
  const begun = recorder.calls.length;
  for (const values of all) {
    await project.configure(values);
    await project.up();
  }
  const known = new Set(Object.values(await readCalls()).flat());
  const asked = recorder.calls
    .slice(begun)
    .filter(({ action }) => !known.has(action))
    .map(({ action, parameters: { path } }) => (path === undefined ? action : `${action} ${placeOf(path)}`));
  return [...new Set(asked)].sort();
}

/** A path of API Gateway's, without what differs from run to run. */
function placeOf(path: string): string {
  return path
    .replace(/\/arn:.*/, "/arn")
    .replace(/(?<=\/)(?:[0-9a-f]{8,}|live|\$default|demo\.[a-z.]+)(?=\/|$)/g, "*");
}

/** Runs every command of Pulumi, and returns what each asked for. */
async function recorded({ project, recorder, company }: Stage): Promise<Calls> {
  const calls: Record<string, string[]> = {};
  const pulumi = async (command: string, ...words: string[]) => {
    recorder.forget();
    await project.must(command, ...words);
    const actions = recorder.calls.map(({ action }) => action);
    calls[command] = [...new Set([...(calls[command] ?? []), ...actions])].sort();
  };
  for (const values of everything(company)) {
    await project.configure(values);
    await pulumi("preview");
    await pulumi("up", "--yes");
    await pulumi("refresh", "--yes");
    await pulumi("preview", "--refresh");
  }
  await pulumi("destroy", "--yes");
  const rule = { priority: 10, paths: ["/mcp"], groupArn: company.serverArn };
  const ids = { "mcp-rule": await makeRule(company, rule) };
  await project.write("import.json", await importFile(HEADINGS.rule, ids));
  await pulumi("import", "--file", "import.json", "--generate-code=false", "--yes");
  return calls;
}

import {
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  GetRestApisCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  GetApisCommand,
  GetRoutesCommand,
} from "@aws-sdk/client-apigatewayv2";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { request } from "undici";
import type { ApiGatewayInfo } from "../../components/index.ts";
import { describeCompany } from "./support/company.ts";
import {
  type GatewayClients,
  deploymentsOf,
  describeHttpApi,
  describeRestApi,
  gatewayClients,
  methodsOf,
  optionsOf,
  stagesOf,
} from "./support/gateway.ts";
import type { Step } from "./support/project.ts";
import { type GatewayStage, ORIGIN, gatewayStage } from "./support/stage.ts";

const KEY = "mcp-route:apiGateway";
const METADATA = "/.well-known/oauth-protected-resource/mcp";

/** What every gateway of these tests has: the provider that they run with allows a REST API 300 seconds at most. */
const REST = { origin: { url: `https://${ORIGIN}` }, timeout: 300 };
const HTTP = { type: "HTTP", origin: REST.origin, streaming: false };
const STAGE = {
  throttling: { rateLimit: 100, burstLimit: 200 },
  accessLogs: { retention: 30, accountRole: "arn:aws:iam::123456789012:role/apigateway-logs" },
};

const told = async ({ project }: GatewayStage) => (await project.output("apiGateway")) as ApiGatewayInfo;

/** What a preview is to do, as `create mcp-api`, sorted; the stack and the component are left out. */
const short = (steps: Step[]) =>
  steps
    .filter(({ resource }) => resource.startsWith("aws:"))
    .map(({ op, resource }) => `${op} ${resource.split(" ")[1] ?? ""}`)
    .sort();

/** Posts a client's first message by the emulator's way to a gateway's stage. */
async function post({ api, token }: GatewayStage, id: string, path: string) {
  const initialize = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "e2e", version: "1" } },
  };
  const answer = await request(`${api.url}/_aws/execute-api/${id}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      "mcp-protocol-version": "2025-11-25",
      "mcp-method": "initialize",
    },
    body: JSON.stringify(initialize),
  });
  return { status: answer.statusCode, text: await answer.body.text() };
}

/** Gets a path of a gateway's stage, and returns the path at which that came to the origin. */
async function arrivedAt({ api, origin }: GatewayStage, id: string, path: string) {
  // The server would answer with a stream, which the emulator waits for the end of.
  const before = origin.answer;
  origin.answer = (_, outgoing) => void outgoing.writeHead(204).end();
  const answer = await request(`${api.url}/_aws/execute-api/${id}${path}`);
  await answer.body.dump();
  origin.answer = before;
  return origin.arrivals.at(-1)?.path;
}

// On ministack, whose gateways carry requests.
describe("A new REST API in front of the balancer", () => {
  let stage: GatewayStage;
  let clients: GatewayClients;
  let theirs: unknown;
  let info: ApiGatewayInfo;

  before(async () => {
    stage = await gatewayStage();
    clients = gatewayClients(stage.api.url);
    theirs = await describeCompany(stage.company);
    await stage.project.configure({ [KEY]: { ...REST, stage: STAGE }, "mcp-route:tags": { team: "tools" } });
  });
  after(() => stage.stop());

  it("is previewed as all that it is, and nothing else", async () => {
    expect(short(await stage.project.previewed())).to.deep.equal(
      [
        "mcp-api",
        "mcp-api-deployment",
        ...["any", "integration"].map((each) => `mcp-api-endpoint-${each}`),
        "mcp-api-endpoint",
        "mcp-api-logs",
        ...["level-1", "level-2", "any", "integration"].map((each) => `mcp-api-metadata-${each}`),
        "mcp-api-metadata",
        ...["any", "integration"].map((each) => `mcp-api-proxy-${each}`),
        "mcp-api-proxy",
        "mcp-api-stage",
        "mcp-api-throttling",
        "mcp-rule",
      ]
        .map((name) => `create ${name}`)
        .sort(),
    );
  });

  it("comes up with a method at each place, that passes all on to the balancer's public address", async () => {
    await stage.project.up();
    info = await told(stage);
    const passed = (path: string, sent = path) => ({
      route: `ANY ${path}`,
      uri: `https://${ORIGIN}${sent}`,
      timeout: 300_000,
    });
    expect(await methodsOf(clients, info.id)).to.deep.equal([
      passed(METADATA),
      passed("/mcp"),
      passed("/mcp/{proxy+}", "/mcp/{proxy}"),
    ]);
  });

  it("has one stage, with the deployment, the throttling and a log without any header", async () => {
    const [only, ...more] = await stagesOf(clients, info.id);
    expect(more).to.deep.equal([]);
    expect(only?.stageName).to.equal("live");
    expect([only?.deploymentId]).to.deep.equal(await deploymentsOf(clients, info.id));
    expect(only?.methodSettings?.["*/*"]).to.include({ throttlingRateLimit: 100, throttlingBurstLimit: 200 });
    const format = JSON.parse(only?.accessLogSettings?.format ?? "") as Record<string, string>;
    expect(format["status"]).to.equal("$context.status");
    expect(JSON.stringify(format)).not.to.match(/header|authori[sz]ation/i);
    const { logGroups = [] } = await clients.logs.send(new DescribeLogGroupsCommand({}));
    expect(
      logGroups.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]),
    ).to.deep.equal([[info.logGroup, 30]]);
    expect(only?.accessLogSettings?.destinationArn).to.include(info.logGroup);
  });

  it("carries a request with a 4 KB token and MCP's headers to the server, and its answer back", async () => {
    const { status, text } = await post(stage, info.id, "/live/mcp");
    expect([status, text]).to.satisfy(
      ([code, body]: [number, string]) => code === 200 && body.includes('"result"'),
    );
    const arrival = stage.origin.arrivals.at(-1);
    expect([arrival?.method, arrival?.path, arrival?.headers.host]).to.deep.equal(["POST", "/mcp", ORIGIN]);
    expect(arrival?.headers.authorization).to.equal(`Bearer ${stage.token}`);
    expect(stage.token.length).to.be.above(4000);
    expect(arrival?.headers["mcp-protocol-version"]).to.equal("2025-11-25");
    expect(arrival?.headers["mcp-method"]).to.equal("initialize");
  });

  it("carries what is under the endpoint, and the OAuth metadata", async () => {
    for (const path of ["/mcp/a/b", METADATA])
      expect(await arrivedAt(stage, info.id, `/live${path}`)).to.equal(path);
  });

  it("has nothing to change, and nothing to refresh", async () => {
    await stage.project.must("preview", "--expect-no-changes");
    await stage.project.must("refresh", "--yes", "--expect-no-changes");
    await stage.project.must("preview", "--expect-no-changes");
  });

  it("is deployed anew for another timeout, and for tags is not", async () => {
    // The emulator takes neither change: the preview says what would be done.
    await stage.project.configure({
      [KEY]: { ...REST, timeout: 299, stage: STAGE },
      "mcp-route:longestSilence": 200,
    });
    expect(short(await stage.project.previewed())).to.deep.equal([
      "replace mcp-api-deployment",
      ...["endpoint", "metadata", "proxy"].map((place) => `update mcp-api-${place}-integration`),
      "update mcp-api-stage",
    ]);
    await stage.project.configure({ [KEY]: { ...REST, stage: STAGE }, "mcp-route:tags": { team: "search" } });
    expect(short(await stage.project.previewed())).to.deep.equal(
      ["mcp-api", "mcp-api-logs", "mcp-api-stage", "mcp-rule"].map((name) => `update ${name}`),
    );
    await stage.project.configure({ "mcp-route:tags": { team: "tools" } });
  });

  it("is not deployed anew for another throttling", async () => {
    const before = await deploymentsOf(clients, info.id);
    const throttling = { rateLimit: 50, burstLimit: 60 };
    await stage.project.configure({ [KEY]: { ...REST, stage: { ...STAGE, throttling } } });
    await stage.project.up();
    expect(await deploymentsOf(clients, info.id)).to.deep.equal(before);
    const [only] = await stagesOf(clients, info.id);
    expect(only?.methodSettings?.["*/*"]).to.include({ throttlingRateLimit: 50, throttlingBurstLimit: 60 });
  });

  it("is deployed once for another origin, to which the stage then leads; the old deployment is gone", async () => {
    const before = await deploymentsOf(clients, info.id);
    await stage.project.configure({
      [KEY]: { ...REST, origin: { url: "https://other.quiltdata.com" }, stage: STAGE },
    });
    await stage.project.up();
    const after = await deploymentsOf(clients, info.id);
    expect(after).to.have.length(1);
    expect(after).not.to.deep.equal(before);
    const [only] = await stagesOf(clients, info.id);
    expect([only?.deploymentId]).to.deep.equal(after);
    const uris = (await methodsOf(clients, info.id)).map(({ uri = "" }) => new URL(uri).host);
    expect(new Set(uris)).to.deep.equal(new Set(["other.quiltdata.com"]));
    await stage.project.must("preview", "--expect-no-changes");
  });

  it("moves with its URL to another path: the API and the stage stay, and the new path answers", async () => {
    await stage.project.configure({
      [KEY]: { ...REST, stage: STAGE },
      "mcp-route:url": "https://demo.quiltdata.com/tools",
    });
    expect(short(await stage.project.previewed())).to.deep.equal(
      [
        "replace mcp-api-deployment",
        ...["mcp-api", "mcp-api-endpoint", "mcp-api-metadata", "mcp-api-stage", "mcp-rule"].map(
          (name) => `update ${name}`,
        ),
        ...["endpoint", "metadata", "proxy"].map((place) => `update mcp-api-${place}-integration`),
      ].sort(),
    );
    await stage.project.up();
    const now = await told(stage);
    expect([now.id, now.stage, now.logGroup]).to.deep.equal([info.id, info.stage, info.logGroup]);
    expect(await deploymentsOf(clients, info.id)).to.have.length(1);
    for (const path of ["/tools", "/tools/a", "/.well-known/oauth-protected-resource/tools"])
      expect(await arrivedAt(stage, info.id, `/live${path}`)).to.equal(path);
    await stage.project.must("preview", "--expect-no-changes");
  });

  it("leaves nothing, once it is destroyed", async () => {
    await stage.project.must("destroy", "--yes");
    const { items = [] } = await clients.rest.send(new GetRestApisCommand({}));
    const { logGroups = [] } = await clients.logs.send(new DescribeLogGroupsCommand({}));
    expect([...items, ...logGroups]).to.deep.equal([]);
    expect(await describeCompany(stage.company)).to.deep.equal(theirs);
  });
});

/** The company's own REST API: `/orders` and `/tools`, deployed to `prod`. */
async function companyRestApi({ rest }: GatewayClients): Promise<{ id: string; name: string }> {
  const name = "company";
  const { id: restApiId = "", rootResourceId } = await rest.send(new CreateRestApiCommand({ name }));
  for (const pathPart of ["orders", "tools"]) {
    const { id: resourceId } = await rest.send(
      new CreateResourceCommand({ restApiId, parentId: rootResourceId, pathPart }),
    );
    const at = { restApiId, resourceId, httpMethod: "GET" };
    await rest.send(new PutMethodCommand({ ...at, authorizationType: "NONE" }));
    await rest.send(
      new PutIntegrationCommand({
        ...at,
        type: "HTTP_PROXY",
        integrationHttpMethod: "GET",
        uri: `https://shop.quiltdata.com/${pathPart}`,
      }),
    );
  }
  await rest.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));
  return { id: restApiId, name };
}

// On ministack.
describe("A REST API of the company, in front of the balancer", () => {
  let stage: GatewayStage;
  let clients: GatewayClients;
  let api: { id: string; name: string };
  let theirs: string;
  const adopting = (changes: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
    [KEY]: {
      ...REST,
      adopt: { name: api.name, id: api.id, stage: "prod", parentPath: "/tools", ...changes },
      ...more,
    },
    "mcp-route:url": "https://demo.quiltdata.com/tools/mcp",
  });

  before(async function () {
    stage = await gatewayStage();
    clients = gatewayClients(stage.api.url);
    api = await companyRestApi(clients);
    theirs = await describeRestApi(clients, api.id);
    await stage.project.configure(adopting());
    const { output } = await stage.project.pulumi("preview");
    // What looks a REST API up is missing in some builds of the provider.
    if (/(?:unrecognized|unknown).*(?:getRestApi|get-rest-api|rest_api)/i.test(output)) this.skip();
  });
  after(() => stage.stop());

  it("is refused where its id or its name is another, and nothing is made", async () => {
    const mistakes: [Record<string, unknown>, RegExp][] = [
      [{ id: "abcdef0123" }, /apiGateway\.adopt\.id: the API "company" has the id/],
      [{ name: "nobody" }, /apiGateway\.adopt\.name: no one API "nobody"/],
    ];
    for (const [changes, message] of mistakes) {
      await stage.project.configure(adopting(changes));
      const { exitCode, output } = await stage.project.pulumi("up", "--yes", "--skip-preview");
      expect([exitCode, message.test(output)], output).to.deep.equal([1, true]);
    }
    expect(await describeRestApi(clients, api.id)).to.equal(theirs);
  });

  it("is refused where the parent is missing, and nothing is made", async () => {
    await stage.project.configure({
      ...adopting({ parentPath: "/other" }),
      "mcp-route:url": "https://demo.quiltdata.com/other/mcp",
    });
    const { output } = await stage.project.pulumi("up", "--yes", "--skip-preview");
    expect(output).to.match(/apiGateway\.adopt\.parentPath: the API [a-z0-9]+ has no resource "\/other"/);
    expect(await describeRestApi(clients, api.id)).to.equal(theirs);
  });

  it("gets resources, methods and integrations, and no deployment: its stage stays as it is", async () => {
    const before = JSON.stringify(await stagesOf(clients, api.id));
    await stage.project.configure(adopting());
    const made = short(await stage.project.previewed()).join();
    expect(made).to.include("create mcp-api-endpoint-integration");
    expect(made).not.to.match(/deployment|stage|mcp-api(,|$)/);
    await stage.project.up();
    expect((await methodsOf(clients, api.id)).map(({ route }) => route)).to.deep.equal([
      "ANY /.well-known/oauth-protected-resource/tools/mcp",
      "ANY /tools/mcp",
      "ANY /tools/mcp/{proxy+}",
      "GET /orders",
      "GET /tools",
    ]);
    expect(JSON.stringify(await stagesOf(clients, api.id))).to.equal(before);
    await stage.project.must("preview", "--expect-no-changes");
    await stage.project.must("refresh", "--yes", "--expect-no-changes");
  });

  it("is deployed to that stage by the command that the stack prints", async () => {
    const [before] = await deploymentsOf(clients, api.id);
    const { deployCommand = "" } = await told(stage);
    const { words, options } = optionsOf(deployCommand);
    expect(words.join(" ")).to.equal("aws apigateway create-deployment");
    expect(Object.keys(options)).to.deep.equal(["--region", "--rest-api-id", "--stage-name"]);
    const { id } = await clients.rest.send(
      new CreateDeploymentCommand({
        restApiId: options["--rest-api-id"],
        stageName: options["--stage-name"],
      }),
    );
    const [only] = await stagesOf(clients, api.id);
    expect([only?.stageName, only?.deploymentId]).to.deep.equal(["prod", id]);
    expect(id).not.to.equal(before);
    await stage.project.must("preview", "--expect-no-changes");
  });

  it("gets a stage of its own where one is asked for", async () => {
    await stage.project.configure(adopting({ stage: undefined }, { stage: { ...STAGE, name: "tools" } }));
    await stage.project.up();
    const names = (await stagesOf(clients, api.id)).map(({ stageName }) => stageName).sort();
    expect(names).to.deep.equal(["prod", "tools"]);
    expect(await told(stage)).not.to.have.property("deployCommand");
    await stage.project.must("preview", "--expect-no-changes");
  });

  it("is as it was, once the stack is destroyed, but for the deployment that was made by hand", async () => {
    await stage.project.must("destroy", "--yes");
    const resourcesOnly = (text: string) => (JSON.parse(text) as unknown[]).slice(0, 2);
    expect(resourcesOnly(await describeRestApi(clients, api.id))).to.deep.equal(resourcesOnly(theirs));
    expect((await stagesOf(clients, api.id)).map(({ stageName }) => stageName)).to.deep.equal(["prod"]);
  });
});

// On ministack.
describe("A new HTTP API in front of the balancer", () => {
  let stage: GatewayStage;
  let clients: GatewayClients;
  let info: ApiGatewayInfo;

  before(async () => {
    stage = await gatewayStage();
    clients = gatewayClients(stage.api.url);
    await stage.project.configure({
      [KEY]: { ...HTTP, stage: { throttling: STAGE.throttling } },
      "mcp-route:longestSilence": 20,
    });
  });
  after(() => stage.stop());

  it("is previewed and comes up with a route at each place, on a stage that deploys by itself", async () => {
    expect(short(await stage.project.previewed())).to.deep.equal(
      [
        "mcp-api",
        ...["endpoint", "metadata", "proxy"].flatMap((place) =>
          ["integration", "route"].map((each) => `mcp-api-${place}-${each}`),
        ),
        "mcp-api-stage",
        "mcp-rule",
      ]
        .map((name) => `create ${name}`)
        .sort(),
    );
    await stage.project.up();
    info = await told(stage);
    const { Items = [] } = await clients.http.send(new GetRoutesCommand({ ApiId: info.id }));
    expect(Items.map(({ RouteKey }) => RouteKey).sort()).to.deep.equal([
      `ANY ${METADATA}`,
      "ANY /mcp",
      "ANY /mcp/{proxy+}",
    ]);
    expect(await describeHttpApi(clients, info.id)).to.include('"AutoDeploy":true');
  });

  it("carries a request with a 4 KB token and MCP's headers to the balancer's public address", async () => {
    stage.origin.answer = (_, outgoing) => void outgoing.writeHead(204).end();
    await post(stage, info.id, "/mcp");
    const arrival = stage.origin.arrivals.at(-1);
    expect(arrival?.headers.authorization).to.equal(`Bearer ${stage.token}`);
    expect(arrival?.headers["mcp-method"]).to.equal("initialize");
    // The emulator puts a request's path after the integration's own; AWS does not.
    expect(arrival?.path).to.equal("/mcp/mcp");
  });

  it("has nothing to change, and nothing to refresh", async () => {
    await stage.project.must("preview", "--expect-no-changes");
    await stage.project.must("refresh", "--yes", "--expect-no-changes");
  });

  it("changes in place: the timeout, the throttling and the path", async () => {
    await stage.project.configure({
      [KEY]: { ...HTTP, timeout: 25, stage: { throttling: { rateLimit: 50, burstLimit: 60 } } },
      "mcp-route:url": "https://demo.quiltdata.com/tools",
    });
    const steps = short(await stage.project.previewed());
    expect(steps.every((step) => step.startsWith("update "))).to.equal(true, steps.join());
    await stage.project.up();
    expect((await told(stage)).id).to.equal(info.id);
    const all = await describeHttpApi(clients, info.id);
    expect(all).to.include('"TimeoutInMillis":25000').and.to.include("ANY /tools/{proxy+}");
    await stage.project.must("preview", "--expect-no-changes");
  });

  it("leaves nothing, once it is destroyed", async () => {
    await stage.project.must("destroy", "--yes");
    const { Items = [] } = await clients.http.send(new GetApisCommand({}));
    expect(Items).to.deep.equal([]);
  });
});

// On ministack.
describe("An HTTP API of the company, in front of the balancer", () => {
  let stage: GatewayStage;
  let clients: GatewayClients;
  let ApiId: string;
  let theirs: string;

  before(async () => {
    stage = await gatewayStage();
    clients = gatewayClients(stage.api.url);
    const { http } = clients;
    ({ ApiId = "" } = await http.send(new CreateApiCommand({ Name: "company", ProtocolType: "HTTP" })));
    const { IntegrationId = "" } = await http.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: "HTTP_PROXY",
        IntegrationMethod: "GET",
        IntegrationUri: "https://shop.quiltdata.com/orders",
        PayloadFormatVersion: "1.0",
      }),
    );
    await http.send(
      new CreateRouteCommand({ ApiId, RouteKey: "GET /orders", Target: `integrations/${IntegrationId}` }),
    );
    await http.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
    theirs = await describeHttpApi(clients, ApiId);
    await stage.project.configure({
      [KEY]: { ...HTTP, adopt: { id: ApiId } },
      "mcp-route:longestSilence": 20,
    });
  });
  after(() => stage.stop());

  it("gets routes and integrations alone, and needs no command where its stage deploys by itself", async () => {
    const steps = short(await stage.project.previewed());
    expect(steps).to.have.length(7);
    expect(steps.join()).not.to.match(/stage|mcp-api(,|$)/);
    await stage.project.up();
    expect(await told(stage)).not.to.have.property("deployCommand");
    await stage.project.must("preview", "--expect-no-changes");
    expect(await describeHttpApi(clients, ApiId))
      .to.include("GET /orders")
      .and.to.include("ANY /mcp/{proxy+}");
  });

  it("prints the command that deploys where its stage does not", async () => {
    await stage.project.configure({
      [KEY]: { ...HTTP, adopt: { id: ApiId, stage: "prod", autoDeploy: false } },
    });
    await stage.project.up();
    const { words, options } = optionsOf((await told(stage)).deployCommand ?? "");
    expect(words.join(" ")).to.equal("aws apigatewayv2 create-deployment");
    expect(options).to.deep.equal({ "--region": "us-east-1", "--api-id": ApiId, "--stage-name": "prod" });
  });

  it("is refused where there is none of that id, and nothing is made", async () => {
    await stage.project.must("destroy", "--yes");
    await stage.project.configure({ [KEY]: { ...HTTP, adopt: { id: "abcdef0123" } } });
    const { output } = await stage.project.pulumi("up", "--yes", "--skip-preview");
    expect(output).to.match(/apiGateway\.adopt\.id: no one API "abcdef0123"/);
  });

  it("is as it was, to the byte", async () => {
    expect(await describeHttpApi(clients, ApiId)).to.equal(theirs);
  });
});

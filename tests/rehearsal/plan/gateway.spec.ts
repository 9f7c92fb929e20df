import { expect } from "chai";
import { McpRoute, type McpRouteArgs } from "../../../components/index.ts";
import type { PlainGateway, Settings } from "../../../config.ts";
import { callerOf } from "../../../rehearsal/client/caller.ts";
import { gatewayFindings } from "../../../rehearsal/plan/gatewayFindings.ts";
import { gatewayPlanOf } from "../../../rehearsal/plan/gateway.ts";
import { planFindings } from "../../../rehearsal/plan/findings.ts";
import { planOf } from "../../../rehearsal/plan/plan.ts";
import { record } from "../../../rehearsal/program/recorder.ts";
import { assumedGateway, type GatewayWorld } from "../../../rehearsal/world/gateway.ts";
import { lookUp } from "../../../rehearsal/world/lookUps.ts";
import { args } from "../../support/deploy.ts";
import { type Differences, describedRule, onHost, onPath, worldOf } from "../supportWorld.ts";

const ORIGIN = { url: "https://origin.quiltdata.com" };
const DOMAIN = { name: "demo.quiltdata.com" };
const METADATA = "/.well-known/oauth-protected-resource/mcp";

/** What a stack with such a gateway makes, in a world that tells so of API Gateway. */
async function prepared(
  apiGateway: PlainGateway,
  gateway: GatewayWorld = {},
  changes: Partial<McpRouteArgs> = {},
  differences: Differences = {},
) {
  const world = { ...worldOf(differences), gateway };
  const route = args({ ...changes, apiGateway }) as Settings["route"];
  const program = () => ({ apiGateway: new McpRoute("mcp", route).apiGateway });
  const stage = { project: "mcp-route", stack: "prod" };
  const recording = await record(program, {
    ...stage,
    lookUp: (token, inputs) => lookUp(world, token, inputs),
  });
  const planned = gatewayPlanOf(recording, world, route);
  if (!planned) throw new Error("no gateway was planned");
  const plan = { ...planOf(recording, world), gateway: planned };
  const caller = { ...callerOf(route), host: planned.host };
  return { plan, world, settings: { name: "mcp", route, tools: undefined }, caller, recording };
}

async function findings(...given: Parameters<typeof prepared>): Promise<[severity: string, text: string][]> {
  return gatewayFindings(await prepared(...given)).map(({ severity, text }) => [severity, text]);
}

/** The findings without what was not told. */
async function told(...given: Parameters<typeof prepared>): Promise<[severity: string, text: string][]> {
  return (await findings(...given)).filter(([, text]) => !text.startsWith("Not told: "));
}

const REST: PlainGateway = { origin: ORIGIN, adopt: { name: "tools", stage: "prod" }, customDomain: DOMAIN };
const HTTP: PlainGateway = {
  type: "HTTP",
  streaming: false,
  origin: ORIGIN,
  adopt: { id: "abc123" },
  customDomain: DOMAIN,
};

/** A method as `get-resources --embed methods` prints it. */
function method(uri: string) {
  return { authorizationType: "NONE", methodIntegration: { type: "HTTP_PROXY", httpMethod: "ANY", uri } };
}

/** What AWS tells of the REST API that is adopted, with resources besides the root. */
function restWorld(
  others: { id: string; path: string; resourceMethods?: object }[] = [],
  more: GatewayWorld = {},
): GatewayWorld {
  return {
    restApis: { items: [{ id: "abc", name: "tools", endpointConfiguration: { types: ["REGIONAL"] } }] },
    resources: { items: [{ id: "root", path: "/" }, ...others] },
    stages: { item: [{ stageName: "prod" }] },
    ...more,
  };
}

type Described = Record<string, unknown>;

function httpWorld(
  routes: Described[] = [],
  integrations: Described[] = [],
  autoDeploy = true,
): GatewayWorld {
  return {
    httpApi: {
      ApiId: "abc123",
      Name: "tools",
      ProtocolType: "HTTP",
      ApiEndpoint: "https://abc123.execute-api.us-east-1.amazonaws.com",
    },
    routes: { Items: routes },
    integrations: { Items: integrations },
    stages: { Items: [{ StageName: "$default", AutoDeploy: autoDeploy }] },
  };
}

describe("the plan of an API Gateway", () => {
  it("is nothing where the stack has none", async () => {
    const { recording, world } = await prepared({ origin: ORIGIN });
    expect(gatewayPlanOf(recording, world, {})).to.equal(undefined);
  });

  it("is of a new REST API its own routes, which stream, and nothing before", async () => {
    const { plan } = await prepared({ origin: ORIGIN, customDomain: DOMAIN });
    const { before, after, endpoint, host } = plan.gateway;
    expect(before).to.equal(undefined);
    expect([after.type, after.endpointType, after.stage, after.domain]).to.deep.equal([
      "REST",
      "REGIONAL",
      "live",
      { name: "demo.quiltdata.com", basePath: "" },
    ]);
    expect(after.routes.map(({ method: each, path }) => `${each} ${path}`)).to.have.members([
      "ANY /mcp",
      "ANY /mcp/{proxy+}",
      `ANY ${METADATA}`,
    ]);
    for (const { integration } of after.routes) expect(integration).to.include({ transferMode: "STREAM" });
    expect([endpoint, host]).to.deep.equal(["https://demo.quiltdata.com/mcp", "origin.quiltdata.com"]);
  });

  it("is given to clients at its own address where it has no domain", async () => {
    const { plan } = await prepared({ origin: ORIGIN });
    expect(plan.gateway.endpoint).to.equal("https://mcp-api-id.execute-api.us-east-1.amazonaws.com/live/mcp");
  });

  it("knows the stack's balancer from any other origin", async () => {
    const { isBalancer } = (await prepared({ origin: ORIGIN })).plan.gateway;
    const origin = { protocol: "https", host: "origin.quiltdata.com", port: 443 } as const;
    expect(isBalancer(origin)).to.equal(true);
    expect(isBalancer({ ...origin, host: "other.quiltdata.com" })).to.equal(false);
    expect(isBalancer({ ...origin, port: 8443 })).to.equal(false);
  });

  it("leads an HTTP API's VPC link to the listener itself", async () => {
    const vpcLink = { id: "abc123", serverName: "demo.quiltdata.com" };
    const { plan } = await prepared({ type: "HTTP", streaming: false, origin: { vpcLink } });
    const [route] = plan.gateway.routes;
    expect(route?.integration).to.include({ isPrivate: true });
  });

  it("has of an adopted API the routes of others, before and after", async () => {
    const other = {
      id: "o",
      path: "/other",
      resourceMethods: { GET: method("https://other.quiltdata.com/") },
    };
    const { before, after } = (await prepared(REST, restWorld([other]))).plan.gateway;
    expect(before?.routes.map(({ path }) => path)).to.deep.equal(["/other"]);
    expect(after.routes.map(({ path }) => path)).to.have.members([
      "/other",
      "/mcp",
      "/mcp/{proxy+}",
      METADATA,
    ]);
    expect([after.stage, after.domain?.name]).to.deep.equal(["prod", "demo.quiltdata.com"]);
  });

  it("stands under the parents that an adopted API has, as assumed where nobody told", async () => {
    const gateway = { ...REST, adopt: { ...REST.adopt, metadataParentPath: "/.well-known" } };
    const { plan } = await prepared(gateway, assumedGateway(gateway));
    expect(plan.gateway.after.routes.map(({ path }) => path)).to.include(METADATA);
  });
});

describe("what is to be said of the listener behind an API Gateway", () => {
  for (const [host, severities] of [
    ["origin.quiltdata.com", ["error"]],
    ["demo.quiltdata.com", []],
  ] as const) {
    it(`is ${severities[0] ?? "nothing"} where a rule for ${host} comes first: the gateway asks for its origin`, async () => {
      const rules = [describedRule(5, "sales-prod-registry", onPath("/mcp*"), onHost(host))];
      const planned = await prepared({ origin: ORIGIN, customDomain: DOMAIN }, {}, {}, { rules });
      const said = planFindings({ ...planned, project: "shop", stack: "prod" });
      expect(said.map(({ severity }) => severity)).to.deep.equal(severities);
    });
  }
});

describe("what is to be said of an API Gateway", () => {
  it("is nothing but what was not told, of a new API", async () => {
    expect(await findings({ origin: ORIGIN, customDomain: DOMAIN })).to.deep.equal([
      ["note", "Not told: whether the custom domain demo.quiltdata.com exists (api-domain.json)."],
      [
        "note",
        "Not told: whether origin.quiltdata.com is on one of the listener's certificates (certificates.json).",
      ],
    ]);
  });

  it("is nothing of what is assumed", async () => {
    const assumed = await prepared({ origin: ORIGIN, customDomain: DOMAIN });
    expect(gatewayFindings({ ...assumed, world: { ...assumed.world, assumed: true } })).to.deep.equal([]);
  });

  const named = (...SubjectAlternativeNames: string[]): GatewayWorld => ({
    certificates: {
      Certificate: [{ CertificateArn: "arn", DomainName: "a.example", SubjectAlternativeNames }],
    },
  });

  for (const name of ["origin.quiltdata.com", "*.quiltdata.com", "*.QuiltData.com"]) {
    it(`is nothing where a certificate is for ${name}`, async () => {
      expect(await told({ origin: ORIGIN }, named(name))).to.deep.equal([]);
    });
  }

  for (const name of ["quiltdata.com", "*.com", "*.origin.quiltdata.com"]) {
    it(`is an error where the certificate is for ${name} alone`, async () => {
      const [[severity, text] = []] = await told({ origin: ORIGIN }, named(name));
      expect(severity).to.equal("error");
      expect(text).to.equal(
        "No certificate of the listener is for origin.quiltdata.com, by which API Gateway calls the balancer: " +
          `it would answer every request with an error of its own. They are for a.example, ${name}.`,
      );
    });
  }

  it("is an error where the custom domain does not exist", async () => {
    expect(await told({ origin: ORIGIN, customDomain: DOMAIN }, { domain: null })).to.deep.equal([
      [
        "error",
        "API Gateway has no custom domain demo.quiltdata.com in this account and region (apiGateway.customDomain.name).",
      ],
    ]);
  });

  const edge = { DomainName: DOMAIN.name, DomainNameConfigurations: [{ EndpointType: "EDGE" }] };
  it("is a note where a REST API's domain is at the edge, and an error where an HTTP API's is", async () => {
    const rest = await told({ origin: ORIGIN, customDomain: DOMAIN }, { domain: edge });
    const http = await told(
      { type: "HTTP", streaming: false, origin: ORIGIN, customDomain: DOMAIN },
      { domain: edge },
    );
    expect([...rest, ...http].map(([severity]) => severity)).to.deep.equal(["note", "error"]);
  });

  const logged: PlainGateway = {
    origin: ORIGIN,
    stage: { accessLogs: { retention: 30, accountRole: "arn:aws:iam::123456789012:role/logs" } },
  };
  it("is an error where the account has no role for logs", async () => {
    const [[severity, text] = []] = await told(logged, { account: {} });
    expect([severity, text?.slice(0, 75)]).to.deep.equal([
      "error",
      "The account has no role with which API Gateway writes logs in this region: ",
    ]);
  });

  it("is a warning where it has another", async () => {
    const account = { cloudwatchRoleArn: "arn:aws:iam::123456789012:role/other" };
    expect((await told(logged, { account })).map(([severity]) => severity)).to.deep.equal(["warning"]);
    const same = { cloudwatchRoleArn: "arn:aws:iam::123456789012:role/logs" };
    expect(await told(logged, { account: same })).to.deep.equal([]);
  });

  it("is a note that the web ACL was not asked for", async () => {
    expect(await told({ origin: ORIGIN, stage: { webAcl: { name: "public" } } })).to.deep.equal([
      ["note", "Not asked for: the web ACL public, which is taken to exist."],
    ]);
  });

  it("is a warning where the caller's address decides, which the balancer does not see", async () => {
    const conditions = { sourceIps: ["10.0.0.0/8"] };
    const [[severity, text] = []] = await told({ origin: ORIGIN }, {}, { conditions });
    expect([severity, text?.slice(0, 51)]).to.deep.equal([
      "warning",
      "The balancer sees API Gateway's addresses, not its ",
    ]);
  });

  it("is a warning where the way through the API rests on what AWS does not document", async () => {
    const vpcLink = { id: "abc123", serverName: "demo.quiltdata.com" };
    const customDomain = { ...DOMAIN, basePath: "mcp" };
    const said = await told({ origin: { vpcLink }, customDomain });
    expect(said).to.deep.equal([
      [
        "warning",
        "AWS does not document, of API Gateway: whether a private integration's path begins with the stage, the base path or neither on a custom domain.",
      ],
    ]);
  });

  it("is nothing where the stack's rules do the same wherever the path begins", async () => {
    const vpcLink = { id: "abc123", serverName: "demo.quiltdata.com" };
    expect(await told({ origin: { vpcLink }, customDomain: DOMAIN })).to.be.empty;
  });

  describe("that is adopted", () => {
    const deploys =
      "The routes answer only once they are deployed; after `up`: aws apigateway create-deployment --region us-east-1 --rest-api-id abc --stage-name prod";

    it("is a note with the command that deploys", async () => {
      expect(await told(REST, restWorld())).to.deep.equal([["note", deploys]]);
    });

    it("is an error where it has no such stage", async () => {
      const world = restWorld([], { stages: { item: [{ stageName: "test" }] } });
      expect(await told(REST, world)).to.deep.include([
        "error",
        "The API abc has no stage prod (apiGateway.adopt.stage): clients would reach nothing.",
      ]);
    });

    it("is reached on a domain that is mapped to it already, and not at its own address", async () => {
      const customDomain = { ...DOMAIN, basePath: "mcp", mapped: true };
      const { after, endpoint } = (await prepared({ ...REST, customDomain }, restWorld())).plan.gateway;
      expect(after.domain).to.deep.equal({ name: "demo.quiltdata.com", basePath: "mcp" });
      expect(endpoint).to.equal("https://demo.quiltdata.com/mcp");
    });

    it("is taken for one at the edge where its domain is", async () => {
      const { after } = (await prepared(REST, restWorld([], { domain: edge }))).plan.gateway;
      expect(after.endpointType).to.equal("EDGE");
    });

    it("is a warning where it is private, with who reaches it and what its headers may have", async () => {
      const restApis = {
        items: [{ id: "abc", name: "tools", endpointConfiguration: { types: ["PRIVATE"] } }],
      };
      expect(await told(REST, restWorld([], { restApis }))).to.deep.equal([
        [
          "warning",
          "The API abc is private: only what comes through its VPC endpoints reaches it, no other client does. " +
            "All headers of a request together may have 8000 bytes, not 10240.",
        ],
        ["note", deploys],
      ]);
    });

    it("is an error where a route of others takes requests before the stack's own", async () => {
      const other = {
        id: "o",
        path: "/mcp",
        resourceMethods: { POST: method("https://other.quiltdata.com/") },
      };
      const said = await told(REST, restWorld([other]));
      expect(said[0]?.[0]).to.equal("error");
      expect(said.map(([, text]) => text)).to.include(
        "The API abc has a route POST /mcp (o/POST), which takes POST /mcp before the stack's own. Remove it, or choose another path.",
      );
    });

    it("is an error where a route of others takes a browser's preflight alone", async () => {
      const other = {
        id: "o",
        path: "/mcp",
        resourceMethods: { OPTIONS: method("https://other.quiltdata.com/") },
      };
      expect((await told(REST, restWorld([other]))).map(([, text]) => text)).to.include(
        "The API abc has a route OPTIONS /mcp (o/OPTIONS), which takes OPTIONS /mcp before the stack's own. Remove it, or choose another path.",
      );
    });

    it("is an error where a route stands where the stack's is to go, which it replaces here", async () => {
      const other = {
        id: "o",
        path: "/mcp",
        resourceMethods: { ANY: method("https://other.quiltdata.com/") },
      };
      const { after, routes } = (await prepared(REST, restWorld([other]))).plan.gateway;
      expect(after.routes).to.deep.equal(routes);
      const said = await told(REST, restWorld([other]));
      expect(said.map(([severity]) => severity)).to.deep.equal(["error", "error", "note"]);
      expect(said[0]?.[1]).to.include("has a route ANY /mcp (o/ANY) already, where the stack's is to go");
      expect(said[1]?.[1]).to.include("has a resource /mcp already, which the stack would make anew");
    });

    it("is an error where a resource on the way to the OAuth metadata is there already, with what names it", async () => {
      const said = await told(REST, restWorld([{ id: "w", path: "/.well-known" }]));
      expect(said[0]?.[0]).to.equal("error");
      expect(said[0]?.[1]).to.include("Say apiGateway.adopt.metadataParentPath: /.well-known");
      const named2 = { ...REST, adopt: { ...REST.adopt, metadataParentPath: "/.well-known" } };
      expect(await told(named2, restWorld([{ id: "w", path: "/.well-known" }]))).to.deep.equal([
        ["note", deploys],
      ]);
    });

    it("is a note where the stack's own routes are there already, which are none of others", async () => {
      const own = ["/mcp", "/mcp/{proxy+}", METADATA].map((path, at) => ({
        id: `r${at}`,
        path,
        resourceMethods: { ANY: method(`https://origin.quiltdata.com${path.replace("+", "")}`) },
      }));
      const said = await told(REST, restWorld(own));
      expect(said.map(([severity, text]) => [severity, text.slice(0, 40)])).to.deep.equal([
        ["note", "The API abc has the stack's routes alrea"],
        ["note", "The routes answer only once they are dep"],
      ]);
      const { plan } = await prepared(REST, restWorld(own));
      expect(plan.gateway.before?.routes).to.deep.equal([]);
    });

    it("is nothing of an HTTP API that deploys by itself", async () => {
      expect(await told(HTTP, httpWorld())).to.deep.equal([]);
    });

    it("is an error where it does not deploy by itself, and a note where it does against what the stack says", async () => {
      expect((await told(HTTP, httpWorld([], [], false))).map(([severity]) => severity)).to.deep.equal([
        "error",
      ]);
      const manual = { ...HTTP, adopt: { id: "abc123", autoDeploy: false } };
      expect((await told(manual, httpWorld())).map(([severity]) => severity)).to.deep.equal(["note", "note"]);
    });

    it("is an error where nobody says that its stage deploys by itself", async () => {
      const world = { ...httpWorld(), stages: { Items: [{ StageName: "$default" }] } };
      expect((await told(HTTP, world)).map(([severity]) => severity)).to.deep.equal(["error"]);
    });

    it("is an error where another route of an HTTP API takes a method of the endpoint", async () => {
      const route = {
        RouteId: "r1",
        RouteKey: "GET /mcp",
        AuthorizationType: "NONE",
        Target: "integrations/i1",
      };
      const integration = {
        IntegrationId: "i1",
        IntegrationType: "HTTP_PROXY",
        IntegrationUri: "https://other.quiltdata.com/",
        IntegrationMethod: "ANY",
      };
      expect(await told(HTTP, httpWorld([route], [integration]))).to.deep.equal([
        [
          "error",
          "The API abc123 has a route GET /mcp (r1), which takes GET /mcp before the stack's own. Remove it, or choose another path.",
        ],
      ]);
    });
  });
});

import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import type * as z from "zod";
import type { PlainGateway } from "../../../config.ts";
import { type Listening, listen } from "../../../rehearsal/servers/loopback.ts";
import { askGateway } from "../../../rehearsal/world/awsGateway.ts";
import { routesOf } from "../../../rehearsal/world/gateway.ts";

const ORIGIN = { url: "http://origin.quiltdata.com" };
const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test-secret",
  AWS_MAX_ATTEMPTS: "1",
};

/** A method of another team's, which AWS tells of only where it is asked to embed methods. */
const METHOD = { httpMethod: "GET", authorizationType: "NONE", methodIntegration: { type: "MOCK" } };

/** What AWS answers to each call, by method and path. */
const ANSWERS: Record<string, object> = {
  "GET /restapis": { item: [{ id: "x1", name: "other" }], position: "more" },
  "GET /restapis?position=more": { item: [{ id: "abc", name: "tools" }] },
  "GET /restapis/abc/resources?embed=methods": { item: [{ id: "root", path: "/" }], position: "more" },
  "GET /restapis/abc/resources?embed=methods&position=more": {
    item: [{ id: "t1", path: "/tools", resourceMethods: { GET: METHOD } }],
  },
  "GET /restapis/abc/stages": { item: [{ stageName: "prod" }] },
  "GET /account": { cloudwatchRoleArn: "arn:aws:iam::123456789012:role/logs" },
  "GET /v2/apis/h1": { apiId: "h1", name: "web", protocolType: "HTTP", apiEndpoint: "https://h1.example" },
  "GET /v2/apis/h1/routes": { items: [{ routeId: "r1", routeKey: "GET /a" }], nextToken: "more" },
  "GET /v2/apis/h1/routes?nextToken=more": { items: [{ routeId: "r2", routeKey: "GET /b" }] },
  "GET /v2/apis/h1/integrations": { items: [{ integrationId: "i1" }], nextToken: "more" },
  "GET /v2/apis/h1/integrations?nextToken=more": { items: [{ integrationId: "i2" }] },
  "GET /v2/apis/h1/stages": { items: [{ stageName: "$default", autoDeploy: true }] },
  "GET /v2/domainnames/demo.quiltdata.com": {
    domainName: "demo.quiltdata.com",
    domainNameConfigurations: [{ endpointType: "REGIONAL" }],
  },
};

describe("What AWS is asked of API Gateway, and answers", () => {
  const environment = { ...process.env };
  let api: Listening;
  let calls: string[];

  before(async () => {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const target = String(request.headers["x-amz-target"] ?? "");
        const call = `${request.method ?? ""} ${request.url ?? ""}`;
        calls.push(target === "" ? call : `${target} ${body}`);
        const { CertificateArn = "" } = (target === "" ? {} : JSON.parse(body)) as {
          CertificateArn?: string;
        };
        const answer =
          target === ""
            ? ANSWERS[call]
            : { Certificate: { CertificateArn, DomainName: `${CertificateArn.at(-1) ?? ""}.example` } };
        response.writeHead(answer ? 200 : 404, {
          "content-type": target === "" ? "application/json" : "application/x-amz-json-1.1",
          ...(answer ? {} : { "x-amzn-ErrorType": "NotFoundException" }),
        });
        response.end(JSON.stringify(answer ?? { message: "not found" }));
      });
    });
    api = await listen(server, 0);
  });
  after(() => api.stop());

  beforeEach(() => {
    calls = [];
    Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL: `http://127.0.0.1:${api.port}` });
  });
  afterEach(() => {
    for (const name of [...Object.keys(ENVIRONMENT), "AWS_ENDPOINT_URL"]) {
      const { [name]: value } = environment;
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  const ask = (gateway: PlainGateway, certificateArns: string[] = []) =>
    askGateway(gateway, certificateArns, {
      config: { region: "us-east-1" },
      parsed: <T>(shape: z.ZodType<T>, answer: unknown) => shape.parse(answer),
    });

  it("is nothing of a new API that has nothing of its own", async () => {
    expect(await ask({ origin: ORIGIN })).to.deep.equal({});
    expect(calls).to.deep.equal([]);
  });

  it("is the REST API of that name, its resources of all pages with their methods, and its stages", async () => {
    const { restApis, resources, stages, ...more } = await ask({ origin: ORIGIN, adopt: { name: "tools" } });
    expect(restApis?.items.map(({ id }) => id)).to.deep.equal(["x1", "abc"]);
    expect(resources?.items.map(({ path }) => path)).to.deep.equal(["/", "/tools"]);
    expect(stages?.item?.map(({ stageName }) => stageName)).to.deep.equal(["prod"]);
    expect(more).to.deep.equal({});
  });

  it("is no resource where no REST API has that name, which the program itself will say", async () => {
    const { resources, restApis } = await ask({ origin: ORIGIN, adopt: { name: "none" } });
    expect([resources, restApis?.items.length]).to.deep.equal([undefined, 2]);
  });

  it("has the methods of others, so that their routes are seen", async () => {
    const { resources } = await ask({ origin: ORIGIN, adopt: { name: "tools" } });
    expect(routesOf(resources ? { resources } : {})?.map(({ id }) => id)).to.deep.equal(["t1/GET"]);
  });

  it("is the HTTP API of that id, its routes and its integrations of all pages, and its stages", async () => {
    const gateway: PlainGateway = { type: "HTTP", streaming: false, origin: ORIGIN, adopt: { id: "h1" } };
    const { httpApi, routes, integrations, stages } = await ask(gateway);
    expect(httpApi?.ApiEndpoint).to.equal("https://h1.example");
    expect(routes?.Items).to.deep.equal([
      { RouteId: "r1", RouteKey: "GET /a" },
      { RouteId: "r2", RouteKey: "GET /b" },
    ]);
    expect(integrations?.Items).to.deep.equal([{ IntegrationId: "i1" }, { IntegrationId: "i2" }]);
    expect(stages?.Items).to.deep.equal([{ StageName: "$default", AutoDeploy: true }]);
  });

  it("is nothing of an HTTP API that does not exist, which the program itself will say", async () => {
    const gateway: PlainGateway = { type: "HTTP", streaming: false, origin: ORIGIN, adopt: { id: "none" } };
    expect(await ask(gateway)).to.deep.equal({});
  });

  it("is the account's role only where a REST API has logs", async () => {
    const stage = { accessLogs: { retention: 30 } };
    const { account } = await ask({ origin: ORIGIN, stage });
    expect(account?.cloudwatchRoleArn).to.equal("arn:aws:iam::123456789012:role/logs");
    expect(await ask({ type: "HTTP", streaming: false, origin: ORIGIN, stage })).to.deep.equal({});
  });

  it("is the custom domain, or that there is none", async () => {
    const { domain } = await ask({ origin: ORIGIN, customDomain: { name: "demo.quiltdata.com" } });
    expect(domain?.DomainNameConfigurations.map(({ EndpointType }) => EndpointType)).to.deep.equal([
      "REGIONAL",
    ]);
    expect(await ask({ origin: ORIGIN, customDomain: { name: "none.quiltdata.com" } })).to.deep.equal({
      domain: null,
    });
  });

  const acm = (id: string) => `arn:aws:acm:us-east-1:123456789012:certificate/${id}`;
  it("is each of the listener's certificates where the gateway speaks HTTPS with it", async () => {
    const gateway = { origin: { url: "https://origin.quiltdata.com" } };
    const { certificates } = await ask(gateway, [acm("a"), acm("b")]);
    expect(certificates?.Certificate.map(({ DomainName }) => DomainName)).to.deep.equal([
      "a.example",
      "b.example",
    ]);
    expect(await ask({ origin: ORIGIN }, [acm("a")])).to.deep.equal({});
  });

  it("is nothing of certificates of which one is not ACM's", async () => {
    const iam = "arn:aws:iam::123456789012:server-certificate/old";
    expect(await ask({ origin: { url: "https://origin.quiltdata.com" } }, [acm("a"), iam])).to.deep.equal({});
  });
});

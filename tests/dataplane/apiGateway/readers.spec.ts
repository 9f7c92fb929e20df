import { expect } from "chai";
import fc from "fast-check";
import { httpRoutesFromDescribe, restRoutesFromDescribe } from "../../../dataplane/readers/apiDescribe.ts";
import {
  type AdoptedApi,
  apiFromRegistrations,
  type Registration,
} from "../../../dataplane/readers/apiRegistrations.ts";

const LISTENER = "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/sales/1/2";
const BALANCER = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/sales/1";

function resource(type: string, name: string, inputs: object): Registration {
  const [service = "", kind = ""] = type.split(":");
  const file = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
  return { type: `aws:${service}/${file}:${kind}`, name, id: `${name}-id`, inputs };
}

const restApi = (inputs: object = { endpointConfiguration: { types: "REGIONAL" } }): Registration =>
  resource("apigateway:RestApi", "api", inputs);

const ofRest = { restApi: "api-id", resourceId: "mcp-id", httpMethod: "ANY" };

const restProxy = {
  ...ofRest,
  type: "HTTP_PROXY",
  integrationHttpMethod: "ANY",
  uri: "https://origin.example.com/mcp",
};

function restProgram({
  method = {},
  integration = {},
}: { method?: object; integration?: object } = {}): Registration[] {
  return [
    restApi(),
    resource("apigateway:Resource", "mcp", { restApi: "api-id", parentId: "root-id", pathPart: "mcp" }),
    resource("apigateway:Resource", "proxy", { restApi: "api-id", parentId: "mcp-id", pathPart: "{proxy+}" }),
    resource("apigateway:Method", "mcp-any", { ...ofRest, authorization: "NONE", ...method }),
    resource("apigateway:Integration", "mcp-integration", { ...restProxy, ...integration }),
    resource("apigateway:Stage", "stage", { restApi: "api-id", stageName: "live", deployment: "d" }),
  ];
}

const ROOT = { rootResourceId: "root-id" };

const ofHttp = { apiId: "api-id" };

const httpProxy = {
  ...ofHttp,
  integrationType: "HTTP_PROXY",
  integrationMethod: "ANY",
  integrationUri: LISTENER,
};

function httpProgram({
  route = {},
  integration = {},
}: { route?: object; integration?: object } = {}): Registration[] {
  return [
    resource("apigatewayv2:Api", "api", { protocolType: "HTTP" }),
    resource("apigatewayv2:Integration", "to-mcp", { ...httpProxy, ...integration }),
    resource("apigatewayv2:Route", "mcp", {
      ...ofHttp,
      routeKey: "ANY /mcp",
      target: "integrations/to-mcp-id",
      ...route,
    }),
    resource("apigatewayv2:Stage", "stage", { ...ofHttp, name: "$default", autoDeploy: true }),
  ];
}

const adopted: AdoptedApi = {
  id: "there",
  type: "REST",
  endpointType: "EDGE",
  stage: "prod",
  paths: { root: "/", x: "/x" },
};

describe("An API that a program registers", () => {
  it("is read with its defaults, a REST API", () => {
    expect(apiFromRegistrations(restProgram(), ROOT)).to.deep.equal({
      type: "REST",
      endpointType: "REGIONAL",
      stage: "live",
      routes: [
        {
          id: "mcp-any",
          method: "ANY",
          path: "/mcp",
          authorized: false,
          integration: {
            kind: "http-proxy",
            uri: "https://origin.example.com/mcp",
            isPrivate: false,
            timeout: 29_000,
            transferMode: "BUFFERED",
          },
        },
      ],
    });
  });

  it("is read with its defaults, an HTTP API", () => {
    expect(apiFromRegistrations(httpProgram())).to.deep.equal({
      type: "HTTP",
      endpointType: "REGIONAL",
      stage: "$default",
      routes: [
        {
          id: "mcp",
          method: "ANY",
          path: "/mcp",
          authorized: false,
          integration: {
            kind: "http-proxy",
            uri: LISTENER,
            isPrivate: false,
            timeout: 30_000,
            transferMode: "BUFFERED",
          },
        },
      ],
    });
  });

  it("is none where there is none, or only one for WebSockets", () => {
    expect(apiFromRegistrations([])).to.be.undefined;
    expect(apiFromRegistrations([resource("lb:ListenerRule", "rule", {})])).to.be.undefined;
    expect(apiFromRegistrations([resource("apigatewayv2:Api", "api", { protocolType: "WEBSOCKET" })])).to.be
      .undefined;
  });

  it("does not depend on the order of the resources", () => {
    const inOrder = apiFromRegistrations(restProgram(), ROOT);
    fc.assert(
      fc.property(fc.shuffledSubarray(restProgram(), { minLength: 6 }), (shuffled) => {
        expect(apiFromRegistrations(shuffled, ROOT)).to.deep.equal(inOrder);
      }),
    );
  });

  it("leaves the resources of another API out", () => {
    const other = resource("apigateway:Method", "other", {
      ...ofRest,
      restApi: "other",
      authorization: "NONE",
    });
    expect(apiFromRegistrations([other, ...restProgram()], ROOT)?.routes).to.have.lengthOf(1);
    const route = resource("apigatewayv2:Route", "other", { apiId: "other", routeKey: "$default" });
    expect(apiFromRegistrations([route, ...httpProgram()])?.routes).to.have.lengthOf(1);
  });

  it("may hold in its other resources what is not known yet", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const deployment = resource("apigateway:Deployment", "d", {
      restApi: "api-id",
      triggers: { hash: unknown },
    });
    expect(apiFromRegistrations([deployment, ...restProgram()], ROOT)?.stage).to.equal("live");
    expect(() => apiFromRegistrations(restProgram({ integration: { uri: unknown } }), ROOT)).to.throw(
      "mcp-integration.uri: not known before the deployment",
    );
  });

  it("is edge-optimized by default, and private or regional where it says so", () => {
    const [, ...rest] = restProgram();
    const typeOf = (inputs: object): string | undefined =>
      apiFromRegistrations([restApi(inputs), ...rest], ROOT)?.endpointType;
    expect(typeOf({})).to.equal("EDGE");
    expect(typeOf({ endpointConfiguration: { types: "PRIVATE" } })).to.equal("PRIVATE");
    expect(typeOf({ endpointConfiguration: { types: ["REGIONAL"] } })).to.equal("REGIONAL");
    expect(() => typeOf({ endpointConfiguration: { types: "LOCAL" } })).to.throw("EDGE, REGIONAL or PRIVATE");
  });

  it("is not readable without a stage", () => {
    expect(() => apiFromRegistrations(restProgram().slice(0, -1), ROOT)).to.throw(
      'no stage of the API "api-id"',
    );
  });

  it("has the path of a resource from its parents", () => {
    const method = resource("apigateway:Method", "deep", {
      ...ofRest,
      resourceId: "proxy-id",
      authorization: "NONE",
    });
    const root = resource("apigateway:Method", "top", {
      ...ofRest,
      resourceId: "root-id",
      authorization: "NONE",
    });
    const paths = apiFromRegistrations([...restProgram(), method, root], ROOT)?.routes.map(
      ({ path }) => path,
    );
    expect(paths).to.deep.equal(["/mcp", "/mcp/{proxy+}", "/"]);
  });

  it("is refused where a resource's parent is unknown, or the resource itself", () => {
    expect(() => apiFromRegistrations(restProgram())).to.throw("mcp.parentId: expected the id of a resource");
    const round = resource("apigateway:Resource", "root", {
      restApi: "api-id",
      parentId: "mcp-id",
      pathPart: "x",
    });
    expect(() => apiFromRegistrations([...restProgram(), round])).to.throw("expected the id of a resource");
  });

  const mappings: [inputs: Registration, basePath: string][] = [
    [
      resource("apigateway:BasePathMapping", "m", { restApi: "api-id", domainName: "a.b", basePath: "x" }),
      "x",
    ],
    [resource("apigateway:BasePathMapping", "m", { restApi: "api-id", domainName: "a.b" }), ""],
    [
      resource("apigateway:BasePathMapping", "m", {
        restApi: "api-id",
        domainName: "a.b",
        basePath: "(none)",
      }),
      "",
    ],
    [
      resource("apigatewayv2:ApiMapping", "m", { apiId: "api-id", domainName: "a.b", apiMappingKey: "x/y" }),
      "x/y",
    ],
    [resource("apigatewayv2:ApiMapping", "m", { apiId: "api-id", domainName: "a.b" }), ""],
  ];
  for (const [mapping, basePath] of mappings) {
    it(`has the domain and the base path "${basePath}" of ${mapping.type} ${JSON.stringify(mapping.inputs)}`, () => {
      for (const program of [restProgram(), httpProgram()]) {
        expect(apiFromRegistrations([...program, mapping], ROOT)?.domain).to.deep.equal({
          name: "a.b",
          basePath,
        });
      }
    });
  }
});

describe("A REST API's method that a program registers", () => {
  const read = (parts: { method?: object; integration?: object }): ReturnType<typeof routeOf> =>
    routeOf(restProgram(parts));
  const routeOf = (program: Registration[]) => apiFromRegistrations(program, ROOT)!.routes[0]!;

  it("is authorized by an authorizer, by IAM or by an API key", () => {
    for (const authorization of ["CUSTOM", "AWS_IAM", "COGNITO_USER_POOLS"]) {
      expect(read({ method: { authorization } }).authorized, authorization).to.be.true;
    }
    expect(read({ method: { apiKeyRequired: true } }).authorized).to.be.true;
    expect(read({ method: { apiKeyRequired: false } }).authorized).to.be.false;
  });

  it("streams, and waits, as its integration says", () => {
    const integration = { responseTransferMode: "STREAM", timeoutMilliseconds: 900_000 };
    expect(read({ integration }).integration).to.include({ transferMode: "STREAM", timeout: 900_000 });
    expect(() => read({ integration: { responseTransferMode: "stream" } })).to.throw("BUFFERED or STREAM");
  });

  it("is private by a VPC link to a balancer that the integration names, not by one of the first version", () => {
    const link = { connectionType: "VPC_LINK", connectionId: "link" };
    expect(read({ integration: { ...link, integrationTarget: BALANCER } }).integration).to.include({
      isPrivate: true,
    });
    expect(read({ integration: link }).integration).to.include({ isPrivate: false });
    expect(read({ integration: { connectionType: "INTERNET" } }).integration).to.include({
      isPrivate: false,
    });
  });

  it("asks its origin with the integration's own method", () => {
    expect(read({ integration: { integrationHttpMethod: "POST" } }).integration).to.include({
      method: "POST",
    });
  });

  it("is nothing that is modelled where its integration is another or is missing", () => {
    for (const type of ["AWS_PROXY", "AWS", "MOCK", "HTTP", "NEW"]) {
      expect(read({ integration: { type, uri: undefined } }).integration, type).to.include({ kind: "other" });
    }
    expect(read({ integration: { httpMethod: "POST" } }).integration).to.deep.equal({
      kind: "other",
      what: "no integration",
    });
  });
});

describe("An HTTP API's route that a program registers", () => {
  const read = (parts: { route?: object; integration?: object }) =>
    apiFromRegistrations(httpProgram(parts))!.routes[0]!;

  it("is a method and a path, or $default", () => {
    expect(read({ route: { routeKey: "POST /mcp/{proxy+}" } })).to.include({
      method: "POST",
      path: "/mcp/{proxy+}",
    });
    expect(read({ route: { routeKey: "$default" } })).to.include({ method: "ANY", path: "$default" });
    expect(() => read({ route: { routeKey: "/mcp" } })).to.throw(
      "mcp.routeKey: expected a method and a path",
    );
  });

  it("is authorized by JWT, IAM or a Lambda function", () => {
    for (const authorizationType of ["JWT", "AWS_IAM", "CUSTOM"]) {
      expect(read({ route: { authorizationType } }).authorized, authorizationType).to.be.true;
    }
    expect(read({ route: { authorizationType: "NONE" } }).authorized).to.be.false;
  });

  it("has what its integration says", () => {
    const integration = {
      connectionType: "VPC_LINK",
      timeoutMilliseconds: 15_000,
      requestParameters: { "overwrite:path": "$request.path" },
      tlsConfig: { serverNameToVerify: "origin.example.com" },
    };
    expect(read({ integration }).integration).to.deep.equal({
      kind: "http-proxy",
      uri: LISTENER,
      isPrivate: true,
      timeout: 15_000,
      transferMode: "BUFFERED",
      overwrittenPath: "$request.path",
      serverName: "origin.example.com",
    });
    expect(read({ integration: { integrationMethod: "POST" } }).integration).to.include({ method: "POST" });
  });

  it("is nothing that is modelled where its target is a Lambda function or missing", () => {
    expect(read({ integration: { integrationType: "AWS_PROXY" } }).integration).to.include({ kind: "other" });
    expect(read({ route: { target: undefined } }).integration).to.include({ what: "no integration" });
    expect(() => read({ route: { target: "integrations/other" } })).to.throw(
      "mcp.target: expected a registered",
    );
  });
});

describe("An API that a program adds to", () => {
  const added = [
    resource("apigateway:Resource", "mcp", { restApi: "there", parentId: "root", pathPart: "mcp" }),
    resource("apigateway:Method", "post", {
      restApi: "there",
      resourceId: "mcp-id",
      httpMethod: "POST",
      authorization: "NONE",
    }),
    resource("apigateway:Method", "get", {
      restApi: "there",
      resourceId: "x",
      httpMethod: "GET",
      authorization: "NONE",
    }),
  ];

  it("is what is told of it, with the routes that the program registers", () => {
    const domain = { name: "api.example.com", basePath: "x" };
    const api = apiFromRegistrations(added, { adopted: { ...adopted, domain } });
    expect(api).to.deep.include({ type: "REST", endpointType: "EDGE", stage: "prod", domain });
    expect(api?.routes.map(({ method, path }) => `${method} ${path}`)).to.deep.equal(["POST /mcp", "GET /x"]);
  });

  it("has the stage and the mapping that the program registers", () => {
    const own = [
      resource("apigateway:Stage", "stage", { restApi: "there", stageName: "mcp" }),
      resource("apigateway:BasePathMapping", "mapping", {
        restApi: "there",
        domainName: "a.b",
        basePath: "y",
      }),
    ];
    const domain = { name: "api.example.com", basePath: "x" };
    expect(apiFromRegistrations([...added, ...own], { adopted: { ...adopted, domain } })).to.deep.include({
      stage: "mcp",
      domain: { name: "a.b", basePath: "y" },
    });
  });

  it("is not mixed up with one that the program registers besides", () => {
    const api = apiFromRegistrations([...restProgram(), ...added], { adopted });
    expect(api?.routes.map(({ path }) => path)).to.deep.equal(["/mcp", "/x"]);
  });
});

describe("The methods that get-resources prints", () => {
  const methodIntegration = {
    type: "HTTP_PROXY",
    httpMethod: "ANY",
    uri: "https://origin.example.com/mcp",
    timeoutInMillis: 900_000,
    connectionType: "VPC_LINK",
    integrationTarget: BALANCER,
    responseTransferMode: "STREAM",
  };
  const items = [
    { id: "root", path: "/" },
    {
      id: "abc",
      parentId: "root",
      pathPart: "mcp",
      path: "/mcp",
      resourceMethods: {
        ANY: { httpMethod: "ANY", authorizationType: "NONE", apiKeyRequired: false, methodIntegration },
        OPTIONS: { authorizationType: "CUSTOM", methodIntegration: { type: "MOCK" } },
        GET: {},
      },
    },
  ];

  it("are the routes of a REST API", () => {
    expect(restRoutesFromDescribe({ items })).to.deep.equal([
      {
        id: "abc/ANY",
        method: "ANY",
        path: "/mcp",
        authorized: false,
        integration: {
          kind: "http-proxy",
          uri: methodIntegration.uri,
          isPrivate: true,
          timeout: 900_000,
          transferMode: "STREAM",
        },
      },
      {
        id: "abc/OPTIONS",
        method: "OPTIONS",
        path: "/mcp",
        authorized: true,
        integration: { kind: "other", what: "a mock" },
      },
      {
        id: "abc/GET",
        method: "GET",
        path: "/mcp",
        authorized: false,
        integration: { kind: "other", what: "no integration" },
      },
    ]);
  });

  it("are refused where paging has cut the list short", () => {
    expect(() => restRoutesFromDescribe({ items, position: "x" })).to.throw("the list is not complete");
    expect(() => restRoutesFromDescribe({ items, NextToken: "x" })).to.throw("the list is not complete");
    expect(() => restRoutesFromDescribe({})).to.throw("get-resources.items: expected a list");
  });
});

describe("The routes that get-routes and get-integrations print", () => {
  const integrations = {
    Items: [
      {
        IntegrationId: "one",
        IntegrationType: "HTTP_PROXY",
        IntegrationMethod: "ANY",
        IntegrationUri: LISTENER,
        ConnectionType: "VPC_LINK",
        TimeoutInMillis: 30_000,
        RequestParameters: { "overwrite:path": "/mcp" },
        TlsConfig: { ServerNameToVerify: "origin.example.com" },
      },
      { IntegrationId: "two", IntegrationType: "AWS_PROXY" },
    ],
  };
  const route = { RouteId: "r1", RouteKey: "ANY /mcp", Target: "integrations/one", AuthorizationType: "JWT" };

  it("are those of an HTTP API", () => {
    const fallback = {
      RouteId: "r2",
      RouteKey: "$default",
      Target: "integrations/two",
      AuthorizationType: "NONE",
    };
    expect(httpRoutesFromDescribe({ Items: [route, fallback] }, integrations)).to.deep.equal([
      {
        id: "r1",
        method: "ANY",
        path: "/mcp",
        authorized: true,
        integration: {
          kind: "http-proxy",
          uri: LISTENER,
          isPrivate: true,
          timeout: 30_000,
          transferMode: "BUFFERED",
          overwrittenPath: "/mcp",
          serverName: "origin.example.com",
        },
      },
      {
        id: "r2",
        method: "ANY",
        path: "$default",
        authorized: false,
        integration: { kind: "other", what: "a Lambda function or another service of AWS" },
      },
    ]);
  });

  it("are refused where an integration is missing or a list is cut short", () => {
    expect(() => httpRoutesFromDescribe({ Items: [route] }, { Items: [] })).to.throw(
      "that get-integrations lists",
    );
    expect(() => httpRoutesFromDescribe({ Items: [route], NextToken: "x" }, integrations)).to.throw(
      "not complete",
    );
    expect(() => httpRoutesFromDescribe({ Items: [route] }, { ...integrations, NextToken: "x" })).to.throw(
      "not complete",
    );
  });
});

describe("Any document of an API at all", () => {
  it("is read or refused with a path, never a TypeError", () => {
    const names = [
      "items",
      "Items",
      "resourceMethods",
      "path",
      "id",
      "GET",
      "RouteKey",
      "restApi",
      "stageName",
    ];
    const document = fc.object({ key: fc.oneof(fc.constantFrom(...names), fc.string()), maxDepth: 3 });
    const readers = [
      restRoutesFromDescribe,
      (value: unknown) => httpRoutesFromDescribe(value, value),
      (inputs: unknown) => apiFromRegistrations([{ ...restApi(), inputs }, ...restProgram().slice(1)], ROOT),
      (inputs: unknown) =>
        apiFromRegistrations([{ ...resource("apigateway:Method", "m", {}), inputs }], { adopted }),
      (inputs: unknown) => apiFromRegistrations([{ ...resource("apigatewayv2:Api", "m", {}), inputs }]),
    ];
    fc.assert(
      fc.property(fc.oneof(document, fc.anything()), (value) => {
        for (const read of readers) {
          try {
            read(value);
          } catch (error) {
            expect(error).to.be.an("error").and.not.be.instanceOf(TypeError);
          }
        }
      }),
    );
  });
});

import {
  APIGatewayClient,
  GetDeploymentsCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetStagesCommand,
} from "@aws-sdk/client-api-gateway";
import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetDeploymentsCommand as GetHttpDeploymentsCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStagesCommand as GetHttpStagesCommand,
} from "@aws-sdk/client-apigatewayv2";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { WAFV2Client } from "@aws-sdk/client-wafv2";

/** The AWS APIs of a gateway and of what belongs to it. */
export interface GatewayClients {
  rest: APIGatewayClient;
  http: ApiGatewayV2Client;
  logs: CloudWatchLogsClient;
  waf: WAFV2Client;
}

/** The clients of an emulator's APIs. */
export function gatewayClients(endpoint: string): GatewayClients {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const settings = { endpoint, region: "us-east-1", credentials };
  return {
    rest: new APIGatewayClient(settings),
    http: new ApiGatewayV2Client(settings),
    logs: new CloudWatchLogsClient(settings),
    waf: new WAFV2Client(settings),
  };
}

/** What a method of a REST API passes on. */
export interface Passed {
  /** `ANY /mcp` */
  route: string;
  uri: string | undefined;
  timeout: number | undefined;
}

/** The methods of a REST API with what they pass on, by path. */
export async function methodsOf({ rest }: GatewayClients, restApiId: string): Promise<Passed[]> {
  const { items = [] } = await rest.send(
    new GetResourcesCommand({ restApiId, embed: ["methods"], limit: 500 }),
  );
  return items
    .flatMap(({ path = "", resourceMethods = {} }) =>
      Object.entries(resourceMethods).map(([method, { methodIntegration }]) => ({
        route: `${method} ${path}`,
        uri: methodIntegration?.uri,
        timeout: methodIntegration?.timeoutInMillis,
      })),
    )
    .toSorted((one, other) => (one.route < other.route ? -1 : 1));
}

/** The stages of a REST API, each with its deployment. */
export async function stagesOf({ rest }: GatewayClients, restApiId: string) {
  const { item = [] } = await rest.send(new GetStagesCommand({ restApiId }));
  return item;
}

/** The ids of a REST API's deployments. */
export async function deploymentsOf({ rest }: GatewayClients, restApiId: string): Promise<string[]> {
  const { items = [] } = await rest.send(new GetDeploymentsCommand({ restApiId }));
  return items.map(({ id = "" }) => id).sort();
}

/** Everything that AWS says of a REST API, for a comparison of before and after. */
export async function describeRestApi({ rest }: GatewayClients, restApiId: string): Promise<string> {
  const answers = [
    await rest.send(new GetRestApiCommand({ restApiId })),
    await rest.send(new GetResourcesCommand({ restApiId, embed: ["methods"], limit: 500 })),
    await rest.send(new GetStagesCommand({ restApiId })),
    await rest.send(new GetDeploymentsCommand({ restApiId })),
  ];
  return JSON.stringify(answers.map((answer) => ({ ...answer, $metadata: undefined })));
}

/** Everything that AWS says of an HTTP API. */
export async function describeHttpApi({ http }: GatewayClients, ApiId: string): Promise<string> {
  const answers = [
    await http.send(new GetApiCommand({ ApiId })),
    await http.send(new GetRoutesCommand({ ApiId })),
    await http.send(new GetIntegrationsCommand({ ApiId })),
    await http.send(new GetHttpStagesCommand({ ApiId })),
    await http.send(new GetHttpDeploymentsCommand({ ApiId })),
  ];
  return JSON.stringify(answers.map((answer) => ({ ...answer, $metadata: undefined })));
}

/** The words of a command that an output prints, with the value of each option. */
export function optionsOf(command: string): { words: string[]; options: Record<string, string> } {
  const all = command.split(" ").map((word) => word.replace(/^'(.*)'$/, "$1"));
  const first = all.findIndex((word) => word.startsWith("--"));
  const options = Object.fromEntries(
    all.slice(first).flatMap((word, at, rest) => (at % 2 === 0 ? [[word, rest[at + 1] ?? ""]] : [])),
  ) as Record<string, string>;
  return { words: all.slice(0, first), options };
}

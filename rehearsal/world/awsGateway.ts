import type * as z from "zod";
import { isRest } from "../../components/apiGateway/api.ts";
import type { PlainGateway } from "../../config.ts";
import {
  type GatewayWorld,
  account,
  certificates,
  certifiedHost,
  domain,
  httpApi,
  items,
  resources,
  restApis,
  stages,
} from "./gateway.ts";

/** What is asked of AWS, and how an answer is checked. */
interface Asking {
  /** What the clients of AWS's SDK are made with. */
  config: { region?: string };
  parsed: <T>(shape: z.ZodType<T>, answer: unknown) => T;
}

/**
 * Asks AWS for the API that a stack adopts and for what belongs to its API. It only reads, and only what the stack has.
 *
 * @param certificateArns Those of the listener.
 */
export async function askGateway(
  gateway: PlainGateway,
  certificateArns: string[],
  asking: Asking,
): Promise<GatewayWorld> {
  const rest = isRest(gateway);
  const [adopted, logs, mapped, certified] = await Promise.all([
    gateway.adopt ? (rest ? askRestApi : askHttpApi)(gateway.adopt, asking) : {},
    rest && gateway.stage?.accessLogs ? askAccount(asking) : {},
    gateway.customDomain ? askDomain(gateway.customDomain.name, asking) : {},
    certifiedHost(gateway) === undefined ? {} : askCertificates(certificateArns, asking),
  ]);
  return { ...adopted, ...logs, ...mapped, ...certified };
}

type Adopt = NonNullable<PlainGateway["adopt"]>;

async function askRestApi({ name }: Adopt, { config, parsed }: Asking): Promise<GatewayWorld> {
  const sdk = await import("@aws-sdk/client-api-gateway");
  const client = new sdk.APIGatewayClient(config);
  try {
    const all = await members(sdk.paginateGetRestApis({ client }, {}));
    const told = parsed(restApis, { items: all });
    const restApiId = told.items.find((each) => each.name === name)?.id;
    // That there is none, the program itself will say.
    if (restApiId === undefined) return { restApis: told };
    const [below, published] = await Promise.all([
      members(sdk.paginateGetResources({ client }, { restApiId, embed: ["methods"] })),
      client.send(new sdk.GetStagesCommand({ restApiId })),
    ]);
    return {
      restApis: told,
      resources: parsed(resources, { items: below }),
      stages: parsed(stages, { item: published.item ?? [] }),
    };
  } finally {
    client.destroy();
  }
}

async function members<Member>(pages: AsyncIterable<{ items?: Member[] | undefined }>): Promise<Member[]> {
  const found: Member[] = [];
  for await (const { items: own } of pages) found.push(...(own ?? []));
  return found;
}

async function askAccount({ config, parsed }: Asking): Promise<GatewayWorld> {
  const sdk = await import("@aws-sdk/client-api-gateway");
  const client = new sdk.APIGatewayClient(config);
  try {
    return { account: parsed(account, await client.send(new sdk.GetAccountCommand({}))) };
  } finally {
    client.destroy();
  }
}

async function askHttpApi({ id: ApiId = "" }: Adopt, { config, parsed }: Asking): Promise<GatewayWorld> {
  const sdk = await import("@aws-sdk/client-apigatewayv2");
  const client = new sdk.ApiGatewayV2Client(config);
  const all = async <M>(page: (NextToken?: string) => Promise<Page<M>>): Promise<{ Items: M[] }> => {
    const found: M[] = [];
    let next: string | undefined;
    do {
      const { Items = [], NextToken } = await page(next);
      found.push(...Items);
      next = NextToken;
    } while (next !== undefined);
    return { Items: found };
  };
  const from = (NextToken: string | undefined) => ({
    ApiId,
    ...(NextToken === undefined ? {} : { NextToken }),
  });
  try {
    const told = await client.send(new sdk.GetApiCommand({ ApiId })).catch(absent);
    // That there is none, the program itself will say.
    if (!told) return {};
    const [routes, integrations, published] = await Promise.all([
      all((next) => client.send(new sdk.GetRoutesCommand(from(next)))),
      all((next) => client.send(new sdk.GetIntegrationsCommand(from(next)))),
      all((next) => client.send(new sdk.GetStagesCommand(from(next)))),
    ]);
    return {
      httpApi: parsed(httpApi, told),
      routes: parsed(items, routes),
      integrations: parsed(items, integrations),
      stages: parsed(stages, published),
    };
  } finally {
    client.destroy();
  }
}

interface Page<Member> {
  Items?: Member[] | undefined;
  NextToken?: string | undefined;
}

async function askDomain(DomainName: string, { config, parsed }: Asking): Promise<GatewayWorld> {
  const sdk = await import("@aws-sdk/client-apigatewayv2");
  const client = new sdk.ApiGatewayV2Client(config);
  try {
    const told = await client.send(new sdk.GetDomainNameCommand({ DomainName })).catch(absent);
    return { domain: told ? parsed(domain, told) : null };
  } finally {
    client.destroy();
  }
}

async function askCertificates(arns: string[], { config, parsed }: Asking): Promise<GatewayWorld> {
  const sdk = await import("@aws-sdk/client-acm");
  const client = new sdk.ACMClient(config);
  try {
    // A certificate that was uploaded to IAM is none that ACM tells of.
    const own = arns.filter((arn) => arn.includes(":acm:"));
    if (own.length < arns.length || own.length === 0) return {};
    const told = await Promise.all(
      own.map((CertificateArn) => client.send(new sdk.DescribeCertificateCommand({ CertificateArn }))),
    );
    return {
      certificates: parsed(certificates, { Certificate: told.map(({ Certificate }) => Certificate) }),
    };
  } finally {
    client.destroy();
  }
}

/** What AWS does not have is an answer as well. */
function absent(error: unknown): undefined {
  if (error instanceof Error && error.name === "NotFoundException") return undefined;
  throw error;
}

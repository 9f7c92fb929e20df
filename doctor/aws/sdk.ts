import { ACTIONS, type Ask } from "./ask.ts";
import type { Told } from "./told.ts";

/** How long one question may take, all of its pages together, in milliseconds. */
const QUESTION_MILLISECONDS = 10_000;

/** AWS's own clients. Each is loaded when the first question needs it, since nobody else should wait for it. */
export const CLIENTS = {
  elb: {
    name: "@aws-sdk/client-elastic-load-balancing-v2",
    load: () => import("@aws-sdk/client-elastic-load-balancing-v2"),
  },
  ec2: { name: "@aws-sdk/client-ec2", load: () => import("@aws-sdk/client-ec2") },
  wafv2: { name: "@aws-sdk/client-wafv2", load: () => import("@aws-sdk/client-wafv2") },
  ecs: { name: "@aws-sdk/client-ecs", load: () => import("@aws-sdk/client-ecs") },
};

/** An asker that holds connections until it is closed. */
export interface SdkAsk extends Ask {
  close: () => void;
}

/** What every client is made with. */
interface Config {
  region?: string;
}

/**
 * Asks by AWS's SDK, whose usual places say who asks and where: `AWS_PROFILE`, `AWS_REGION`, `AWS_ENDPOINT_URL`, the
 * machine's role and so on.
 *
 * @param region Where the balancer is; undefined leaves it to the SDK's usual places.
 * @param clients For tests, and for those who bundle the clients.
 * @param milliseconds How long one question may take.
 */
export function sdkAsk(
  region: string | undefined,
  clients: typeof CLIENTS = CLIENTS,
  milliseconds = QUESTION_MILLISECONDS,
): SdkAsk {
  // The SDK would write to stderr that it wants a newer Node than the doctor does.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const config: Config = region === undefined ? {} : { region };
  const made: { destroy: () => void }[] = [];
  const keep = <C extends { destroy: () => void }>(client: C): C => {
    made.push(client);
    return client;
  };
  const elb = once(async () => {
    const sdk = await loaded(clients.elb);
    return { sdk, client: keep(new sdk.ElasticLoadBalancingV2Client(config)) };
  });
  const ec2 = once(async () => {
    const sdk = await loaded(clients.ec2);
    return { sdk, client: keep(new sdk.EC2Client(config)) };
  });
  const wafv2 = once(async () => {
    const sdk = await loaded(clients.wafv2);
    return { sdk, client: keep(new sdk.WAFV2Client(config)) };
  });
  const ecs = once(async () => {
    const sdk = await loaded(clients.ecs);
    return { sdk, client: keep(new sdk.ECSClient(config)) };
  });
  const question = (what: keyof Ask, send: (options: Options) => Promise<unknown>) =>
    answered(ACTIONS[what][0], milliseconds, send);

  return {
    loadBalancers: (which) =>
      question("loadBalancers", async (options) => {
        const { sdk, client } = await elb();
        const pages = sdk.paginateDescribeLoadBalancers({ client }, which, options);
        return { LoadBalancers: await all(pages, (page) => page.LoadBalancers) };
      }),
    loadBalancerAttributes: (LoadBalancerArn) =>
      question("loadBalancerAttributes", async (options) => {
        const { sdk, client } = await elb();
        return client.send(new sdk.DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }), options);
      }),
    listeners: (LoadBalancerArn) =>
      question("listeners", async (options) => {
        const { sdk, client } = await elb();
        const pages = sdk.paginateDescribeListeners({ client }, { LoadBalancerArn }, options);
        return { Listeners: await all(pages, (page) => page.Listeners) };
      }),
    rules: (ListenerArn) =>
      question("rules", async (options) => {
        const { sdk, client } = await elb();
        const pages = sdk.paginateDescribeRules({ client }, { ListenerArn }, options);
        return { Rules: await all(pages, (page) => page.Rules) };
      }),
    targetGroups: (TargetGroupArns) =>
      question("targetGroups", async (options) => {
        const { sdk, client } = await elb();
        const pages = sdk.paginateDescribeTargetGroups({ client }, { TargetGroupArns }, options);
        return { TargetGroups: await all(pages, (page) => page.TargetGroups) };
      }),
    targetGroupAttributes: (TargetGroupArn) =>
      question("targetGroupAttributes", async (options) => {
        const { sdk, client } = await elb();
        return client.send(new sdk.DescribeTargetGroupAttributesCommand({ TargetGroupArn }), options);
      }),
    targetHealth: (TargetGroupArn) =>
      question("targetHealth", async (options) => {
        const { sdk, client } = await elb();
        return client.send(new sdk.DescribeTargetHealthCommand({ TargetGroupArn }), options);
      }),
    networkInterfaces: (Filters) =>
      question("networkInterfaces", async (options) => {
        const { sdk, client } = await ec2();
        const pages = sdk.paginateDescribeNetworkInterfaces({ client }, { Filters }, options);
        return { NetworkInterfaces: await all(pages, (page) => page.NetworkInterfaces) };
      }),
    securityGroups: (GroupIds) =>
      question("securityGroups", async (options) => {
        const { sdk, client } = await ec2();
        const pages = sdk.paginateDescribeSecurityGroups({ client }, { GroupIds }, options);
        return { SecurityGroups: await all(pages, (page) => page.SecurityGroups) };
      }),
    subnets: (SubnetIds) =>
      question("subnets", async (options) => {
        const { sdk, client } = await ec2();
        const pages = sdk.paginateDescribeSubnets({ client }, { SubnetIds }, options);
        return { Subnets: await all(pages, (page) => page.Subnets) };
      }),
    webAcl: (ResourceArn) =>
      question("webAcl", async (options) => {
        const { sdk, client } = await wafv2();
        return client.send(new sdk.GetWebACLForResourceCommand({ ResourceArn }), options);
      }),
    service: ({ cluster, service }) =>
      question("service", async (options) => {
        const { sdk, client } = await ecs();
        return client.send(new sdk.DescribeServicesCommand({ cluster, services: [service] }), options);
      }),
    stoppedTasks: ({ cluster, service }) =>
      question("stoppedTasks", async (options) => {
        const { sdk, client } = await ecs();
        const which = { cluster, serviceName: service, desiredStatus: sdk.DesiredStatus.STOPPED };
        const pages = sdk.paginateListTasks({ client }, which, options);
        return { taskArns: await all(pages, (page) => page.taskArns) };
      }),
    tasks: (cluster, tasks) =>
      question("tasks", async (options) => {
        const { sdk, client } = await ecs();
        return client.send(new sdk.DescribeTasksCommand({ cluster, tasks }), options);
      }),
    close: () => {
      for (const client of made) client.destroy();
    },
  };
}

interface Options {
  abortSignal: AbortSignal;
}

/** Also bounded while the SDK looks for credentials, which knows no signal. */
async function answered(
  action: string,
  milliseconds: number,
  send: (options: Options) => Promise<unknown>,
): Promise<Told<unknown>> {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${milliseconds / 1000} seconds`));
      ending.abort();
    }, milliseconds);
  });
  try {
    const value = await Promise.race([send({ abortSignal: ending.signal }), late]);
    return { told: true, value };
  } catch (error) {
    return { told: false, action, why: why(error, action) };
  } finally {
    clearTimeout(timer);
  }
}

/** What AWS calls a refusal differs by service. */
const DENIALS = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"];

function why(error: unknown, action: string): string {
  if (!(error instanceof Error)) return String(error);
  if (DENIALS.includes(error.name)) return `these credentials do not allow ${action}`;
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}

async function loaded<Sdk>({ name, load }: { name: string; load: () => Promise<Sdk> }): Promise<Sdk> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error(`the package ${name} is missing: npm install --save-dev ${name}`, { cause: error });
  }
}

/** One client a service, whoever asks first; a failure is told to everybody. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** The members of all pages. */
async function all<Page, Member>(
  pages: AsyncIterable<Page>,
  members: (page: Page) => Member[] | undefined,
): Promise<Member[]> {
  const found: Member[] = [];
  for await (const page of pages) found.push(...(members(page) ?? []));
  return found;
}

import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type * as z from "zod";
import { listenerPort } from "../../components/lookUps.ts";
import { balancerName, balancerOf, nameOf, regionOf } from "../../components/loadBalancer.ts";
import type { Settings } from "../../config.ts";
import { Refusal } from "../refusal.ts";
import { askGateway } from "./awsGateway.ts";
import { type World, attributes, listeners, loadBalancers, rules, tags, targetGroups } from "./world.ts";

type Sdk = typeof sdk;
type Client = sdk.ElasticLoadBalancingV2Client;

/** How many resources AWS tells the tags of at a time. */
const TAGGED = 20;

/**
 * Asks AWS for what a stack's listener is today: its balancer, its rules and their tags, the target groups. It
 * only reads. Credentials, region and endpoint are found as by any program of the AWS SDK; the region of the
 * stack's listener stands before them.
 *
 * @throws Refusal where AWS does not answer, or does not have the balancer.
 */
export async function askWorld({ route, region: stacks }: Settings): Promise<World> {
  // Only those who ask AWS wait for its SDK to load.
  const elb = await import("@aws-sdk/client-elastic-load-balancing-v2");
  const { arn, loadBalancer = "" } = route.listener;
  const name = nameOf(loadBalancer);
  const region = (balancerName(loadBalancer)?.region ?? regionOf(arn ?? loadBalancer)) || stacks;
  const client = new elb.ElasticLoadBalancingV2Client(region === undefined ? {} : { region });
  try {
    const balancerArn = arn === undefined ? loadBalancer : balancerOf(arn);
    const which = name === undefined ? { LoadBalancerArns: [balancerArn] } : { Names: [name] };
    const world = await read(elb, client, which, { arn, port: listenerPort(route) });
    if (!route.apiGateway) return world;
    const ofListener = await certificatesOf(elb, client, world, { arn, port: listenerPort(route) });
    const config = region === undefined ? {} : { region };
    return { ...world, gateway: await askGateway(route.apiGateway, ofListener, { config, parsed }) };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Refusal(
      `AWS did not tell what the balancer ${JSON.stringify(arn ?? loadBalancer)} is like` +
        `${region === undefined ? "" : `, in ${region}`}. ${why}\n` +
        "Check the credentials (aws sts get-caller-identity), the account and the region; docs/iam/preview.json, " +
        "with an API Gateway preview-gateway.json besides, allows all that is asked. Without AWS, leave --aws out.",
    );
  } finally {
    client.destroy();
  }
}

async function read(
  elb: Sdk,
  client: Client,
  which: sdk.DescribeLoadBalancersCommandInput,
  wanted: { arn: string | undefined; port: number },
): Promise<World> {
  const balancers = parsed(loadBalancers, await client.send(new elb.DescribeLoadBalancersCommand(which)));
  const [balancer] = balancers.LoadBalancers;
  if (!balancer) throw new Refusal("AWS has no such balancer in this account and region.");
  const LoadBalancerArn = balancer.LoadBalancerArn;
  const [itsAttributes, itsListeners, groups] = await Promise.all([
    client.send(new elb.DescribeLoadBalancerAttributesCommand({ LoadBalancerArn })),
    all(elb.paginateDescribeListeners({ client }, { LoadBalancerArn }), ({ Listeners }) => Listeners),
    all(elb.paginateDescribeTargetGroups({ client }, {}), ({ TargetGroups }) => TargetGroups),
  ]);
  const listening = parsed(listeners, { Listeners: itsListeners });
  const listener = listenerIn(listening.Listeners, wanted);
  const itsRules = listener
    ? await all(
        elb.paginateDescribeRules({ client }, { ListenerArn: listener.ListenerArn }),
        ({ Rules }) => Rules,
      )
    : [];
  const ruleArns = itsRules.flatMap(({ RuleArn }) => RuleArn ?? []);
  return {
    assumed: false,
    loadBalancers: balancers,
    attributes: parsed(attributes, itsAttributes),
    listeners: listening,
    rules: parsed(rules, { Rules: itsRules }),
    tags: parsed(tags, { TagDescriptions: await tagsOf(elb, client, ruleArns) }),
    targetGroups: parsed(targetGroups, { TargetGroups: groups }),
  };
}

/** The ARNs of a listener's certificates, those for further names as well. */
async function certificatesOf(
  elb: Sdk,
  client: Client,
  { listeners: { Listeners } }: World,
  wanted: { arn: string | undefined; port: number },
): Promise<string[]> {
  const listener = listenerIn(Listeners, wanted);
  if (listener?.Protocol !== "HTTPS") return [];
  const { ListenerArn } = listener;
  const told = await all(
    elb.paginateDescribeListenerCertificates({ client }, { ListenerArn }),
    ({ Certificates }) => Certificates,
  );
  return [...new Set(told.flatMap(({ CertificateArn }) => CertificateArn ?? []))];
}

function listenerIn<L extends { ListenerArn: string; Port: number }>(
  all: L[],
  { arn, port }: { arn: string | undefined; port: number },
): L | undefined {
  return all.find(({ ListenerArn, Port }) => (arn === undefined ? Port === port : ListenerArn === arn));
}

async function tagsOf(elb: Sdk, client: Client, arns: string[]): Promise<sdk.TagDescription[]> {
  const batches = Array.from({ length: Math.ceil(arns.length / TAGGED) }, (_, at) =>
    arns.slice(at * TAGGED, (at + 1) * TAGGED),
  );
  const answers = await Promise.all(
    batches.map((ResourceArns) => client.send(new elb.DescribeTagsCommand({ ResourceArns }))),
  );
  return answers.flatMap(({ TagDescriptions }) => TagDescriptions ?? []);
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

function parsed<T>(shape: z.ZodType<T>, answer: unknown): T {
  const result = shape.safeParse(answer);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Refusal(`AWS answered something else: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}.`);
}

import { ACTIONS, type Ask } from "../../../doctor/aws/ask.ts";
import type { AwsContext } from "../../../doctor/aws/context.ts";
import { type AwsExamination, examineAws } from "../../../doctor/aws/examine.ts";
import type { Names } from "../../../doctor/aws/names.ts";
import type { Told } from "../../../doctor/aws/told.ts";
import {
  company,
  describedGroup,
  describedRule,
  describedWorld,
  groupArn,
  onPath,
  ownRule,
} from "../../rehearsal/supportWorld.ts";
import { FILES } from "../../../rehearsal/world/files.ts";

export { company, describedGroup, describedRule, groupArn, onPath, ownRule };

/** A question, with what it was asked about. */
export type Asked = [question: keyof Ask, ...about: unknown[]];

/** What AWS answers, as its CLI prints it; a test changes what it is about. */
export type Answers = Record<keyof Ask, unknown>;

export const SERVER = "sales-prod-mcp-server";
export const URL_OF = "https://demo.quiltdata.com/mcp";
const BALANCER_GROUP = "sg-0a1b2c3d";
const SERVER_GROUP = "sg-0e5f6a7b";

/** Attributes as AWS lists them. */
export const attributes = (pairs: Record<string, string>) => ({
  Attributes: Object.entries(pairs).map(([Key, Value]) => ({ Key, Value })),
});

/** The health of targets, each as `[state, reason, description]`. */
export const health = (...targets: [state: string, reason?: string, description?: string][]) => ({
  TargetHealthDescriptions: targets.map(([State, Reason, Description], at) => ({
    Target: { Id: `10.0.1.${at + 5}`, Port: 8000, AvailabilityZone: "us-east-1a" },
    HealthCheckPort: "8000",
    TargetHealth: { State, ...(Reason && { Reason }), ...(Description && { Description }) },
  })),
});

/** A permission as EC2 lists it. */
export const permission = (
  FromPort: number,
  ToPort: number,
  whom: { cidr?: string; group?: string; list?: string },
) => ({
  IpProtocol: "tcp",
  FromPort,
  ToPort,
  UserIdGroupPairs: whom.group ? [{ GroupId: whom.group, UserId: "123456789012" }] : [],
  IpRanges: whom.cidr ? [{ CidrIp: whom.cidr }] : [],
  Ipv6Ranges: [],
  PrefixListIds: whom.list ? [{ PrefixListId: whom.list }] : [],
});

export const EVERYTHING = {
  IpProtocol: "-1",
  UserIdGroupPairs: [],
  IpRanges: [{ CidrIp: "0.0.0.0/0" }],
  Ipv6Ranges: [],
  PrefixListIds: [],
};

/** The balancer's group and the server's, with what each lets in. */
export const securityGroups = (
  into: { balancer: object[]; server: object[] },
  out: object[] = [EVERYTHING],
) => ({
  SecurityGroups: [
    {
      GroupId: BALANCER_GROUP,
      GroupName: "balancer",
      IpPermissions: into.balancer,
      IpPermissionsEgress: out,
    },
    {
      GroupId: SERVER_GROUP,
      GroupName: "server",
      IpPermissions: into.server,
      IpPermissionsEgress: [EVERYTHING],
    },
  ],
});

/** A healthy company, whose route stands at priority 10. */
export function healthy(): Answers {
  const rules = [ownRule(10), describedRule(40, "sales-prod-frontend", onPath("/*"))];
  const world = describedWorld({ rules });
  return {
    loadBalancers: world[FILES.loadBalancers],
    loadBalancerAttributes: world[FILES.attributes],
    listeners: world[FILES.listeners],
    rules: world[FILES.rules],
    targetGroups: { TargetGroups: [describedGroup(SERVER)] },
    targetGroupAttributes: attributes({
      "stickiness.enabled": "false",
      "stickiness.type": "lb_cookie",
      "deregistration_delay.timeout_seconds": "300",
    }),
    targetHealth: health(["healthy"], ["healthy"]),
    networkInterfaces: {
      NetworkInterfaces: [
        {
          NetworkInterfaceId: "eni-1",
          PrivateIpAddresses: [{ PrivateIpAddress: "10.0.1.5" }, { PrivateIpAddress: "10.0.1.6" }],
          Groups: [{ GroupId: SERVER_GROUP, GroupName: "server" }],
        },
      ],
    },
    securityGroups: securityGroups({
      balancer: [permission(443, 443, { cidr: "0.0.0.0/0" })],
      server: [permission(8000, 8000, { group: BALANCER_GROUP })],
    }),
    subnets: { Subnets: [{ SubnetId: "subnet-0a", CidrBlock: "10.0.0.0/24" }] },
    webAcl: {},
    service: {
      services: [
        {
          serviceName: "mcp",
          status: "ACTIVE",
          desiredCount: 2,
          runningCount: 2,
          pendingCount: 0,
          loadBalancers: [
            { targetGroupArn: company.targetGroupArn, containerName: "mcp", containerPort: 8000 },
          ],
          deployments: [{ status: "PRIMARY", rolloutState: "COMPLETED", failedTasks: 0 }],
          events: [
            {
              id: "1",
              createdAt: "2026-11-20T10:00:00+00:00",
              message: "(service mcp) has reached a steady state.",
            },
          ],
        },
      ],
      failures: [],
    },
    stoppedTasks: { taskArns: [] },
    tasks: { tasks: [], failures: [] },
  };
}

/** The host stands for the balancer by a CNAME. */
export const names: Names = {
  chain: (host) => Promise.resolve(host === "demo.quiltdata.com" ? [`${company.dnsName}.`] : []),
  addresses: () => Promise.resolve([]),
};

/** Answers from a record; what is denied is refused as AWS does. */
export function asking(answers: Partial<Answers>, denied: string[] = [], asked: Asked[] = []): Ask {
  const answer =
    (question: keyof Ask) =>
    (...about: unknown[]): Promise<Told<unknown>> => {
      asked.push([question, ...about]);
      const action = ACTIONS[question][0];
      if (denied.includes(action)) {
        return Promise.resolve({ told: false, action, why: `these credentials do not allow ${action}` });
      }
      return Promise.resolve({ told: true, value: answers[question] });
    };
  return Object.fromEntries(
    (Object.keys(ACTIONS) as (keyof Ask)[]).map((question) => [question, answer(question)]),
  ) as unknown as Ask;
}

/** What differs in a test from the healthy company. */
export interface Case {
  answers?: Partial<Answers>;
  context?: Partial<AwsContext>;
  denied?: string[];
  names?: Partial<Names>;
  asked?: Asked[];
}

/** Examines the company. */
export function examined({
  answers = {},
  context = {},
  denied,
  asked,
  ...more
}: Case = {}): Promise<AwsExamination> {
  return examineAws(
    { url: URL_OF, ...context },
    {
      askIn: () => asking({ ...healthy(), ...answers }, denied, asked),
      names: { ...names, ...more.names },
    },
  );
}

/** The listener's rules as AWS lists them. */
export const rulesOf = (...rules: object[]) => describedWorld({ rules })[FILES.rules];

/** What a finding is told by, in short. */
export async function idsOf(each: Case): Promise<string[]> {
  return (await examined(each)).findings.map(({ id, severity }) => `${id} ${severity}`);
}

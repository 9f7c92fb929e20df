import { expect } from "chai";
import { examineAws } from "../../../doctor/aws/examine.ts";
import { asking, type Case, examined, groupArn, healthy, names, URL_OF } from "./support.ts";

const ecs = { cluster: "prod", service: "mcp" };

/** The service with changes. */
function serviceWith(changes: object): object {
  const { services } = healthy().service as { services: object[] };
  return { services: [{ ...services[0], ...changes }], failures: [] };
}

async function found(changes: object, more: Case["answers"] = {}, context = {}) {
  const answers = { service: serviceWith(changes), ...more };
  return (await examined({ answers, context: { ecs, ...context } })).findings;
}

const short = (findings: { id: string; severity: string }[]) =>
  findings.map(({ id, severity }) => `${id} ${severity}`);

describe("The ECS service behind the balancer", () => {
  for (const [running, desired, ids] of [
    [2, 2, []],
    [1, 2, ["ecs.not-running degraded"]],
    [0, 2, ["ecs.not-running broken"]],
    [3, 2, []],
    [0, 0, ["ecs.not-running broken"]],
  ] as const) {
    it(`runs ${running} of ${desired} tasks`, async () => {
      expect(short(await found({ runningCount: running, desiredCount: desired }))).to.deep.equal(ids);
    });
  }

  it("is to run nothing: the command that starts it is told", async () => {
    const [finding] = await found({ desiredCount: 0, runningCount: 0 });
    expect(finding!.layer).to.equal("server");
    expect(finding!.remedy).to.equal("aws ecs update-service --cluster prod --service mcp --desired-count 1");
  });

  it("loses its tasks: reasons, events and what to do are told", async () => {
    const [finding] = await found(
      {
        runningCount: 0,
        pendingCount: 1,
        events: [{ createdAt: "2026-11-20T10:00:00+02:00", message: "(service mcp) has started 1 tasks." }],
      },
      {
        stoppedTasks: { taskArns: ["arn:task/1"] },
        tasks: {
          tasks: [
            {
              stoppedReason: "Essential container in task exited",
              containers: [
                { name: "mcp", exitCode: 137, reason: "OutOfMemoryError: Container killed" },
                { name: "log", exitCode: 0 },
              ],
            },
          ],
        },
      },
    );
    expect(finding!.evidence[0]!.facts).to.deep.equal([
      "0 of 2 tasks run, 1 are starting",
      "deployment PRIMARY COMPLETED, 0 failed tasks",
      "a task stopped: Essential container in task exited; mcp ended with exit code 137 (OutOfMemoryError: Container killed)",
      "2026-11-20T08:00:00.000Z (service mcp) has started 1 tasks.",
    ]);
    expect(finding!.remedy).to.equal(
      "A container ran out of memory: raise its limit. The server itself ends: see its log.",
    );
  });

  it("has a deployment that failed, or that loses tasks", async () => {
    const failed = {
      status: "PRIMARY",
      rolloutState: "FAILED",
      rolloutStateReason: "circuit breaker",
      failedTasks: 3,
    };
    const losing = { status: "PRIMARY", rolloutState: "IN_PROGRESS", failedTasks: 1 };
    const says = async (deployment: object) =>
      (await found({ deployments: [deployment] })).map((each) => each.says);
    expect(await says(failed)).to.deep.equal(["A deployment of the service mcp failed."]);
    expect(await says(losing)).to.deep.equal(["A deployment of the service mcp loses tasks."]);
    expect(await says({ ...losing, failedTasks: 0 })).to.deep.equal([]);
  });

  it("tells its last ten events", async () => {
    const events = Array.from({ length: 12 }, (_, at) => ({ message: `event ${at}` }));
    const [finding] = await found({ runningCount: 0, events });
    expect(finding!.evidence[0]!.facts!.slice(-10)).to.deep.equal(
      events.slice(0, 10).map(({ message }) => message),
    );
  });

  it("registers its tasks in another target group", async () => {
    const loadBalancers = [{ targetGroupArn: groupArn("other"), containerName: "mcp", containerPort: 8000 }];
    const findings = await found({ loadBalancers });
    expect(findings.map(({ id, says }) => [id, says])).to.deep.equal([
      [
        "ecs.other-target-group",
        "The requests go to sales-prod-mcp-server, and the service mcp registers its tasks in other.",
      ],
    ]);
  });

  it("is not there, which is unknown rather than broken", async () => {
    const missing = { services: [], failures: [{ arn: "mcp", reason: "MISSING" }] };
    expect(short(await found({}, { service: missing }))).to.deep.equal(["ecs.service-missing unknown"]);
    expect(short(await found({ status: "INACTIVE" }))).to.deep.equal(["ecs.service-missing unknown"]);
  });

  it("is not there where its cluster is not, nor are its tasks", async () => {
    const why = "ClusterNotFoundException: Cluster not found.";
    const missing = (action: string) => () => Promise.resolve({ told: false as const, action, why });
    const ask = {
      ...asking(healthy()),
      service: missing("ecs:DescribeServices"),
      stoppedTasks: missing("ecs:ListTasks"),
    };
    const { findings } = await examineAws({ url: URL_OF, ecs }, { askIn: () => ask, names });
    expect(short(findings)).to.deep.equal(["ecs.service-missing unknown"]);
  });

  it("is but degraded where it answers all the same", async () => {
    const findings = await found({ runningCount: 0 }, {}, { answeredByServer: true });
    expect(short(findings)).to.deep.equal(["ecs.not-running degraded"]);
  });
});

import { expect } from "chai";
import {
  type Asked,
  describedGroup,
  EVERYTHING,
  examined,
  health,
  idsOf,
  permission,
  SERVER,
  securityGroups,
} from "./support.ts";

const OPEN = [permission(443, 443, { cidr: "0.0.0.0/0" })];
const FROM_BALANCER = { group: "sg-0a1b2c3d" };
const timedOut = health(["unhealthy", "Target.Timeout", "Request timed out"]);

/** What is closed, where the only target does not answer. */
async function closed(server: object[], more: { out?: object[]; answers?: object } = {}): Promise<string[]> {
  const answers = {
    targetHealth: timedOut,
    securityGroups: securityGroups({ balancer: OPEN, server }, more.out),
    ...more.answers,
  };
  const { findings } = await examined({ answers });
  return findings.filter(({ id }) => id.startsWith("sg.")).map(({ id, says }) => `${id}: ${says}`);
}

const CLOSED =
  "sg.closed: No security group of the target lets the balancer sales--LoadB-nGDYylEerIKm reach port 8000: sg-0e5f6a7b (server).";

describe("The security groups", () => {
  it("keep the balancer from the target: the exact command opens it", async () => {
    const answers = {
      targetHealth: timedOut,
      securityGroups: securityGroups({ balancer: OPEN, server: [] }),
    };
    const { findings } = await examined({ answers });
    // It is why the target is not healthy, and so comes first.
    expect(findings.map(({ id }) => id)).to.deep.equal(["sg.closed", "alb.targets-unhealthy"]);
    const finding = findings[0]!;
    expect(finding).to.deep.include({
      severity: "broken",
      layer: "network",
      rung: "aws.security-groups",
      remedy:
        "aws ec2 authorize-security-group-ingress --region us-east-1 --group-id sg-0e5f6a7b --protocol tcp --port 8000 --source-group sg-0a1b2c3d",
    });
    expect(finding.evidence[0]!.facts).to.deep.equal([
      "sg-0e5f6a7b lets in: nothing",
      "sg-0e5f6a7b lets out: everything, 0.0.0.0/0",
    ]);
  });

  for (const [what, from, to, expected] of [
    ["that port", 8000, 8000, []],
    ["a range that begins with it", 8000, 8010, []],
    ["a range that ends with it", 7000, 8000, []],
    ["the port before", 7000, 7999, [CLOSED]],
    ["the port behind", 8001, 9000, [CLOSED]],
  ] as const) {
    it(`let the balancer's group in at ${what}`, async () => {
      expect(await closed([permission(from, to, FROM_BALANCER)])).to.deep.equal(expected);
    });
  }

  for (const [what, whom, expected] of [
    ["another group", { group: "sg-other" }, [CLOSED]],
    ["the balancer's subnets", { cidr: "10.0.0.0/16" }, []],
    ["a part of a subnet", { cidr: "10.0.0.128/25" }, []],
    ["other addresses", { cidr: "10.9.0.0/16" }, [CLOSED]],
    ["a prefix list", { list: "pl-1" }, []],
  ] as const) {
    it(`let ${what} in`, async () => {
      expect(await closed([permission(8000, 8000, whom)])).to.deep.equal(expected);
    });
  }

  it("let everything in, or all of TCP, but UDP is not TCP", async () => {
    const udp = { ...permission(8000, 8000, FROM_BALANCER), IpProtocol: "udp" };
    expect(await closed([EVERYTHING])).to.deep.equal([]);
    expect(await closed([udp])).to.deep.equal([CLOSED]);
  });

  it("take every block for the balancer's where its subnets cannot be seen", async () => {
    const answers = { targetHealth: timedOut, subnets: { Subnets: [] } };
    expect(await closed([permission(8000, 8000, { cidr: "10.9.0.0/16" })], { answers })).to.deep.equal([]);
  });

  it("keep the balancer from the health check's own port", async () => {
    const answers = { targetGroups: { TargetGroups: [describedGroup(SERVER, { HealthCheckPort: "9000" })] } };
    expect(await closed([permission(8000, 8000, FROM_BALANCER)], { answers })).to.deep.equal([
      CLOSED.replace("8000", "9000"),
    ]);
  });

  it("keep the balancer from calling out", async () => {
    const out = [permission(443, 443, { cidr: "0.0.0.0/0" })];
    const answers = {
      targetHealth: timedOut,
      securityGroups: securityGroups({ balancer: OPEN, server: [EVERYTHING] }, out),
    };
    const { findings } = await examined({ answers });
    const finding = findings.find(({ id }) => id === "sg.closed")!;
    expect(finding.says).to.equal(
      "No security group of the balancer sales--LoadB-nGDYylEerIKm lets it call port 8000 of a target: sg-0a1b2c3d (balancer).",
    );
    expect(finding.remedy).to.equal(
      "aws ec2 authorize-security-group-egress --region us-east-1 --group-id sg-0a1b2c3d " +
        "--ip-permissions 'IpProtocol=tcp,FromPort=8000,ToPort=8000,UserIdGroupPairs=[{GroupId=sg-0e5f6a7b}]'",
    );
  });

  it("say it once for several targets of one group", async () => {
    const targetHealth = health(["unhealthy", "Target.Timeout"], ["unhealthy", "Target.Timeout"]);
    expect(await closed([], { answers: { targetHealth } })).to.deep.equal([CLOSED]);
  });

  it("are open to targets that are healthy, whatever they seem to say", async () => {
    expect(await closed([], { answers: { targetHealth: health(["healthy"]) } })).to.deep.equal([]);
  });

  it("of healthy targets are not even asked for", async () => {
    const asked: Asked[] = [];
    await examined({
      asked,
      answers: { targetHealth: health(["healthy"], ["unhealthy", "Target.Timeout"]) },
    });
    expect(asked.filter(([question]) => question === "networkInterfaces")).to.deep.equal([
      [
        "networkInterfaces",
        [
          { Name: "addresses.private-ip-address", Values: ["10.0.1.6"] },
          { Name: "vpc-id", Values: ["vpc-0a1b2c3d"] },
        ],
      ],
    ]);
  });

  it("of an instance are those of its first interface", async () => {
    const answers = {
      targetGroups: { TargetGroups: [describedGroup(SERVER, { TargetType: "instance" })] },
      targetHealth: {
        TargetHealthDescriptions: [
          {
            Target: { Id: "i-1", Port: 8000 },
            TargetHealth: { State: "unhealthy", Reason: "Target.Timeout" },
          },
        ],
      },
      networkInterfaces: {
        NetworkInterfaces: [
          { Attachment: { InstanceId: "i-1", DeviceIndex: 1 }, Groups: [{ GroupId: "sg-second" }] },
          { Attachment: { InstanceId: "i-1", DeviceIndex: 0 }, Groups: [{ GroupId: "sg-0e5f6a7b" }] },
        ],
      },
    };
    expect(await closed([], { answers })).to.deep.equal([CLOSED]);
  });

  it("are unknown where the targets' interfaces are not among those seen", async () => {
    expect(await closed([], { answers: { networkInterfaces: { NetworkInterfaces: [] } } })).to.deep.equal([
      "sg.unseen: The network interfaces of sales-prod-mcp-server's targets (10.0.1.5) are not among those that AWS shows here.",
    ]);
  });

  it("only degrade a route that has another healthy target, or that answers", async () => {
    const closedTo = (targetHealth: object) => ({
      targetHealth,
      securityGroups: securityGroups({ balancer: OPEN, server: [] }),
    });
    const answers = closedTo(health(["healthy"], ["unhealthy", "Target.Timeout"]));
    expect(await idsOf({ answers })).to.include("sg.closed degraded");
    const context = { answeredByServer: true };
    expect(await idsOf({ answers: closedTo(timedOut), context })).to.include("sg.closed degraded");
  });

  it("are not asked for targets that are leaving, nor missed for those that are starting", async () => {
    const networkInterfaces = { NetworkInterfaces: [] };
    const draining = health(["healthy"], ["draining", "Target.DeregistrationInProgress"]);
    const initial = health(["healthy"], ["initial", "Elb.RegistrationInProgress"]);
    for (const targetHealth of [draining, initial])
      expect(await idsOf({ answers: { networkInterfaces, targetHealth } })).to.deep.equal([]);
  });

  it("let nobody reach the listener, unless a connection proves otherwise", async () => {
    const answers = {
      securityGroups: securityGroups({ balancer: [permission(80, 80, { cidr: "0.0.0.0/0" })], server: [] }),
    };
    const { findings } = await examined({ answers });
    expect(findings.map(({ id, says, remedy }) => [id, says, remedy])).to.deep.equal([
      [
        "sg.closed",
        "No security group of the balancer sales--LoadB-nGDYylEerIKm lets anybody reach port 443: sg-0a1b2c3d (balancer).",
        "aws ec2 authorize-security-group-ingress --region us-east-1 --group-id sg-0a1b2c3d --protocol tcp --port 443 --cidr 0.0.0.0/0",
      ],
    ]);
    expect(await idsOf({ answers, context: { connected: true } })).to.deep.equal([]);
  });
});

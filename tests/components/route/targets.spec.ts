import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { McpRoute, type WeightedTargetArgs } from "../../../components/index.ts";
import { company } from "../../support/company.ts";
import { args, deploy, failed } from "../../support/deploy.ts";
import {
  COMPONENT,
  GROUP,
  RULE,
  UNKNOWN,
  group,
  groupArn,
  lookedUp,
  made,
  manyGroups,
  route,
  rule,
} from "../../support/route.ts";

/** Blue exists, green is to be made: the usual way from one to the other. */
const TWO: Record<string, WeightedTargetArgs> = {
  blue: { adopt: { name: "sales-prod-mcp-server" }, port: 8000, weight: 90 },
  green: { create: {}, port: 8001, weight: 10 },
};

/** Arguments with targets in place of the target. */
function several(targets: Record<string, WeightedTargetArgs>) {
  const { target: _, ...rest } = args();
  return { ...rest, targets };
}

/** Deploys a route with some targets, on AWS's answers for any group. */
function deployed(
  targets: Record<string, WeightedTargetArgs>,
  changes: Partial<Parameters<typeof route>[0]> = {},
  stage: Parameters<typeof deploy>[1] = {},
) {
  return deploy(
    () => {
      const { targetGroupArn, targetGroupName, targetGroups, routes } = new McpRoute("mcp", {
        ...several(targets),
        ...changes,
      });
      return { targetGroupArn, targetGroupName, targetGroups, routes };
    },
    { lookUp: manyGroups(), ...stage },
  );
}

const madeArn = (name: string) => groupArn(`${name}-xxxxxxx`);

describe("McpRoute with several targets", () => {
  it("registers the rule and the target groups that are to be made, and nothing else", async () => {
    expect(made(await deployed(TWO))).to.deep.equal([
      [RULE, "mcp-rule"],
      [GROUP, "mcp-tg-green"],
      [COMPONENT, "mcp"],
    ]);
  });

  it("forwards to each by its weight, in the order of the arguments", async () => {
    expect((await deployed(TWO)).the("mcp-rule").inputs).to.deep.equal({
      ...rule,
      actions: [
        {
          type: "forward",
          forward: {
            targetGroups: [
              { arn: groupArn("sales-prod-mcp-server"), weight: 90 },
              { arn: madeArn("mcp-tg-green"), weight: 10 },
            ],
          },
        },
      ],
    });
  });

  it("makes each group as its own target says", async () => {
    const { the } = await deployed({
      blue: { create: { deregistrationDelay: 5 }, port: 8000, weight: 1 },
      green: { create: { type: "instance" }, port: 8001, weight: 1 },
    });
    expect(the("mcp-tg-blue").inputs).to.deep.equal({ ...group, deregistrationDelay: 5 });
    expect(the("mcp-tg-green").inputs).to.deep.equal({ ...group, targetType: "instance", port: 8001 });
  });

  it("looks up each that is adopted, by its name or its ARN, and no other", async () => {
    const targets = { ...TWO, red: { adopt: { arn: groupArn("red") }, port: 8000, weight: 0 } };
    expect(lookedUp(await deployed(targets))).to.deep.equal([
      ["getListener", { loadBalancerArn: company.balancerArn, port: 443 }],
      ["getLoadBalancer", { name: "sales--LoadB-nGDYylEerIKm" }],
      ["getTargetGroup", { arn: groupArn("red") }],
      ["getTargetGroup", { name: "sales-prod-mcp-server" }],
    ]);
  });

  it("takes five, in their order, one of them with the weight 0", async () => {
    const targets = Object.fromEntries(
      ["e", "d", "c", "b", "a"].map((name, at): [string, WeightedTargetArgs] => [
        name,
        { create: {}, port: 8000 + at, weight: at * 100 },
      ]),
    );
    const { the, names } = await deployed(targets);
    expect(names).to.deep.equal([
      "mcp",
      "mcp-rule",
      ...["a", "b", "c", "d", "e"].map((name) => `mcp-tg-${name}`),
    ]);
    expect(the("mcp-rule").inputs["actions"]).to.deep.equal([
      {
        type: "forward",
        forward: {
          targetGroups: ["e", "d", "c", "b", "a"].map((name, at) => ({
            arn: madeArn(`mcp-tg-${name}`),
            weight: at * 100,
          })),
        },
      },
    ]);
  });

  it("has the rule wait for all that is made", async () => {
    const { the } = await deployed({
      blue: { create: {}, port: 8000, weight: 1 },
      green: { create: {}, port: 8000, weight: 1 },
    });
    expect([...the("mcp-rule").dependsOn].sort()).to.deep.equal([
      the("mcp-tg-blue").urn,
      the("mcp-tg-green").urn,
    ]);
  });

  it("forwards to a single one by its name alone, as AWS reads it back, whatever its weight", async () => {
    const { the } = await deployed({ blue: { ...TWO["blue"]!, weight: 7 } });
    expect(the("mcp-rule").inputs["actions"]).to.deep.equal([
      { type: "forward", targetGroupArn: groupArn("sales-prod-mcp-server") },
    ]);
  });

  it("names the group of a single one after it as well, so that a second one moves nothing", async () => {
    const { green } = TWO;
    expect((await deployed({ green: green! })).names).to.deep.equal(["mcp", "mcp-rule", "mcp-tg-green"]);
  });

  it("gives out all of them by their names, and the first for itself", async () => {
    const { outputs } = await deployed(TWO);
    expect(outputs).to.deep.equal({
      targetGroupArn: groupArn("sales-prod-mcp-server"),
      targetGroupName: "sales-prod-mcp-server",
      targetGroups: {
        blue: {
          arn: groupArn("sales-prod-mcp-server"),
          name: "sales-prod-mcp-server",
          port: 8000,
          weight: 90,
        },
        green: { arn: madeArn("mcp-tg-green"), name: "mcp-tg-green-xxxxxxx", port: 8001, weight: 10 },
      },
      routes: ["/mcp", "/mcp/*", "/.well-known/oauth-protected-resource/mcp"].map((path) => ({
        host: "*",
        path,
        methods: ["*"],
        conditions: [],
        target: "sales-prod-mcp-server (90), mcp-tg-green-xxxxxxx (10)",
      })),
    });
  });

  it("gives both of its rules the same shares", async () => {
    const { the } = await deployed(TWO, { serverPath: "/" });
    const actions = the("mcp-rule").inputs["actions"];
    expect(actions).to.have.length(1);
    expect(the("mcp-metadata-rule").inputs["actions"]).to.deep.equal(actions);
  });

  it("keeps a client with its group for as long as it is asked to, and warns that few keep cookies", async () => {
    const { the, warnings } = await deployed(TWO, { forward: { stickiness: 3600 } });
    expect(the("mcp-rule").inputs["actions"]).to.deep.equal([
      {
        type: "forward",
        forward: {
          targetGroups: [
            { arn: groupArn("sales-prod-mcp-server"), weight: 90 },
            { arn: madeArn("mcp-tg-green"), weight: 10 },
          ],
          stickiness: { enabled: true, duration: 3600 },
        },
      },
    ]);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^McpRoute "mcp": forward\.stickiness: /);
  });

  it("warns of nothing, where all is as it should be", async () => {
    expect((await deployed(TWO)).logs).to.deep.equal([]);
  });

  it("takes names that become known later", async () => {
    const later = {
      ...TWO,
      blue: { ...TWO["blue"]!, adopt: { name: pulumi.output("sales-prod-mcp-server") } },
    };
    expect((await deployed(later)).the("mcp-rule").inputs).to.deep.equal(
      (await deployed(TWO)).the("mcp-rule").inputs,
    );
  });

  it("shows in a preview what is adopted, and what is made as not known yet", async () => {
    const { the } = await deployed(TWO, {}, { preview: true });
    expect(the("mcp-rule").inputs["actions"]).to.deep.equal([
      {
        type: "forward",
        forward: {
          targetGroups: [
            { arn: groupArn("sales-prod-mcp-server"), weight: 90 },
            { arn: UNKNOWN, weight: 10 },
          ],
        },
      },
    ]);
  });

  it("makes nothing where one of those that it adopts does not exist, and says which", async () => {
    const { error, registered } = await failed(
      () => {
        new McpRoute("mcp", several({ ...TWO, red: { adopt: { name: "red" }, port: 8000, weight: 1 } }));
      },
      {
        lookUp: (token, inputs) => {
          if ((inputs as { name?: string }).name === "red") throw new Error("couldn't find resource");
          return manyGroups()(token, inputs);
        },
      },
    );
    expect(error.message).to.equal(
      'McpRoute "mcp": 1 problem; none of its resources was registered.\n' +
        '  targets.red.adopt.name: no target group "red" was found in this account and region. ' +
        "The provider says: couldn't find resource\n" +
        "      Find it with: aws elbv2 describe-target-groups --query 'TargetGroups[].[TargetGroupName,TargetGroupArn]'; " +
        "or have one made with targets.red.create in place of targets.red.adopt.",
    );
    expect(registered).to.deep.equal([COMPONENT]);
  });

  it("makes nothing where two names turn out to be one target group", async () => {
    const { error, registered } = await failed(
      () => {
        const arn = pulumi.output(groupArn("sales-prod-mcp-server"));
        new McpRoute("mcp", several({ ...TWO, red: { adopt: { arn }, port: 8000, weight: 1 } }));
      },
      { lookUp: manyGroups() },
    );
    expect(error.message).to.match(
      /: 1 problem; .*\n {2}targets\.red\.adopt\.arn: .* is that of targets\.blue as well/,
    );
    expect(registered).to.deep.equal([COMPONENT]);
  });
});

describe("McpRoute that leaves its targets to deployments", () => {
  it("ignores changes of its rule's actions, and of nothing else", async () => {
    const { resources } = await deployed(TWO, { forward: { leaveToDeployments: true } });
    expect(resources.map(({ name, ignoreChanges }) => [name, ignoreChanges])).to.deep.equal([
      ["mcp-rule", ["actions"]],
      ["mcp-tg-green", []],
      ["mcp", []],
    ]);
  });

  it("makes the rule as the arguments say it", async () => {
    const left = await deployed(TWO, { forward: { leaveToDeployments: true } });
    expect(left.the("mcp-rule").inputs).to.deep.equal((await deployed(TWO)).the("mcp-rule").inputs);
  });

  it("may do so with a single target", async () => {
    const { the } = await route({ forward: { leaveToDeployments: true } });
    expect(the("mcp-rule").ignoreChanges).to.deep.equal(["actions"]);
    expect(the("mcp-rule").inputs).to.deep.equal(rule);
  });

  for (const [how, forward] of Object.entries({
    "where it is not asked to": {},
    "where it is asked not to": { leaveToDeployments: false },
  }))
    it(`ignores nothing ${how}`, async () => {
      const { resources } = await deployed(TWO, { forward });
      expect(resources.map(({ ignoreChanges }) => ignoreChanges)).to.deep.equal([[], [], []]);
    });
});

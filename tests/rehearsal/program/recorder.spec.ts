import * as lb from "@pulumi/aws/lb/index.js";
import { Provider } from "@pulumi/aws/provider.js";
import * as vpc from "@pulumi/aws/vpc/index.js";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { stateOf } from "../../../rehearsal/program/made.ts";
import { type Recording, type Stage, record } from "../../../rehearsal/program/recorder.ts";

const STAGE: Stage = { project: "project", stack: "stack", lookUp: () => ({}) };
const LISTENER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/1/2";

type Program = Parameters<typeof record>[0];

function recorded(program: Program, stage: Partial<Stage> = {}): Promise<Recording> {
  return record(program, { ...STAGE, ...stage });
}

/** What a program ends with; throws where it ends well. */
async function reason(program: Program, stage: Partial<Stage> = {}): Promise<unknown> {
  try {
    await recorded(program, stage);
  } catch (error) {
    return error;
  }
  throw new Error("nothing went wrong");
}

/** Registers a resource and returns nothing, as most programs do. */
function group(
  name: string,
  options?: pulumi.CustomResourceOptions,
  args: lb.TargetGroupArgs = {},
): undefined {
  new lb.TargetGroup(name, args, options);
  return undefined;
}

class Box extends pulumi.ComponentResource {
  constructor(name: string, options?: pulumi.ComponentResourceOptions, inside: () => void = () => undefined) {
    super("test:index:Box", name, {}, options);
    inside();
    group(`${name}-tg`, { parent: this });
    this.registerOutputs();
  }
}

describe("a recording", () => {
  it("holds a resource with its name, type, inputs and parent", async () => {
    const { resources } = await recorded(() => {
      group("a", {}, { port: 8000 });
    });
    expect(resources).to.have.length(1);
    expect(resources[0]).to.include({ type: "aws:lb/targetGroup:TargetGroup", name: "a", protect: false });
    expect(resources[0]!.inputs).to.deep.equal({ port: 8000 });
    expect(resources[0]!.parent).to.match(/::pulumi:pulumi:Stack::project-stack$/);
  });

  it("leaves the stack itself out", async () => {
    expect((await recorded(() => undefined)).resources).to.deep.equal([]);
  });

  it("holds what is registered after the program has returned", async () => {
    const { resources } = await recorded(() => {
      const late = pulumi.output(new Promise<number>((resolve) => setImmediate(resolve, 8000)));
      group("late", {}, { port: late });
    });
    expect(resources.map(({ name, inputs }) => [name, inputs])).to.deep.equal([["late", { port: 8000 }]]);
  });

  it("has the same order whatever the order of registration", async () => {
    const names = ["c", "a", "b"];
    const one = await recorded(() => {
      for (const name of names) group(name);
    });
    const other = await recorded(() => {
      for (const name of names.toReversed()) group(name);
    });
    expect(one.resources).to.deep.equal(other.resources);
    expect(one.resources.map(({ name }) => name)).to.deep.equal(["a", "b", "c"]);
  });

  it("shows parents, and protection that is inherited", async () => {
    const { resources } = await recorded(() => {
      new Box("box", { protect: true });
    });
    const [child, parent] = resources;
    expect([child!.name, child!.parent, child!.protect]).to.deep.equal(["box-tg", parent!.urn, true]);
  });

  it("shows what a resource depends on, also through its inputs", async () => {
    const { resources } = await recorded(() => {
      const first = new lb.TargetGroup("first", {});
      const second = new lb.TargetGroup("second", {}, { dependsOn: first });
      group("third", {}, { name: second.name });
    });
    const [first, second, third] = resources;
    expect(first!.dependsOn).to.deep.equal([]);
    expect(second!.dependsOn).to.deep.equal([first!.urn]);
    expect(third!.dependsOn).to.deep.equal([second!.urn]);
  });

  it("shows aliases and ignored changes", async () => {
    const { resources } = await recorded(() => {
      group("new", { aliases: [{ name: "old" }], ignoreChanges: ["tags"] });
    });
    expect(resources[0]!.aliases).to.include("old");
    expect(resources[0]!.ignoreChanges).to.deep.equal(["tags"]);
  });

  it("shows what a component gives registerOutputs, call by call", async () => {
    const { resources } = await recorded(() => {
      new (class extends pulumi.ComponentResource {
        constructor() {
          super("test:index:Shown", "shown");
          this.registerOutputs({ url: pulumi.output("x") });
        }
      })();
    });
    expect(resources[0]!.outputs).to.deep.equal([{ url: "x" }]);
  });

  it("shows an explicit provider", async () => {
    const { resources } = await recorded(() => {
      group("a", { provider: new Provider("mine", { region: "eu-west-1" }) });
    });
    expect(resources.find(({ name }) => name === "a")!.provider).to.match(/::mine::mine-id$/);
  });

  it("gives a resource a name and an ARN of AWS's form", async () => {
    const { outputs } = await recorded(() => {
      const made = new lb.TargetGroup("made", {});
      return { name: made.name, arn: made.arn };
    });
    expect(outputs).to.deep.equal({
      name: "made-xxxxxxx",
      arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/made-xxxxxxx/0000000000000000",
    });
  });

  it("gives a security group's rule an id and an ARN of AWS's form, the same in each run", async () => {
    const program = () => {
      const args = { securityGroupId: "sg-1", ipProtocol: "tcp" };
      const [one, other] = ["a", "b"].map((name) => new vpc.SecurityGroupIngressRule(name, args));
      return { arns: [one!.arn, other!.arn], id: one!.securityGroupRuleId };
    };
    const { outputs } = await recorded(program);
    const [first, second] = outputs["arns"] as string[];
    expect(first).to.match(/^arn:aws:ec2:us-east-1:123456789012:security-group-rule\/sgr-[0-9a-f]{17}$/);
    expect(first).to.not.equal(second);
    expect(first?.endsWith(String(outputs["id"]))).to.be.true;
    expect((await recorded(program)).outputs).to.deep.equal(outputs);
  });

  for (const [type, inputs, state] of [
    [
      "aws:apigateway/restApi:RestApi",
      {},
      {
        name: "a-xxxxxxx",
        arn: "arn:aws:apigateway:us-east-1::/restapis/a-id",
        executionArn: "arn:aws:execute-api:us-east-1:123456789012:a-id",
        rootResourceId: "a-root-id",
      },
    ],
    [
      "aws:apigateway/stage:Stage",
      { restApi: "abc", stageName: "live" },
      {
        arn: "arn:aws:apigateway:us-east-1::/restapis/abc/stages/live",
        executionArn: "arn:aws:execute-api:us-east-1:123456789012:abc/live",
        invokeUrl: "https://abc.execute-api.us-east-1.amazonaws.com/live",
      },
    ],
    [
      "aws:apigatewayv2/api:Api",
      { name: "own" },
      {
        name: "own",
        arn: "arn:aws:apigateway:us-east-1::/apis/a-id",
        executionArn: "arn:aws:execute-api:us-east-1:123456789012:a-id",
        apiEndpoint: "https://a-id.execute-api.us-east-1.amazonaws.com",
      },
    ],
    [
      "aws:apigatewayv2/stage:Stage",
      { apiId: "abc", name: "$default" },
      {
        arn: "arn:aws:apigateway:us-east-1::/apis/abc/stages/$default",
        executionArn: "arn:aws:execute-api:us-east-1:123456789012:abc/$default",
        invokeUrl: "https://abc.execute-api.us-east-1.amazonaws.com/",
      },
    ],
    [
      "aws:apigatewayv2/vpcLink:VpcLink",
      {},
      { name: "a-xxxxxxx", arn: "arn:aws:apigateway:us-east-1::/vpclinks/a-id" },
    ],
    [
      "aws:cloudwatch/logGroup:LogGroup",
      {},
      { name: "a-xxxxxxx", arn: "arn:aws:logs:us-east-1:123456789012:log-group:a-xxxxxxx" },
    ],
  ] as const) {
    it(`gives a ${type.split(":").at(-1) ?? ""} of API Gateway what AWS would (${type})`, () => {
      expect(stateOf(type, "a", inputs)).to.deep.equal({ ...inputs, ...state });
    });
  }

  it("knows no ARN of what is made in a preview", async () => {
    const seen: string[] = [];
    await recorded(
      () => {
        new lb.TargetGroup("made", {}).arn.apply((arn) => seen.push(arn));
        return undefined;
      },
      { preview: true },
    );
    expect(seen).to.deep.equal([]);
  });

  it("holds look-ups with their inputs", async () => {
    const { lookUps, outputs } = await recorded(
      async () => ({ port: (await lb.getListener({ arn: LISTENER })).port }),
      {
        lookUp: (token) => ({ port: token === "aws:lb/getListener:getListener" ? 443 : 0 }),
      },
    );
    expect(lookUps).to.deep.equal([{ token: "aws:lb/getListener:getListener", inputs: { arn: LISTENER } }]);
    expect(outputs).to.deep.equal({ port: 443 });
  });

  it("holds what the program logs, and keeps it off the console", async () => {
    const { logs } = await recorded(async () => {
      await pulumi.log.info("one");
      await pulumi.log.warn("two");
      await pulumi.log.error("three");
      return undefined;
    });
    expect(logs).to.deep.equal([
      { severity: "info", text: "one" },
      { severity: "warning", text: "two" },
      { severity: "error", text: "three" },
    ]);
  });

  it("gives the program its configuration, project and stack", async () => {
    const { outputs } = await recorded(
      () => ({
        key: new pulumi.Config().require("key"),
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
      }),
      { config: { "project:key": "value" } },
    );
    expect(outputs).to.deep.equal({ key: "value", project: "project", stack: "stack" });
  });

  it("gives the program another stack's outputs, the stack named as where there is no service", async () => {
    const { outputs } = await recorded(
      () => {
        const network = new pulumi.StackReference(`${pulumi.getOrganization()}/network/prod`);
        return { listener: network.requireOutput("listenerArn") };
      },
      {
        outputsOf: (type, name) =>
          type === "pulumi:pulumi:StackReference" && name === "organization/network/prod"
            ? { outputs: { listenerArn: LISTENER } }
            : {},
      },
    );
    expect(outputs).to.deep.equal({ listener: LISTENER });
  });

  it("holds nothing of the recording before it", async () => {
    await recorded(
      () => {
        group("before");
      },
      { config: { "project:key": "value" } },
    );
    const { resources, outputs } = await recorded(() => ({ key: new pulumi.Config().get("key") ?? "none" }));
    expect([resources, outputs]).to.deep.equal([[], { key: "none" }]);
  });
});

describe("a recording of a program that fails", () => {
  const fault = new Error("fault");

  it("rejects with what the program throws at once", async () => {
    expect(
      await reason(() => {
        throw fault;
      }),
    ).to.equal(fault);
  });

  it("rejects with what it throws later", async () => {
    expect(await reason(() => Promise.reject(fault))).to.equal(fault);
  });

  it("rejects with what is thrown inside an apply that nothing waits for", async () => {
    const program = () => {
      pulumi.output(1).apply(() => {
        throw fault;
      });
      return undefined;
    };
    expect(await reason(program)).to.equal(fault);
  });

  it("rejects with what is thrown inside an apply that a resource waits for", async () => {
    const program = () => {
      group(
        "a",
        {},
        {
          port: pulumi.output(1).apply((): number => {
            throw fault;
          }),
        },
      );
    };
    expect(((await reason(program)) as Error).message).to.include("fault");
  });

  it("rejects with what is thrown inside an apply that the outputs wait for", async () => {
    const program = () => ({
      port: pulumi.output(1).apply((): number => {
        throw fault;
      }),
    });
    expect(((await reason(program)) as Error).message).to.include("fault");
  });

  it("rejects where a look-up fails and the program does not catch it", async () => {
    const program = () => ({ port: lb.getListenerOutput({ arn: LISTENER }).port });
    const lookUp = () => {
      throw fault;
    };
    expect(await reason(program, { lookUp })).to.be.an("error");
  });

  it("gives the program's log back to the console", async () => {
    const { warn } = pulumi.log;
    await reason(() => Promise.reject(fault));
    expect(pulumi.log.warn).to.equal(warn);
  });

  it("leaves no listener and no rejection behind", async () => {
    const listeners = process.listenerCount("unhandledRejection");
    const strays: unknown[] = [];
    const onStray = (stray: unknown) => void strays.push(stray);
    await reason(() => {
      for (const name of ["a", "b", "c"])
        group(
          name,
          {},
          {
            port: pulumi.output(1).apply((): number => {
              throw fault;
            }),
          },
        );
      return undefined;
    });
    process.on("unhandledRejection", onStray);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", onStray);
    expect([process.listenerCount("unhandledRejection"), strays]).to.deep.equal([listeners, []]);
  });
});

describe("transforms in a recording", () => {
  /** A transform that notes that it ran, in the name of the target group. */
  const noting =
    (note: string): pulumi.ResourceTransform =>
    ({ type, props, opts }) =>
      type === "aws:lb/targetGroup:TargetGroup"
        ? { props: { ...props, name: `${String(props["name"] ?? "")}${note}` }, opts }
        : undefined;

  it("run from the resource to its parents to the stack", async () => {
    const { resources } = await recorded(() => {
      pulumi.runtime.registerResourceTransform(noting("4"));
      class Outer extends pulumi.ComponentResource {
        constructor() {
          super("test:index:Outer", "outer", {}, { transforms: [noting("3")] });
          new (class extends pulumi.ComponentResource {
            constructor(parent: pulumi.Resource) {
              super("test:index:Inner", "inner", {}, { parent, transforms: [noting("2")] });
              group("tg", { parent: this, transforms: [noting("0"), noting("1")] });
              this.registerOutputs();
            }
          })(this);
          this.registerOutputs();
        }
      }
      new Outer();
      return undefined;
    });
    expect(resources.find(({ name }) => name === "tg")!.inputs).to.deep.equal({ name: "01234" });
  });

  it("can change protection and ignored changes", async () => {
    const transforms: pulumi.ResourceTransform[] = [
      ({ props, opts }) => ({ props, opts: { ...opts, protect: true, ignoreChanges: ["port"] } }),
    ];
    const { resources } = await recorded(() => {
      group("a", { transforms });
    });
    expect([resources[0]!.protect, resources[0]!.ignoreChanges]).to.deep.equal([true, ["port"]]);
  });

  it("can add aliases to those that a resource has", async () => {
    const transforms: pulumi.ResourceTransform[] = [
      ({ props, opts }) => ({
        props,
        opts: { ...opts, aliases: [...(opts.aliases ?? []), { name: "older" }, "urn:of:the:oldest"] },
      }),
    ];
    const { resources } = await recorded(() => {
      group("a", { transforms, aliases: [{ name: "old" }] });
    });
    expect(resources[0]!.aliases).to.include.members(["old", "older", "urn:of:the:oldest"]);
  });

  it("leave alone what they return nothing for", async () => {
    const { resources } = await recorded(() => {
      group("a", { transforms: [() => undefined] }, { port: 1 });
    });
    expect(resources[0]!.inputs).to.deep.equal({ port: 1 });
  });

  it("do not run on the siblings of the resource that has them", async () => {
    const { resources } = await recorded(() => {
      group("a", { transforms: [noting("x")] });
      group("b");
    });
    expect(resources.map(({ inputs }) => inputs)).to.deep.equal([{ name: "x" }, {}]);
  });

  it("that throw fail the recording", async () => {
    const transforms = [
      () => {
        throw new Error("bad transform");
      },
    ];
    expect(
      (
        (await reason(() => {
          group("a", { transforms });
        })) as Error
      ).message,
    ).to.include("bad transform");
  });
});

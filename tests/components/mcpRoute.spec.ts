import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { McpRoute, type McpRouteArgs, RouteError } from "../../components/index.ts";
import { company, lookUps } from "../support/company.ts";
import { args, deploy, failed } from "../support/deploy.ts";
import {
  COMPONENT,
  CREATE,
  GROUP,
  PATHS,
  RULE,
  UNKNOWN,
  group,
  lookedUp,
  route,
  rule,
} from "../support/route.ts";

describe("McpRoute", () => {
  describe("with an adopted target group", () => {
    it("registers the component and one rule, and nothing else", async () => {
      const { resources } = await route();
      expect(resources.map(({ type, name }) => [type, name])).to.deep.equal([
        [RULE, "mcp-rule"],
        [COMPONENT, "mcp"],
      ]);
    });

    it("makes a rule that takes exactly the endpoint's paths, and has no tags", async () => {
      expect((await route()).the("mcp-rule").inputs).to.deep.equal(rule);
    });

    it("looks up the balancer by name, its listener by port, and the target group by name", async () => {
      expect(lookedUp(await route())).to.deep.equal([
        ["getListener", { loadBalancerArn: company.balancerArn, port: 443 }],
        ["getLoadBalancer", { name: "sales--LoadB-nGDYylEerIKm" }],
        ["getTargetGroup", { name: "sales-prod-mcp-server" }],
      ]);
    });

    it("looks the target group up by its ARN, where that is given", async () => {
      const deployment = await route({ target: { adopt: { arn: company.targetGroupArn }, port: 8000 } });
      expect(lookedUp(deployment)[2]).to.deep.equal(["getTargetGroup", { arn: company.targetGroupArn }]);
    });

    it("gives out the URL, the ARNs, the name and a row for each path", async () => {
      expect((await route()).outputs).to.deep.equal({
        url: "https://demo.quiltdata.com/mcp",
        ruleArn:
          "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/made/0000000000000000/mcp-rule-xxxxxxx/0000000000000000",
        targetGroupArn: company.targetGroupArn,
        targetGroupName: "sales-prod-mcp-server",
        targetGroups: {
          target: { arn: company.targetGroupArn, name: "sales-prod-mcp-server", port: 8000, weight: 1 },
        },
        ecs: {
          loadBalancers: [
            { targetGroupArn: company.targetGroupArn, containerName: "mcp", containerPort: 8000 },
          ],
        },
        routes: PATHS.map((path) => ({
          host: "*",
          path,
          methods: ["*"],
          conditions: [],
          target: "sales-prod-mcp-server",
        })),
      });
    });

    it("warns of nothing, where all is as it should be", async () => {
      expect((await route()).logs).to.deep.equal([]);
    });
  });

  describe("with a target group of its own", () => {
    it("registers the component, the target group and the rule", async () => {
      expect((await route({ target: CREATE })).names).to.deep.equal(["mcp", "mcp-rule", "mcp-tg"]);
    });

    it("makes it of type ip, in the balancer's VPC, with the default health check, without name and tags", async () => {
      expect((await route({ target: CREATE })).the("mcp-tg").inputs).to.deep.equal(group);
    });

    it("makes it with the health check that is asked for", async () => {
      const healthCheck = {
        path: "/well?deep=1",
        matcher: "200-204",
        interval: 10,
        timeout: 3,
        healthyThreshold: 4,
        unhealthyThreshold: 5,
      };
      const { inputs } = (await route({ target: CREATE, healthCheck })).the("mcp-tg");
      expect(inputs["healthCheck"]).to.deep.equal({ ...healthCheck, protocol: "HTTP", port: "traffic-port" });
    });

    it("forwards to it", async () => {
      const deployment = await route({ target: CREATE });
      expect(deployment.the("mcp-rule").inputs["actions"]).to.deep.equal([
        { type: "forward", targetGroupArn: deployment.outputs["targetGroupArn"] },
      ]);
      expect(deployment.outputs["targetGroupArn"]).to.match(/:targetgroup\/mcp-tg-/);
    });

    it("looks up no target group", async () => {
      expect(lookedUp(await route({ target: CREATE })).map(([name]) => name)).to.deep.equal([
        "getListener",
        "getLoadBalancer",
      ]);
    });

    it("has the rule depend on it", async () => {
      const deployment = await route({ target: CREATE });
      expect(deployment.the("mcp-rule").dependsOn).to.deep.equal([deployment.the("mcp-tg").urn]);
    });

    it("makes it in the VPC that the balancer is found in", async () => {
      const { the } = await route(
        { target: CREATE },
        {},
        { lookUp: lookUps({ balancer: { vpcId: "vpc-9" } }) },
      );
      expect(the("mcp-tg").inputs).to.deep.equal({ ...group, vpcId: "vpc-9" });
    });

    it("takes the VPC where it is said", async () => {
      const { the } = await route({ target: { create: { vpcId: company.vpcId }, port: 8000 } });
      expect(the("mcp-tg").inputs).to.deep.equal(group);
    });

    it("names it in the rows", async () => {
      const { outputs } = await route({ target: CREATE });
      const rows = outputs["routes"] as { target: string }[];
      expect(rows.map(({ target }) => target)).to.deep.equal(PATHS.map(() => outputs["targetGroupName"]));
    });
  });

  describe("on a listener given otherwise", () => {
    it("looks up a listener by its ARN, and then its balancer", async () => {
      const deployment = await route({ listener: { arn: company.listenerArn } });
      expect(lookedUp(deployment)).to.deep.equal([
        ["getListener", { arn: company.listenerArn }],
        ["getLoadBalancer", { arn: company.balancerArn }],
        ["getTargetGroup", { name: "sales-prod-mcp-server" }],
      ]);
      expect(deployment.the("mcp-rule").inputs).to.deep.equal(rule);
    });

    it("looks up a balancer by its ARN", async () => {
      const deployment = await route({ listener: { loadBalancer: company.balancerArn, port: 8443 } });
      expect(lookedUp(deployment).slice(0, 2)).to.deep.equal([
        ["getListener", { loadBalancerArn: company.balancerArn, port: 8443 }],
        ["getLoadBalancer", { arn: company.balancerArn }],
      ]);
      expect(deployment.the("mcp-rule").inputs).to.deep.equal(rule);
    });

    const ports: [string, number][] = [
      ["https://demo.quiltdata.com/mcp", 443],
      ["http://demo.quiltdata.com/mcp", 80],
      ["https://demo.quiltdata.com:8443/mcp", 8443],
    ];
    for (const [url, port] of ports) {
      it(`takes the listener on port ${port} for ${url}, where no port is said`, async () => {
        expect(lookedUp(await route({ url }))[0]).to.deep.equal([
          "getListener",
          { loadBalancerArn: company.balancerArn, port },
        ]);
      });
    }

    for (const loadBalancer of [
      `dualstack.${company.dnsName}`,
      `${company.dnsName}.`,
      company.dnsName.replace(".us-east-1.", ".US-EAST-1."),
    ]) {
      it(`knows the balancer by ${loadBalancer}`, async () => {
        const deployment = await route({ listener: { loadBalancer } });
        expect(lookedUp(deployment)[1]).to.deep.equal([
          "getLoadBalancer",
          { name: "sales--LoadB-nGDYylEerIKm" },
        ]);
        expect(deployment.warnings).to.deep.equal([]);
      });
    }
  });

  describe("with hosts", () => {
    const hosts = ["demo.quiltdata.com", "*.quiltdata.io"];

    it("asks for one of the hosts and one of the paths", async () => {
      const { the } = await route({ hosts });
      expect(the("mcp-rule").inputs).to.deep.equal({
        ...rule,
        conditions: [{ hostHeader: { values: hosts } }, { pathPattern: { values: PATHS } }],
      });
    });

    it("gives a row for each host and path", async () => {
      const target = "sales-prod-mcp-server";
      const rows = hosts.flatMap((host) =>
        PATHS.map((path) => ({ host, path, methods: ["*"], conditions: [], target })),
      );
      expect((await route({ hosts })).outputs["routes"]).to.deep.equal(rows);
    });

    it("takes everything of the hosts, where the endpoint has no path", async () => {
      const { the } = await route({ url: "https://mcp.quiltdata.com", hosts: ["mcp.quiltdata.com"] });
      expect(the("mcp-rule").inputs["conditions"]).to.deep.equal([
        { hostHeader: { values: ["mcp.quiltdata.com"] } },
        { pathPattern: { values: ["/*"] } },
      ]);
    });
  });

  describe("with tags", () => {
    const known: Record<string, () => NonNullable<McpRouteArgs["tags"]>> = {
      "plain values": () => ({ team: "data", env: "prod" }),
      "an Output": () => pulumi.output({ team: "data", env: "prod" }),
      "a Promise": () => Promise.resolve({ team: "data", env: "prod" }),
      "a map with an Output in it": () => ({ team: "data", env: pulumi.output("prod") }),
    };
    for (const [how, tags] of Object.entries(known)) {
      it(`gives them to everything that takes tags: ${how}`, async () => {
        const { the } = await deploy(() => {
          new McpRoute("mcp", args({ target: CREATE, tags: tags() }));
        });
        expect(the("mcp-tg").inputs).to.deep.equal({ ...group, tags: { team: "data", env: "prod" } });
        expect(the("mcp-rule").inputs["tags"]).to.deep.equal({ team: "data", env: "prod" });
      });
    }

    it("refuses those that are wrong once they are known, and registers nothing", async () => {
      const { error, registered } = await failed(() => {
        new McpRoute("mcp", args({ target: CREATE, tags: pulumi.output({ "aws:team": "data" }) }));
      });
      expect(error.message).to.equal(
        'McpRoute "mcp": 1 problem; none of its resources was registered.\n' +
          '  tags["aws:team"]: begins with "aws:", which AWS keeps for itself ' +
          "(https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Tag.html).\n" +
          "      Choose another key.",
      );
      expect(registered).to.deep.equal([COMPONENT]);
    });
  });

  describe("as a Pulumi component", () => {
    it("is the parent of all that it makes, and stands at the top itself", async () => {
      const { the } = await route({ target: CREATE });
      const { urn, type, parent } = the("mcp");
      expect(type).to.equal(COMPONENT);
      expect(parent).to.equal("urn:pulumi:test::mcp-route::pulumi:pulumi:Stack::mcp-route-test");
      expect([the("mcp-tg").parent, the("mcp-rule").parent]).to.deep.equal([urn, urn]);
    });

    it("names what it makes after itself, never after a priority or a path", async () => {
      const changes = { target: CREATE, priority: 77, url: "https://demo.quiltdata.com/other" };
      const { names } = await deploy(() => {
        new McpRoute("tools", args(changes));
      });
      expect(names).to.deep.equal(["tools", "tools-rule", "tools-tg"]);
    });

    it("hands its arguments to the state", async () => {
      expect((await route({ priority: 11 })).the("mcp").inputs).to.deep.equal({ ...args({ priority: 11 }) });
    });

    it("stands under the parent that it is given", async () => {
      const { the } = await deploy(() => {
        const parent = new pulumi.ComponentResource("company:index:Site", "site");
        new McpRoute("mcp", args(), { parent });
      });
      expect(the("mcp").parent).to.equal(the("site").urn);
    });

    it("hands `protect` to all that it makes", async () => {
      const { resources } = await route({ target: CREATE }, { protect: true });
      expect(resources.map(({ name, protect }) => [name, protect])).to.deep.equal([
        ["mcp-rule", true],
        ["mcp-tg", true],
        ["mcp", true],
      ]);
    });

    it("protects nothing unless asked", async () => {
      const { resources } = await route({ target: CREATE });
      expect(resources.map(({ protect }) => protect)).to.deep.equal([false, false, false]);
    });

    it("keeps its state when it is renamed with an alias", async () => {
      expect((await route({}, { aliases: [{ name: "old" }] })).the("mcp").aliases).to.deep.equal(["old"]);
    });

    it("waits for what it depends on", async () => {
      const { the } = await deploy(() => {
        const first = new aws.lb.TargetGroup("first", {});
        new McpRoute("mcp", args(), { dependsOn: first });
      });
      expect(the("mcp").dependsOn).to.deep.equal([the("first").urn]);
    });

    it("has its transforms change what it makes", async () => {
      const { the } = await route(
        { target: CREATE },
        {
          transforms: [
            ({ type, props, opts }) =>
              type === GROUP ? { props: { ...props, deregistrationDelay: 5 }, opts } : undefined,
          ],
        },
      );
      expect(the("mcp-tg").inputs).to.deep.equal({ ...group, deregistrationDelay: 5 });
      expect(the("mcp-rule").inputs["deregistrationDelay"]).to.equal(undefined);
    });

    const ways: Record<string, (provider: aws.Provider) => pulumi.ComponentResourceOptions> = {
      provider: (provider) => ({ provider }),
      "providers as a list": (provider) => ({ providers: [provider] }),
      "providers as a map": (provider) => ({ providers: { aws: provider } }),
    };
    for (const [way, opts] of Object.entries(ways)) {
      it(`works with the provider of the option ${way}, in what it makes and in what it looks up`, async () => {
        const { lookUps: all, the } = await deploy(() => {
          const provider = new aws.Provider("west", { region: "us-west-2" });
          new McpRoute("mcp", args({ target: CREATE }), opts(provider));
        });
        const provider = `${the("west").urn}::west-id`;
        expect([the("mcp-rule").provider, the("mcp-tg").provider]).to.deep.equal([provider, provider]);
        expect(all.map((lookUp) => lookUp.provider)).to.deep.equal([provider, provider]);
      });
    }

    it("looks the target group up with that provider as well", async () => {
      const { lookUps: all, the } = await deploy(() => {
        const provider = new aws.Provider("west", { region: "us-west-2" });
        new McpRoute("mcp", args(), { provider });
      });
      expect(all.map((lookUp) => lookUp.provider)).to.deep.equal(
        Array(3).fill(`${the("west").urn}::west-id`),
      );
    });

    it("looks a listener that is given by its ARN, and its balancer, up with that provider as well", async () => {
      const { the, lookUps: all } = await deploy(() => {
        const provider = new aws.Provider("west", { region: "us-west-2" });
        new McpRoute("mcp", args({ listener: { arn: company.listenerArn } }), { provider });
      });
      const provider = `${the("west").urn}::west-id`;
      expect(all.map((lookUp) => [lookUp.token.split(":").at(-1), lookUp.provider])).to.deep.equal([
        ["getListener", provider],
        ["getLoadBalancer", provider],
        ["getTargetGroup", provider],
      ]);
    });

    it("registers its outputs once, all of them", async () => {
      const { the } = await deploy(() => {
        new McpRoute("mcp", args());
      });
      expect(the("mcp").outputs.map((outputs) => Object.keys(outputs).sort())).to.deep.equal([
        ["ecs", "routes", "ruleArn", "targetGroupArn", "targetGroupName", "targetGroups", "url"],
      ]);
    });

    it("uses the default provider unless given one", async () => {
      const { resources, lookUps: all } = await route();
      expect([...resources, ...all].filter(({ provider }) => provider !== undefined)).to.deep.equal([]);
    });

    it("stands twice in a program, with an adopted target group in common", async () => {
      const { names } = await deploy(() => {
        new McpRoute("one", args());
        new McpRoute("two", args({ url: "https://demo.quiltdata.com/two", priority: 11 }));
      });
      expect(names).to.deep.equal(["one", "one-rule", "two", "two-rule"]);
    });
  });

  describe("in a preview", () => {
    it("shows the rule, and the target group's ARN as not known yet", async () => {
      const { the } = await route({ target: CREATE }, {}, { preview: true });
      expect(the("mcp-tg").inputs).to.deep.equal(group);
      expect(the("mcp-rule").inputs).to.deep.equal({
        ...rule,
        actions: [{ type: "forward", targetGroupArn: UNKNOWN }],
      });
    });

    it("refuses what is wrong already", async () => {
      const lookUp = lookUps({ targetGroup: { protocol: "HTTPS" } });
      const { registered } = await failed(
        () => {
          new McpRoute("mcp", args());
        },
        { preview: true, lookUp },
      );
      expect(registered).to.deep.equal([COMPONENT]);
    });

    it("takes a target group of the same program, which is not known yet", async () => {
      const { the, lookUps: all } = await deploy(
        () => {
          const { arn } = new aws.lb.TargetGroup("own", { port: 8000 });
          new McpRoute("mcp", args({ target: { adopt: { arn }, port: 8000 } }));
        },
        { preview: true },
      );
      expect(the("mcp-rule").inputs).to.deep.equal({
        ...rule,
        listenerArn: UNKNOWN,
        actions: [{ type: "forward", targetGroupArn: UNKNOWN }],
      });
      expect(all).to.deep.equal([]);
    });
  });

  describe("with values that become known later", () => {
    const own = () => new aws.lb.TargetGroup("own", { port: 8000 });
    const OWN_ARN =
      "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/own-xxxxxxx/0000000000000000";

    it("looks a target group of the same program up by the ARN that it gets", async () => {
      const deployment = await deploy(
        () => {
          new McpRoute("mcp", args({ target: { adopt: { arn: own().arn }, port: 8000 } }));
        },
        { lookUp: lookUps({ targetGroup: { arn: OWN_ARN, loadBalancerArns: [] } }) },
      );
      expect(lookedUp(deployment)[2]).to.deep.equal(["getTargetGroup", { arn: OWN_ARN }]);
      expect(deployment.the("mcp-rule").inputs["actions"]).to.deep.equal([
        { type: "forward", targetGroupArn: OWN_ARN },
      ]);
      expect(deployment.the("mcp-rule").dependsOn).to.deep.equal([deployment.the("own").urn]);
    });

    it("takes Outputs and Promises alike", async () => {
      const listener = { loadBalancer: pulumi.output(company.dnsName) };
      const target = { adopt: { name: Promise.resolve("sales-prod-mcp-server") }, port: 8000 };
      expect((await route({ listener, target })).the("mcp-rule").inputs).to.deep.equal(rule);
    });

    const wrong: [string, unknown, (value: pulumi.Input<string>) => Partial<McpRouteArgs>][] = [
      ["listener.arn", "arn:x", (arn) => ({ listener: { arn } })],
      ["listener.loadBalancer", "sales_prod", (loadBalancer) => ({ listener: { loadBalancer } })],
      ["target.adopt.name", "a_b", (name) => ({ target: { adopt: { name }, port: 8000 } })],
      ["target.adopt.arn", "arn:x", (arn) => ({ target: { adopt: { arn }, port: 8000 } })],
      ["target.create.vpcId", "vpc", (vpcId) => ({ target: { create: { vpcId }, port: 8000 } })],
    ];
    for (const [path, value, changes] of wrong) {
      it(`refuses ${path} with the words that it has for a plain value`, async () => {
        const early = await failed(() => {
          new McpRoute("mcp", args(changes(value as string)));
        });
        const late = await failed(() => {
          new McpRoute("mcp", args(changes(pulumi.output(value as string))));
        });
        const [, ...problem] = early.error.message.split("\n");
        expect(late.error.message.split("\n")).to.deep.equal([
          'McpRoute "mcp": 1 problem; none of its resources was registered.',
          ...problem,
        ]);
        expect([early.registered, late.registered]).to.deep.equal([[], [COMPONENT]]);
        expect(late.lookUps).to.deep.equal([]);
      });

      it(`refuses ${path}, where an Output turns out to hold nothing`, async () => {
        const nothing = pulumi.output(undefined as unknown as string);
        const {
          error,
          registered,
          lookUps: all,
        } = await failed(() => {
          new McpRoute("mcp", args(changes(nothing)));
        });
        expect(error.message).to.equal(
          'McpRoute "mcp": 1 problem; none of its resources was registered.\n' +
            `  ${path}: is given, but what it comes from turned out to hold nothing.\n` +
            "      Check the name of the output that it comes from.",
        );
        expect([registered, all]).to.deep.equal([[COMPONENT], []]);
      });
    }
  });

  describe("where plain values are wrong", () => {
    it("tells all problems in one error, and registers not even itself", async () => {
      const {
        error,
        registered,
        lookUps: all,
      } = await failed(() => {
        new McpRoute("mcp", args({ priority: 0, hosts: ["x"], target: { port: 0 }, longestSilence: 0 }));
      });
      expect(error).to.be.instanceOf(RouteError);
      expect(error.message).to.match(/^McpRoute "mcp": 5 problems; nothing was registered\.\n/);
      expect([...error.message.matchAll(/^ {2}(\S+): /gm)].map(([, path]) => path)).to.deep.equal([
        "priority",
        "hosts[0]",
        "target",
        "target.port",
        "longestSilence",
      ]);
      expect([registered, all]).to.deep.equal([[], []]);
    });
  });

  describe("where something to adopt does not exist", () => {
    it("tells of the balancer, with its region and the command that finds it", async () => {
      const { error, registered } = await failed(
        () => {
          new McpRoute("mcp", args());
        },
        {
          lookUp: lookUps({ balancer: null }),
        },
      );
      expect(error.message).to.equal(
        'McpRoute "mcp": 1 problem; none of its resources was registered.\n' +
          '  listener.loadBalancer: no balancer "sales--LoadB-nGDYylEerIKm" was found in this account and region; ' +
          "AWS looks names up with their letter case. " +
          "The provider says: reading ELBv2 LoadBalancer: couldn't find resource\n" +
          "      Check that the provider has the right account and works in us-east-1, and find the balancers with: " +
          "aws elbv2 describe-load-balancers --region us-east-1 --query 'LoadBalancers[].[LoadBalancerName,DNSName]'",
      );
      expect(registered).to.deep.equal([COMPONENT]);
    });

    it("tells of a balancer given by its ARN without talk of names", async () => {
      const { error, registered } = await failed(
        () => {
          new McpRoute("mcp", args({ listener: { loadBalancer: company.balancerArn } }));
        },
        { lookUp: lookUps({ balancer: null }) },
      );
      expect(error.message).to.contain(
        `  listener.loadBalancer: no balancer "${company.balancerArn}" was found in this account and region. The`,
      );
      expect(registered).to.deep.equal([COMPONENT]);
    });

    it("tells of the balancer of a listener given by its ARN", async () => {
      const { error, registered } = await failed(
        () => {
          new McpRoute("mcp", args({ listener: { arn: company.listenerArn } }));
        },
        { lookUp: lookUps({ balancer: null }) },
      );
      expect(error.message).to.contain(`  listener.arn: no balancer "${company.balancerArn}" was found`);
      expect(registered).to.deep.equal([COMPONENT]);
    });

    const COMMAND =
      `aws elbv2 describe-listeners --region us-east-1 --load-balancer-arn ${company.balancerArn} ` +
      "--query 'Listeners[].[Port,Protocol,ListenerArn]'";

    it("tells of the listener's port, with the command that lists the balancer's listeners", async () => {
      const { error, registered } = await failed(
        () => {
          new McpRoute("mcp", args({ listener: { loadBalancer: company.dnsName, port: 444 } }));
        },
        { lookUp: lookUps({ listener: null }) },
      );
      expect(error.message).to.equal(
        'McpRoute "mcp": 1 problem; none of its resources was registered.\n' +
          `  listener.port: no listener 444 was found on ${company.balancerArn}. ` +
          "The provider says: reading ELBv2 Listener: couldn't find resource\n" +
          `      Find the listeners with: ${COMMAND}`,
      );
      expect(registered).to.deep.equal([COMPONENT]);
    });

    it("tells of the listener's ARN, with that command for the balancer in it", async () => {
      const { error, registered } = await failed(
        () => {
          new McpRoute("mcp", args({ listener: { arn: company.listenerArn } }));
        },
        { lookUp: lookUps({ listener: null }) },
      );
      expect(error.message).to.contain(`  listener.arn: no listener "${company.listenerArn}`.slice(0, 120));
      expect(error.message).to.contain(`      Find the listeners with: ${COMMAND}`);
      expect(registered).to.deep.equal([COMPONENT]);
    });

    it("tells of the target group's name", async () => {
      const { error, registered } = await failed(
        () => {
          new McpRoute("mcp", args());
        },
        {
          lookUp: lookUps({ targetGroup: null }),
        },
      );
      expect(error.message).to.equal(
        'McpRoute "mcp": 1 problem; none of its resources was registered.\n' +
          '  target.adopt.name: no target group "sales-prod-mcp-server" was found in this account and region. ' +
          "The provider says: reading ELBv2 TargetGroup: couldn't find resource\n" +
          "      Find it with: aws elbv2 describe-target-groups --query 'TargetGroups[].[TargetGroupName,TargetGroupArn]'; " +
          "or have one made with target.create in place of target.adopt.",
      );
      expect(registered).to.deep.equal([COMPONENT]);
    });

    it("tells of the target group's ARN", async () => {
      const { error, registered } = await failed(
        () => {
          new McpRoute("mcp", args({ target: { adopt: { arn: company.targetGroupArn }, port: 8000 } }));
        },
        { lookUp: lookUps({ targetGroup: null }) },
      );
      expect(error.message).to.contain(`  target.adopt.arn: no target group "${company.targetGroupArn}" was`);
      expect(error.message).to.contain("aws elbv2 describe-target-groups --region us-east-1 --query");
      expect(registered).to.deep.equal([COMPONENT]);
    });

    it("tells of the balancer and the target group in one error", async () => {
      const { error } = await failed(
        () => {
          new McpRoute("mcp", args());
        },
        {
          lookUp: lookUps({ balancer: null, targetGroup: null }),
        },
      );
      expect(error.message).to.match(
        /: 2 problems; .*\n {2}listener\.loadBalancer: .*\n.*\n {2}target\.adopt\.name: /,
      );
    });

    it("makes no target group either, where one is to be made", async () => {
      const { registered } = await failed(
        () => {
          new McpRoute("mcp", args({ target: CREATE }));
        },
        {
          lookUp: lookUps({ balancer: null }),
        },
      );
      expect(registered).to.deep.equal([COMPONENT]);
    });
  });
});

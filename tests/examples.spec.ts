import { join } from "node:path";
import { expect } from "chai";
import { decide } from "../dataplane/decision.ts";
import type { Action, Listener } from "../dataplane/listener.ts";
import { ruleFromRegistration } from "../dataplane/readers/registrations.ts";
import type { RecordedResource } from "../rehearsal/program/recorder.ts";
import { readStackFile } from "../rehearsal/program/stackFile.ts";
import { aListener, aRequest } from "./dataplane/support.ts";
import { FOLDER } from "./golden/golden.ts";
import { company, lookUps } from "./support/company.ts";
import { type Deployment, deploy } from "./support/deploy.ts";

/** What AWS, and awsx out of the program's sight, make of the network's resources. */
const MADE: Partial<Record<string, Record<string, unknown>>> = {
  "awsx:ec2:Vpc": {
    vpcId: "vpc-0e9801d129ee2a6b5",
    publicSubnetIds: ["subnet-0a", "subnet-0b"],
    privateSubnetIds: ["subnet-1a", "subnet-1b"],
  },
  "aws:lb/loadBalancer:LoadBalancer": { dnsName: "balancer-1234567890.us-east-1.elb.amazonaws.com" },
  "aws:ecs/cluster:Cluster": { arn: "arn:aws:ecs:us-east-1:123456789012:cluster/services" },
};

const RULE = "aws:lb/listenerRule:ListenerRule";
const SERVICE = "aws:ecs/service:Service";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";

/** Deploys an example's stack `prod`, the network's to be looked up and referred to where there is one. */
async function prod(example: string, network?: Deployment): Promise<Deployment> {
  const { unread, ...stage } = await readStackFile(join(FOLDER, "examples", example), "prod");
  expect(unread).to.deep.equal([]);
  return await deploy(() => import(`../examples/${example}/index.ts`) as Promise<object>, {
    ...stage,
    lookUp: network ? lookUpsOf(network) : lookUps(),
    outputsOf: (type, name) =>
      type === "pulumi:pulumi:StackReference" && name === "organization/network/prod"
        ? { outputs: network?.outputs }
        : (MADE[type] ?? {}),
  });
}

/** What AWS says of the network's listener and balancer. */
function lookUpsOf(network: Deployment): ReturnType<typeof lookUps> {
  const { loadBalancerArn } = network.the("https").inputs;
  const { idleTimeout } = network.the("balancer").inputs;
  const { listenerArn, vpcId } = network.outputs;
  return lookUps({
    listener: { arn: listenerArn, loadBalancerArn },
    balancer: { arn: loadBalancerArn, idleTimeout, vpcId },
  });
}

/** The only resource of a type. */
function only(type: string, { resources }: Deployment): RecordedResource {
  const found = resources.filter((resource) => resource.type === type);
  expect(found).to.have.length(1);
  return found[0]!;
}

function kinds({ resources }: Deployment): string[] {
  return resources.map(({ type, name }) => `${type} ${name}`);
}

/** Where a request ends that is sent to the network's listener with both applications' rules on it. */
function answerTo(host: string, path: string, listener: Listener): Action[] {
  return decide(listener, aRequest({ path, headers: [["Host", host]] })).actions;
}

describe("The examples", () => {
  let network: Deployment;
  let catalog: Deployment;
  let search: Deployment;
  before(async () => {
    network = await prod("network");
    catalog = await prod("catalog", network);
    search = await prod("search", network);
  });

  describe("the network", () => {
    it("makes a VPC, a balancer with its listener, and a cluster", () => {
      expect(kinds(network)).to.deep.equal([
        "aws:ec2/securityGroup:SecurityGroup balancer-ingress",
        "aws:ecs/cluster:Cluster services",
        "aws:lb/listener:Listener https",
        "aws:lb/loadBalancer:LoadBalancer balancer",
        "awsx:ec2:Vpc network",
      ]);
    });

    it("tells applications what they need of it", () => {
      expect(network.outputs).to.deep.equal({
        listenerArn:
          "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/https-xxxxxxx/0000000000000000/1111111111111111",
        securityGroupId: "balancer-ingress-id",
        dnsName: "balancer-1234567890.us-east-1.elb.amazonaws.com",
        vpcId: "vpc-0e9801d129ee2a6b5",
        privateSubnetIds: ["subnet-1a", "subnet-1b"],
        clusterArn: "arn:aws:ecs:us-east-1:123456789012:cluster/services",
      });
    });
  });

  for (const name of ["catalog", "search"]) {
    describe(`the application ${name}`, () => {
      let application: Deployment;
      before(() => {
        application = name === "catalog" ? catalog : search;
      });

      it("makes its route and its service, without a warning", () => {
        expect(kinds(application)).to.deep.equal([
          `aws:ec2/securityGroup:SecurityGroup ${name}`,
          `${SERVICE} ${name}`,
          `aws:ecs/taskDefinition:TaskDefinition ${name}`,
          `${RULE} ${name}-rule`,
          `${TARGET_GROUP} ${name}-tg`,
          `mcp-route:index:McpRoute ${name}`,
        ]);
        expect(application.warnings).to.deep.equal([]);
      });

      it("puts its rule on the network's listener, and its target group in the network's VPC", () => {
        expect(only(RULE, application).inputs["listenerArn"]).to.equal(network.outputs["listenerArn"]);
        expect(only(TARGET_GROUP, application).inputs["vpcId"]).to.equal(network.outputs["vpcId"]);
      });

      it("registers its service in its route's target group, which lets in the network's balancer alone", () => {
        const service = only(SERVICE, application).inputs;
        expect(service["loadBalancers"]).to.deep.equal([
          {
            targetGroupArn: `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}-tg-xxxxxxx/0000000000000000`,
            containerName: "mcp",
            containerPort: 8000,
          },
        ]);
        expect(service["networkConfiguration"]).to.deep.equal({
          subnets: ["subnet-1a", "subnet-1b"],
          securityGroups: [`${name}-id`],
        });
        expect(only("aws:ec2/securityGroup:SecurityGroup", application).inputs["ingress"]).to.deep.equal([
          { protocol: "tcp", fromPort: 8000, toPort: 8000, securityGroups: ["balancer-ingress-id"] },
        ]);
      });

      it("has its service wait for the rule", () => {
        expect(only(SERVICE, application).dependsOn).to.include(only(RULE, application).urn);
      });
    });
  }

  describe("on one listener", () => {
    let listener: Listener;
    before(() => {
      const rules = [catalog, search].map((application) => {
        const { name, inputs } = only(RULE, application);
        return ruleFromRegistration({ id: name, inputs });
      });
      // The default actions read as those of a rule do.
      const { defaultActions: actions } = network.the("https").inputs;
      const byDefault = ruleFromRegistration({ id: "default", inputs: { priority: 50000, actions } });
      listener = aListener({ rules, defaultActions: byDefault.actions });
    });

    it("have rules of different priorities", () => {
      expect(listener.rules.map(({ priority }) => priority)).to.deep.equal([10, 20]);
    });

    it("get what is sent to their hosts, each in its own target group", () => {
      const groupOf = (name: string) =>
        `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}-tg-xxxxxxx/0000000000000000`;
      for (const name of ["catalog", "search"])
        expect(answerTo(`${name}.example.com`, "/mcp", listener)).to.deep.equal([
          { type: "forward", targetGroups: [{ arn: groupOf(name), weight: 1 }] },
        ]);
    });

    it("leave everything else to the network, which answers 404 in JSON", () => {
      const notFound: Action[] = [
        {
          type: "fixed-response",
          statusCode: 404,
          contentType: "application/json",
          body: '{"error":"not found"}',
        },
      ];
      expect(answerTo("catalog.example.com", "/", listener)).to.deep.equal(notFound);
      expect(answerTo("other.example.com", "/mcp", listener)).to.deep.equal(notFound);
      expect(answerTo(company.dnsName, "/mcp", listener)).to.deep.equal(notFound);
    });
  });
});

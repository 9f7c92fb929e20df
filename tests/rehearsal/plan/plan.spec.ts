import { expect } from "chai";
import fc from "fast-check";
import type { Settings } from "../../../config.ts";
import type { Finding } from "../../../rehearsal/finding.ts";
import { planOf } from "../../../rehearsal/plan/plan.ts";
import { planFindings } from "../../../rehearsal/plan/findings.ts";
import { blank, record } from "../../../rehearsal/program/recorder.ts";
import { Refusal } from "../../../rehearsal/refusal.ts";
import { lookUp } from "../../../rehearsal/world/lookUps.ts";
import { listenerOf } from "../../../rehearsal/world/world.ts";
import { McpRoute, type McpRouteArgs } from "../../../components/index.ts";
import { args } from "../../support/deploy.ts";
import {
  type Differences,
  RULES,
  company,
  describedGroup,
  describedRule,
  forwardByWeight,
  onHeader,
  onHost,
  onMethod,
  onPath,
  onSource,
  ownRule,
  ruleArn,
  worldOf,
} from "../supportWorld.ts";

/** What a route makes of the company's listener. */
async function planned(differences: Differences, changes: Partial<McpRouteArgs> = {}) {
  const world = worldOf(differences);
  const { target, ...others } = args(changes);
  const route = (changes.targets ? others : { ...others, target }) as Settings["route"];
  const recording = await record(() => new McpRoute("mcp", route), {
    project: "mcp-route",
    stack: "prod",
    lookUp: (token, inputs) => lookUp(world, token, inputs),
  });
  const plan = planOf(recording, world);
  return { plan, world, settings: { name: "mcp", route, tools: undefined }, project: "shop", stack: "prod" };
}

async function findings(differences: Differences, changes?: Partial<McpRouteArgs>): Promise<Finding[]> {
  return planFindings(await planned(differences, changes));
}

const error = (text: string): Finding => ({ severity: "error", assumed: false, text });
const warning = (text: string): Finding => ({ severity: "warning", assumed: false, text });
const note = (text: string): Finding => ({ severity: "note", assumed: false, text });

/** The advice that ends a finding. */
function advice(free: number): string {
  return `Priority ${free} is free and comes first: pulumi config set shop:priority ${free} --stack prod`;
}

describe("the plan of a listener", () => {
  it("is the listener of today, and the same with the stack's rule", async () => {
    const { plan } = await planned({});
    expect(plan.before.rules.map(({ id }) => id)).to.deep.equal([ruleArn("5"), ruleArn("40")]);
    expect(plan.after).to.deep.equal({ ...plan.before, rules: [...plan.before.rules, ...plan.rules] });
    expect(plan.rules.map(({ id, priority }) => [id, priority])).to.deep.equal([["mcp-rule", 10]]);
    expect(plan.own).to.deep.equal([]);
  });

  it("leaves the stack's own rule out of today", async () => {
    const { plan } = await planned({ rules: [...RULES, ownRule(10)] });
    expect(plan.before.rules.map(({ id }) => id)).to.deep.equal([ruleArn("5"), ruleArn("40")]);
    expect(plan.own.map(({ id }) => id)).to.deep.equal([ruleArn("10")]);
    expect(plan.after.rules).to.have.length(3);
  });

  it("takes over whether the balancer preserves the host", async () => {
    expect((await planned({ preserveHost: true })).plan.after.preserveHostHeader).to.be.true;
  });

  it("is refused where rules.json is of another listener", async () => {
    const foreign = ruleArn("7").replace("f2f7dc8efc522ab2", "0000000000000000");
    const failed: unknown = await planned({
      rules: [{ ...describedRule(7, "sales-prod-frontend", onPath("/x")), RuleArn: foreign }],
    }).catch((reason: unknown) => reason);
    expect(failed).to.be.instanceOf(Refusal);
    expect(failed).to.have.property(
      "message",
      `rules.json has the rule ${foreign}, which is not of the listener ${company.listenerArn}.`,
    );
  });

  it("is refused where the program registers no rule", () => {
    expect(() => planOf(blank(), worldOf())).to.throw(
      Refusal,
      "The program registers no listener rule, so there is no route to rehearse.",
    );
  });

  it("is refused where listeners.json lacks the rule's listener", async () => {
    const { plan } = await planned({});
    const inputs = { listenerArn: "arn:other", priority: 10, conditions: [], actions: [] };
    const resource = { type: "aws:lb/listenerRule:ListenerRule", name: "r", urn: "", parent: "", inputs };
    const options = { outputs: [], dependsOn: [], protect: false, aliases: [], ignoreChanges: [] };
    expect(() => planOf({ ...blank(), resources: [{ ...resource, ...options }] }, worldOf())).to.throw(
      Refusal,
      "listeners.json has no listener arn:other, which the program adds its rule to.",
    );
    expect(plan.rules).to.have.length(1);
  });
});

describe("the findings of a plan", () => {
  it("are none where the priority is free and nothing comes before", async () => {
    expect(await findings({})).to.deep.equal([]);
  });

  it("tell of a taken priority, whose it is, and a free one", async () => {
    const rules = [...RULES, describedRule(10, "sales-prod-registry", onPath("/search"))];
    expect(await findings({ rules })).to.deep.equal([
      error(
        `Priority 10 is taken by rule 10 (/search): AWS would answer PriorityInUse, unless it is the stack's own before a change of its path. ${advice(9)}`,
      ),
    ]);
  });

  it("tell the owner of a rule by its Name, its stack, or any tag", async () => {
    const tags = (...pairs: [string, string][]) => [
      { ResourceArn: ruleArn("10"), Tags: pairs.map(([Key, Value]) => ({ Key, Value })) },
    ];
    const rules = [describedRule(10, "sales-prod-registry", onHost("other.example.com"))];
    const owner = async (...pairs: [string, string][]) =>
      /taken by (rule.*?): AWS/.exec((await findings({ rules, tags: tags(...pairs) }))[0]?.text ?? "")?.[1];
    const stack: [string, string] = ["aws:cloudformation:stack-name", "sales"];
    expect(await owner(["a", "b"], stack, ["Name", "shop"])).to.equal("rule 10 (Name: shop; any path)");
    expect(await owner(["a", "b"], stack)).to.equal(
      "rule 10 (aws:cloudformation:stack-name: sales; any path)",
    );
    expect(await owner(["a", "b"])).to.equal("rule 10 (a: b; any path)");
    expect(await owner()).to.equal("rule 10 (any path)");
  });

  for (const [what, conditions, name] of [
    ["a catch-all", [onPath("/*")], "/*"],
    ["a rule for the host alone", [onHost("*.quiltdata.com")], "any path"],
    ["a rule for all methods", [onMethod("POST", "GET", "DELETE", "OPTIONS")], "any path"],
  ] as const) {
    it(`tell of ${what} that comes first`, async () => {
      const rules = [describedRule(7, "sales-prod-frontend", ...conditions)];
      expect(await findings({ rules })).to.deep.equal([
        error(
          `Rule 7 (${name}) takes every request of the endpoint before the stack's rule at 10. ${advice(6)}`,
        ),
      ]);
    });
  }

  it("tell of a rule that takes all but the OAuth metadata", async () => {
    const rules = [describedRule(7, "sales-prod-frontend", onPath("/mcp*"))];
    const at = "demo.quiltdata.com/mcp";
    const list = ["POST", "GET", "DELETE", "OPTIONS"].flatMap((method) => [
      `${method} ${at}`,
      `${method} ${at}/x`,
    ]);
    expect(await findings({ rules })).to.deep.equal([
      error(`Rule 7 (/mcp*) takes ${list.join(", ")} before the stack's rule at 10. ${advice(6)}`),
    ]);
  });

  it("tell of a rule that takes one method", async () => {
    const rules = [describedRule(7, "sales-prod-frontend", onPath("/mcp"), onMethod("GET"))];
    expect(await findings({ rules })).to.deep.equal([
      error(`Rule 7 (/mcp) takes GET demo.quiltdata.com/mcp before the stack's rule at 10. ${advice(6)}`),
    ]);
  });

  it("tell of a rule that takes the OAuth metadata alone", async () => {
    const rules = [describedRule(7, "sales-prod-frontend", onPath("/.well-known/*"))];
    const metadata = "demo.quiltdata.com/.well-known/oauth-protected-resource/mcp";
    expect(await findings({ rules })).to.deep.equal([
      error(`Rule 7 (/.well-known/*) takes GET ${metadata} before the stack's rule at 10. ${advice(6)}`),
    ]);
  });

  for (const [era, header, value] of [
    ["of the era of sessions", "Mcp-Session-Id", "*"],
    ["of the modern era", "Mcp-Method", "tools/*"],
    ["that have a token", "authorization", "Bearer *"],
  ] as const) {
    it(`tell of a rule that takes requests ${era} alone`, async () => {
      const rules = [
        describedRule(7, "sales-prod-frontend", onPath("/mcp"), onMethod("POST"), onHeader(header, value)),
      ];
      expect(await findings({ rules })).to.deep.equal([
        error(
          `Rule 7 (/mcp) takes POST demo.quiltdata.com/mcp (in part) before the stack's rule at 10. ${advice(6)}`,
        ),
      ]);
    });
  }

  for (const [what, condition] of [
    ["a header that only some clients send", onHeader("X-Beta", "on")],
    ["an address that only some clients have", onSource("10.0.0.0/8")],
  ] as const) {
    it(`warn of a rule that asks for ${what}`, async () => {
      const rules = [describedRule(7, "sales-prod-frontend", onPath("/*"), condition)];
      expect(await findings({ rules })).to.deep.equal([
        warning(
          "Rule 7 (/*) takes every request of the endpoint of clients that meet its other conditions " +
            `before the stack's rule at 10. ${advice(6)}`,
        ),
      ]);
    });
  }

  it("do not tell of a rule for browsers", async () => {
    const rules = [describedRule(7, "sales-prod-frontend", onPath("/*"), onHeader("Accept", "*text/html*"))];
    expect(await findings({ rules })).to.deep.equal([]);
  });

  it("do not tell of a rule for another host or another path", async () => {
    const rules = [
      describedRule(6, "sales-prod-frontend", onHost("other.example.com")),
      describedRule(7, "sales-prod-frontend", onPath("/mcp-admin")),
    ];
    expect(await findings({ rules })).to.deep.equal([]);
  });

  it("do not tell of a catch-all that comes later", async () => {
    expect(await findings({ rules: [describedRule(11, "sales-prod-frontend", onPath("/*"))] })).to.deep.equal(
      [],
    );
  });

  it("tell of a rule for the public host where the stack asks for a wildcard that has it", async () => {
    const rules = [describedRule(7, "sales-prod-frontend", onHost("demo.quiltdata.com"))];
    const [found] = await findings({ rules }, { hosts: ["*.quiltdata.com"] });
    expect(found?.text).to.contain("POST demo.quiltdata.com/mcp, ").and.not.to.contain("x.quiltdata.com");
  });

  it("do not tell of a rule for a host that the stack leaves out", async () => {
    const rules = [describedRule(7, "sales-prod-frontend", onHost("demo.quiltdata.com"))];
    expect(await findings({ rules }, { hosts: ["mcp.example.com"] })).to.deep.equal([]);
  });

  it("tell of each rule in the way", async () => {
    const rules = [
      describedRule(10, "sales-prod-registry", onPath("/search")),
      describedRule(3, "sales-prod-frontend", onPath("/mcp"), onMethod("GET")),
      describedRule(4, "sales-prod-frontend", onPath("/mcp"), onMethod("POST")),
    ];
    const texts = (await findings({ rules })).map(({ text }) => text);
    expect(texts.map((text) => text.slice(0, 22))).to.deep.equal([
      "Priority 10 is taken b",
      "Rule 3 (/mcp) takes GE",
      "Rule 4 (/mcp) takes PO",
    ]);
    for (const text of texts) expect(text.endsWith(advice(2))).to.be.true;
  });

  it("give the priority next to the stack's that is free", async () => {
    const taken = [8, 9, 10, 11].map((each) => describedRule(each, "sales-prod-registry", onPath("/search")));
    expect((await findings({ rules: taken }))[0]?.text).to.contain(advice(12));
  });

  it("say so where no priority is free", async () => {
    const rules = [describedRule(1, "sales-prod-frontend", onPath("/*"))];
    expect((await findings({ rules }))[0]?.text).to.match(
      /No priority before all such rules is free: make room with aws elbv2 set-rule-priorities\.$/,
    );
  });

  it("note that the stack's rule is there already", async () => {
    expect(await findings({ rules: [...RULES, ownRule(10)] })).to.deep.equal([
      note(
        "The rule at priority 10 is there already, with the stack's conditions and target. " +
          "If it was made by hand, import it before `up`.",
      ),
    ]);
  });

  it("note that the stack's rule is moved", async () => {
    expect(await findings({ rules: [...RULES, ownRule(30)] })).to.deep.equal([
      note("moved: the stack's rule stands at priority 30 now and goes to 10, in place."),
    ]);
  });

  it("take a rule with the stack's paths and another target for its own before a change, with a warning", async () => {
    const rules = [ownRule(10, "sales-prod-registry")];
    expect((await findings({ rules })).map(({ severity }) => severity)).to.deep.equal(["warning"]);
  });

  it("say what it means that the stack's own rule is about to change", async () => {
    const rules = [ownRule(10, "sales-prod-registry")];
    expect((await findings({ rules })).map(({ text }) => text)).to.deep.equal([
      "The rule at priority 10 has the stack's paths, and otherwise differs: it is taken for the stack's own, which " +
        "`up` changes in place. If somebody else made it, `up` would end in PriorityInUse: import it, or choose another priority.",
    ]);
  });

  it("take a rule with the stack's paths at another priority for somebody else's", async () => {
    const rules = [ownRule(9, "sales-prod-registry")];
    expect((await findings({ rules })).map(({ severity }) => severity)).to.deep.equal(["error"]);
  });

  describe("where the stack makes its target group", () => {
    const created: Partial<McpRouteArgs> = { target: { create: {}, port: 8000 } };
    const severities = async (group: string) =>
      (await findings({ rules: [ownRule(10, group)], groups: [describedGroup(group)] }, created)).map(
        ({ severity }) => severity,
      );

    it("know its rule by the name that Pulumi has given the group", async () => {
      expect(await severities("mcp-tg-0a1b2c3")).to.deep.equal(["note"]);
    });

    for (const name of ["mcp-tg-0a1b2c", "mcp-tg-0a1b2cz", "mcp-tg-0a1b2c34", "mcp-tg", "other-tg-0a1b2c3"]) {
      it(`take a rule to ${name} for its own before a change alone, with a warning`, async () => {
        expect(await severities(name)).to.deep.equal(["warning"]);
      });
    }

    it("do not take a rule with other conditions for its own", async () => {
      const rules = [describedRule(10, "mcp-tg-0a1b2c3", onPath("/mcp"))];
      const found = await findings({ rules, groups: [describedGroup("mcp-tg-0a1b2c3")] }, created);
      expect(found.map(({ severity }) => severity)).to.deep.equal(["error"]);
    });
  });

  describe("where the OAuth metadata has a rule of its own", () => {
    const apart: Partial<McpRouteArgs> = { conditions: { methods: ["POST"] } };
    const METADATA = "/.well-known/oauth-protected-resource/mcp";
    const ownMetadata = (priority: number) =>
      describedRule(priority, "sales-prod-mcp-server", onPath(METADATA));
    const ownPosts = (priority: number) =>
      describedRule(priority, "sales-prod-mcp-server", onPath("/mcp", "/mcp/*"), onMethod("POST"));

    it("are none where both priorities are free", async () => {
      expect(await findings({}, apart)).to.deep.equal([]);
    });

    it("tell that the priority before is taken, and one at which both are free", async () => {
      const rules = [9, 8, 6].map((each) => describedRule(each, "sales-prod-registry", onPath("/search")));
      expect(await findings({ rules }, apart)).to.deep.equal([
        error(
          `Priority 9 is taken by rule 9 (/search): AWS would answer PriorityInUse, unless it is the stack's own before a change of its path. ${advice(11)}`,
        ),
      ]);
    });

    it("tell of a rule that comes before one of them alone, and a place for both", async () => {
      const rules = [describedRule(7, "sales-prod-frontend", onPath("/.well-known/*"))];
      const metadata = "GET demo.quiltdata.com/.well-known/oauth-protected-resource/mcp";
      expect(await findings({ rules }, apart)).to.deep.equal([
        error(`Rule 7 (/.well-known/*) takes ${metadata} before the stack's rule at 9. ${advice(6)}`),
      ]);
    });

    it("tell once of a rule that comes before both", async () => {
      const rules = [describedRule(7, "sales-prod-frontend", onPath("/*"))];
      expect(await findings({ rules }, apart)).to.deep.equal([
        error(
          `Rule 7 (/*) takes every request of the endpoint before the stack's rules at 9 and 10. ${advice(6)}`,
        ),
      ]);
    });

    it("tell of a rule that has one's priority and comes before the other", async () => {
      const rules = [describedRule(9, "sales-prod-frontend", onPath("/mcp"))];
      expect(await findings({ rules }, apart)).to.deep.equal([
        error(
          `Priority 9 is taken by rule 9 (/mcp): AWS would answer PriorityInUse, unless it is the stack's own before a change of its path. ${advice(8)}`,
        ),
        error(`Rule 9 (/mcp) takes POST demo.quiltdata.com/mcp before the stack's rule at 10. ${advice(8)}`),
      ]);
    });

    it("say so where there is no place for both", async () => {
      const rules = [describedRule(2, "sales-prod-frontend", onPath("/*"))];
      expect((await findings({ rules }, apart))[0]?.text).to.contain(
        "No priority before all such rules is free",
      );
    });

    it("note that both are there already", async () => {
      const found = await findings({ rules: [ownMetadata(9), ownPosts(10)] }, apart);
      expect(found.map(({ text }) => text.slice(0, 44))).to.have.members([
        "The rule at priority 9 is there already, wit",
        "The rule at priority 10 is there already, wi",
      ]);
    });

    it("warn where one of them is to go where the other still stands", async () => {
      const found = await findings({ rules: [ownMetadata(9), ownPosts(10)] }, { ...apart, priority: 11 });
      expect(found.filter(({ severity }) => severity !== "note")).to.deep.equal([
        warning(
          "Priority 10 is that of another of the stack's own rules until it has moved: AWS may answer PriorityInUse. " +
            "Then `pulumi up` again, or choose a priority at which, and before which, none of them stands now.",
        ),
      ]);
    });
  });

  describe("where the stack asks for more than a path", () => {
    const onHeaderRule = (...values: string[]) =>
      describedRule(7, "sales-prod-frontend", onPath("/mcp"), onHeader("X-Beta", ...values));
    const beta: Partial<McpRouteArgs> = { conditions: { headers: [{ name: "X-Beta", values: ["1"] }] } };

    it("tell of a rule that asks for the same header", async () => {
      expect(
        (await findings({ rules: [onHeaderRule("1")] }, beta)).map(({ severity }) => severity),
      ).to.deep.equal(["error"]);
    });

    it("do not tell of a rule that asks for another value of it", async () => {
      expect(await findings({ rules: [onHeaderRule("2")] }, beta)).to.deep.equal([]);
    });

    const internal: Partial<McpRouteArgs> = { conditions: { sourceIps: ["10.1.0.0/16"] } };

    for (const [block, severities] of [
      ["10.0.0.0/8", ["error"]],
      ["10.1.2.0/24", ["warning"]],
      ["192.168.0.0/16", []],
    ] as const) {
      it(`tell of a rule for ${block} no more than is so where the stack is for 10.1.0.0/16`, async () => {
        const rules = [describedRule(7, "sales-prod-frontend", onPath("/mcp"), onSource(block))];
        expect((await findings({ rules }, internal)).map(({ severity }) => severity)).to.deep.equal([
          ...severities,
        ]);
      });
    }

    for (const [what, conditions] of [
      ["a tool", { headers: [{ name: "Mcp-Name", values: ["orders"] }] }],
      ["a version", { headers: [{ name: "MCP-Protocol-Version", values: ["2025-03-26"] }] }],
      ["a method", { methods: ["PUT"] }],
    ] as [string, McpRouteArgs["conditions"] & object][]) {
      it(`tell of a rule that comes before one for ${what} that no other client asks for`, async () => {
        const rules = [describedRule(7, "sales-prod-frontend", onPath("/mcp", "/mcp/*"))];
        const found = await findings({ rules }, { conditions });
        expect(found.map(({ severity, text }) => [severity, text.slice(0, 20)])).to.deep.equal([
          ["error", "Rule 7 (/mcp /mcp/*)"],
        ]);
      });
    }

    it("do not tell of a rule for another tool than the stack's", async () => {
      const conditions = { headers: [{ name: "Mcp-Name", values: ["orders"] }] };
      const rules = [describedRule(7, "sales-prod-frontend", onPath("/mcp"), onHeader("Mcp-Name", "search"))];
      expect(await findings({ rules }, { conditions })).to.deep.equal([]);
    });

    it("do not tell of a rule for a method that the stack leaves out", async () => {
      const rules = [describedRule(7, "sales-prod-frontend", onPath("/mcp"), onMethod("GET"))];
      expect(await findings({ rules }, { conditions: { methods: ["POST"] } })).to.deep.equal([]);
    });
  });

  describe("where the stack has several target groups", () => {
    const several = (weights: [number, number]): Partial<McpRouteArgs> => ({
      targets: {
        blue: { adopt: { name: "sales-prod-mcp-server" }, port: 8000, weight: weights[0] },
        green: { create: {}, port: 8000, weight: weights[1] },
      },
    });
    const groups = [describedGroup("mcp-tg-green-0a1b2c3")];
    const existing = (weights: Record<string, number>) => ({
      ...ownRule(10),
      Actions: [forwardByWeight(weights)],
    });
    const today = { "sales-prod-mcp-server": 90, "mcp-tg-green-0a1b2c3": 10 };

    it("know their rule by all of them, made or adopted", async () => {
      const found = await findings({ rules: [existing(today)], groups }, several([90, 10]));
      expect(found.map(({ severity }) => severity)).to.deep.equal(["note"]);
    });

    it("take a rule with other weights for their own before a change, with a warning", async () => {
      const found = await findings({ rules: [existing(today)], groups }, several([50, 50]));
      expect(found.map(({ severity }) => severity)).to.deep.equal(["warning"]);
    });

    it("take a rule that one target group is missing from for their own before a change, with a warning", async () => {
      const found = await findings({ rules: [ownRule(10)], groups }, several([90, 10]));
      expect(found.map(({ severity }) => severity)).to.deep.equal(["warning"]);
    });

    describe("and leaves them to deployments", () => {
      const left = { ...several([100, 0]), forward: { leaveToDeployments: true } };

      it("know their rule whatever its weights, which stay as they are", async () => {
        const { plan } = await planned({ rules: [existing(today)], groups }, left);
        expect(plan.own).to.have.length(1);
        expect(plan.rules[0]?.actions).to.deep.equal(plan.own[0]?.actions);
      });

      it("know it also where only one of the target groups is left", async () => {
        const found = await findings({ rules: [ownRule(10, "mcp-tg-green-0a1b2c3")], groups }, left);
        expect(found.map(({ severity }) => severity)).to.deep.equal(["note"]);
      });

      it("take a rule with another's target group for their own before a change alone, with a warning", async () => {
        const found = await findings({ rules: [ownRule(10, "sales-prod-registry")], groups }, left);
        expect(found.map(({ severity }) => severity)).to.deep.equal(["warning"]);
      });

      it("have the stack's weights where the rule is not there yet", async () => {
        const { plan } = await planned({}, left);
        const [action] = plan.rules[0]!.actions;
        expect(action?.type === "forward" && action.targetGroups.map(({ weight }) => weight)).to.deep.equal([
          100, 0,
        ]);
      });
    });
  });

  for (const [what, changes] of [
    ["rule", {}],
    ["two rules", { conditions: { methods: ["POST"] } }],
  ] as [string, Partial<McpRouteArgs>][])
    it(`give the stack's ${what} a priority that is free and first, whatever the rules`, async () => {
      const condition = fc.constantFrom(
        onPath("/*"),
        onPath("/mcp*"),
        onPath("/other"),
        onHost("demo.quiltdata.com"),
        onHost("other.example.com"),
        onMethod("GET"),
        onHeader("X-Beta", "on"),
        onHeader("Mcp-Method", "*"),
        onSource("10.0.0.0/8"),
      );
      const rule = fc.record({
        priority: fc.oneof(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 50_000 })),
        conditions: fc.uniqueArray(condition, {
          maxLength: 3,
          selector: (each) => (each as { Field: string }).Field,
        }),
      });
      const rules = fc.uniqueArray(rule, { maxLength: 12, selector: ({ priority }) => priority });
      const { plan, world, settings, project, stack } = await planned(
        { rules: [] },
        { ...changes, priority: 10 },
      );
      const first = plan.rules.length;
      const priority = fc.oneof(fc.integer({ min: first, max: 15 }), fc.integer({ min: first, max: 50_000 }));
      const found = (at: number, described: object[]) => {
        const { plan: whole } = planOfRules(plan, at, described);
        return planFindings({ plan: whole, world, settings, project, stack });
      };
      fc.assert(
        fc.property(rules, priority, (generated, wanted) => {
          const described = generated.map((each) =>
            describedRule(each.priority, "sales-prod-frontend", ...each.conditions),
          );
          const texts = found(wanted, described).map(({ text }) => text);
          const advised = new Set(
            texts.map((text) => /Priority (\d+) is free and comes first/.exec(text)?.[1]),
          );
          expect(advised.size).to.be.at.most(1);
          for (const free of advised) {
            if (free !== undefined) expect(found(Number(free), described)).to.deep.equal([]);
            else expect(texts[0]).to.contain("No priority before all such rules is free");
          }
        }),
        { numRuns: 100 },
      );
    });
});

/** The same plan with the stack's rules at another priority, among other rules. */
function planOfRules(plan: ReturnType<typeof planOf>, priority: number, described: object[]) {
  const others = listenerOf(worldOf({ rules: described }), company.listenerArn)!.rules;
  const own = Math.max(...plan.rules.map((rule) => rule.priority));
  const rules = plan.rules.map((rule) => ({ ...rule, priority: rule.priority - own + priority }));
  const before = { ...plan.before, rules: others };
  return { plan: { ...plan, before, after: { ...before, rules: [...others, ...rules] }, rules } };
}

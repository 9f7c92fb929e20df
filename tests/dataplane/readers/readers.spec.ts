import { expect } from "chai";
import fc from "fast-check";
import {
  listenersFromDescribe,
  preservesHostHeader,
  rulesFromDescribe,
} from "../../../dataplane/readers/describe.ts";
import { listenerFromLookup, ruleFromLookup } from "../../../dataplane/readers/lookups.ts";
import { ruleFromRegistration } from "../../../dataplane/readers/registrations.ts";
import { aRule, arn } from "../support.ts";
import { anyRule } from "./arbitrary.ts";
import { asDescribed, asLookup, asRegistration } from "./shapes.ts";

const minimal = {
  priority: 10,
  conditions: [{ pathPattern: { values: ["/mcp"] } }],
  actions: [{ type: "forward", targetGroupArn: "tg" }],
};

function registered(parts: object): ReturnType<typeof ruleFromRegistration> {
  return ruleFromRegistration({ id: "mcp-rule", inputs: { ...minimal, ...parts } });
}

describe("One rule in three shapes", () => {
  it("reads back as the same model", () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        expect(ruleFromRegistration({ id: rule.id, inputs: asRegistration(rule) })).to.deep.equal(rule);
        expect(rulesFromDescribe({ Rules: [asDescribed(rule)] })).to.deep.equal([rule]);
        expect(ruleFromLookup(asLookup(rule))).to.deep.equal(rule);
      }),
    );
  });
});

describe("Any document at all", () => {
  it("is read or refused with a path, never a TypeError", () => {
    const readers = [
      (inputs: unknown) => ruleFromRegistration({ id: "rule", inputs }),
      rulesFromDescribe,
      listenersFromDescribe,
      preservesHostHeader,
      ruleFromLookup,
      listenerFromLookup,
    ];
    const names = [
      "conditions",
      "Rules",
      "Conditions",
      "Priority",
      "actions",
      "priority",
      "Listeners",
      "Attributes",
    ];
    const document = fc.object({ key: fc.oneof(fc.constantFrom(...names), fc.string()), maxDepth: 3 });
    fc.assert(
      fc.property(fc.oneof(document, fc.anything()), (value) => {
        for (const read of readers) {
          try {
            read(value);
          } catch (error) {
            expect(error).to.have.property("constructor", Error);
            expect(error)
              .to.have.property("message")
              .that.matches(/^[\w.[\]-]+/);
          }
        }
      }),
    );
  });
});

describe("A registered rule", () => {
  it("has its values unwrapped where Pulumi wrapped them as secret or output", () => {
    const signature = "4dabf18193072939515e22adb298388d";
    const secret = { [signature]: "1b47061264138c4ac30d75fd1eb44270", value: ["/mcp"] };
    const output = { [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", value: "tg", dependencies: [] };
    const rule = registered({
      conditions: [{ pathPattern: { values: secret } }],
      actions: [{ type: "forward", targetGroupArn: output }],
    });
    expect(rule.conditions).to.deep.equal([{ kind: "path-pattern", values: ["/mcp"], regexValues: [] }]);
    expect(rule.actions).to.deep.equal([{ type: "forward", targetGroups: [{ arn: "tg", weight: 1 }] }]);
  });

  it("with a value that is not known yet is refused by its path", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(() => registered({ actions: [{ type: "forward", targetGroupArn: unknown }] })).to.throw(
      "mcp-rule.actions[0].targetGroupArn: not known before the deployment",
    );
  });

  it("takes its actions by their order, not by their place", () => {
    const { actions } = registered({
      actions: [
        { type: "forward", targetGroupArn: "tg", order: 2 },
        { type: "jwt-validation", order: 1, jwtValidation: {} },
      ],
    });
    expect(actions.map(({ type }) => type)).to.deep.equal(["jwt-validation", "forward"]);
  });

  it("gives a target group the weight 1 where none is said, and keeps a weight of 0", () => {
    const targetGroups = [{ arn: "a" }, { arn: "b", weight: 0 }];
    expect(registered({ actions: [{ type: "forward", forward: { targetGroups } }] }).actions).to.deep.equal([
      {
        type: "forward",
        targetGroups: [
          { arn: "a", weight: 1 },
          { arn: "b", weight: 0 },
        ],
      },
    ]);
  });

  it("keeps the request's own in a redirect for whatever is left out", () => {
    const redirect = { statusCode: "HTTP_301", protocol: "HTTPS", port: "443" };
    expect(registered({ actions: [{ type: "redirect", redirect }] }).actions).to.deep.equal([
      {
        type: "redirect",
        statusCode: 301,
        protocol: "HTTPS",
        host: "#{host}",
        port: "443",
        path: "/#{path}",
        query: "#{query}",
      },
    ]);
  });

  const refused: [what: string, parts: object, message: string][] = [
    [
      "no priority",
      { priority: undefined },
      "mcp-rule.priority: expected a priority from 1 to 50000, got nothing",
    ],
    ["priority 0", { priority: 0 }, "mcp-rule.priority: expected a priority from 1 to 50000, got 0"],
    [
      "priority 50001",
      { priority: 50_001 },
      "mcp-rule.priority: expected a priority from 1 to 50000, got 50001",
    ],
    ["half a priority", { priority: 1.5 }, "mcp-rule.priority: expected a whole number, got 1.5"],
    ["conditions that are no list", { conditions: "x" }, 'mcp-rule.conditions: expected a list, got "x"'],
    [
      "a condition of no kind",
      { conditions: [{ cookie: {} }] },
      "mcp-rule.conditions[0]: expected a condition of one of the six kinds, got an object",
    ],
    [
      "a value that is no text",
      { conditions: [{ pathPattern: { values: ["/a", 1] } }] },
      "mcp-rule.conditions[0].pathPattern.values[1]: expected a text, got 1",
    ],
    [
      "an action of no type",
      { actions: [{ type: "tarpit" }] },
      'mcp-rule.actions[0].type: expected the type of an action, got "tarpit"',
    ],
    [
      "a forward to nowhere",
      { actions: [{ type: "forward" }] },
      "mcp-rule.actions[0].targetGroupArn: expected the ARN of a target group, got nothing",
    ],
    [
      "a redirect of another status",
      { actions: [{ type: "redirect", redirect: { statusCode: "HTTP_308" } }] },
      'mcp-rule.actions[0].redirect.statusCode: expected "HTTP_301" or "HTTP_302", got "HTTP_308"',
    ],
    [
      "a transform of no type",
      { transforms: [{ type: "x" }] },
      'mcp-rule.transforms[0].type: expected "url-rewrite" or "host-header-rewrite", got "x"',
    ],
  ];
  for (const [what, parts, message] of refused) {
    it(`with ${what} is refused by path and value`, () => {
      expect(() => registered(parts)).to.throw(Error, message);
    });
  }

  it("accepts the first and the last priority", () => {
    expect(registered({ priority: 1 }).priority).to.equal(1);
    expect(registered({ priority: 50_000 }).priority).to.equal(50_000);
  });
});

describe("The AWS CLI's describe-rules", () => {
  /** The example of the CLI's documentation. */
  const documented = {
    Rules: [
      {
        Priority: "10",
        Conditions: [{ Field: "path-pattern", Values: ["/img/*"] }],
        RuleArn: "arn:rule",
        IsDefault: false,
        Actions: [{ TargetGroupArn: arn("my-targets"), Type: "forward" }],
      },
      {
        Priority: "default",
        Conditions: [],
        RuleArn: "arn:default",
        IsDefault: true,
        Actions: [{ TargetGroupArn: arn("others"), Type: "forward" }],
      },
    ],
  };

  it("is read without the default rule, values beside Field", () => {
    expect(rulesFromDescribe(documented)).to.deep.equal([
      {
        id: "arn:rule",
        priority: 10,
        conditions: [{ kind: "path-pattern", values: ["/img/*"], regexValues: [] }],
        actions: [{ type: "forward", targetGroups: [{ arn: arn("my-targets"), weight: 1 }] }],
        transforms: [],
      },
    ]);
  });

  it("counts values once that stand beside Field and in the config", () => {
    const condition = { Field: "host-header", Values: ["a.b"], HostHeaderConfig: { Values: ["a.b"] } };
    const [rule] = rulesFromDescribe({ Rules: [{ ...documented.Rules[0], Conditions: [condition] }] });
    expect(rule?.conditions).to.deep.equal([{ kind: "host-header", values: ["a.b"], regexValues: [] }]);
  });

  for (const token of ["NextMarker", "NextToken"]) {
    it(`is refused where ${token} says that there is more`, () => {
      expect(() => rulesFromDescribe({ ...documented, [token]: "x" })).to.throw(
        `describe-rules.${token}: the list is not complete`,
      );
    });
  }

  it("is refused where it is the output of another command", () => {
    expect(() => rulesFromDescribe({ Listeners: [] })).to.throw(
      "describe-rules.Rules: expected a list, got nothing",
    );
    expect(() => rulesFromDescribe("text")).to.throw('describe-rules: expected an object, got "text"');
  });

  it("names the rule that cannot be read by its place", () => {
    const rules = [documented.Rules[0], { ...documented.Rules[0], Priority: "ten" }];
    expect(() => rulesFromDescribe({ Rules: rules })).to.throw(
      'describe-rules.Rules[1].Priority: expected a whole number, got "ten"',
    );
  });
});

describe("The AWS CLI's describe-listeners", () => {
  const listener = {
    ListenerArn: "arn:listener",
    Port: 443,
    Protocol: "HTTPS",
    DefaultActions: [
      {
        Type: "redirect",
        Order: 1,
        RedirectConfig: {
          Protocol: "HTTPS",
          Port: "443",
          Host: "#{host}",
          Path: "/#{path}",
          Query: "#{query}",
          StatusCode: "HTTP_301",
        },
      },
    ],
  };

  it("is read with the default actions, and AWS's defaults for what it does not tell", () => {
    expect(listenersFromDescribe({ Listeners: [listener] })).to.deep.equal([
      {
        arn: "arn:listener",
        protocol: "HTTPS",
        port: 443,
        preserveHostHeader: false,
        rules: [],
        defaultActions: [
          {
            type: "redirect",
            statusCode: 301,
            protocol: "HTTPS",
            host: "#{host}",
            port: "443",
            path: "/#{path}",
            query: "#{query}",
          },
        ],
      },
    ]);
  });

  it("is refused for a network load balancer", () => {
    expect(() => listenersFromDescribe({ Listeners: [{ ...listener, Protocol: "TCP" }] })).to.throw(
      'describe-listeners.Listeners[0].Protocol: expected "HTTP" or "HTTPS", the protocols of an Application Load Balancer, got "TCP"',
    );
  });
});

describe("The AWS CLI's describe-load-balancer-attributes", () => {
  const attributes = (value: string): unknown => ({
    Attributes: [
      { Key: "idle_timeout.timeout_seconds", Value: "60" },
      { Key: "routing.http.preserve_host_header.enabled", Value: value },
      { Key: "routing.http2.enabled", Value: "true" },
    ],
  });

  it("tells by text whether Host is preserved", () => {
    expect(preservesHostHeader(attributes("true"))).to.be.true;
    expect(preservesHostHeader(attributes("false"))).to.be.false;
    expect(preservesHostHeader({ Attributes: [] })).to.be.false;
  });
});

describe("The provider's getListener", () => {
  it("is read with its single entries taken out of their lists", () => {
    const found = {
      arn: "arn:listener",
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        {
          authenticateCognitos: [],
          authenticateOidcs: [],
          fixedResponses: [{ contentType: "text/html", messageBody: "no", statusCode: "405" }],
          forwards: [],
          redirects: [],
          order: 1,
          targetGroupArn: "",
          type: "fixed-response",
        },
      ],
    };
    expect(listenerFromLookup(found)).to.deep.equal({
      arn: "arn:listener",
      protocol: "HTTP",
      port: 80,
      preserveHostHeader: false,
      rules: [],
      defaultActions: [{ type: "fixed-response", statusCode: 405, contentType: "text/html", body: "no" }],
    });
  });

  it("prefers the list of target groups to the empty single one, and takes the single one alone", () => {
    const of = (action: object): unknown => ({
      arn: "a",
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", order: 1, ...action }],
    });
    const several = { targetGroupArn: "", forwards: [{ targetGroups: [{ arn: "a", weight: 2 }] }] };
    expect(listenerFromLookup(of(several)).defaultActions).to.deep.equal([
      { type: "forward", targetGroups: [{ arn: "a", weight: 2 }] },
    ]);
    expect(listenerFromLookup(of({ targetGroupArn: "b", forwards: [] })).defaultActions).to.deep.equal([
      { type: "forward", targetGroups: [{ arn: "b", weight: 1 }] },
    ]);
  });
});

describe("A rule from a look-up", () => {
  it("is refused by path and value where its shape is wrong", () => {
    const found = asLookup(aRule());
    expect(() => ruleFromLookup({ ...found, conditions: [{ pathPatterns: {} }] })).to.throw(
      "getListenerRule.conditions[0].pathPatterns: expected a list, got an object",
    );
  });
});

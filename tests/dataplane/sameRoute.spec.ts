import { expect } from "chai";
import fc from "fast-check";
import type { Rule } from "../../dataplane/listener.ts";
import { sameRoute } from "../../dataplane/sameRoute.ts";
import { anyRule } from "./readers/arbitrary.ts";
import { aRule, arn, forwardTo, host, path, pathRegex } from "./support.ts";

describe("Two rules are the same route", () => {
  it("whatever the order of their conditions and values", () => {
    const a = aRule({ conditions: [path("/mcp", "/mcp/*"), host("a.example.com", "b.example.com")] });
    const b = aRule({ conditions: [host("b.example.com", "a.example.com"), path("/mcp/*", "/mcp")] });
    expect(sameRoute(a, b)).to.be.true;
  });

  it("whatever their priority and id", () => {
    expect(sameRoute(aRule(), aRule({ id: "arn:rule", priority: 7 }))).to.be.true;
  });

  it("whatever the case of a host, and the weight of a lone target group", () => {
    const a = aRule({ conditions: [host("Demo.example.com")], actions: [forwardTo("mcp", 1)] });
    const b = aRule({ conditions: [host("demo.example.com")], actions: [forwardTo("mcp", 100)] });
    expect(sameRoute(a, b)).to.be.true;
  });

  it("whatever the order of their target groups", () => {
    const groups = [
      { arn: arn("a"), weight: 1 },
      { arn: arn("b"), weight: 2 },
    ];
    const a = aRule({ actions: [{ type: "forward", targetGroups: groups }] });
    const b = aRule({ actions: [{ type: "forward", targetGroups: groups.toReversed() }] });
    expect(sameRoute(a, b)).to.be.true;
  });

  it("when they are one rule, shuffled", () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        const turned = {
          ...rule,
          conditions: rule.conditions.toReversed(),
          transforms: rule.transforms.toReversed(),
        };
        expect(sameRoute(rule, turned)).to.be.true;
      }),
    );
  });
});

describe("Two rules are different routes", () => {
  const different: [what: string, other: Rule][] = [
    ["a value more", aRule({ conditions: [path("/mcp", "/mcp/*", "/x")] })],
    ["a value less", aRule({ conditions: [path("/mcp")] })],
    ["another case in the path", aRule({ conditions: [path("/MCP", "/mcp/*")] })],
    ["a regular expression of the same text", aRule({ conditions: [pathRegex("/mcp", "/mcp/*")] })],
    ["another kind of condition of the same text", aRule({ conditions: [host("/mcp", "/mcp/*")] })],
    ["a condition more", aRule({ conditions: [path("/mcp", "/mcp/*"), host("*.com")] })],
    ["another target group", aRule({ actions: [forwardTo("web")] })],
    ["the weight 0", aRule({ actions: [forwardTo("mcp", 0)] })],
    ["an action more", aRule({ actions: [{ type: "jwt-validation" }, forwardTo("mcp")] })],
    ["a transform more", aRule({ transforms: [{ type: "url-rewrite", regex: "a", replace: "b" }] })],
  ];
  for (const [what, other] of different) {
    it(`for ${what}`, () => {
      expect(sameRoute(aRule(), other)).to.be.false;
    });
  }
});

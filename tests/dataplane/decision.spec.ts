import { expect } from "chai";
import fc from "fast-check";
import { decide } from "../../dataplane/decision.ts";
import { aListener, aRequest, aRule, forwardTo, host, path, pathRegex } from "./support.ts";

describe("A decision", () => {
  const webapp = aRule({
    id: "webapp",
    priority: 100,
    conditions: [path("/*")],
    actions: [forwardTo("web")],
  });
  const mcp = aRule({ id: "mcp", priority: 10 });

  it("takes the rule of lowest number that matches, in whatever order the rules come", () => {
    for (const rules of [
      [webapp, mcp],
      [mcp, webapp],
    ]) {
      const decision = decide(aListener({ rules }), aRequest());
      expect(decision.rule).to.equal(mcp);
      expect(decision.actions).to.deep.equal([forwardTo("mcp")]);
    }
  });

  it("compares priorities as numbers", () => {
    const ninth = { ...webapp, priority: 9 };
    expect(decide(aListener({ rules: [mcp, ninth] }), aRequest()).rule).to.equal(ninth);
  });

  it("shows every rule that was asked up to the one that takes the request, and none after it", () => {
    const admin = aRule({ id: "admin", priority: 5, conditions: [path("/admin"), host("*.example.com")] });
    const later = aRule({ id: "later", priority: 200 });
    const { considered } = decide(
      aListener({ rules: [later, webapp, mcp, admin] }),
      aRequest({ path: "/x" }),
    );
    expect(considered).to.deep.equal([
      { rule: admin, matched: false, reasons: ['path "/x" does not match "/admin"'] },
      { rule: mcp, matched: false, reasons: ['path "/x" does not match "/mcp" or "/mcp/*"'] },
      { rule: webapp, matched: true, reasons: ['path "/x" matches "/*"'] },
    ]);
  });

  it("gives every condition's reason for the rule that takes the request", () => {
    const rule = aRule({ conditions: [path("/mcp"), host("*.example.com")] });
    expect(decide(aListener({ rules: [rule] }), aRequest()).considered[0]?.reasons).to.deep.equal([
      'path "/mcp" matches "/mcp"',
      'host "demo.example.com" matches "*.example.com"',
    ]);
  });

  it("falls to the default actions where no rule matches", () => {
    const listener = aListener({ rules: [mcp] });
    const decision = decide(listener, aRequest({ path: "/other" }));
    expect(decision).to.not.have.property("rule");
    expect(decision.actions).to.equal(listener.defaultActions);
    expect(decision.considered).to.have.length(1);
  });

  it("needs all conditions of a rule", () => {
    const rule = aRule({ conditions: [path("/mcp"), host("other.com")] });
    expect(decide(aListener({ rules: [rule] }), aRequest()).rule).to.be.undefined;
  });

  it("names the rule whose outcome AWS leaves open", () => {
    const rule = aRule({ conditions: [pathRegex("^/MCP$")] });
    expect(decide(aListener({ rules: [rule] }), aRequest()).unconfirmed).to.deep.equal([
      "rule 10: whether regular expressions are case-sensitive",
    ]);
  });

  it("leaves out an open question whose answer cannot change the rule's outcome", () => {
    const rule = aRule({ conditions: [pathRegex("^/MCP$"), host("other.com")] });
    expect(decide(aListener({ rules: [rule] }), aRequest()).unconfirmed).to.be.empty;
  });

  it("has no doubts about plain paths and hosts", () => {
    expect(decide(aListener({ rules: [mcp, webapp] }), aRequest()).unconfirmed).to.deep.equal([]);
  });

  it("does not change the listener", () => {
    const rules = Object.freeze([webapp, mcp]);
    expect(() => decide(aListener({ rules: [...rules] }), aRequest())).to.not.throw();
    const listener = aListener({ rules: [webapp, mcp] });
    decide(listener, aRequest());
    expect(listener.rules).to.deep.equal([webapp, mcp]);
  });

  it("does not depend on the order in which the rules are listed", () => {
    const patterns = ["/mcp", "/mcp/*", "/*", "/a", "*x"];
    const rules = fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 50_000 }), fc.constantFrom(...patterns)), {
        selector: ([priority]) => priority,
      })
      .map((specs) =>
        specs.map(([priority, pattern]) => aRule({ id: pattern, priority, conditions: [path(pattern)] })),
      );
    const shuffles = rules.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffles, fc.constantFrom("/mcp", "/mcp/x", "/a", "/b"), ([list, shuffled], sent) => {
        const request = aRequest({ path: sent });
        expect(decide(aListener({ rules: shuffled }), request)).to.deep.equal(
          decide(aListener({ rules: list }), request),
        );
      }),
    );
  });
});

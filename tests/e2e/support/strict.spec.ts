import { expect } from "chai";
import { strictly } from "./strict.ts";

const PATH = "Conditions.member.1.PathPatternConfig.Values.member";

/** The parameters of so many paths. */
function paths(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`${PATH}.${at + 1}`, `/p${at}`]));
}

/** The message with which a call is refused. */
function refusal(action: string, parameters: Record<string, string>): string | undefined {
  return strictly({ action: `elasticloadbalancing:${action}`, parameters })?.message;
}

describe("The strict proxy before a local AWS API", () => {
  for (const action of ["CreateRule", "ModifyRule"]) {
    it(`lets ${action} pass with five values`, () => {
      expect(refusal(action, paths(5))).to.equal(undefined);
    });

    it(`refuses ${action} with six values, as AWS does`, () => {
      expect(refusal(action, paths(6))).to.equal("A rule can only have '5' condition values");
    });
  }

  it("answers with AWS's status and code", () => {
    const refused = strictly({ action: "elasticloadbalancing:CreateRule", parameters: paths(6) });
    expect([refused?.status, refused?.code]).to.deep.equal([400, "ValidationError"]);
  });

  it("counts the values of all conditions together", () => {
    const host = { "Conditions.member.2.HostHeaderConfig.Values.member.1": "a.com" };
    expect(refusal("CreateRule", { ...paths(4), ...host })).to.equal(undefined);
    expect(refusal("CreateRule", { ...paths(5), ...host })).to.include("condition values");
  });

  it("counts a regular expression as a value", () => {
    const regex = { "Conditions.member.1.PathPatternConfig.RegexValues.member.1": "^/mcp$" };
    expect(refusal("CreateRule", { ...paths(4), ...regex })).to.equal(undefined);
    expect(refusal("CreateRule", { ...paths(5), ...regex })).to.include("condition values");
  });

  it("counts a query's key and value as one", () => {
    const query = "Conditions.member.3.QueryStringConfig.Values.member.1";
    const pair = { [`${query}.Key`]: "a", [`${query}.Value`]: "1" };
    expect(refusal("CreateRule", { ...paths(4), ...pair })).to.equal(undefined);
    expect(refusal("CreateRule", { ...paths(5), ...pair })).to.include("condition values");
  });

  it("counts the values that are written without a config", () => {
    const plain = { "Conditions.member.2.Values.member.1": "a.com" };
    expect(refusal("CreateRule", { ...paths(5), ...plain })).to.include("condition values");
  });

  for (const [priority, passes] of [
    ["0", false],
    ["1", true],
    ["50000", true],
    ["50001", false],
  ] as const) {
    it(`${passes ? "lets" : "refuses"} priority ${priority}${passes ? " pass" : ""}, of a new rule and of a moved one`, () => {
      const messages = [
        refusal("CreateRule", { Priority: priority }),
        refusal("SetRulePriorities", { "RulePriorities.member.1.Priority": priority }),
      ];
      const message = `Priority '${priority}' must be between '1' and '50000'`;
      expect(messages).to.deep.equal(passes ? [undefined, undefined] : [message, message]);
    });
  }

  const two = (field: string) => ({ "Conditions.member.1.Field": field, "Conditions.member.2.Field": field });

  for (const field of ["http-request-method", "host-header", "path-pattern", "source-ip"]) {
    it(`refuses a second condition on ${field}`, () => {
      expect(refusal("CreateRule", two(field))).to.include(`only have one '${field}' condition`);
    });
  }

  for (const field of ["http-header", "query-string"]) {
    it(`lets a second condition on ${field} pass`, () => {
      expect(refusal("CreateRule", two(field))).to.equal(undefined);
    });
  }

  it("has nothing against one condition of each kind", () => {
    const mixed = { ...two("path-pattern"), "Conditions.member.2.Field": "host-header" };
    expect(refusal("ModifyRule", mixed)).to.equal(undefined);
  });

  it("lets every other call pass", () => {
    expect(refusal("DescribeRules", paths(6))).to.equal(undefined);
  });
});

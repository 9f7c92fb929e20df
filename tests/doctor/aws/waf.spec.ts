import { expect } from "chai";
import { examined } from "./support.ts";

const acl = (...Rules: object[]) => ({ WebACL: { Name: "company", Id: "1", Rules } });
const common = (more: object = {}, rule: object = {}) => ({
  Name: "common",
  Priority: 1,
  Statement: {
    ManagedRuleGroupStatement: { VendorName: "AWS", Name: "AWSManagedRulesCommonRuleSet", ...more },
  },
  OverrideAction: { None: {} },
  ...rule,
});
const size = {
  SizeConstraintStatement: {
    FieldToMatch: { Body: { OversizeHandling: "MATCH" } },
    ComparisonOperator: "GT",
    Size: 8192,
    TextTransformations: [{ Priority: 0, Type: "NONE" }],
  },
};
const own = (Statement: object, Action: object = { Block: {} }) => ({
  Name: "own",
  Priority: 2,
  Statement,
  Action,
});

/** The rules that are named for looking into bodies. */
async function named(...rules: object[]): Promise<string[]> {
  const { findings } = await examined({ answers: { webAcl: acl(...rules) } });
  expect(
    findings.every(
      ({ id, layer, severity }) => id === "waf.body-limit" && layer === "waf" && severity === "note",
    ),
  ).to.equal(true);
  return findings.flatMap(({ evidence }) => evidence[0]?.facts ?? []);
}

const COMMON = "common: AWSManagedRulesCommonRuleSet, whose SizeRestrictions_BODY blocks bodies over 8 KB";
const OWN = "own: inspects the body";

describe("The web ACL of the balancer", () => {
  it("blocks large bodies by the common rule set", async () => {
    expect(await named(common())).to.deep.equal([COMMON]);
  });

  for (const [what, rule] of [
    [
      "only counts them",
      common({ RuleActionOverrides: [{ Name: "SizeRestrictions_BODY", ActionToUse: { Count: {} } }] }),
    ],
    ["leaves that rule out", common({ ExcludedRules: [{ Name: "SizeRestrictions_BODY" }] })],
    ["only counts at all", common({}, { OverrideAction: { Count: {} } })],
    ["is another managed group", common({ Name: "AWSManagedRulesAmazonIpReputationList" })],
  ] as const) {
    it(`${what}, and is not named`, async () => {
      expect(await named(rule)).to.deep.equal([]);
    });
  }

  it("blocks them still where another rule of the set only counts", async () => {
    const RuleActionOverrides = [{ Name: "NoUserAgent_HEADER", ActionToUse: { Count: {} } }];
    expect(await named(common({ RuleActionOverrides }))).to.deep.equal([COMMON]);
  });

  it("looks into bodies by a rule of its own, however deep", async () => {
    expect(await named(own(size))).to.deep.equal([OWN]);
    expect(
      await named(own({ AndStatement: { Statements: [{ NotStatement: { Statement: size } }] } })),
    ).to.deep.equal([OWN]);
  });

  it("only counts by it, or looks at something else, and is not named", async () => {
    const uri = { ByteMatchStatement: { FieldToMatch: { UriPath: {} }, SearchString: "L21jcA==" } };
    expect(await named(own(size, { Count: {} }), own(uri))).to.deep.equal([]);
  });

  it("is named by its rung", async () => {
    const { rungs } = await examined({ answers: { webAcl: acl() } });
    expect(rungs.at(-1)).to.include({ id: "aws.waf", state: "works", says: "company is attached" });
  });
});

import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as fc from "fast-check";
import { RouteError, counted, keyIn, listOf, refusal, shown } from "../../components/problem.ts";

describe("A value in an error", () => {
  const values: [unknown, string][] = [
    ["text", '"text"'],
    [5, "5"],
    [NaN, "NaN"],
    [Infinity, "Infinity"],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [["a", 1], '["a",1]'],
    [{ a: 1 }, '{"a":1}'],
    [Promise.resolve("x"), "a Promise"],
    [pulumi.output("x"), "an Output"],
    [() => 1, "a function"],
    [Symbol("x"), "a symbol"],
    [1n, "a value that has no JSON"],
  ];
  for (const [value, text] of values)
    it(`is shown as ${text}`, () => {
      expect(shown(value)).to.equal(text);
    });

  it("is cut to 120 characters", () => {
    expect(shown("x".repeat(118))).to.equal(`"${"x".repeat(118)}"`);
    expect(shown("x".repeat(119))).to.equal(`"${"x".repeat(119)}…`);
  });

  const secrets: [string, string][] = [
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln", "[secret]"],
    ["AKIAIOSFODNN7EXAMPLE", "[secret]"],
    ["ASIAIOSFODNN7EXAMPLE", "[secret]"],
    ["ghp_0123456789abcdef", "[secret]"],
    ["github_pat_0123456789abcdef", "[secret]"],
    ["xoxb-0123456789-abcdef", "[secret]"],
    ["Authorization: Bearer abc.def", "Authorization: Bearer [secret]"],
    ["https://u:p@h/x", "https://[secret]@h/x"],
    ["https://u:p@q@h/x", "https://[secret]@h/x"],
    ["https://h/x?token=abc&y=z#k=v", "https://h/x?token=[secret]&y=[secret]#k=[secret]"],
  ];
  for (const [text, told] of secrets)
    it(`has its secret hidden: ${told}`, () => {
      expect(shown(text)).to.equal(JSON.stringify(told));
    });

  for (const text of [
    "eyjafjallajokull-prod",
    "akia-team",
    "sales?.com",
    "/healthz?deep",
    "user@example.com",
  ])
    it(`is shown whole, where it only looks a little like a secret: ${text}`, () => {
      expect(shown(text)).to.equal(JSON.stringify(text));
    });

  it("has its secret hidden before it is cut", () => {
    expect(shown(`${"x".repeat(110)} AKIAIOSFODNN7EXAMPLE`)).not.to.contain("AKIA");
  });

  it("can be any value", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => {
        expect(shown(value).length).to.be.within(1, 121);
      }),
    );
  });
});

describe("The path of a key", () => {
  it("is written with a dot where it can be, and else with brackets", () => {
    expect(keyIn("tags", "team-1")).to.equal("tags.team-1");
    expect(keyIn("tags", "a.b")).to.equal('tags["a.b"]');
    expect(keyIn("tags", "")).to.equal('tags[""]');
  });

  it("shows no secret", () => {
    expect(keyIn("tags", "AKIAIOSFODNN7EXAMPLE")).to.equal('tags["[secret]"]');
  });
});

describe("An error of several problems", () => {
  const problems = [
    { path: "a", what: "is wrong.", remedy: "Mend it." },
    { path: "b[0]", what: "5 is wrong.", remedy: "Give 6." },
  ];

  it("tells of each its path, what is wrong, and what mends it", () => {
    expect(listOf(problems)).to.equal("  a: is wrong.\n      Mend it.\n  b[0]: 5 is wrong.\n      Give 6.");
  });

  it("tells a long remedy once, and a short one each time", () => {
    const [command, short] = [`aws ${"x".repeat(100)}`, "Leave it out."];
    const each = [command, short, command, short].map((remedy) => ({ path: "a", what: "is wrong.", remedy }));
    const remedies = listOf(each)
      .split("\n")
      .filter((_, at) => at % 2 === 1);
    expect(remedies.map((line) => line.trim())).to.deep.equal([command, short, "The same mends it.", short]);
  });

  it("begins with the component, the count and what came of it", () => {
    expect(refusal("mcp", problems, "nothing was registered").message).to.equal(
      `McpRoute "mcp": 2 problems; nothing was registered.\n${listOf(problems)}`,
    );
  });

  it("counts one problem as one", () => {
    expect([counted(1, "problem"), counted(2, "problem")]).to.deep.equal(["1 problem", "2 problems"]);
  });

  it("keeps its text when the SDK rewrites the message, and has no stack", () => {
    const error = new RouteError("text");
    error.message = `error serializing property "actions": ${error.message}`;
    expect([error.message, error.stack]).to.deep.equal(["text", ""]);
  });

  it("is one that Pulumi prints without a stack", () => {
    expect(pulumi.RunError.isInstance(new RouteError("text"))).to.equal(true);
  });
});

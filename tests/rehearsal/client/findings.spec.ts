import { expect } from "chai";
import type { PlainRoute } from "../../../config.ts";
import { listOfRules, modelOf, rulesOf } from "../../../components/rules.ts";
import { callerOf } from "../../../rehearsal/client/caller.ts";
import { clientFindings } from "../../../rehearsal/client/findings.ts";
import { aListener, aRule, pathRegex } from "../../dataplane/support.ts";
import { args } from "../../support/deploy.ts";

function findings(changes: Partial<PlainRoute>, others: ReturnType<typeof aRule>[] = []): string[] {
  const route = args(changes) as PlainRoute;
  const rules = listOfRules(rulesOf(route)).map((rule) => modelOf(rule, rule.suffix));
  const before = aListener({ rules: others });
  const plan = { before, after: { ...before, rules: [...others, ...rules] }, rules, own: [] };
  const settings = { name: "mcp", route, tools: undefined };
  const found = clientFindings({ plan, settings, caller: callerOf(route) });
  for (const each of found) expect(each).to.include({ severity: "warning", assumed: false });
  return found.map(({ text }) => text);
}

describe("the findings on a client's requests", () => {
  it("are none where all of it is documented", () => {
    expect(findings({ conditions: { methods: ["POST"] } })).to.deep.equal([]);
    expect(findings({ conditions: { pathRegexes: ["^/mcp(/.*)?$"] } })).to.deep.equal([]);
  });

  it("tell what AWS leaves open, once, with the requests that rest on it", () => {
    expect(findings({ conditions: { pathRegexes: ["mcp$"] } })).to.deep.equal([
      "AWS does not document what decides where POST /mcp, GET /mcp, DELETE /mcp goes: " +
        "rule 10: whether a regular expression has to match from the first character on.",
    ]);
  });

  it("tell it also of another rule that comes first", () => {
    const other = aRule({ id: "other", priority: 5, conditions: [pathRegex("^/MCP$")] });
    expect(findings({}, [other])).to.deep.equal([
      "AWS does not document what decides where POST /mcp, GET /mcp, DELETE /mcp goes: " +
        "rule 5: whether regular expressions are case-sensitive.",
    ]);
  });

  it("tell whether a path's expression sees the query that the stack itself asks for", () => {
    const asked = { pathRegexes: ["^/mcp$"], queryStrings: [{ key: "beta", value: "1" }] };
    expect(findings({ conditions: asked })).to.deep.equal([
      "AWS does not document what decides where POST /mcp, GET /mcp, DELETE /mcp goes: " +
        "rule 10: whether a regular expression for the path also sees the query.",
    ]);
  });

  it("tell for which header nothing was found", () => {
    expect(findings({ conditions: { headers: [{ name: "X-Beta", regexes: ["^[^^]+$"] }] } })).to.deep.equal([
      'The rehearsal found nothing to send that meets the stack\'s condition on the header X-Beta, "^[^^]+$", and ' +
        "sends nothing for it: what the route does with a client that meets it is not rehearsed.",
    ]);
  });

  it("tell for which query nothing was found", () => {
    const [text] = findings({ conditions: { queryStrings: [{ key: "q", value: "a&b" }] } });
    expect(text).to.contain('the stack\'s condition on the query, "q=a&b", and');
  });
});

import { expect } from "chai";
import { COMMANDS, type Calls, type Policy, allowed, decided, readCalls, readPolicies } from "./calls.ts";

// What was recorded is held to the real calls by tests/e2e/permissions.e2e.ts.
describe("The policies", () => {
  let policies: { preview: Policy; up: Policy };
  let calls: Calls;
  before(async () => {
    policies = await readPolicies();
    calls = await readCalls();
  });

  it("are for every command that was recorded", () => {
    expect(Object.keys(calls).sort()).to.deep.equal(Object.values(COMMANDS).flat().sort());
  });

  it("allow a preview exactly what it asks for", () => {
    expect(allowed(policies.preview)).to.deep.equal(decided(calls, COMMANDS.preview));
  });

  it("allow an up, with the preview before it, exactly what it asks for", () => {
    expect(allowed(policies.up)).to.deep.equal(decided(calls, Object.values(COMMANDS).flat()));
  });

  it("let a preview read, and nothing else", () => {
    for (const action of allowed(policies.preview))
      expect(action).to.match(/^(ec2|elasticloadbalancing):Describe/);
  });

  it("name each action in full, and once", () => {
    for (const policy of Object.values(policies)) {
      const actions = allowed(policy);
      expect(new Set(actions).size).to.equal(actions.length);
      expect(actions.join()).not.to.include("*");
    }
  });

  it("allow every resource to reads alone, which AWS cannot limit", () => {
    const everywhere = policies.up.Statement.filter(({ Resource }) => Resource.includes("*"));
    for (const action of everywhere.flatMap(({ Action }) => Action)) expect(action).to.include(":Describe");
  });

  it("let nobody change the balancer, its listeners, or target groups of another name", () => {
    const resources = policies.up.Statement.flatMap(({ Resource }) => Resource).join("\n");
    expect(resources).not.to.include(":loadbalancer/");
    expect(
      resources.match(/:targetgroup\/.*/g)?.filter((each) => each !== ":targetgroup/mcp-tg-*/*"),
    ).to.deep.equal([]);
    const onListeners = policies.up.Statement.filter(({ Resource }) =>
      Resource.join().includes(":listener/"),
    );
    expect(onListeners.flatMap(({ Action }) => Action)).to.deep.equal(["elasticloadbalancing:CreateRule"]);
  });
});

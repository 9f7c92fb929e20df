import { expect } from "chai";
import { type ListedRule, listRules, makeGroup } from "./support/company.ts";
import { type Question, underLoad } from "./support/load.ts";
import type { Step } from "./support/project.ts";
import { type LiveStage, PUBLIC_URL, liveStage } from "./support/stage.ts";

const PATHS = ["/.well-known/oauth-protected-resource/mcp", "/mcp", "/mcp/*"];

/** An update in place of the route's only rule; the component is one of its arguments. */
const update = (...diff: string[]): Step[] => [
  { op: "update", resource: "mcp-route:index:McpRoute mcp", diff: [] },
  { op: "update", resource: "aws:lb/listenerRule:ListenerRule mcp-rule", diff },
];

// On ministack, whose balancers carry requests.
describe("A change of a route that carries requests", () => {
  let stage: LiveStage;
  let ask: Question;
  let standing: ListedRule[];

  beforeEach(async () => {
    standing = await listRules(stage.company);
  });
  before(async () => {
    stage = await liveStage();
    await stage.project.up();
    ask = {
      url: `${stage.routed}/mcp`,
      headers: {
        authorization: `Bearer ${stage.token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: {
          protocolVersion: "2025-11-25",
          capabilities: {},
          clientInfo: { name: "load", version: "1" },
        },
      }),
      status: 200,
    };
  });
  after(() => stage.stop());

  /** Changes the stack's file, previews, brings it up under load, and says what changed. */
  async function changed(values: Record<string, unknown>, question = ask) {
    await stage.project.configure(values);
    const steps = await stage.project.previewed();
    const load = await underLoad(question, () => stage.project.up());
    expect(load.failures).to.deep.equal([]);
    expect(load.asked).to.be.above(20);
    const rules = await listRules(stage.company);
    // In place: what is there after is what was there before, by its ARN.
    expect(rules.map(({ arn }) => arn)).to.deep.equal(standing.map(({ arn }) => arn));
    return { steps, rules: rules.map(({ priority, paths, groupArn }) => ({ priority, paths, groupArn })) };
  }

  it("moves the rule to another priority in place, without a failed request", async () => {
    const { steps, rules } = await changed({ "mcp-route:priority": 20 });
    expect(steps).to.deep.equal(update("priority"));
    const groupArn = stage.company.serverArn;
    expect(rules).to.deep.equal([{ priority: "20", paths: PATHS, groupArn }]);
  });

  it("asks for a host in place, without a failed request", async () => {
    // The emulator knows its balancers by the host, which is therefore the only one that it could ask for.
    const { steps } = await changed({ "mcp-route:hosts": [stage.company.dnsName] });
    expect(steps).to.deep.equal(update("conditions"));
  });

  it("takes another path in place, without a failed request of what both paths take", async () => {
    // The server has nothing there, and says so itself: the frontend would answer 405.
    const question = { ...ask, url: `${stage.routed}/mcp/v2`, status: 404 };
    const { steps, rules } = await changed({ "mcp-route:url": `${PUBLIC_URL}/v2` }, question);
    expect(steps).to.deep.equal(update("conditions"));
    const paths = ["/.well-known/oauth-protected-resource/mcp/v2", "/mcp/v2", "/mcp/v2/*"];
    expect(rules.map((rule) => rule.paths)).to.deep.equal([paths]);
    await stage.project.configure({ "mcp-route:url": PUBLIC_URL });
    await stage.project.up();
  });

  it("gets tags in place, without a failed request", async () => {
    const { steps } = await changed({ "mcp-route:tags": { team: "data" } });
    expect(steps).to.deep.equal(update("tags", "tagsAll"));
  });

  it("forwards to another target group in place, without a failed request", async () => {
    const arn = await makeGroup(stage.company, "sales-prod-mcp-server-2", stage.ports.server);
    const target = { adopt: { name: "sales-prod-mcp-server-2" }, port: 8000 };
    const { steps, rules } = await changed({ "mcp-route:target": target });
    expect(steps).to.deep.equal(update("actions"));
    expect(rules.map(({ groupArn }) => groupArn)).to.deep.equal([arn]);
  });
});

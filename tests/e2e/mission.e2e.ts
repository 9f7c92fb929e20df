import { join } from "node:path";
import { expect } from "chai";
import { reportSchema } from "../../doctor/report/schema.ts";
import { compareJourneys } from "../../rehearsal/journey/compare.ts";
import { describeCompany } from "./support/company.ts";
import { FOLDER } from "../golden/golden.ts";
import { freePort } from "../support/freePort.ts";
import { run } from "./support/command.ts";
import { type LiveStage, PUBLIC_URL, TOOLS, liveStage } from "./support/stage.ts";

// On ministack, whose balancers carry requests.
describe("Production, from the HTML 405 to the route and back", () => {
  let stage: LiveStage;
  let theirs: unknown;

  before(async () => {
    stage = await liveStage();
    theirs = await describeCompany(stage.company);
  });
  after(() => stage.stop());

  it("answers the official client with an HTML 405 before", async () => {
    const { post } = await stage.go(stage.routed);
    expect(post.ok && [post.value.status, post.value.contentType]).to.deep.equal([405, "text/html"]);
  });

  it("previews the stack, the component and its rule, and nothing else", async () => {
    expect(await stage.project.previewed()).to.deep.equal([
      { op: "create", resource: "pulumi:pulumi:Stack mcp-route-prod", diff: [] },
      { op: "create", resource: "mcp-route:index:McpRoute mcp", diff: [] },
      { op: "create", resource: "aws:lb/listenerRule:ListenerRule mcp-rule", diff: [] },
    ]);
  });

  it("comes up", async () => {
    await stage.project.up();
  });

  it("then gives the client through the balancer all that it has straight from the server", async () => {
    const [straight, routed] = await Promise.all([stage.go(stage.straight), stage.go(stage.routed)]);
    expect(compareJourneys(straight, routed)).to.deep.equal([]);
    const lists = [routed.modern.tools, routed.legacy.tools].map((tools) => tools.ok && tools.value.length);
    expect(lists).to.deep.equal([TOOLS, TOOLS]);
  });

  it("ends with the doctor's command, which takes the URL and the promises from the stack's outputs", async () => {
    expect(await stage.project.output("doctor")).to.equal("npm run doctor -- --stack prod");
    // Nothing of the public URL is asked outside of loopback, where nobody listens.
    const words = ["--stack", "prod", "--json", "--resolve", `127.0.0.1:${await freePort()}`];
    const hop = ["--via", `alb=${stage.routed}`, "--host", "alb=demo.quiltdata.com", "--token-to", "alb"];
    const { cwd, env } = stage.project.shell;
    const { output } = await run({ cwd, env: { ...env, MCP_TOKEN: stage.token } }, process.execPath, [
      ...["--import", "./load-typescript.js", join(FOLDER, "doctor/cli.ts")],
      ...[...words, ...hop],
    ]);
    const report = reportSchema.parse(JSON.parse(output));
    expect([report.url, report.cause]).to.deep.equal([PUBLIC_URL, "network.refused"]);
    const [, alb] = report.hops;
    const protocol = alb?.rungs.find(({ id }) => id === "protocol");
    expect(protocol?.says).to.equal(`sessions' era (2025-11-25) and 2026-07-28, ${TOOLS} tools`);
    expect(protocol?.state).to.equal("works");
  });

  it("has nothing to change, and nothing to refresh", async () => {
    await stage.project.must("preview", "--expect-no-changes");
    await stage.project.must("refresh", "--yes", "--expect-no-changes");
  });

  it("leaves the company as it was, once it is destroyed", async () => {
    await stage.project.must("destroy", "--yes");
    expect(await describeCompany(stage.company)).to.deep.equal(theirs);
  });
});

import { writeFile } from "node:fs/promises";
import { expect } from "chai";
import {
  CALLS_FILE,
  COMMANDS,
  type Calls,
  allowed,
  decided,
  readCalls,
  readPolicies,
} from "../operations/calls.ts";
import { makeRule } from "./support/company.ts";
import { HEADINGS, importFile } from "./support/pages.ts";
import { everything } from "./support/settings.ts";
import { type Stage, refusingStage } from "./support/stage.ts";

/** Set, it has calls.json written anew instead of compared. */
const REFRESH = process.env["REFRESH_CALLS"] !== undefined;

// On moto.
describe("The calls of AWS's API, with everything that the component makes made, changed and destroyed", () => {
  let stage: Stage;
  let calls: Calls;

  before(async () => {
    stage = await refusingStage();
    // As a user's provider does, which asks AWS who it is.
    await stage.project.configure({
      "aws:skipCredentialsValidation": false,
      "aws:skipRequestingAccountId": undefined,
    });
    calls = await recorded(stage);
  });
  after(() => stage.stop());

  it("of `preview` and `import` are exactly what docs/iam/preview.json allows", async () => {
    expect(decided(calls, COMMANDS.preview)).to.deep.equal(allowed((await readPolicies()).preview));
  });

  it("of `up`, `refresh` and `destroy`, and of the previews before, are exactly what docs/iam/up.json allows", async () => {
    const commands = Object.values(COMMANDS).flat();
    expect(decided(calls, commands)).to.deep.equal(allowed((await readPolicies()).up));
  });

  it("are those of tests/operations/calls.json, command by command", async () => {
    if (REFRESH) await writeFile(CALLS_FILE, `${JSON.stringify(calls, null, 2)}\n`);
    expect(calls).to.deep.equal(await readCalls());
  });
});

/** Runs every command of Pulumi, and returns what each asked for. */
async function recorded({ project, recorder, company }: Stage): Promise<Calls> {
  const calls: Record<string, string[]> = {};
  const pulumi = async (command: string, ...words: string[]) => {
    recorder.forget();
    await project.must(command, ...words);
    const actions = recorder.calls.map(({ action }) => action);
    calls[command] = [...new Set([...(calls[command] ?? []), ...actions])].sort();
  };
  for (const values of everything(company)) {
    await project.configure(values);
    await pulumi("preview");
    await pulumi("up", "--yes");
    await pulumi("refresh", "--yes");
    await pulumi("preview", "--refresh");
  }
  await pulumi("destroy", "--yes");
  const rule = { priority: 10, paths: ["/mcp"], groupArn: company.serverArn };
  const ids = { "mcp-rule": await makeRule(company, rule) };
  await project.write("import.json", await importFile(HEADINGS.rule, ids));
  await pulumi("import", "--file", "import.json", "--generate-code=false", "--yes");
  return calls;
}

import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stackOutputs } from "../../../doctor/stack/stackOutputs.ts";

describe("Asking the Pulumi CLI", () => {
  let folder: string;
  let path: string | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mcp-route-stack-"));
    path = process.env["PATH"];
    // Nothing but what the test puts there: no CLI of this machine's.
    process.env["PATH"] = folder;
  });
  afterEach(async () => {
    process.env["PATH"] = path;
    await rm(folder, { recursive: true });
  });

  /** Puts a command on the PATH. */
  async function command(name: string, script: string): Promise<void> {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }

  const asked = () => stackOutputs("prod", new AbortController().signal);
  const refusal = () =>
    asked().then(
      () => "",
      (error: unknown) => (error as Error).message,
    );

  it("gives back what it prints for the stack, as JSON", async () => {
    await command("pulumi", `echo "$@"`);
    expect(await asked()).to.equal("stack output --json --stack prod --non-interactive\n");
  });

  it("takes npm's package where there is no other, without downloading it", async () => {
    await command("npx", `echo "$@"`);
    expect(await asked()).to.equal("--no -- pulumi stack output --json --stack prod --non-interactive\n");
  });

  it("says that there is none where there is none", async () => {
    expect(await refusal()).to.match(/^Stack prod: there is no Pulumi CLI on the PATH/);
  });

  it("says that there is none where npx would have to download it", async () => {
    await command("npx", `echo "npm error npx canceled due to missing packages" >&2; exit 1`);
    expect(await refusal()).to.match(/^Stack prod: there is no Pulumi CLI on the PATH/);
  });

  it("says what the CLI says, without what would direct a terminal", async () => {
    await command("pulumi", `printf 'error: PULUMI_ACCESS_TOKEN must be set \\033[31m' >&2; exit 255`);
    expect(await refusal()).to.equal(
      "Stack prod: the Pulumi CLI could not read its outputs.\nerror: PULUMI_ACCESS_TOKEN must be set \\x1b[31m",
    );
  });
});

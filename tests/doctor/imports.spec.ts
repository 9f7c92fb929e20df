import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, relative } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { FOLDER } from "../golden/golden.ts";

/** The packages that a file imports, at once or later, itself and by the files that it imports. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"));
  return importedFiles.flatMap(({ fileName }) => {
    if (fileName.startsWith(".")) return packagesOf(join(file, "..", fileName), seen);
    return isBuiltin(fileName) ? [] : [fileName];
  });
}

describe("The doctor's imports", () => {
  const command = join(FOLDER, "doctor/cli.ts");

  it("are of no package but the one that it brings, and of AWS's own, which --aws asks for", () => {
    const packages = new Set(packagesOf(command).filter((name) => !name.startsWith("@aws-sdk/client-")));
    expect([...packages]).to.deep.equal(["commander"]);
  });

  it("do not reach the report's schema, which is for the tests", () => {
    const seen = new Set<string>();
    packagesOf(command, seen);
    const files = [...seen].map((file) => relative(FOLDER, file));
    expect(files).to.include("doctor/rungs/call.ts").and.not.to.include("doctor/report/schema.ts");
  });

  it("are of its own folder and of the data plane alone", () => {
    const seen = new Set<string>();
    packagesOf(command, seen);
    const folders = new Set([...seen].map((file) => relative(FOLDER, file).split("/")[0]));
    expect([...folders].toSorted()).to.deep.equal(["dataplane", "doctor"]);
  });

  it("are made by the tests and the bench alone, of the folders that others stand in", () => {
    const files = ["index.ts", "config.ts", "components/index.ts", "rehearsal/cli.ts"];
    const seen = new Set<string>();
    for (const file of files) packagesOf(join(FOLDER, file), seen);
    const reached = [...seen].map((file) => relative(FOLDER, file));
    expect(reached).to.include("dataplane/listener.ts");
    expect(reached.filter((file) => file.startsWith("doctor/"))).to.deep.equal([]);
  });
});

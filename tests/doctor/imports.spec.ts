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
});

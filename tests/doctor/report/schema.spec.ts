import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { reportJson } from "../../../doctor/report/json.ts";
import type { Report } from "../../../doctor/report/report.ts";
import { publishedSchema, reportSchema } from "../../../doctor/report/schema.ts";
import { SCHEMA_FILE } from "../../golden/doctor.ts";
import { FOLDER } from "../../golden/golden.ts";
import { SAMPLES, SAMPLE_NAMES } from "./samples.ts";

/** Whether two types are one, optional fields and `null` included; as the compiler itself tells them apart. */
type Same<One, Other> =
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the compiler compares conditional types on a parameter exactly
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

/** Intersections of field lists as one list, all the way down, so that only the fields count. */
type Flat<Value> = Value extends readonly (infer Item)[]
  ? Flat<Item>[]
  : Value extends object
    ? { [Key in keyof Value]: Flat<Value[Key]> }
    : Value;

// Fails to compile where the schema and the types differ, in either direction.
true satisfies Same<Flat<z.infer<typeof reportSchema>>, Flat<Report>>;

describe("The JSON of a report", () => {
  for (const sample of SAMPLE_NAMES) {
    it(`is all of the report ${sample}`, () => {
      expect(JSON.parse(reportJson(SAMPLES[sample]))).to.deep.equal(SAMPLES[sample]);
    });

    it(`is as the schema and the published file say, of ${sample}`, async () => {
      const json: unknown = JSON.parse(reportJson(SAMPLES[sample]));
      expect(reportSchema.parse(json)).to.deep.equal(SAMPLES[sample]);
      expect((await published()).parse(json)).to.deep.equal(SAMPLES[sample]);
    });
  }

  it("begins with what a script asks for first", () => {
    expect(Object.keys(JSON.parse(reportJson(SAMPLES.broken)) as object)).to.deep.equal([
      "url",
      "verdict",
      "layer",
      "cause",
      "says",
      "remedy",
      "findings",
      "hops",
      "changesAt",
      "clients",
      "token",
      "limits",
    ]);
  });

  it("is the same text in whatever order the report's fields were set", () => {
    expect(reportJson(reversed(SAMPLES.broken))).to.equal(reportJson(SAMPLES.broken));
  });

  it("ends in one newline", () => {
    expect(reportJson(SAMPLES.works)).to.match(/[^\n]\n$/);
  });
});

describe("The published schema", () => {
  it("is that of the types (npm run golden refreshes it)", async () => {
    expect(await readFile(SCHEMA_FILE, "utf8")).to.equal(publishedSchema());
  });

  const wrong: [what: string, change: object][] = [
    ["a verdict that is none", { verdict: "fine" }],
    ["a layer that is none", { layer: "haproxy" }],
    ["a field that is not the report's", { more: 1 }],
    ["no remedy where none is null", { remedy: undefined }],
    ["a finding without evidence", { findings: [{ ...SAMPLES.broken.findings[0], evidence: undefined }] }],
  ];
  for (const [what, change] of wrong)
    it(`takes no report with ${what}`, async () => {
      const json: unknown = JSON.parse(JSON.stringify({ ...SAMPLES.broken, ...change }));
      expect((await published()).safeParse(json).success).to.be.false;
    });

  it("is not loaded by the doctor, nor is zod", async () => {
    const folder = join(FOLDER, "doctor");
    const files = (await readdir(folder, { recursive: true })).filter(
      (name) => name.endsWith(".ts") && name !== join("report", "schema.ts"),
    );
    const guilty: string[] = [];
    for (const file of files)
      if (/from "(?:zod|[./]+(?:report\/)?schema\.ts)"/.test(await readFile(join(folder, file), "utf8")))
        guilty.push(file);
    expect(files).to.include(join("report", "json.ts"));
    expect(guilty).to.deep.equal([]);
  });
});

/** The file, read back as any user of it would. */
async function published(): Promise<z.ZodType> {
  return z.fromJSONSchema(
    JSON.parse(await readFile(SCHEMA_FILE, "utf8")) as Parameters<typeof z.fromJSONSchema>[0],
  );
}

/** The same value with the fields of each object in the opposite order. */
function reversed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(reversed) as Value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, each]: [string, unknown]) => [key, reversed(each)])) as Value;
}

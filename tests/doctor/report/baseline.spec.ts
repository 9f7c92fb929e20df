import { expect } from "chai";
import { type Baseline, BaselineError, newFindings, parseBaseline } from "../../../doctor/report/baseline.ts";
import { reportJson } from "../../../doctor/report/json.ts";
import type { Finding, Report } from "../../../doctor/report/report.ts";
import { IDLE, MISSING, SAMPLES, SAMPLE_NAMES } from "./samples.ts";

const NOTHING: Baseline = { verdict: "works", findings: [] };

/** The broken sample with these findings. */
function reportOf(...findings: Finding[]): Report {
  return { ...SAMPLES.broken, findings };
}

/** What is new, since a report with these findings. */
function since(then: Finding[], now: Finding[]): Finding[] {
  return newFindings(reportOf(...now), parseBaseline(reportJson(reportOf(...then)), "base.json"));
}

describe("What is new since a baseline", () => {
  for (const sample of SAMPLE_NAMES)
    it(`is nothing where the report ${sample} is its own baseline`, () => {
      const baseline = parseBaseline(reportJson(SAMPLES[sample]), "base.json");
      expect(newFindings(SAMPLES[sample], baseline)).to.deep.equal([]);
    });

  it("is what breaks or degrades, in the report's order, where the baseline held nothing", () => {
    expect(newFindings(SAMPLES.broken, NOTHING)).to.deep.equal(SAMPLES.broken.findings);
  });

  for (const severity of ["unknown", "note"] as const)
    it(`is no finding of severity ${severity}`, () => {
      expect(newFindings(reportOf({ ...IDLE, severity }), NOTHING)).to.deep.equal([]);
    });

  const changes: [what: string, change: Partial<Finding>][] = [
    ["another cause", { id: "other" }],
    ["another layer", { layer: "envoy" }],
    ["no layer", { layer: null }],
    ["another method", { method: "GET" }],
    ["no method", { method: null }],
    ["another hop", { evidence: [{ hop: "origin" }] }],
  ];
  for (const [what, change] of changes)
    it(`is a finding with ${what}`, () => {
      const changed = { ...MISSING, ...change };
      expect(since([MISSING], [changed])).to.deep.equal([changed]);
    });

  it("is no finding that only says something else", () => {
    const changed = { ...MISSING, says: "x", remedy: null, rung: "x", sources: [], evidence: [] };
    expect(since([MISSING], [changed])).to.deep.equal([]);
  });

  it("is no finding whose evidence named no hop before there were several", () => {
    const then = { ...MISSING, evidence: [{ probe: "initialize" }] };
    expect(since([then], [MISSING])).to.deep.equal([]);
  });

  it("is a finding that has become worse, and none that has become better", () => {
    const worse: Finding = { ...IDLE, severity: "broken" };
    expect(since([IDLE], [worse])).to.deep.equal([worse]);
    expect(since([worse], [IDLE])).to.deep.equal([]);
    expect(since([worse, IDLE], [worse])).to.deep.equal([]);
  });

  it("is a finding that was only a note, or unknown", () => {
    expect(since([{ ...IDLE, severity: "note" }], [IDLE])).to.deep.equal([IDLE]);
    expect(since([{ ...IDLE, severity: "unknown" }], [IDLE])).to.deep.equal([IDLE]);
  });
});

describe("A baseline", () => {
  const REMEDY = "Write it anew: npm run --silent doctor -- URL --json > FILE.";

  it("holds what an earlier report found", () => {
    expect(parseBaseline(reportJson(SAMPLES.broken), "base.json")).to.deep.equal({
      verdict: "broken",
      findings: [
        { id: "route.missing", layer: "nginx", severity: "broken", method: "POST", hop: "public" },
        { id: "headers.stripped", layer: "proxy", severity: "degraded", method: "POST", hop: "origin" },
      ],
    });
  });

  it("may begin with a byte order mark, and know layers and fields that this version does not", () => {
    const finding = { ...MISSING, layer: "haproxy", more: 1 };
    const json = JSON.stringify({ ...SAMPLES.broken, findings: [finding], more: 1 });
    expect(parseBaseline(`\ufeff${json}`, "base.json").findings.map(({ layer }) => layer)).to.deep.equal([
      "haproxy",
    ]);
  });

  const broken = (change: object) => JSON.stringify({ ...SAMPLES.broken, ...change });
  const wrong: [what: string, text: string, message: string][] = [
    ["empty", " \n", "base.json: the file is empty."],
    ["not JSON", "> mcp-route@0.1.0 doctor\n{}", "base.json: this is not JSON."],
    ["no object", "[]", "base.json: the report is not an object, so this is no report of the doctor."],
    ["null", "null", "base.json: the report is not an object, so this is no report of the doctor."],
    [
      "without hops",
      broken({ hops: undefined }),
      "base.json: hops of the report is not a list, so this is no report of the doctor.",
    ],
    [
      "with no hop",
      broken({ hops: [] }),
      "base.json: hops of the report is not at least one hop, so this is no report of the doctor.",
    ],
    [
      "of an unknown verdict",
      broken({ verdict: "fine" }),
      "base.json: verdict of the report is not one of works, degraded, broken, unknown, so this is no report of the doctor.",
    ],
    [
      "with findings that are no list",
      broken({ findings: {} }),
      "base.json: findings of the report is not a list, so this is no report of the doctor.",
    ],
    [
      "with a finding without an id",
      broken({ findings: [MISSING, { ...MISSING, id: undefined }] }),
      "base.json: id of item 2 of findings of the report is not text, so this is no report of the doctor.",
    ],
    [
      "with a method that is a number",
      broken({ findings: [{ ...MISSING, method: 1 }] }),
      "base.json: method of item 1 of findings of the report is not text, so this is no report of the doctor.",
    ],
    [
      "with a severity that is none",
      broken({ findings: [{ ...MISSING, severity: "bad" }] }),
      "base.json: severity of item 1 of findings of the report is not one of broken, degraded, unknown, note, so this is no report of the doctor.",
    ],
    [
      "with a hop that is no text",
      broken({ findings: [{ ...MISSING, evidence: [{ hop: 1 }] }] }),
      "base.json: hop of item 1 of evidence of item 1 of findings of the report is not text, so this is no report of the doctor.",
    ],
  ];
  for (const [what, text, message] of wrong)
    it(`is refused where it is ${what}, with the way to mend it`, () => {
      expect(() => parseBaseline(text, "base.json"))
        .to.throw(BaselineError)
        .with.property("message", `${message} ${REMEDY}`);
    });

  it("is named in the message without its controls", () => {
    expect(() => parseBaseline("", "a\x1b[2J")).to.throw("a\\x1b[2J: the file is empty.");
  });
});

import { expect } from "chai";
import { reportJunit } from "../../../doctor/report/junit.ts";
import type { Finding, Report } from "../../../doctor/report/report.ts";
import { HOSTILE, IDLE, SAMPLES, SAMPLE_NAMES, rung } from "./samples.ts";
import { type Element, all, parse } from "./wellFormed.ts";

/** The root element. */
function junit(report: Report): Element {
  const xml = reportJunit(report);
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  expect(xml.startsWith(declaration)).to.be.true;
  return parse(xml.slice(declaration.length));
}

/** The test cases of a report whose only hop has this rung and these findings. */
function casesOf(rungs: ReturnType<typeof rung>[], findings: Finding[]): Element[] {
  const hops = [{ ...SAMPLES.works.hops[0]!, rungs }];
  return junit({ ...SAMPLES.works, hops, findings }).children[0]!.children;
}

describe("The report as JUnit XML", () => {
  for (const sample of SAMPLE_NAMES)
    it(`is well-formed, and counts what it holds, of ${sample}`, () => {
      const root = junit(SAMPLES[sample]);
      for (const element of [root, ...root.children]) {
        const count = (name: string) => String(all(element).filter((each) => each.name === name).length);
        expect(element.attributes).to.include({
          tests: count("testcase"),
          failures: count("failure"),
          errors: "0",
          skipped: count("skipped"),
        });
      }
    });

  it("has a suite a hop and a case a rung", () => {
    const suites = junit(SAMPLES.broken).children;
    expect(suites.map(({ attributes }) => attributes["name"])).to.deep.equal([
      "public: https://demo.quiltdata.com/mcp",
      "origin: http://10.0.0.5:8000/mcp",
    ]);
    expect(suites[1]!.children.slice(0, 2).map(({ attributes }) => attributes)).to.deep.equal([
      { classname: "doctor.origin", name: "connect: Connection" },
      { classname: "doctor.origin", name: "path: Path" },
    ]);
  });

  it("has an empty case for a rung that works", () => {
    expect(casesOf([rung("path", "works", "x")], [])[0]!.children).to.deep.equal([]);
  });

  for (const state of ["broken", "degraded"] as const)
    it(`has a failure of that type for a rung that is ${state}`, () => {
      const [failure] = casesOf([rung("path", state, "405")], [])[0]!.children;
      expect(failure).to.deep.include({ name: "failure", attributes: { type: state, message: "405" } });
    });

  for (const state of ["unknown", "skipped"] as const)
    it(`skips a rung that is ${state}, and says why`, () => {
      const { children } = casesOf([rung("path", state, "401")], [])[0]!;
      expect(children).to.deep.equal([
        { name: "skipped", attributes: { message: `${state}: 401` }, text: "", children: [] },
      ]);
    });

  it("says in the failure what was found, and in system-out what was seen", () => {
    const [failure, systemOut] = casesOf([rung("idle", "degraded", "60 s")], [IDLE])[0]!.children;
    expect(failure!.text).to.equal(
      "idle.short (the Application Load Balancer, GET): A silent stream is cut after 60 s.\n" +
        "remedy: Set idle_timeout.timeout_seconds of the load balancer to 4000.",
    );
    expect(systemOut).to.deep.include({
      name: "system-out",
      text:
        "probe    idle\nrequest  GET https://demo.quiltdata.com/mcp\n" +
        "seen     Cut 60.1 s after the last byte.",
    });
  });

  it("tells of a finding in the case of its own rung alone", () => {
    const cases = casesOf([rung("path", "broken", "405"), rung("idle", "degraded", "60 s")], [IDLE]);
    expect(cases.map(({ children }) => children.map(({ name }) => name))).to.deep.equal([
      ["failure"],
      ["failure", "system-out"],
    ]);
    expect(cases[0]!.children[0]!.text).to.equal("");
  });

  it("has what was seen of a note, without failing", () => {
    const { children } = casesOf([rung("idle", "works", "x")], [{ ...IDLE, severity: "note" }])[0]!;
    expect(children.map(({ name }) => name)).to.deep.equal(["system-out"]);
  });

  const strays: [severity: Finding["severity"], children: string[]][] = [
    ["broken", ["failure", "system-out"]],
    ["degraded", ["failure", "system-out"]],
    ["unknown", ["skipped", "system-out"]],
    ["note", ["system-out"]],
  ];
  for (const [severity, children] of strays)
    it(`loses no finding of severity ${severity} whose rung the hop does not have`, () => {
      const [, stray] = casesOf([rung("path", "works", "x")], [{ ...IDLE, severity }]);
      expect(stray!.attributes["name"]).to.equal("idle: idle.short");
      expect(stray!.children.map(({ name }) => name)).to.deep.equal(children);
    });

  it("holds what the far side sent as text, and no element of its making", () => {
    const root = junit(SAMPLES.hostile);
    expect(new Set(all(root).map(({ name }) => name))).to.deep.equal(
      new Set(["testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"]),
    );
    const [failure] = all(root).filter(({ name }) => name === "failure");
    expect(failure!.attributes["message"]).to.include("]]><![CDATA[ </system-out></testcase>");
    expect(HOSTILE).to.include("]]><![CDATA[ </system-out></testcase>");
  });
});

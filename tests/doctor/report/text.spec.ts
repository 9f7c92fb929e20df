import { expect } from "chai";
import fc from "fast-check";
import type { Report } from "../../../doctor/report/report.ts";
import { reportText } from "../../../doctor/report/text.ts";
import { HOSTILE, MISSING, SAMPLES, SAMPLE_NAMES, rung } from "./samples.ts";

/** The lines without colour. */
function lines(report: Report): string[] {
  return reportText(report, { colour: false }).split("\n");
}

/** The broken sample with one hop, of these rungs. */
function withRungs(...rungs: ReturnType<typeof rung>[]): Report {
  return { ...SAMPLES.broken, hops: [{ ...SAMPLES.broken.hops[0]!, rungs }] };
}

/** The lines of the ladder of the first hop. */
function ladder(report: Report): string[] {
  const all = lines(report);
  const start = all.findIndex((line) => line.startsWith("public: ")) + 2;
  return all.slice(start, all.indexOf("", start));
}

describe("The report for people", () => {
  it("begins with the verdict in one line, then layer, cause and remedy", () => {
    expect(lines(SAMPLES.unknown).slice(0, 6)).to.deep.equal([
      "unknown: the server wants a token, and none was given — give a token",
      "  url       https://demo.quiltdata.com/mcp",
      "  layer     the MCP server",
      "  cause     token.needed",
      "  remedy    Put a token into a file and name it: --token-file FILE.",
      "",
    ]);
  });

  it("speaks of no layer, cause, remedy or evidence where everything works", () => {
    const text = reportText(SAMPLES.works, { colour: false });
    for (const label of ["layer ", "cause ", "remedy ", "Evidence", "Other findings", "▶"])
      expect(text).not.to.include(label);
  });

  it("tells of the rungs that work in one line, and of those that one rung blocked in another", () => {
    expect(ladder(SAMPLES.broken)).to.deep.equal([
      "  ✓ The caller's own side, Name resolution, Connection, TLS",
      "▶ ✗ Path: broken, POST gets 405 Not Allowed from nginx ◀ the first that fails",
      "  ? Methods: unknown, GET gets 404, which says nothing of a server that was never asked",
      "  · Protocol, Streaming: skipped, blocked by path",
      "  · Idle cut: skipped, it was not asked for (--idle)",
    ]);
  });

  it("marks the first broken rung, and no other", () => {
    const report = withRungs(
      rung("connect", "degraded", "slow"),
      rung("path", "broken", "405"),
      rung("methods", "broken", "405 too"),
    );
    expect(ladder(report)).to.deep.equal([
      "  ! Connection: degraded, slow",
      "▶ ✗ Path: broken, 405 ◀ the first that fails",
      "  ✗ Methods: broken, 405 too",
    ]);
  });

  it("marks the first degraded rung where none is broken", () => {
    const report = withRungs(rung("path", "unknown", "401"), rung("idle", "degraded", "60 s"));
    expect(ladder(report)).to.deep.equal([
      "  ? Path: unknown, 401",
      "▶ ! Idle cut: degraded, 60 s ◀ the first that fails",
    ]);
  });

  it("does not put rungs together that different rungs blocked, or that do not follow each other", () => {
    const report = withRungs(
      rung("path", "works", "x"),
      rung("methods", "skipped", "x", "path"),
      rung("protocol", "skipped", "x", "methods"),
      rung("idle", "works", "x"),
    );
    expect(ladder(report)).to.deep.equal([
      "  ✓ Path",
      "  · Methods: skipped, blocked by path",
      "  · Protocol: skipped, blocked by methods",
      "  ✓ Idle cut: x",
    ]);
  });

  it("does not put rungs together that were skipped for reasons of their own", () => {
    const report = withRungs(
      rung("streaming", "skipped", "no conversation began"),
      rung("idle", "skipped", "not measured"),
    );
    expect(ladder(report)).to.deep.equal([
      "  · Streaming: skipped, no conversation began",
      "  · Idle cut: skipped, not measured",
    ]);
  });

  it("shows twelve lines of a body, and says how many more there are", () => {
    const body = (count: number) => {
      const finding = { ...MISSING, evidence: [{ body: "line\n".repeat(count) }], sources: [] };
      return lines({ ...SAMPLES.broken, findings: [finding] }).filter((line) => line.includes("line"));
    };
    expect(body(12)).to.deep.equal(["  body      line", ...Array<string>(11).fill("            line")]);
    expect(body(13).slice(12)).to.deep.equal(["            … (1 more lines)"]);
  });

  it("loses nothing of a long remedy, wherever its lines end", () => {
    for (let length = 80; length < 120; length++) {
      const remedy = `${"x".repeat(length)} y z ${"word ".repeat(40)}end`;
      const text = reportText({ ...SAMPLES.works, remedy }, { colour: false });
      const [, shown = ""] = /remedy {4}([^]*?end)\n/.exec(text) ?? [];
      expect(shown.replace(/\s+/g, "")).to.equal(remedy.replace(/\s+/g, ""));
    }
  });

  it("tells of the primary finding once, and of each other one behind the ladder", () => {
    const all = lines(SAMPLES.degraded);
    expect(all.slice(all.indexOf("Other findings"), all.indexOf("Clients"))).to.deep.equal([
      "Other findings",
      "  note: tls.old: TLS 1.2 is the newest version.",
      "",
    ]);
  });

  it("tells of all findings behind the ladder where none is primary", () => {
    const note = { ...MISSING, severity: "note" as const };
    const all = lines({ ...SAMPLES.works, findings: [note] });
    expect(all).not.to.include("Evidence");
    expect(all.filter((line) => line.includes("note: "))).to.deep.equal([
      "  note: route.missing (nginx, POST): nginx answers POST /mcp itself, with 405: no location takes the path to",
    ]);
  });

  for (const sample of SAMPLE_NAMES) {
    it(`has no line of more than 110 characters, of ${sample}`, () => {
      for (const line of lines(SAMPLES[sample])) expect(Array.from(line).length).to.be.at.most(110);
    });

    it(`is the same but for the colours where it has some, of ${sample}`, () => {
      const coloured = reportText(SAMPLES[sample], { colour: true });
      expect(coloured).to.include("\x1b[");
      expect(coloured.replace(/\x1b\[\d+m/g, "")).to.equal(reportText(SAMPLES[sample], { colour: false }));
    });
  }

  it("has lines of at most 110 characters, none of which the far side controls, whatever came", () => {
    const text = fc.array(
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(HOSTILE, "x".repeat(300), " ", "🙂", "`")),
    );
    fc.assert(
      fc.property(text, (parts) => {
        const says = parts.join("");
        const [first] = MISSING.evidence;
        const finding = {
          ...MISSING,
          says,
          remedy: says,
          evidence: [{ ...first, body: says, headers: [says] }],
        };
        const hops = SAMPLES.broken.hops.map((hop) => ({
          ...hop,
          name: says,
          rungs: [rung("path", "broken", says)],
        }));
        for (const line of lines({ ...SAMPLES.broken, says, findings: [finding, finding], hops })) {
          expect(Array.from(line).length).to.be.at.most(110);
          expect(line).not.to.match(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        }
      }),
    );
  });

  it("tells what somebody has asked to be measured, beside the rungs that only work", () => {
    const call = {
      ...rung("streaming", "works", "progress came after 551 ms"),
      id: "call",
      title: "A tool call",
    };
    const told = ladder(
      withRungs(
        rung("tls", "works", "TLS 1.3"),
        call,
        rung("protocol", "works", "offered"),
        rung("path", "works", "200"),
      ),
    );
    expect(told.map((line) => line.trim())).to.deep.equal([
      `✓ ${rung("tls", "works", "").title}`,
      "✓ A tool call: progress came after 551 ms",
      `✓ ${rung("protocol", "works", "").title}, ${rung("path", "works", "").title}`,
    ]);
  });
});

import { expect } from "chai";
import { report } from "../../rehearsal/report.ts";
import type { Side } from "../../rehearsal/side.ts";
import { type Verdict, refusedVerdict } from "../../rehearsal/verdict.ts";

const before: Side = {
  status: 405,
  contentType: "text/html",
  answeredBy: "target group sales-prod-frontend",
  tools: null,
  timeToFirstEvent: null,
  longestGap: null,
  silence: null,
};

const after: Side = {
  status: 200,
  contentType: "text/event-stream",
  answeredBy: "target group sales-prod-mcp-server",
  tools: 97,
  timeToFirstEvent: 93,
  longestGap: 53,
  silence: "kept",
};

function verdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    ok: true,
    stack: "prod",
    url: "https://demo.quiltdata.com/mcp",
    longestSilence: 300,
    assumed: [],
    headerBudget: null,
    before,
    after,
    routes: [
      { host: "*", path: "/mcp", methods: ["*"], conditions: [], target: "sales-prod-mcp-server" },
      {
        host: "demo.quiltdata.com",
        path: "/mcp/*",
        methods: ["GET", "POST"],
        conditions: [],
        target: "sales-prod-mcp-server",
      },
    ],
    findings: [],
    ...changes,
  };
}

function firstLine(changes: Partial<Verdict>): string {
  return report(verdict(changes)).split("\n", 1)[0]!;
}

const TABLES = `
                            before                            after
POST: status                405                               200
content type                text/html                         text/event-stream
answered by                 target group sales-prod-frontend  target group sales-prod-mcp-server
tools listed                -                                 97
time to first event         -                                 93 ms
longest gap between events  -                                 53 ms
stream silent for 300 s     -                                 kept

host                path    methods   target
*                   /mcp    *         sales-prod-mcp-server
demo.quiltdata.com  /mcp/*  GET POST  sales-prod-mcp-server`;

describe("the report of a rehearsal", () => {
  it("puts before and after side by side, then the routes", () => {
    expect(report(verdict())).to.equal(
      `Stack prod, https://demo.quiltdata.com/mcp: everything that it promises came through.\n${TABLES}`,
    );
  });

  it("tells how much room a gateway leaves for a larger token", () => {
    const text = report(verdict({ headerBudget: { limit: 10_240, used: 4454, left: 5786 } }));
    expect(text.split("\n")).to.include(
      "headers: 4454 of the 10240 bytes that API Gateway accepts, with a token of 4096 bytes; 5786 left",
    );
  });

  it("has a column of further conditions where a route asks for some", () => {
    const row = { host: "*", path: "/mcp", methods: ["*"], target: "a" };
    const text = report(
      verdict({
        routes: [
          { ...row, conditions: ["header X-Beta: 1", "from 10.0.0.0/8"] },
          { ...row, conditions: [] },
        ],
      }),
    );
    expect(text.split("\n").slice(-3)).to.deep.equal([
      "host  path  methods  conditions                         target",
      "*     /mcp  *        header X-Beta: 1; from 10.0.0.0/8  a",
      "*     /mcp  *        -                                  a",
    ]);
  });

  it("ends with what is assumed, and then with the findings", () => {
    const text = report(
      verdict({
        ok: false,
        assumed: [
          { what: "idle timeout", value: "60 s, AWS's default" },
          { what: "other rules", value: "none" },
        ],
        findings: [
          { severity: "error", assumed: false, text: "A promise is broken.\n      mend it" },
          { severity: "warning", assumed: true, text: "It works, but." },
          { severity: "note", assumed: false, text: "By the way." },
        ],
      }),
    );
    expect(text).to
      .equal(`Stack prod, https://demo.quiltdata.com/mcp: 1 error; not everything that it promises came through.
${TABLES}

Assumed, since nobody told (--aws or --world tells):
  idle timeout: 60 s, AWS's default
  other rules: none

Findings:
  error: A promise is broken.
      mend it
  warning (assumed): It works, but.
  note: By the way.`);
  });

  const doubt = { severity: "warning", assumed: true, text: "" } as const;

  it("sums up that only what is assumed is in doubt", () => {
    expect(firstLine({ findings: [doubt, doubt] })).to.equal(
      "Stack prod, https://demo.quiltdata.com/mcp: what it promises came through, but for 2 findings on what is only assumed.",
    );
  });

  it("does not sum up as well what leaves out its own client", () => {
    const nothing = { ...after, tools: null, timeToFirstEvent: null, silence: null };
    expect(firstLine({ after: nothing })).to.equal(
      "Stack prod, https://demo.quiltdata.com/mcp: its own conditions leave out the rehearsal's client, so that nothing is shown.",
    );
  });

  it("sums up nothing else that is not an error", () => {
    const findings = [
      { severity: "note", assumed: true, text: "" },
      { severity: "warning", assumed: false, text: "" },
    ] as const;
    expect(firstLine({ findings: [...findings] })).to.equal(
      "Stack prod, https://demo.quiltdata.com/mcp: everything that it promises came through.",
    );
  });

  it("counts the errors that are not on what is assumed", () => {
    const error = { severity: "error", assumed: false, text: "" } as const;
    expect(firstLine({ ok: false, findings: [error, error, { ...error, assumed: true }] })).to.equal(
      "Stack prod, https://demo.quiltdata.com/mcp: 2 errors; not everything that it promises came through.",
    );
  });

  it("is the program's own words where it refuses", () => {
    expect(report(refusedVerdict("prod", "McpRoute: 1 problem\n  url: is missing."))).to.equal(
      "McpRoute: 1 problem\n  url: is missing.",
    );
  });
});

import { expect } from "chai";
import type { Answered } from "../../../doctor/exchange/exchange.ts";
import { methods } from "../../../doctor/rungs/methods.ts";
import type { Seen } from "../../../doctor/seen.ts";
import { answered, gist, OPENED, sight, streamed } from "./sight.ts";

/** A page of nginx's own. */
function page(status: number, title: string): Partial<Answered> {
  const head = `<head><title>${status} ${title}</title></head>`;
  const body = `<center><h1>${status} ${title}</h1></center><hr><center>nginx/1.25.3</center>`;
  return {
    status,
    statusText: title,
    headers: [
      ["Server", "nginx/1.25.3"],
      ["Content-Type", "text/html"],
    ],
    body: `<html>${head}<body>${body}</body></html>`,
  };
}

/** A route whose server is reached by POST, and whose GET is answered so. */
function got(answer: Partial<Answered>): Seen {
  return sight([OPENED, answered("get", answer, { method: "GET" })]);
}

/** The same of DELETE. */
function removed(answer: Partial<Answered>): Seen {
  return sight([OPENED, answered("delete", answer, { method: "DELETE" })]);
}

const PLAIN: Partial<Answered> = { headers: [["Content-Type", "text/plain"]] };
const LEGAL: readonly (readonly [string, Partial<Answered>])[] = [
  ["the server", { status: 405, json: { jsonrpc: "2.0", id: null, error: { code: -32000 } } }],
  [
    "its framework",
    {
      status: 405,
      headers: [
        ["Server", "uvicorn"],
        ["Content-Type", "text/plain"],
      ],
      body: "Method Not Allowed",
    },
  ],
  ["something without a mark", { ...PLAIN, status: 405 }],
];

describe("the rung of methods", () => {
  for (const [who, answer] of LEGAL)
    it(`takes a 405 by ${who} for the legal answer that it is`, () => {
      expect(gist(methods.judge(got(answer)))).to.deep.equal([]);
      expect(gist(methods.judge(removed(answer)))).to.deep.equal([]);
    });

  it("says what each method was answered where all get through", () => {
    const seen = sight([
      OPENED,
      streamed("stream", [], {}, { method: "GET" }),
      answered("delete", { status: 204, headers: [] }, { method: "DELETE" }),
    ]);
    expect(methods.judge(seen)).to.deep.equal({ says: "POST, GET (200), DELETE (204)", findings: [] });
  });

  it("finds GET blocked where nginx refuses it with a page of its own", () => {
    const judgement = methods.judge(got(page(403, "Forbidden")));
    expect(gist(judgement)).to.deep.equal([
      { id: "method.get-blocked", layer: "nginx", severity: "degraded" },
    ]);
    expect(judgement.findings[0]).to.include({
      method: "GET",
      says: "GET is answered 403 by nginx, while POST reaches the server",
    });
  });

  it("finds DELETE blocked, and names it", () => {
    const judgement = methods.judge(removed(page(403, "Forbidden")));
    expect(gist(judgement)).to.deep.equal([
      { id: "method.delete-blocked", layer: "nginx", severity: "degraded" },
    ]);
    expect(judgement.findings[0]).to.include({ method: "DELETE" });
  });

  it("finds a 405 that is nginx's page, for the request stopped there", () => {
    expect(gist(methods.judge(got(page(405, "Not Allowed"))))).to.deep.equal([
      { id: "method.get-blocked", layer: "nginx", severity: "degraded" },
    ]);
  });

  it("finds both where both are blocked", () => {
    const seen = sight([
      OPENED,
      answered("get", page(403, "Forbidden"), { method: "GET" }),
      answered("delete", page(403, "Forbidden"), { method: "DELETE" }),
    ]);
    expect(gist(methods.judge(seen)).map(({ id }) => id)).to.deep.equal([
      "method.get-blocked",
      "method.delete-blocked",
    ]);
  });

  const ELSEWHERE = [
    [429, "Too Many Requests"],
    [500, "Internal Server Error"],
    [504, "Gateway Time-out"],
  ] as const;
  for (const [status, title] of ELSEWHERE)
    it(`leaves a ${status} to other rungs`, () => {
      expect(gist(methods.judge(got(page(status, title))))).to.deep.equal([]);
    });

  it("judges by the stream that was opened in a session, not by the GET without one", () => {
    const seen = sight([
      OPENED,
      answered("get", page(403, "Forbidden"), { method: "GET" }),
      streamed("stream", [], {}, { method: "GET" }),
    ]);
    expect(gist(methods.judge(seen))).to.deep.equal([]);
  });

  it("is unknown where POST does not reach the server", () => {
    const blocked = page(403, "Forbidden");
    const seen = sight([answered("initialize", blocked), answered("get", blocked, { method: "GET" })]);
    expect(methods.judge(seen)).to.deep.equal({ says: "no server to ask", findings: [], unknown: true });
  });
});

import { hasResult } from "../exchange/rpc.ts";
import { type Answered, headerValue } from "../exchange/exchange.ts";
import { fingerprint } from "../fingerprints/match.ts";
import type { Finding } from "../report/report.ts";
import { answerOf, exchangeOf, type Seen } from "../seen.ts";
import { ERA_DIFFERENCES } from "./eraDifferences.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";
import { toolsOf } from "./tools.ts";

/**
 * The two eras of one server side by side. What differs as it should stands in `eraDifferences.ts`; only where both eras have answered
 * is there anything to compare, and an empty comparison is never a clean one.
 */
export const eras: Rung = {
  id: "eras",
  title: "Eras compared",
  needs: ["path", "protocol"],
  judge(seen): Judgement {
    const legacy = resultOf(seen, "initialize");
    const modern = resultOf(seen, "discover");
    if (legacy === undefined && modern === undefined)
      return { says: "neither era answered", findings: [], unknown: true };
    if (legacy === undefined || modern === undefined)
      return { says: `${legacy ? "sessions" : "2026-07-28"} alone: nothing to compare`, findings: [] };
    const findings = [...differing(seen, legacy, modern), ...tools(seen)];
    const same = toolsOf(answerOf(seen, "tools-list"))?.length;
    const says = `no difference but those that should be${same === undefined ? "" : `, the same ${same} tools`}`;
    return { says: findings.map((each) => each.says).join("; ") || says, findings };
  },
};

function resultOf(seen: Seen, probe: string): Answered | undefined {
  const answer = answerOf(seen, probe);
  return hasResult(answer) ? answer : undefined;
}

/** What is compared of the answers that open each era. */
const ASPECTS: Readonly<Record<string, (answer: Answered) => string>> = {
  status: ({ status }) => String(status),
  "media type": (answer) =>
    headerValue(answer, "content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "absent",
  ...Object.fromEntries(
    [
      "mcp-session-id",
      "access-control-allow-origin",
      "access-control-expose-headers",
      "content-encoding",
    ].map((name) => [
      name,
      (answer: Answered) => (headerValue(answer, name) === undefined ? "absent" : "present"),
    ]),
  ),
  // A rule on Mcp-Method or MCP-Protocol-Version may send one era another way than the other.
  layers: (answer) =>
    fingerprint(answer)
      .layers.filter(({ answered }) => !answered)
      .map(({ layer }) => layer)
      .join(", ") || "none",
};

function differing(seen: Seen, legacy: Answered, modern: Answered): Finding[] {
  return Object.entries(ASPECTS).flatMap(([aspect, of]) => {
    const [sessions, stateless] = [of(legacy), of(modern)];
    if (sessions === stateless || isExpected(aspect, sessions, stateless)) return [];
    return [
      finding("era.differs", {
        layer: null,
        shown: [exchangeOf(seen, "initialize"), exchangeOf(seen, "discover")],
        says: `the answers of the two eras differ in ${aspect}: ${sessions} with sessions, ${stateless} in 2026-07-28`,
      }),
    ];
  });
}

function isExpected(aspect: string, sessions: string, modern: string): boolean {
  return ERA_DIFFERENCES.some(
    (row) => row.aspect === aspect && row.sessions === sessions && row.modern === modern,
  );
}

function tools(seen: Seen): Finding[] {
  const one = toolsOf(answerOf(seen, "tools-list"));
  const other = toolsOf(answerOf(seen, "tools-list-modern"));
  if (one === undefined && other === undefined) return [];
  // A list that nobody saw is not an empty one.
  if (["tools-list", "tools-list-modern"].some((probe) => isUnseen(seen, probe))) return [];
  const lost = one?.filter((name) => other?.includes(name) !== true) ?? [];
  const gained = other?.filter((name) => one?.includes(name) !== true) ?? [];
  if (one !== undefined && other !== undefined && lost.length + gained.length === 0) return [];
  return [
    finding("era.tools-differ", {
      layer: null,
      shown: [exchangeOf(seen, "tools-list"), exchangeOf(seen, "tools-list-modern")],
      facts: [
        ...lost.slice(0, TOOLS_NAMED).map((name) => `only with sessions: ${name}`),
        ...gained.slice(0, TOOLS_NAMED).map((name) => `only in 2026-07-28: ${name}`),
      ],
      says: `tools/list differs between the eras: ${one?.length ?? "no"} tools with sessions, ${other?.length ?? "none"} in 2026-07-28`,
    }),
  ];
}

function isUnseen(seen: Seen, probe: string): boolean {
  const answer = answerOf(seen, probe);
  return answer === undefined || answer.status === 429;
}

/** How many of the tools that differ stand in the evidence. */
const TOOLS_NAMED = 10;

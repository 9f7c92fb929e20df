import type { Exchange } from "../exchange/exchange.ts";
import type { CauseId } from "../causes/causes.ts";
import { LAYER_NAMES } from "../layers.ts";
import type { Finding } from "../report/report.ts";
import { exchangeOf } from "../seen.ts";
import { isReached, isServers, refuserOf, writerOf } from "./reached.ts";
import { finding, type Rung } from "./rung.ts";

/** GET and DELETE, each by itself: that POST gets through says nothing of them. */
export const methods: Rung = {
  id: "methods",
  title: "Methods",
  needs: ["path"],
  judge(seen) {
    if (!isReached(seen)) return { says: "no server to ask", findings: [], unknown: true };
    const get = exchangeOf(seen, "stream") ?? exchangeOf(seen, "get");
    const remove = exchangeOf(seen, "delete");
    const findings = [...blocked(get, "method.get-blocked"), ...blocked(remove, "method.delete-blocked")];
    const says = findings.map((each) => each.says).join("; ") || `POST, ${inWords(get)}, ${inWords(remove)}`;
    return { says, findings };
  },
};

/** Layers whose own answer to a method means that the request stopped there. */
const SERVERS = new Set(["server", "framework"]);

function blocked(exchange: Exchange | undefined, cause: CauseId): Finding[] {
  if (exchange?.result.outcome !== "answer") return [];
  const { asked, result } = exchange;
  const type = result.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  if (isServers(result) || (result.status < 300 && !/html/i.test(type))) return [];
  const writer = writerOf(result);
  // 405 is a legal answer to both: clients go on without. Whoever gave it, nothing is lost that was promised.
  // A layer that gives up on a stream is the streams' rung's to tell.
  if (result.status >= 500 || result.status === 429) return [];
  const legal = result.status === 405;
  if (legal && (writer === null || SERVERS.has(writer.layer))) return [];
  if (writer !== null && SERVERS.has(writer.layer)) return [];
  if (writer === null && !/html/i.test(type)) return [];
  const refuser = refuserOf(result);
  const who = refuser === null ? "a layer without a mark" : LAYER_NAMES[refuser];
  return [
    finding(cause, {
      layer: refuser ?? "proxy",
      shown: [exchange],
      says: `${asked.method} is answered ${result.status} by ${who}, while POST reaches the server`,
    }),
  ];
}

function inWords(exchange: Exchange | undefined): string {
  if (exchange === undefined) return "no session to DELETE";
  const { asked, result } = exchange;
  return result.outcome === "answer" ? `${asked.method} (${result.status})` : `${asked.method} (no answer)`;
}

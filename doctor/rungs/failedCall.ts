import { rpcOf } from "../exchange/rpc.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Finding } from "../report/report.ts";
import { answerOf, type Seen } from "../seen.ts";
import { ownersOf } from "./owners.ts";
import { betweenOf, refuserOf } from "./reached.ts";
import { finding, type Judgement } from "./rung.ts";
import { toolsOf } from "./tools.ts";

/** Statuses by which a layer says that it has waited long enough: a gateway's, and Cloudflare's own. */
const GAVE_UP: ReadonlySet<number> = new Set([504, 524]);

/**
 * What a tool call without a result shows. The server's own word, and a tool that takes longer than clients wait, leave the route
 * untold; a connection that ends, or a page in the answer's place, is a fault of it.
 *
 * @param why why there is no result, for a sentence
 */
export function withoutResult(seen: Seen, exchange: Exchange, name: string, why: string): Judgement {
  const found = foundIn(seen, exchange, `${name} gave no result: ${why}${unlisted(seen, name)}`);
  return { says: found.says, findings: [found] };
}

function foundIn(seen: Seen, exchange: Exchange, says: string): Finding {
  const { result } = exchange;
  const shown = [exchange];
  const untold = () => finding("call.failed", { layer: null, says, shown });
  if (result.outcome === "failure") {
    return result.failure === "timeout" ? untold() : cutOff(seen, exchange, says, result.at, result.at);
  }
  const { head, end } = result.times;
  if (rpcOf(result) !== undefined) return untold();
  if (GAVE_UP.has(result.status)) return cutOff(seen, exchange, says, head, head);
  if (result.status >= 300) {
    return finding("call.failed", {
      layer: refuserOf(result) ?? betweenOf(seen),
      severity: "degraded",
      says,
      shown,
      remedy:
        "have the layer pass the call on, and its answer back (--via origin=http://… tells whether it is the server that fails)",
    });
  }
  if (result.end === "left" || result.end === "limit") return untold();
  const lastByte = Math.max(head, ...result.events.map(({ at }) => at));
  return cutOff(seen, exchange, `${says}, and ended after ${Math.round(end)} ms`, end - lastByte, end);
}

/** An end without a result: by a layer's clock, where the time, in milliseconds, is one that layers are known for. */
function cutOff(seen: Seen, exchange: Exchange, says: string, silence: number, whole: number): Finding {
  const owners = ownersOf(silence / 1000, whole / 1000);
  return finding(owners.length === 0 ? "stream.cut" : "stream.idle-cut", {
    layer: betweenOf(seen),
    says,
    shown: [exchange],
    facts: owners.map(({ says: owner, source }) => `That is the time of ${owner} (${source}).`),
  });
}

/** What the server's own list says, where the tool is not on its first page. */
function unlisted(seen: Seen, name: string): string {
  const lists = ["tools-list", "tools-list-modern"].map((probe) => toolsOf(answerOf(seen, probe)));
  const known = lists.filter((tools) => tools !== undefined);
  return known.length === 0 || known.some((tools) => tools.includes(name))
    ? ""
    : "; tools/list names no such tool";
}

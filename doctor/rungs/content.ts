import { rpcOf } from "../exchange/rpc.ts";
import type { Answered } from "../exchange/exchange.ts";
import { isBlockPage } from "../fingerprints/blockPage.ts";
import { exchangeOf, type Seen } from "../seen.ts";
import { failureInWords } from "./evidence.ts";
import { betweenOf, isOpened, refuserOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** Whether text that looks like code comes through, as tools are given it: tried only where the caller asks for it. */
export const content: Rung = {
  id: "content",
  title: "Text that looks like code",
  // Where requests of a session are refused, this one is refused for that.
  needs: ["path", "headers", "affinity"],
  judge(seen) {
    if (!seen.wanted.suspicious)
      return { says: "not tried; --suspicious sends some", findings: [], skipped: true };
    if (!isOpened(seen)) return { says: "not tried: no conversation began", findings: [], skipped: true };
    const plain = exchangeOf(seen, "content-plain")?.result;
    const suspicious = exchangeOf(seen, "content-suspicious")?.result;
    if (plain?.outcome !== "answer" || suspicious === undefined || rpcOf(plain) === undefined)
      return {
        says: "the same request with harmless text is not answered either",
        findings: [],
        unknown: true,
      };
    if (suspicious.outcome === "failure") {
      return suspicious.failure === "reset"
        ? refused(seen, failureInWords(suspicious))
        : { says: `not known: ${failureInWords(suspicious)}`, findings: [], unknown: true };
    }
    if (rpcOf(suspicious) !== undefined)
      return { says: "text that looks like SQL and a script comes through", findings: [] };
    return isRefusal(suspicious)
      ? refused(seen, `HTTP ${suspicious.status}`)
      : { says: `not known: HTTP ${suspicious.status}`, findings: [], unknown: true };
  },
};

/** Too many requests, or a server that fails, say nothing of the text. */
function isRefusal(answer: Answered): boolean {
  return answer.status !== 429 && (answer.status < 500 || isBlockPage(answer));
}

function refused(seen: Seen, came: string): Judgement {
  const shown = ["content-suspicious", "content-plain"].map((probe) => exchangeOf(seen, probe));
  const result = shown[0]?.result;
  const writer = result?.outcome === "answer" ? refuserOf(result) : null;
  const says = `a request that holds text like SQL and a script is refused (${came}), where the same with harmless text is answered`;
  return { says, findings: [finding("blocked.content", { layer: writer ?? betweenOf(seen), says, shown })] };
}

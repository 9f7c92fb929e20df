import { hasResult } from "../exchange/rpc.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Layer } from "../layers.ts";
import { HEADER_BYTES, LARGE_BODY_BYTES, SMALL_BODY_BYTES } from "../probes/sizes.ts";
import type { Finding, Severity } from "../report/report.ts";
import { answerOf, exchangeOf, type Seen } from "../seen.ts";
import { failureInWords } from "./evidence.ts";
import { betweenOf, writerOf } from "./reached.ts";
import { finding, type Rung } from "./rung.ts";
import { isLost } from "./sessionRequests.ts";

/** What a size is tried with. */
interface Size {
  probe: string;
  /** What it is, for a sentence. */
  name: string;
  cause: "size.header" | "size.body";
  severity: Severity;
}

/** The larger body is a note: nginx refuses it by default, and so do many servers, and no tool may ever be given so much. */
const SIZES: readonly Size[] = [
  {
    probe: "header-4k",
    name: `a header of ${HEADER_BYTES} bytes`,
    cause: "size.header",
    severity: "degraded",
  },
  {
    probe: "body-9k",
    name: `a body of ${SMALL_BODY_BYTES / 1024} KiB`,
    cause: "size.body",
    severity: "degraded",
  },
  {
    probe: "body-1100k",
    name: `a body of ${LARGE_BODY_BYTES / 1024} KiB`,
    cause: "size.body",
    severity: "note",
  },
];

/** Statuses by which a request is refused for its size; 403 is a web ACL's, 400 nginx's to a long header, 494 its own number. */
const REFUSED: ReadonlySet<number> = new Set([400, 403, 413, 414, 431, 494]);

/** Whether requests as large as real ones come through: tokens in headers, arguments in bodies. */
export const sizes: Rung = {
  id: "sizes",
  title: "Sizes of headers and bodies",
  // Where requests of a session are refused, larger ones are refused for that.
  needs: ["path", "headers", "affinity"],
  judge(seen) {
    const opening = ["initialize", "discover"]
      .map((probe) => exchangeOf(seen, probe))
      .find(
        (exchange) => exchange?.result.outcome === "answer" && [413, 431].includes(exchange.result.status),
      );
    if (opening !== undefined) {
      const header = opening.result.outcome === "answer" && opening.result.status === 431;
      const says = header
        ? "even the smallest request is refused for its headers"
        : "even the smallest message is refused for its size";
      const id = header ? "size.header" : "size.body";
      return {
        says,
        findings: [
          finding(id, { layer: layerOf(seen, opening), severity: "broken", says, shown: [opening] }),
        ],
      };
    }
    const tried = SIZES.filter(({ probe }) => exchangeOf(seen, probe) !== undefined);
    if (tried.length === 0) {
      return { says: "nothing larger was tried, since nothing small works", findings: [], unknown: true };
    }
    const small = exchangeOf(
      seen,
      hasResult(answerOf(seen, "discover")) ? "tools-list-modern" : "tools-list",
    );
    if (small !== undefined && !accepted(small)) {
      const says = `a small request is not answered either (${cameOf(small)})`;
      return { says, findings: [], unknown: true };
    }
    const findings = tried.flatMap((size) => refusal(seen, size));
    const passed = tried.filter(({ probe }) => accepted(exchangeOf(seen, probe)));
    return {
      says:
        passed.length === 0
          ? "nothing larger came through"
          : `came through: ${passed.map(({ name }) => name).join(", ")}`,
      findings,
    };
  },
};

function accepted(exchange: Exchange | undefined): boolean {
  return exchange?.result.outcome === "answer" && exchange.result.status < 300;
}

function cameOf({ result }: Exchange): string {
  return result.outcome === "answer" ? `HTTP ${result.status}` : failureInWords(result);
}

function refusal(seen: Seen, { probe, name, cause, severity }: Size): Finding[] {
  const exchange = exchangeOf(seen, probe);
  if (exchange === undefined || accepted(exchange)) return [];
  const { result } = exchange;
  // Any other status says nothing of sizes: what went wrong is another rung's to find.
  if (result.outcome === "answer" && !REFUSED.has(result.status)) return [];
  // The server has read the message, and refuses its session, or what it asks for.
  if (isLost(exchange)) return [];
  if (result.outcome === "failure" && result.failure !== "reset") return [];
  return [
    finding(cause, {
      layer: layerOf(seen, exchange),
      severity,
      says: `${name} is refused (${cameOf(exchange)}), where a small request is answered`,
      shown: [exchange],
    }),
  ];
}

/** Who refused: by the answer's mark; a broken connection names nobody. */
function layerOf(seen: Seen, { result }: Exchange): Layer {
  if (result.outcome === "failure") return betweenOf(seen);
  const writer = writerOf(result)?.layer;
  // A web site's own server would have refused the small request too: this is a layer on the way to the MCP server.
  return writer === undefined || writer === "frontend" ? betweenOf(seen) : writer;
}

import net from "node:net";
import type { CauseId } from "../causes/causes.ts";
import type { Exchange, Failed } from "../exchange/exchange.ts";
import type { Seen } from "../seen.ts";
import { failureInWords } from "./evidence.ts";
import { openingOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** Whether connections come about. */
export const connectionRung: Rung = {
  id: "connection",
  title: "Connection",
  needs: ["caller", "name"],
  judge,
};

const CAUSE_OF: Partial<Record<Failed["failure"], CauseId>> = {
  refused: "network.refused",
  "connect-timeout": "network.timeout",
  unreachable: "network.unreachable",
  reset: "network.reset",
};
/** Failures of what comes after the connection. */
const CONNECTED = new Set<Failed["failure"]>([
  "certificate",
  "tls",
  "timeout",
  "malformed",
  "head-too-large",
]);

function judge(seen: Seen): Judgement {
  const failed = seen.exchanges.filter((exchange) => causeOf(exchange) !== undefined);
  const opening = openingOf(seen);
  const first = failed.find((exchange) => exchange === opening) ?? failed[0];
  const host = new URL(seen.url).host;
  if (seen.speaksTls === true) {
    const says = `${host} speaks TLS, and the URL is http: use https://`;
    const shown = [opening];
    return {
      says,
      findings: [finding("network.speaks-tls", { layer: "network", method: null, says, shown })],
    };
  }
  if (first?.result.outcome !== "failure") {
    const connected = seen.exchanges.some(
      ({ result }) => result.outcome === "answer" || CONNECTED.has(result.failure),
    );
    if (connected) return { says: `${host} takes connections`, findings: [] };
    return { says: "no connection was tried", findings: [], unknown: true };
  }
  if (failed.length < seen.exchanges.length) return partly(seen, failed);
  const why = failureInWords(first.result);
  const addresses = addressesOf(seen);
  const unanswered = first.result.failure === "connect-timeout" || first.result.failure === "unreachable";
  if (unanswered && addresses.length > 0 && addresses.every(isPrivate)) {
    const says = `${host} points to private addresses (${addresses.join(", ")}), and nothing answers from here: ${why}`;
    const found = finding("network.private", { layer: "network", method: null, says, shown: [first] });
    return { says, findings: [found] };
  }
  const says = `${host}${addresses.length === 0 ? "" : ` (${addresses.join(", ")})`}: ${why}`;
  const cause = causeOf(first) ?? "network.unreachable";
  return { says, findings: [finding(cause, { layer: "network", method: null, says, shown: [first] })] };
}

/** A connection that ends in the middle of things is the business of the rungs that asked; one that never came about is not. */
function partly(seen: Seen, failed: readonly Exchange[]): Judgement {
  const refused = failed.filter((exchange) => causeOf(exchange) !== "network.reset");
  const [first] = refused;
  const all = seen.exchanges.length;
  if (first === undefined) return { says: `${new URL(seen.url).host} takes connections`, findings: [] };
  const says = `${refused.length} of ${all} connections did not come about`;
  const found = finding("network.partial", { layer: "network", method: null, says, shown: [first] });
  return { says, findings: [found] };
}

function causeOf({ result }: Exchange): CauseId | undefined {
  return result.outcome === "failure" ? CAUSE_OF[result.failure] : undefined;
}

function addressesOf(seen: Seen): readonly string[] {
  return seen.name?.addresses ?? [];
}

/** RFC 1918's addresses, those of carriers' NAT (RFC 6598), and IPv6's unique local ones (RFC 4193). */
const PRIVATE = new net.BlockList();
PRIVATE.addSubnet("10.0.0.0", 8);
PRIVATE.addSubnet("172.16.0.0", 12);
PRIVATE.addSubnet("192.168.0.0", 16);
PRIVATE.addSubnet("100.64.0.0", 10);
PRIVATE.addSubnet("fc00::", 7, "ipv6");

function isPrivate(address: string): boolean {
  const family = net.isIP(address);
  return family !== 0 && PRIVATE.check(address, family === 4 ? "ipv4" : "ipv6");
}

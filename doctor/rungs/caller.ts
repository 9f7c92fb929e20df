import { UNCHECKED } from "../caller/environment.ts";
import { interceptorOf } from "../caller/interceptors.ts";
import type { Finding } from "../report/report.ts";
import type { Seen } from "../seen.ts";
import { openingOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** The caller's own side: what would otherwise be blamed on the edge. */
export const callerRung: Rung = { id: "caller", title: "The caller's own side", needs: [], judge };

/** Codes of a certificate whose issuer is not believed, whatever else is right about it. */
const UNTRUSTED = /^(?:SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|INVALID_CA|CERT_UNTRUSTED|CERT_REJECTED)/;

/** Whether a code says that a certificate's issuer is not believed. */
function isUntrusted(code: string): boolean {
  return UNTRUSTED.test(code);
}

/** Who signed the certificate anew on the caller's side; null where it is not believed to have been. */
export function interceptedBy({ tls, caller }: Seen): string | null {
  if (tls === null) return null;
  const product = interceptorOf(tls.issuer);
  if (product !== null) return product;
  return tls.error !== null && isUntrusted(tls.error) && caller.proxy !== null ? "the caller's proxy" : null;
}

function judge(seen: Seen): Judgement {
  const { proxy, trust } = seen.caller;
  const findings = [...refusal(seen), ...interception(seen), ...notes(seen)];
  const through =
    proxy !== null ? `through the proxy ${proxy}` : "directly, since no proxy variable names one for it";
  const matters = trust.length > 0 && new URL(seen.url).protocol === "https:";
  const trusted = matters ? `; ${trust.join(", ")}` : "";
  return { says: `requests go ${through}${trusted}`, findings };
}

function refusal(seen: Seen): Finding[] {
  const refused = seen.exchanges.filter(
    ({ result }) => result.outcome === "failure" && result.failure === "proxy",
  );
  const first = openingOf(seen);
  if (first?.result.outcome !== "failure" || refused.length < seen.exchanges.length) return [];
  return [
    finding("caller.proxy-refused", {
      layer: "caller",
      method: null,
      says: `the caller's proxy ${seen.caller.proxy ?? ""} did not open a way to ${new URL(seen.url).host} (${first.result.code})`,
      shown: [first],
      facts: variables(seen),
      ...remedyFor(first.result.code),
    }),
  ];
}

function remedyFor(code: string): { remedy?: string } {
  if (code === "HTTP 407") return { remedy: "write the proxy's user and password into the proxy variable" };
  // It answers with a status where it is there at all.
  return code.startsWith("HTTP ")
    ? {}
    : { remedy: "correct the proxy variable, or take it away: nothing answers there as a proxy does" };
}

function interception(seen: Seen): Finding[] {
  const by = interceptedBy(seen);
  if (by === null || seen.tls === null) return [];
  const { error, issuer } = seen.tls;
  const facts = [`issuer of the certificate: ${issuer}`, ...variables(seen), ...seen.caller.trust];
  if (error !== null) {
    return [
      finding("caller.interceptor", {
        layer: "caller",
        method: null,
        says: `the certificate was signed anew on the way out of the caller's network, by ${by}, and is not believed (${error})`,
        shown: [],
        facts,
      }),
    ];
  }
  return [
    finding("caller.intercepted", {
      layer: "caller",
      method: null,
      says: `TLS ends at ${by} on the caller's side, which is believed here: what it does to the stream is not the route's doing`,
      shown: [],
      facts,
    }),
  ];
}

function notes(seen: Seen): Finding[] {
  const { proxy, nodeUsesProxy, trust } = seen.caller;
  const ignored = finding("caller.proxy-ignored", {
    layer: "caller",
    method: null,
    says: "curl, Python and Claude Code go through the proxy, as the doctor did; the official Node clients go directly",
    shown: [],
    facts: variables(seen),
  });
  const unchecked = finding("caller.unchecked", {
    layer: "caller",
    method: null,
    says: `${UNCHECKED} is set: Node's clients believe any certificate, and anybody on the way can read the token`,
    shown: [],
  });
  return [
    ...(proxy !== null && !nodeUsesProxy ? [ignored] : []),
    ...(trust.includes(UNCHECKED) ? [unchecked] : []),
  ];
}

function variables(seen: Seen): string[] {
  return Object.entries(seen.caller.proxyVariables).map(([name, value]) => `${name}=${value}`);
}

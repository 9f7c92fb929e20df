import type { CauseId } from "../causes/causes.ts";
import type { Exchange, Failed } from "../exchange/exchange.ts";
import type { Seen, TlsSeen } from "../seen.ts";
import { interceptedBy } from "./caller.ts";
import { openingOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** Whether TLS comes about, and with a certificate that clients believe. */
export const tlsRung: Rung = { id: "tls", title: "TLS", needs: ["connection"], judge };

/** How long before its end a certificate is worth a word, in days: managed ones are renewed long before. */
export const EXPIRES_SOON_DAYS = 14;

const DAY = 24 * 60 * 60 * 1000;

function judge(seen: Seen): Judgement {
  if (new URL(seen.url).protocol !== "https:")
    return { says: "the URL is http: there is no TLS to look at", findings: [] };
  const { tls } = seen;
  const failed = failureOf(seen);
  const code = tls?.error ?? failed?.result.code ?? null;
  const by = interceptedBy(seen);
  // That certificate is not the route's.
  if (by !== null) return { says: `TLS ends at ${by}, on the caller's side`, findings: [] };
  if (code !== null) return unusable(seen, code, failed?.exchange);
  if (tls === null) return { says: "TLS was not looked at", findings: [], unknown: true };
  return usable(tls);
}

function unusable(seen: Seen, code: string, shown: Exchange | undefined): Judgement {
  const cause = causeOf(code);
  const says = `${wordsOf(cause, seen)} (${code})`;
  const found = finding(cause, {
    layer: "tls",
    method: null,
    says,
    shown: [shown],
    facts: seen.tls === null ? [] : factsOf(seen.tls),
  });
  return { says, findings: [found] };
}

function usable(tls: TlsSeen): Judgement {
  const says = `${tls.version}, ${tls.alpn ?? "no ALPN"}, ${tls.subject || tls.names.join(", ")} until ${tls.validTo}`;
  const left = (Date.parse(tls.validTo) - Date.parse(tls.at)) / DAY;
  if (!(left < EXPIRES_SOON_DAYS)) return { says, findings: [] };
  const found = finding("tls.certificate-expires-soon", {
    layer: "tls",
    method: null,
    says: `the certificate ends in ${Math.max(Math.floor(left), 0)} days, on ${tls.validTo}`,
    shown: [],
    facts: factsOf(tls),
  });
  return { says, findings: [found] };
}

/** The failure that all requests met, where TLS is what failed. */
function failureOf(seen: Seen): { exchange: Exchange; result: Failed } | undefined {
  if (seen.exchanges.some(({ result }) => result.outcome === "answer")) return undefined;
  const opening = openingOf(seen);
  for (const exchange of opening === undefined ? [] : [opening, ...seen.exchanges]) {
    const { result } = exchange;
    if (result.outcome === "failure" && (result.failure === "certificate" || result.failure === "tls"))
      return { exchange, result };
  }
  return undefined;
}

const CAUSES_OF_CODES: readonly (readonly [RegExp, CauseId])[] = [
  [/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/, "tls.certificate-expired"],
  [/^(?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, "tls.certificate-name"],
  [/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW/, "tls.old-version"],
  [/^(?:CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|INVALID_CA)/, "tls.certificate-untrusted"],
];

function causeOf(code: string): CauseId {
  return CAUSES_OF_CODES.find(([pattern]) => pattern.test(code))?.[1] ?? "tls.handshake";
}

function wordsOf(cause: CauseId, { tls, url }: Seen): string {
  const host = new URL(url).hostname;
  switch (cause) {
    case "tls.certificate-expired":
      return `the certificate for ${host} is not in force${tls === null ? "" : `: it ends on ${tls.validTo}`}`;
    case "tls.certificate-name":
      return `the certificate is not for ${host}${tls === null ? "" : ` but for ${tls.names.join(", ") || tls.subject}`}`;
    case "tls.certificate-untrusted":
      return `the certificate's issuer is not believed${tls === null ? "" : `: ${tls.issuer}`}`;
    case "tls.old-version":
      return `${host} offers no version of TLS that Node takes`;
    default:
      return `the TLS handshake with ${host} fails`;
  }
}

function factsOf(tls: TlsSeen): string[] {
  return [
    `subject: ${tls.subject}`,
    `issuer: ${tls.issuer}`,
    `names: ${tls.names.join(", ")}`,
    `valid until ${tls.validTo}`,
    `${tls.version}, ALPN ${tls.alpn ?? "none"}`,
  ];
}

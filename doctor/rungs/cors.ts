import { type Allowed, allowedBy, forbidden, ORIGIN, wantedHeaders } from "../browser/cors.ts";
import type { CauseId } from "../causes/causes.ts";
import { type Answered, type Exchange, headerValue } from "../exchange/exchange.ts";
import { fingerprint } from "../fingerprints/match.ts";
import type { Layer } from "../layers.ts";
import type { Finding } from "../report/report.ts";
import { answerOf, exchangeOf, type Seen } from "../seen.ts";
import { betweenOf, layersOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** Whether an MCP client in a web page may call the server, as a browser would judge. */
export const corsRung: Rung = { id: "cors", title: "CORS", needs: ["path"], judge };

interface Sight {
  seen: Seen;
  preflight: Answered | undefined;
  actual: Answered;
  /** What each of the two allows; of the preflight null where it was not answered. */
  before: Allowed | null;
  after: Allowed;
}

function judge(seen: Seen): Judgement {
  const actual = answerOf(seen, "origin");
  if (actual === undefined) return { says: "no page's request was answered", findings: [], unknown: true };
  const preflight = answerOf(seen, "preflight");
  const sight: Sight = {
    seen,
    preflight,
    actual,
    before: preflight === undefined ? null : allowedBy(preflight),
    after: allowedBy(actual),
  };
  const findings = found(sight);
  return { says: findings[0]?.says ?? "web pages may call it", findings };
}

/** The first thing that stops a browser; what it may not read stands beside it. */
function found(sight: Sight): Finding[] {
  const { seen, preflight, actual, before, after } = sight;
  const offered = after.origins.length > 0 || (before !== null && before.origins.length > 0);
  if (isRefusedForOrigin(sight))
    return [told(sight, "cors.origin-refused", actual, `a request from ${ORIGIN} is refused for its origin`)];
  const guarded = preflight !== undefined && (preflight.status === 401 || preflight.status === 403);
  if (guarded && (offered || seen.promised.cors === true)) {
    const says = `the preflight is refused with ${preflight.status}: browsers send no credentials with it`;
    return [told(sight, "cors.preflight-guarded", preflight, says)];
  }
  if (!offered) return [told(sight, "cors.none", actual, "no CORS: clients in web pages cannot call it")];
  const doubled = [after, ...(before === null ? [] : [before])].find(({ origins }) => origins.length > 1);
  if (doubled !== undefined) {
    const says = `Access-Control-Allow-Origin comes as ${doubled.origins.join(" and ")}: browsers refuse more than one`;
    return [told(sight, "cors.doubled", doubled === after ? actual : preflight, says)];
  }
  if (!after.origin && before?.origin !== true) {
    const says = `only pages of ${[...after.origins, ...(before?.origins ?? [])][0] ?? ""} may call it`;
    return [told(sight, "cors.origin-refused", actual, says)];
  }
  return [...ofPreflight(sight), ...ofAnswer(sight)];
}

/** Whether the server took the request before, and refuses it now that it names an origin. */
function isRefusedForOrigin({ seen, actual }: Sight): boolean {
  const without = answerOf(
    seen,
    exchangeOf(seen, "origin")?.asked.message === "initialize" ? "initialize" : "discover",
  );
  return actual.status === 403 && without !== undefined && without.status !== 403;
}

function ofPreflight(sight: Sight): Finding[] {
  const { seen, preflight, before } = sight;
  if (preflight === undefined || before?.origin !== true) {
    const what =
      preflight === undefined ? "is not answered" : `is answered with ${preflight.status} and no leave`;
    return [told(sight, "cors.preflight-missing", preflight, `the preflight ${what}`)];
  }
  const missing = forbidden(wantedHeaders(seen.exchanges, seen.token), before);
  if (missing.length > 0) {
    const says = `the preflight does not allow ${missing.join(", ")}`;
    return [told(sight, "cors.header-not-allowed", preflight, says)];
  }
  if (preflight.status >= 200 && preflight.status < 300) return methodsOf(sight, before);
  const says = `the preflight is answered with ${preflight.status}, which browsers take for a no`;
  return [told(sight, "cors.preflight-missing", preflight, says)];
}

/** POST and GET need no leave; DELETE, which ends a session, does. */
function methodsOf(sight: Sight, { methods }: Allowed): Finding[] {
  const sessions = answerOf(sight.seen, "initialize");
  if (sessions === undefined || headerValue(sessions, "mcp-session-id") === undefined) return [];
  if (methods.size === 0 || methods.has("*") || methods.has("DELETE")) return [];
  const says = `the preflight allows ${[...methods].join(", ")}, and not DELETE, with which pages end their sessions`;
  return [{ ...told(sight, "cors.method-not-allowed", sight.preflight, says), severity: "note" }];
}

function ofAnswer(sight: Sight): Finding[] {
  const { actual, after } = sight;
  if (!after.origin) {
    const says = `the preflight allows the request, and its answer (${actual.status}) has no Access-Control-Allow-Origin`;
    return [{ ...told(sight, "cors.answer-missing", actual, says), layer: betweenOrServer(sight.seen) }];
  }
  const hidden = ["mcp-session-id", "www-authenticate"].filter(
    (name) => headerValue(actual, name) !== undefined && !after.exposed.has(name) && !after.exposed.has("*"),
  );
  if (hidden.length === 0) return [];
  const says = `pages may not read ${hidden.join(", ")}`;
  const found = { ...told(sight, "cors.not-exposed", actual, says), layer: betweenOrServer(sight.seen) };
  // Without the challenge clients still find the metadata by its well-known path; without the session nothing works.
  return [hidden.includes("mcp-session-id") ? found : { ...found, severity: "note" as const }];
}

function told(sight: Sight, id: CauseId, answer: Answered | undefined, says: string): Finding {
  const { seen } = sight;
  const shown: Exchange[] = ["preflight", "origin"].flatMap((probe) => exchangeOf(seen, probe) ?? []);
  const guilty = shown.filter(({ result }) => result === answer);
  const others = shown.filter(({ result }) => result !== answer);
  return finding(id, {
    layer: layerOf(answer, seen),
    says,
    shown: [...guilty, ...others],
    method: answer === sight.actual ? "POST" : "OPTIONS",
    ...(seen.promised.cors === true ? { severity: "broken" as const } : {}),
  });
}

/** Who wrote an answer, else who passed it on last. */
function layerOf(answer: Answered | undefined, seen: Seen): Layer | null {
  if (answer === undefined) return null;
  const { answeredBy, layers } = fingerprint(answer);
  return answeredBy?.layer ?? layers.at(-1)?.layer ?? betweenOrServer(seen);
}

/** Who leaves out a header of the server's answer: what stands between, else the server itself. */
function betweenOrServer(seen: Seen): Layer {
  const between = betweenOf(seen);
  return layersOf(seen).some(({ layer }) => layer === between) ? between : "server";
}

import { admits, asksTheEndpoint, BARE_GET_ANSWERS } from "../../dataplane/matcher.ts";
import { ABORTED, type Answered, type Failed } from "../exchange/exchange.ts";
import { LAYER_NAMES } from "../layers.ts";
import { exchangeOf, type HealthCheck, type Seen } from "../seen.ts";
import { failureInWords } from "./evidence.ts";
import { isTarget, writerOf } from "./reached.ts";
import { finding, type Judgement, type Rung } from "./rung.ts";

/** What a load balancer's health check would get: asked only where the caller names it, at the hops. */
export const health: Rung = {
  id: "health",
  title: "A load balancer's health check",
  needs: ["connection"],
  judge(seen) {
    const { healthCheck } = seen.wanted;
    if (healthCheck === null) {
      const says = "not asked; --health-check /healthz asks each --via as a load balancer does";
      return { says, findings: [], skipped: true };
    }
    if (!isTarget(seen)) {
      const says = "a load balancer asks its targets, which stand behind this place";
      return { says, findings: [], skipped: true };
    }
    const result = exchangeOf(seen, "health")?.result;
    if (result === undefined) return { says: "nothing was asked", findings: [], unknown: true };
    const asked = `GET ${healthCheck.path} at ${seen.hop}, as a load balancer's health check sends it,`;
    if (result.outcome === "failure") {
      const says = `${asked} is not answered: ${failureInWords(result)}`;
      return isUntold(result) ? { says, findings: [], unknown: true } : refused(seen, healthCheck, says);
    }
    const writer = writerOf(result);
    const by = writer === null ? "" : ` by ${LAYER_NAMES[writer.layer]} (${writer.mark})`;
    const says = `${asked} is answered ${`${result.status} ${result.statusText}`.trim()}${by}`;
    if (admits(healthCheck.matcher, result.status)) return { says, findings: [] };
    return refused(seen, healthCheck, says, result);
  },
};

/** What a balancer would not have failed by: it looks at no certificate, and has no proxy, and no end of the doctor's time. */
function isUntold({ failure, code }: Failed): boolean {
  return failure === "certificate" || failure === "proxy" || code === ABORTED;
}

function refused(seen: Seen, healthCheck: HealthCheck, says: string, answer?: Answered): Judgement {
  const layer = answer === undefined ? "server" : (writerOf(answer)?.layer ?? "server");
  const because = answer === undefined ? null : reasonOf(seen, healthCheck, answer);
  return {
    says,
    findings: [
      finding("health.refused", {
        layer,
        says: `${says}: with the matcher ${healthCheck.matcher} the balancer takes the target for unhealthy`,
        shown: [exchangeOf(seen, "health")],
        ...(because === null ? {} : { facts: [because.fact], remedy: because.remedy }),
      }),
    ],
  };
}

/** Why it is refused, where that is known. */
function reasonOf(
  { url }: Seen,
  { path, matcher }: HealthCheck,
  answer: Answered,
): { fact: string; remedy: string } | null {
  if (writerOf(answer)?.row === "server.host") {
    return {
      fact: "A health check's Host is the target's address and port, which the server's guard against DNS rebinding does not know.",
      remedy:
        "answer the health check's path in front of the server's guard of host names: the balancer asks by the target's address, which is another for each target",
    };
  }
  if (asksTheEndpoint(path, matcher, new URL(url).pathname) && BARE_GET_ANSWERS.includes(answer.status)) {
    return {
      fact: `${path} is the MCP endpoint: it answers a bare GET with ${BARE_GET_ANSWERS.join(", ")}, never with a success.`,
      remedy:
        "give the target group's health check a path of its own, such as /healthz, and have the server answer it with 200 (McpRoute: `healthCheck.path`)",
    };
  }
  return null;
}

import { type Kept, keptBy, toldBy } from "../keptBy.ts";
import { inSeconds } from "./idle.ts";
import { LAYER_NAMES, type Layer } from "../layers.ts";
import type { Seen } from "../seen.ts";
import { isTarget, layersOf } from "./reached.ts";
import { finding, type Rung } from "./rung.ts";

/**
 * For how long a balancer uses a connection to a target, in seconds: an ALB's idle timeout by default.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
 */
const BALANCER_SECONDS = 60;

/** For how long a server keeps connections that nobody uses: a balancer must not keep them for longer. */
export const keepAlive: Rung = {
  id: "keep-alive",
  title: "Idle connections",
  needs: ["connection", "tls"],
  judge(seen) {
    if (!isTarget(seen)) {
      return {
        says: "a balancer's connections to the server are not seen from here; --via origin=http://… with --idle 75 measures them",
        findings: [],
        skipped: true,
      };
    }
    const { idleSeconds } = seen.wanted;
    const kept = keptBy(seen);
    if (kept === undefined) {
      return idleSeconds === null
        ? { says: "not measured; --idle 75 leaves a connection unused for 75 s", findings: [], skipped: true }
        : { says: "not measured: no request was answered to its end", findings: [], unknown: true };
    }
    const says = inWords(seen, kept);
    if (kept.seconds === 0 || kept.seconds > BALANCER_SECONDS) return { says, findings: [] };
    const told = toldBy(kept.exchange);
    return {
      says,
      findings: [
        finding("upstream.keep-alive-race", {
          layer: keeperOf(seen),
          method: null,
          says: `${says}, an ALB keeps them for ${BALANCER_SECONDS} s: it sends a request into a connection that is being closed now and then`,
          shown: [kept.exchange],
          facts: kept.measured && told !== undefined ? [`Its own word is ${told} s (Keep-Alive).`] : [],
        }),
      ],
    };
  },
};

/** Whose connections a balancer keeps: the server's, or those of the proxy in front of it. */
function keeperOf(seen: Seen): Layer {
  return layersOf(seen).find(({ layer }) => layer === "nginx" || layer === "envoy")?.layer ?? "server";
}

function inWords(seen: Seen, { seconds, measured }: Kept): string {
  const keeper = LAYER_NAMES[keeperOf(seen)];
  if (seconds === 0) return `${keeper} ends each connection with its answer: a balancer keeps none`;
  if (seconds === Infinity)
    return `${keeper} keeps an idle connection for ${seen.wanted.idleSeconds ?? 0} s and more`;
  return measured
    ? `${keeper} closes an idle connection after ${inSeconds(seconds)} s`
    : `${keeper} says that it closes idle connections after ${seconds} s`;
}

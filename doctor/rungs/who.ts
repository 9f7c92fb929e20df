import { LAYER_NAMES } from "../layers.ts";
import { openingOf, layersOf, writerOf } from "./reached.ts";
import type { Rung } from "./rung.ts";

/** Who answers, and what the answer passed on its way: the first question of somebody who does not know. */
export const who: Rung = {
  id: "who",
  title: "Who answers",
  needs: ["connection", "tls"],
  judge(seen) {
    const opening = openingOf(seen);
    if (opening?.result.outcome !== "answer") return { says: "nobody", findings: [], unknown: true };
    const { asked, result } = opening;
    const writer = writerOf(result);
    const passed = layersOf(seen)
      .filter(({ layer }) => layer !== writer?.layer)
      .map(({ layer, mark }) => `${LAYER_NAMES[layer]} (${mark})`);
    const by =
      writer === null
        ? "something that leaves no mark"
        : `${LAYER_NAMES[writer.layer]} (${writer.mark}): ${writer.says}`;
    const through = passed.length === 0 ? "" : `, through ${passed.join(", ")}`;
    return { says: `${asked.method} is answered ${result.status} by ${by}${through}`, findings: [] };
  },
};

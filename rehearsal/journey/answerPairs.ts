import type { Journey } from "./journey.ts";
import { sameEra } from "./comparable.ts";
import type { EraJourney } from "./eras.ts";
import type { AnswerPair } from "./headersCompared.ts";
import type { Answer } from "./recording.ts";
import type { Step } from "./step.ts";

/** Each two answers of which the headers can be compared. */
export function answerPairs(straight: Journey, routed: Journey): AnswerPair[] {
  const modern = sameEra(straight.modern, routed.modern)
    ? eraAnswers("modern", straight.modern, routed.modern)
    : [];
  return [
    ...pair(straight.probe.name, straight.post, routed.post, (post) => post),
    ...modern,
    ...eraAnswers("legacy", straight.legacy, routed.legacy),
    ...pair("the GET of the legacy era", straight.legacy.listen, routed.legacy.listen, (answer) => answer),
  ];
}

function eraAnswers(era: string, straight: EraJourney, routed: EraJourney): AnswerPair[] {
  return [
    ...pair(`a call in the ${era} era`, straight.headers, routed.headers, ({ answer }) => answer),
    ...pair(`a streamed call in the ${era} era`, straight.stream, routed.stream, ({ answer }) => answer),
  ];
}

/** The two answers, where there are two and both say yes: a refusal has other headers, and is a difference of its own. */
function pair<T>(
  request: string,
  straight: Step<T>,
  routed: Step<T>,
  answerOf: (value: T) => Answer,
): AnswerPair[] {
  if (!straight.ok || !routed.ok) return [];
  const answers = { straight: answerOf(straight.value), routed: answerOf(routed.value) };
  return answers.straight.status === answers.routed.status ? [{ request, ...answers }] : [];
}

import type { Journey } from "./journey.ts";
import { answerPairs } from "./answerPairs.ts";
import { answered } from "./comparable.ts";
import { type Difference, stepDifferences, unlike } from "./difference.ts";
import { legacyDifferences, modernDifferences } from "./erasCompared.ts";
import { responseHeaderDifferences } from "./headersCompared.ts";

/**
 * Each promise that is kept straight from the server and not through the route; empty where all came through.
 * What only follows from something else is left out: a client that cannot connect, because nothing is answered as it
 * should be, is not said to see no tools.
 */
export function compareJourneys(straight: Journey, routed: Journey): Difference[] {
  return [
    ...answerDifferences(straight, routed),
    ...responseHeaderDifferences(answerPairs(straight, routed)),
    ...challengeDifferences(straight, routed),
    ...metadataDifferences(straight, routed),
    ...modernDifferences(straight, routed),
    ...legacyDifferences(straight, routed),
  ];
}

function answerDifferences(straight: Journey, routed: Journey): Difference[] {
  return stepDifferences(
    "answer",
    `The POST of ${straight.probe.name}`,
    straight.post,
    routed.post,
    (expected, answer) => {
      if (expected.status === answer.status) return [];
      const by = answer.server === null ? "" : ` by ${answer.server}`;
      const token = answer.status === 401 ? ", as if the token had not come through" : "";
      const text =
        `The POST of ${straight.probe.name} is answered ${answer.status}${by}${token}, straight from the server ` +
        `${expected.status}; the body begins "${answer.body}".`;
      return [{ promise: "answer", text }];
    },
  );
}

function challengeDifferences(straight: Journey, routed: Journey): Difference[] {
  // Where nothing is answered as it should be, neither is this.
  if (!answered(straight, routed) && straight.challenge.ok) return [];
  return stepDifferences(
    "challenge",
    "The POST without a token",
    straight.challenge,
    routed.challenge,
    (expected, came) => [
      ...unlike("challenge", "The answer to a POST without a token", expected.status, came.status),
      ...unlike(
        "challenge",
        "The address of the OAuth metadata in WWW-Authenticate",
        expected.resourceMetadata ?? "missing",
        came.resourceMetadata ?? "missing",
      ),
    ],
  );
}

function metadataDifferences(straight: Journey, routed: Journey): Difference[] {
  return stepDifferences(
    "metadata",
    "The GET of the OAuth metadata",
    straight.metadata,
    routed.metadata,
    (expected, came) =>
      unlike("metadata", "The resource in the OAuth metadata", expected.resource, came.resource),
  );
}

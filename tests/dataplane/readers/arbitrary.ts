import fc from "fast-check";
import type { Action, Condition, Rule, Transform } from "../../../dataplane/listener.ts";
import { arn } from "../support.ts";

const word = fc.stringMatching(/^[a-z*?./-]{1,8}$/);
const words = fc.array(word, { minLength: 1, maxLength: 3 });

const patterns = fc.oneof(
  words.map((values) => ({ values, regexValues: [] })),
  words.map((regexValues) => ({ values: [], regexValues })),
);

const condition: fc.Arbitrary<Condition> = fc.oneof(
  patterns.map((given): Condition => ({ kind: "path-pattern", ...given })),
  patterns.map((given): Condition => ({ kind: "host-header", ...given })),
  fc.tuple(word, patterns).map(([name, given]): Condition => ({ kind: "http-header", name, ...given })),
  words.map((values): Condition => ({ kind: "http-request-method", values })),
  words.map((values): Condition => ({ kind: "source-ip", values })),
  fc
    .array(fc.record({ key: word, value: word }, { requiredKeys: ["value"] }), { minLength: 1, maxLength: 3 })
    .map((values): Condition => ({ kind: "query-string", values })),
);

const last: fc.Arbitrary<Action> = fc.oneof(
  word.map((name): Action => ({ type: "forward", targetGroups: [{ arn: arn(name), weight: 1 }] })),
  fc
    .array(fc.record({ arn: word.map(arn), weight: fc.integer({ min: 0, max: 999 }) }), {
      minLength: 2,
      maxLength: 5,
    })
    .map((targetGroups): Action => ({ type: "forward", targetGroups })),
  fc.record({
    type: fc.constant("fixed-response" as const),
    statusCode: fc.integer({ min: 200, max: 599 }),
    contentType: fc.constantFrom("text/plain", "application/json"),
    body: word,
  }),
  fc.record({
    type: fc.constant("redirect" as const),
    statusCode: fc.constantFrom(301 as const, 302 as const),
    protocol: fc.constantFrom("HTTPS", "#{protocol}"),
    host: word,
    port: fc.constantFrom("443", "#{port}"),
    path: word,
    query: fc.constantFrom("", "#{query}", "a=b"),
  }),
);

const actions = fc.tuple(fc.boolean(), last).map(([guarded, action]): Action[] => {
  return guarded ? [{ type: "jwt-validation" }, action] : [action];
});

const transforms = fc.uniqueArray(
  fc.record<Transform>({
    type: fc.constantFrom("url-rewrite" as const, "host-header-rewrite" as const),
    regex: word,
    replace: word,
  }),
  { selector: ({ type }) => type, maxLength: 2 },
);

/** Any rule that AWS could hold. */
export const anyRule: fc.Arbitrary<Rule> = fc.record({
  id: word,
  priority: fc.integer({ min: 1, max: 50_000 }),
  conditions: fc.array(condition, { minLength: 1, maxLength: 4 }),
  actions,
  transforms,
});

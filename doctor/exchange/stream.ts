import { type Answered, headerValue } from "./exchange.ts";

/** Whether an answer is a stream of events. */
export function isStream(answer: Answered): boolean {
  return answer.status === 200 && /^text\/event-stream\b/i.test(headerValue(answer, "content-type") ?? "");
}

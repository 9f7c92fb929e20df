import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";

/** What came of a load. */
export interface LoadReport {
  asked: number;
  /** Each answer that was not the one wanted, and each request that got none. */
  failures: string[];
}

/** The milliseconds from one request to the next: 20 a second. */
const PACE = 50;

/** What is asked, and the status that the MCP server answers it with. */
export interface Question {
  url: string;
  headers?: Record<string, string>;
  body: string;
  status: number;
}

/**
 * Asks one question 20 times a second while something is done, whether or not the last answer has come, and
 * until it is done.
 */
export async function underLoad(question: Question, work: () => Promise<unknown>): Promise<LoadReport> {
  const ended = new AbortController();
  const working = work().finally(() => {
    ended.abort();
  });
  const answers: Promise<string | undefined>[] = [];
  // The work may be over before the first request.
  do {
    answers.push(failureOf(question));
    await delay(PACE);
  } while (!ended.signal.aborted);
  await working;
  const failures = (await Promise.all(answers)).filter((failure) => failure !== undefined);
  return { asked: answers.length, failures };
}

async function failureOf({ url, headers = {}, body, status }: Question): Promise<string | undefined> {
  try {
    const answer = await request(url, { method: "POST", headers, body });
    const text = await answer.body.text();
    return answer.statusCode === status ? undefined : `${answer.statusCode}: ${text.slice(0, 100)}`;
  } catch (error) {
    return String(error);
  }
}

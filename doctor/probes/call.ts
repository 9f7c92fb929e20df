import { type Eras, firstSessionOf } from "./eras.ts";
import { legacy, modern } from "./messages.ts";
import type { Trip } from "./trip.ts";

/** For how long a tool may run, in seconds: the official clients' own limit of a request. */
export const CALL_SECONDS = 60;

/**
 * Calls the tool that the caller has named; nothing where none is named. Once, in the era in which most clients call: what a tool does
 * may not be wanted twice.
 */
export async function probeCall(
  trip: Trip,
  eras: Eras,
  name: string | undefined,
  callArguments: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (name === undefined) return;
  const limits = { head: CALL_SECONDS * 1000, total: CALL_SECONDS * 1000 };
  const params = { name, arguments: callArguments };
  const meta = { progressToken: "mcp-route-doctor" };
  if (eras.opened !== undefined) {
    await trip.post("call", legacy("tools/call", { ...params, _meta: meta }, firstSessionOf(eras)), limits);
  } else if (eras.discovered !== undefined) {
    const headers = [["Mcp-Name", headerText(name)] as const];
    await trip.post("call", modern("tools/call", params, meta), { ...limits, headers });
  }
}

/**
 * A name as a header carries it.
 * @see https://modelcontextprotocol.io/seps/2243-http-standardization
 */
function headerText(name: string): string {
  if (/^[!-~](?:[ -~]*[!-~])?$/.test(name)) return name;
  return `=?base64?${Buffer.from(name).toString("base64")}?=`;
}

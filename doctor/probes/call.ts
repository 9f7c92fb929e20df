import { type Eras, firstSessionOf } from "./eras.ts";
import { legacy, modern } from "./messages.ts";
import type { Trip } from "./trip.ts";

/** For how long a tool may run, in milliseconds: the official clients' own limit of a request. */
const CALL_MILLISECONDS = 60_000;

/** Calls the tool that the caller has named, in each era that the server speaks; nothing where none is named. */
export async function probeCall(
  trip: Trip,
  eras: Eras,
  name: string | undefined,
  callArguments: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (name === undefined) return;
  const limits = { head: CALL_MILLISECONDS, total: CALL_MILLISECONDS };
  const params = { name, arguments: callArguments };
  const meta = { progressToken: "mcp-route-doctor" };
  await Promise.all([
    ...(eras.opened === undefined
      ? []
      : [trip.post("call", legacy("tools/call", { ...params, _meta: meta }, firstSessionOf(eras)), limits)]),
    ...(eras.discovered === undefined
      ? []
      : [
          trip.post("call-modern", modern("tools/call", params, meta), {
            ...limits,
            headers: [["Mcp-Name", headerText(name)]],
          }),
        ]),
  ]);
}

/**
 * A name as a header carries it.
 * @see https://modelcontextprotocol.io/seps/2243-http-standardization
 */
function headerText(name: string): string {
  if (/^[!-~](?:[ -~]*[!-~])?$/.test(name)) return name;
  return `=?base64?${Buffer.from(name).toString("base64")}?=`;
}

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { type Listening, listen } from "../../../rehearsal/servers/loopback.ts";

/** A call of the AWS API. */
export interface Call {
  /** `elasticloadbalancing:CreateRule`, as a policy names it. */
  action: string;
  /** Its parameters, as they are sent. */
  parameters: Record<string, string>;
  /** Of the answer; 0 where there was none. */
  status: number;
}

/** An answer in place of the API's own. */
export interface Refusal {
  status: number;
  /** `Throttling`, `InternalFailure` and the like. */
  code: string;
  message: string;
}

/** Stands before an AWS API, writes down what it is asked, and refuses what it is told to. */
export interface Recorder extends Listening {
  url: string;
  /** Every call since the last `forget`. */
  calls: Call[];
  forget: () => void;
  /** Asked before each call is passed on; undefined lets it pass. */
  refuse: (call: Omit<Call, "status">) => Refusal | Accident | undefined;
  /** Told of each call that gets no answer and whose connection stays open. */
  unanswered: () => void;
}

/** What a network does: the call does not arrive, or its answer does not, and the connection ends or is silent. */
export type Accident = "hang up" | "pass on, then hang up" | "never answer" | "pass on, then never answer";

/**
 * Starts a recorder on a port that the system picks.
 *
 * @param strict What the API would have to refuse by itself: asked of each call that `refuse` lets pass.
 */
export async function startRecorder(
  api: string,
  strict: (call: Omit<Call, "status">) => Refusal | undefined,
): Promise<Recorder> {
  const calls: Call[] = [];
  const server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const recorder: Recorder = {
    ...(await listen(server, 0)),
    url: "",
    calls,
    forget: () => void calls.splice(0),
    refuse: () => undefined,
    unanswered: () => undefined,
  };
  recorder.url = `http://127.0.0.1:${recorder.port}`;
  return recorder;

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const call = callOf(incoming, body);
    const refusal = recorder.refuse(call) ?? strict(call);
    if (typeof refusal === "string") {
      if (refusal.startsWith("pass on")) await passedOn(api, incoming, body);
      calls.push({ ...call, status: 0 });
      if (refusal.endsWith("never answer")) recorder.unanswered();
      else outgoing.destroy();
      return;
    }
    if (refusal) {
      calls.push({ ...call, status: refusal.status });
      outgoing.writeHead(refusal.status, { "content-type": "text/xml" });
      outgoing.end(page(refusal));
      return;
    }
    const { status, headers, answer } = await passedOn(api, incoming, body);
    calls.push({ ...call, status });
    outgoing.writeHead(status, headers);
    outgoing.end(answer);
  }
}

/** API Gateway's actions are methods of HTTP on paths; others stand in a header, or among the parameters. */
function callOf(incoming: IncomingMessage, body: Buffer): Omit<Call, "status"> {
  const service = serviceOf(incoming);
  const { method = "", url = "", headers } = incoming;
  if (service === "apigateway")
    return {
      action: `${service}:${method}`,
      parameters: { path: decodeURIComponent(url.replace(/\?.*/, "")) },
    };
  const target = headers["x-amz-target"];
  if (typeof target === "string")
    return { action: `${service}:${target.split(".")[1] ?? ""}`, parameters: {} };
  const {
    Action = "",
    Version: _,
    ...parameters
  } = Object.fromEntries(new URLSearchParams(body.toString("utf8")));
  return { action: `${service}:${Action}`, parameters };
}

/** Who the call is for stands in its signature: `Credential=…/us-east-1/ec2/aws4_request`. */
function serviceOf({ headers }: IncomingMessage): string {
  const [, service = ""] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  return service;
}

async function passedOn(
  api: string,
  incoming: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: IncomingMessage["headers"]; answer: Buffer }> {
  const { hostname, port } = new URL(api);
  const { method, url: path, headers } = incoming;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ hostname, port, method, path, headers }, resolve).on("error", reject).end(body);
  });
  return { status: answer.statusCode ?? 502, headers: answer.headers, answer: await buffer(answer) };
}

function page({ code, message }: Refusal): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

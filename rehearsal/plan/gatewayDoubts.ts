import type { ApiForwarded } from "../../dataplane/apiGateway/outcome.ts";
import { PREFIX_DOUBT } from "../../dataplane/apiGateway/path.ts";
import { decide } from "../../dataplane/decision.ts";
import type { Listener } from "../../dataplane/listener.ts";
import { transformed } from "../../dataplane/transform.ts";

/**
 * What AWS does not document of a request's way through an API, as far as its answer matters: a listener may do the same
 * with it wherever its path begins.
 */
export function doubtsOf(forwarded: ApiForwarded, listener: Listener): string[] {
  const { request, otherPaths, unconfirmed } = forwarded;
  const [sent, ...others] = [request.path, ...otherPaths].map((path) => whereTo(forwarded, path, listener));
  return others.every((other) => other === sent)
    ? unconfirmed.filter((doubt) => doubt !== PREFIX_DOUBT)
    : unconfirmed;
}

/** The rule that takes the request with this path, and what the server gets of it. */
function whereTo({ request }: ApiForwarded, path: string, listener: Listener): string {
  const asked = { ...request, path, sourceIp: "" };
  const { rule } = decide(listener, asked);
  const rewritten = transformed(rule?.transforms ?? [], asked);
  return JSON.stringify([rule?.id, "failed" in rewritten ? rewritten.failed : rewritten.path]);
}

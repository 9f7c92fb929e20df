import { endpointOf } from "../components/endpoint.ts";
import type { Balancer } from "./servers/balancer.ts";
import type { Gateway } from "./servers/gateway.ts";
import type { Exchange } from "./servers/proxying.ts";
import type { Journey } from "./journey/journey.ts";
import { isLeftOut } from "./journey/step.ts";

/**
 * What a client sees of the endpoint: without the stack's rules, or with them. null is "none": it did not
 * come to that.
 */
export interface Side {
  /** The status of a POST. */
  status: number | null;
  contentType: string | null;
  /** Who answered it: a target group, the balancer itself, or the API Gateway in front of it. */
  answeredBy: string;
  /** How many tools both eras list; as all that follows, of the eras that the stack does not leave out. */
  tools: number | null;
  /** Milliseconds from the call to the first event, the slower of both eras. */
  timeToFirstEvent: number | null;
  /** Milliseconds between two events at most, the slower of both eras. */
  longestGap: number | null;
  /** Whether a stream came through the longest silence that the stack promises. */
  silence: "kept" | "cut" | null;
}

/** A client's journey through a balancer, and through the API Gateway in front of it where there is one. */
export interface Trip {
  journey: Journey;
  /** The URL that the client was given. */
  url: string;
  balancer: Pick<Balancer, "exchanges">;
  gateway?: Pick<Gateway, "exchanges">;
}

/** Sums up a journey. */
export function sideOf(trip: Trip): Side {
  const { post, modern, legacy } = trip.journey;
  const status = post.ok ? post.value.status : null;
  const eras = [modern, legacy].filter(({ version }) => !isLeftOut(version));
  const streams = eras.flatMap(({ stream }) => (stream.ok ? [stream.value] : []));
  const lists = eras.flatMap(({ tools }) => (tools.ok ? [tools.value.length] : []));
  const whole = (values: unknown[]) => values.length > 0 && values.length === eras.length;
  return {
    status,
    contentType: post.ok ? post.value.contentType : null,
    answeredBy: answeredBy(trip, status) ?? "nobody",
    tools: whole(lists) ? Math.min(...lists) : null,
    timeToFirstEvent: whole(streams)
      ? Math.max(...streams.map(({ firstEventMilliseconds }) => firstEventMilliseconds))
      : null,
    longestGap: whole(streams)
      ? Math.max(...streams.map(({ longestGapMilliseconds }) => longestGapMilliseconds))
      : null,
    silence: modern.silence.ok ? (modern.silence.value.survived ? "kept" : "cut") : null,
  };
}

/** Who answered the POST: what the gateway passed on, somebody behind it did. */
function answeredBy({ url, balancer, gateway }: Trip, status: number | null): string | undefined {
  const { path } = endpointOf(url);
  const posted = <E extends Exchange>(exchanges: E[], to: string) =>
    exchanges.find((each) => each.method === "POST" && each.path === to && each.status === status);
  if (!gateway) return posted(balancer.exchanges, path)?.by;
  const passed = posted(gateway.exchanges, path);
  const behind = passed?.sentPath === undefined ? undefined : posted(balancer.exchanges, passed.sentPath);
  return behind?.by ?? passed?.by;
}

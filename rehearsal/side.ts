import { endpointOf } from "../components/endpoint.ts";
import type { Settings } from "../config.ts";
import type { Balancer } from "./servers/balancer.ts";
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
  /** Who answered it: a target group, or the balancer itself. */
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

/** A client's journey through a balancer. */
export interface Trip {
  journey: Journey;
  balancer: Pick<Balancer, "exchanges">;
}

/** Sums up a journey through a balancer. */
export function sideOf({ journey, balancer }: Trip, { route }: Settings): Side {
  const { post, modern, legacy } = journey;
  const { path } = endpointOf(route.url);
  const status = post.ok ? post.value.status : null;
  const posted = balancer.exchanges.find(
    (exchange) => exchange.method === "POST" && exchange.path === path && exchange.status === status,
  );
  const eras = [modern, legacy].filter(({ version }) => !isLeftOut(version));
  const streams = eras.flatMap(({ stream }) => (stream.ok ? [stream.value] : []));
  const lists = eras.flatMap(({ tools }) => (tools.ok ? [tools.value.length] : []));
  const whole = (values: unknown[]) => values.length > 0 && values.length === eras.length;
  return {
    status,
    contentType: post.ok ? post.value.contentType : null,
    answeredBy: posted?.by ?? "nobody",
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

import type { Trip } from "./trip.ts";

/** Whether a probe was answered with this status. */
export function answers(trip: Trip, probe: string, status: number): boolean {
  return trip.exchanges.some(
    (exchange) =>
      exchange.probe === probe && exchange.result.outcome === "answer" && exchange.result.status === status,
  );
}

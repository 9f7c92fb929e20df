import { diagnose } from "../../doctor/diagnose.ts";
import { examine, SECONDS, type Wanted } from "../../doctor/examine.ts";
import type { Place } from "../../doctor/probes/trip.ts";
import type { Report } from "../../doctor/report/report.ts";
import type { Seen } from "../../doctor/seen.ts";
import type { Opened } from "./bed/route.ts";

/** Examines a route of the bed as the command would: the public URL first, then its hops. */
export async function examinedOf(
  { url, options }: Opened,
  signal = AbortSignal.timeout(SECONDS * 1000),
): Promise<Seen[]> {
  const { idleSeconds, healthCheck, suspicious } = options;
  const wanted: Wanted = {
    ...(idleSeconds === undefined ? {} : { idleSeconds }),
    ...(healthCheck === undefined ? {} : { healthCheck }),
    ...(suspicious === undefined ? {} : { suspicious }),
  };
  const places = [["public", url] as const, ...Object.entries(options.via ?? {})].map(
    ([name, at]): Place => ({
      name,
      way: { url: new URL(at), ...(options.ca === undefined ? {} : { authorities: [options.ca] }) },
      ...(options.token === undefined || name !== "public" ? {} : { token: options.token }),
    }),
  );
  return await Promise.all(places.map((place) => examine(place, wanted, signal)));
}

/** Examines a route of the bed as the command would, and diagnoses it. */
export async function doctorOf(opened: Opened, signal?: AbortSignal): Promise<Report> {
  return diagnose({ hops: await examinedOf(opened, signal), token: null, seconds: SECONDS });
}

import type { Api } from "../dataplane/apiGateway/api.ts";
import type { Difference } from "./journey/difference.ts";
import { compareJourneys } from "./journey/compare.ts";
import type { Journey } from "./journey/journey.ts";

/** What was lost, renamed or delayed, and at which hop of the way. */
export interface HopDifference extends Difference {
  /** Absent where there is one hop alone. */
  hop?: "the balancer" | "API Gateway";
  /** Whether API Gateway is made so, and the promise is kept otherwise. */
  byDesign?: true;
}

/** What the client lived to see straight from the server, behind the balancer alone, and behind all that there is. */
export interface Hops {
  straight: Journey;
  /** Absent where nothing stands in front of the balancer. */
  balancer?: Journey | undefined;
  routed: Journey;
}

/** The promises that are not kept, each with the hop at which it is broken. */
export function hopDifferences({ straight, balancer, routed }: Hops, api: Api | undefined): HopDifference[] {
  if (!balancer || !api) return compareJourneys(straight, routed);
  const first = compareJourneys(straight, balancer);
  const told = new Set(first.map(({ text }) => text));
  // Whatever the balancer does not let through has been told of, and says nothing of the gateway.
  const second = compareJourneys(balancer, routed).filter(
    ({ text, leftOut, notPromised }) => !told.has(text) && !leftOut && !notPromised && !isOfFirst(text),
  );
  return [
    ...first.map((difference) => at("the balancer", difference)),
    ...second.map((difference) => at("API Gateway", explained(difference, { api, routed }))),
  ];
}

/** Whether something failed, or was cut, already where the comparison begins. */
function isOfFirst(text: string): boolean {
  return text.includes(ALREADY);
}

const ALREADY = "already straight from the server";

/** What was compared with the server's own answers is compared with the balancer's here. */
const STRAIGHT = "straight from the server";

function at(hop: NonNullable<HopDifference["hop"]>, difference: Difference): HopDifference {
  const { text, leftOut, notPromised } = difference;
  // It is the stack that leaves it out, not a hop.
  if (leftOut ?? notPromised) return difference;
  const isGateway = hop === "API Gateway";
  const worded = isGateway ? text.replaceAll(STRAIGHT, "at the balancer") : text;
  return { ...difference, hop, text: `At ${hop}: ${worded}` };
}

function explained(difference: Difference, { api, routed }: { api: Api; routed: Journey }): HopDifference {
  if (difference.promise === "challenge" && isRenamed(difference, api)) {
    return { ...difference, text: `${difference.text} ${RENAMED} ${othersFind(routed)}`, byDesign: true };
  }
  const why = difference.promise === "metadata" ? outOfReach(api) : "";
  // The program warns of it: right for a server without OAuth, which this rehearsal cannot know.
  if (why !== "") return { ...difference, text: `${difference.text}${why}`, byDesign: true };
  return difference;
}

function isRenamed({ text }: Difference, { type }: Api): boolean {
  return type === "REST" && text.includes("WWW-Authenticate");
}

const RENAMED =
  "A REST API renames the header to x-amzn-Remapped-WWW-Authenticate: clients that look nowhere else do not find the OAuth metadata.";

function othersFind({ metadata }: Journey): string {
  return metadata.ok
    ? "Others find it at its well-known path, where it is."
    : "Others look at its well-known path, where it is not.";
}

/** The OAuth metadata stands at the root of the host, which the stage or a base path takes away. */
function outOfReach({ type, stage, domain }: Api): string {
  if (domain && domain.basePath !== "")
    return ` The domain is mapped under "/${domain.basePath}", and clients look at its root: map the root.`;
  if (domain || (type === "HTTP" && stage === "$default")) return "";
  return ` The API's own address has the stage "/${stage}" in front of every path, and clients look at the root of the host: give it a custom domain whose root is the stage.`;
}

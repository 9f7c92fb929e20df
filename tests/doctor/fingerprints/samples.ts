import type { Sample } from "./sample.ts";
import { AWS_SAMPLES } from "./samples/aws.ts";
import { EDGE_SAMPLES } from "./samples/edge.ts";
import { GATEWAY_SAMPLES } from "./samples/apiGateway.ts";
import { PROXY_SAMPLES } from "./samples/proxies.ts";
import { SERVER_SAMPLES } from "./samples/servers.ts";

/** Every row of the table has a sample here, and every stack of layers that is known from the field. */
export const SAMPLES: readonly Sample[] = [
  ...EDGE_SAMPLES,
  ...GATEWAY_SAMPLES,
  ...AWS_SAMPLES,
  ...PROXY_SAMPLES,
  ...SERVER_SAMPLES,
];

/** A sample by its name. */
export function sample(name: string): Sample {
  const found = SAMPLES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no sample is named ${name}`);
  return found;
}

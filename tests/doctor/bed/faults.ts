import { AUTHORIZATION_FAULTS } from "./faults/authorization.ts";
import { AWS_FAULTS } from "./faults/aws.ts";
import type { Fault } from "./faults/fault.ts";
import { HEADER_FAULTS } from "./faults/headers.ts";
import { OUTSIDE_FAULTS } from "./faults/outside.ts";
import { REACH_FAULTS } from "./faults/reach.ts";
import { ROUTING_FAULTS } from "./faults/routing.ts";
import { STREAM_FAULTS } from "./faults/streams.ts";

export type { Fault } from "./faults/fault.ts";

/** Every broken route of the bed, with the layer, the cause and the verdict that the doctor owes it. */
export const FAULTS: readonly Fault[] = [
  ...REACH_FAULTS,
  ...ROUTING_FAULTS,
  ...HEADER_FAULTS,
  ...STREAM_FAULTS,
  ...AUTHORIZATION_FAULTS,
  ...AWS_FAULTS,
  ...OUTSIDE_FAULTS,
];

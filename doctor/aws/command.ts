import { regionOf } from "./balancerName.ts";

/** An AWS CLI command about a resource, in the resource's region: what to paste. */
export function awsCommand(command: string, arn: string, ...more: string[]): string {
  const region = regionOf(arn);
  return ["aws", command, ...(region === "" ? [] : [`--region ${region}`]), ...more].join(" ");
}

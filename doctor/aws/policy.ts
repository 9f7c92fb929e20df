import { ACTIONS } from "./ask.ts";

/**
 * The least policy for `--aws`, as `--iam-policy` prints it and docs/iam/doctor.json holds it: reads alone. AWS cannot
 * limit most of these actions to resources, and names of clusters and web ACLs are known to no policy beforehand.
 */
export function iamPolicy(): string {
  const actions = Object.values(ACTIONS).flat();
  const policy = {
    Version: "2012-10-17",
    Statement: [{ Sid: "WhatTheDoctorReads", Effect: "Allow", Action: actions.toSorted(), Resource: "*" }],
  };
  return `${JSON.stringify(policy, null, 2)}\n`;
}

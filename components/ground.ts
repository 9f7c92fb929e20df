import type * as pulumi from "@pulumi/pulumi";
import type { McpRouteArgs } from "./args.ts";
import type { Adopted } from "./differences/seen.ts";

/** What every child of a component is made with. */
export interface Ground {
  name: string;
  args: McpRouteArgs;
  /** Every child takes something of it, so that a failed check means that no AWS resource is registered. */
  adopted: pulumi.Output<Adopted>;
  tags: { tags?: pulumi.Output<Record<string, string>> };
  child: pulumi.CustomResourceOptions;
}

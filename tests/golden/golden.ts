import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { McpRouteArgs } from "../../components/index.ts";
import type { RecordedResource, Recording } from "../../rehearsal/program/recorder.ts";
import { prepare } from "../../rehearsal/rehearse.ts";
import { http, rest } from "../support/gateway.ts";
import { route } from "../support/route.ts";

/** The stacks that have a golden file each: those of the repository, not those that its users add. */
export const STACKS = ["dev", "prod", "gateway"];

/** Routes that have a golden file each, though no stack has them: each kind of API that the stacks leave out. */
export const ROUTES: Record<string, Partial<McpRouteArgs>> = {
  httpApi: {
    apiGateway: http({
      origin: { vpcLink: { id: "a1b2c3", serverName: "demo.quiltdata.com" } },
      stage: { throttling: { rateLimit: 100, burstLimit: 200 }, accessLogs: { retention: 30 } },
      customDomain: { name: "demo.quiltdata.com" },
    }),
    tags: { team: "data" },
  },
  adoptedRestApi: {
    url: "https://demo.quiltdata.com/tools/mcp",
    apiGateway: rest({
      adopt: {
        name: "company",
        id: "a1b2c3d4e5",
        parentPath: "/tools",
        metadataParentPath: "/.well-known",
        stage: "prod",
      },
    }),
    tags: { team: "data" },
  },
};

/** The folder of `Pulumi.yaml`. */
export const FOLDER = fileURLToPath(new URL("../..", import.meta.url));

/** Everything that a stack's program asks for, as a golden file holds it. */
export async function graphOf(stack: string): Promise<string> {
  const { recording } = await prepare({ folder: FOLDER, stack });
  return textOf(recording);
}

/** Everything that one of the routes asks for. */
export async function graphOfRoute(name: string): Promise<string> {
  return textOf(await route(ROUTES[name]));
}

function textOf({ resources, lookUps, outputs }: Recording): string {
  return `${JSON.stringify({ resources: resources.map(readable), lookUps, outputs }, null, 2)}\n`;
}

/** The file that the graph of a stack, or of a route, is held against. */
export function goldenFile(name: string): string {
  return fileURLToPath(new URL(`${name}.json`, import.meta.url));
}

/** The golden file's text. */
export async function golden(name: string): Promise<string> {
  return await readFile(goldenFile(name), "utf8");
}

/** A resource with names in place of URNs, without what is not set. */
function readable({
  type,
  name,
  parent,
  inputs,
  dependsOn,
  protect,
  ignoreChanges,
}: RecordedResource): object {
  return {
    type,
    name,
    parent: nameIn(parent),
    inputs,
    ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn.map(nameIn) }),
    ...(protect ? { protect } : {}),
    ...(ignoreChanges.length === 0 ? {} : { ignoreChanges }),
  };
}

function nameIn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

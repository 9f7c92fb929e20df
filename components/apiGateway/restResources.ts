import type * as pulumi from "@pulumi/pulumi";
import type { AdoptApiArgs } from "../apiGatewayArgs.ts";
import type { Ground } from "../ground.ts";
import { provider } from "../provider.ts";
import { PROXY, type Place } from "./places.ts";

/** A REST API, and the resources under which those of the route are made. */
export interface RestParents {
  id: pulumi.Output<string>;
  /** The resource at `adopt.parentPath`, or the root. */
  parentId: pulumi.Output<string>;
  /** The resource at `adopt.metadataParentPath`, or the root. */
  metadataParentId: pulumi.Output<string>;
}

/** The ids of the resources at the places of a route, which are made, each with what is missing on the way to it. */
export function restResources(
  ground: Ground,
  { id, parentId, metadataParentId }: RestParents,
  { parentPath, metadataParentPath }: Pick<AdoptApiArgs, "parentPath" | "metadataParentPath">,
  places: Place[],
): pulumi.Output<string>[] {
  const { name } = ground;
  const endpoint = (path: string) =>
    resourcesUnder(ground, id, parentId, partsUnder(path, parentPath), `${name}-api-endpoint`);
  const made = new Map<string, pulumi.Output<string>>();
  return places.map(({ suffix, path }) => {
    if (suffix === "metadata") {
      const parts = partsUnder(path, metadataParentPath);
      return resourcesUnder(ground, id, metadataParentId, parts, `${name}-api-metadata`);
    }
    const at = made.get(path) ?? endpoint(path);
    made.set(path, at);
    return suffix === "proxy"
      ? resourcesUnder(ground, id, at, [{ pathPart: PROXY, level: 0 }], `${name}-api-proxy`)
      : at;
  });
}

/**
 * The parts of a path that are missing below a parent.
 *
 * @example
 * partsUnder("/tools/mcp", "/tools"); // [{ pathPart: "mcp", level: 2 }]
 */
function partsUnder(path: string, parentPath = "/"): Part[] {
  const [parts, above] = [path, parentPath].map((each) => each.split("/").filter((part) => part !== ""));
  return (parts ?? []).map((pathPart, at) => ({ pathPart, level: at + 1 })).slice(above?.length);
}

/** A part of a path, and how many parts the path has down to it. */
interface Part {
  pathPart: string;
  level: number;
}

/**
 * A resource for each part of a path. The last is called by its own name, those above it by their level below the root:
 * no path is part of a name, and where a path grows or shrinks, what stands above the change is called as before. AWS has
 * no two resources of one path at a time.
 */
function resourcesUnder(
  { child }: Ground,
  restApi: pulumi.Output<string>,
  parentId: pulumi.Output<string>,
  parts: Part[],
  name: string,
): pulumi.Output<string> {
  return parts.reduce((parent, { pathPart, level }, at) => {
    const own = at === parts.length - 1 ? name : `${name}-level-${level}`;
    return new provider.apigateway.Resource(own, { restApi, parentId: parent, pathPart }, child).id;
  }, parentId);
}

import * as pulumi from "@pulumi/pulumi";
import aliasProto from "@pulumi/pulumi/proto/alias_pb.js";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb.js";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";

/** The transforms that a resource was given itself, and its parent. */
interface Link {
  own: pulumi.ResourceTransform[];
  parent: string;
}

type Aliases = NonNullable<pulumi.ResourceTransformResult["opts"]["aliases"]>;

/**
 * Has a mock monitor run transforms as the engine does: a resource's own, then its parents' from the inside out, then the stack's.
 * The mocks of the SDK collect transforms and run none.
 */
export function applyTransforms(monitor: MockMonitor): void {
  const byToken = new Map<string, pulumi.ResourceTransform>();
  const links = new Map<string, Link>();
  const stackWide: pulumi.ResourceTransform[] = [];
  const recordCallback = monitor.recordTransformCallback.bind(monitor);
  monitor.recordTransformCallback = (token, transform) => {
    byToken.set(token, transform as pulumi.ResourceTransform);
    recordCallback(token, transform);
  };
  monitor.mocks.registerTransform = (transform) => void stackWide.push(transform);
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = async (request: RegisterResourceRequest, done) => {
    const own = request.getTransformsList().flatMap((callback) => byToken.get(callback.getToken()) ?? []);
    const link = { own, parent: request.getParent() };
    try {
      for (const transform of [...chain(link, links), ...stackWide]) await apply(transform, request);
    } catch (error) {
      done(error, undefined);
      return;
    }
    await register(request, (error, answer: RegisterResourceResponse | undefined) => {
      if (answer) links.set(answer.getUrn(), link);
      done(error, answer);
    });
  };
}

function chain({ own, parent }: Link, links: Map<string, Link>): pulumi.ResourceTransform[] {
  const above = links.get(parent);
  return above ? [...own, ...chain(above, links)] : own;
}

async function apply(transform: pulumi.ResourceTransform, request: RegisterResourceRequest): Promise<void> {
  const object = request.getObject();
  if (!object) return;
  const result = await transform({
    custom: request.getCustom(),
    type: request.getType(),
    name: request.getName(),
    props: pulumi.runtime.deserializeProperties(object, true),
    opts: {
      protect: request.getProtect() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
      retainOnDelete: request.getRetainondelete() ?? false,
      aliases: request.getAliasesList().map(aliasIn),
    },
  });
  if (!result) return;
  const Struct = object.constructor as typeof import("google-protobuf/google/protobuf/struct_pb.js").Struct;
  request.setObject(Struct.fromJavaScript(await pulumi.runtime.serializeProperties("", result.props)));
  const { protect, ignoreChanges, retainOnDelete, aliases } = result.opts;
  if (protect !== undefined) request.setProtect(protect);
  if (ignoreChanges !== undefined) request.setIgnorechangesList(ignoreChanges);
  if (retainOnDelete !== undefined) request.setRetainondelete(retainOnDelete);
  if (aliases !== undefined) request.setAliasesList((await resolved(aliases)).map(aliasFor));
}

async function resolved(aliases: Aliases): Promise<(pulumi.URN | pulumi.Alias)[]> {
  return await new Promise((resolve) => pulumi.output(aliases).apply(resolve));
}

/** An alias of a request, as transforms see it. */
function aliasIn(alias: aliasProto.Alias): pulumi.URN | pulumi.Alias {
  const [name, type] = [alias.getSpec()?.getName(), alias.getSpec()?.getType()];
  return alias.getUrn() || { ...(name ? { name } : {}), ...(type ? { type } : {}) };
}

/** An alias as the request has it: by URN, or by what differs from the resource itself. */
function aliasFor(alias: pulumi.URN | pulumi.Alias): aliasProto.Alias {
  const made = new aliasProto.Alias();
  if (typeof alias === "string") return made.setUrn(alias);
  const spec = new aliasProto.Alias.Spec();
  if (typeof alias.name === "string") spec.setName(alias.name);
  if (typeof alias.type === "string") spec.setType(alias.type);
  return made.setSpec(spec);
}

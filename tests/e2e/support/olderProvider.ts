import type { Project } from "./project.ts";

/**
 * Takes out of the program's resources what the provider that the tests run with may be too old for, which Pulumi would
 * know in an `up` and not in the next preview: a REST API's streaming, and the balancer behind a VPC link.
 */
export async function forOlderProvider(project: Project): Promise<void> {
  await project.write("olderProvider.ts", TRANSFORM);
  await project.write("index.ts", `import "./olderProvider.ts";\n${await project.read("index.ts")}`);
}

const TRANSFORM = `
import * as pulumi from "@pulumi/pulumi";

pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
  if (type !== "aws:apigateway/integration:Integration") return undefined;
  const { responseTransferMode, integrationTarget, ...rest } = props;
  return { props: rest, opts };
});
`;

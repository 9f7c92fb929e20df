import { createRequire } from "node:module";
import type * as apigateway from "@pulumi/aws/apigateway/index.js";
import type * as apigatewayv2 from "@pulumi/aws/apigatewayv2/index.js";
import type * as cloudwatch from "@pulumi/aws/cloudwatch/index.js";
import type * as lb from "@pulumi/aws/lb/index.js";
import type * as vpc from "@pulumi/aws/vpc/index.js";
import type * as wafv2 from "@pulumi/aws/wafv2/index.js";

const require = createRequire(import.meta.url);

/**
 * The parts of the provider, each of their resources and functions loaded by the first route that has a use for it:
 * imported, they would take a tenth of every program's start. A constructor cannot wait for `import()`.
 */
export const provider = {
  get apigateway() {
    return require("@pulumi/aws/apigateway/index.js") as typeof apigateway;
  },
  get apigatewayv2() {
    return require("@pulumi/aws/apigatewayv2/index.js") as typeof apigatewayv2;
  },
  get cloudwatch() {
    return require("@pulumi/aws/cloudwatch/index.js") as typeof cloudwatch;
  },
  get lb() {
    return require("@pulumi/aws/lb/index.js") as typeof lb;
  },
  get vpc() {
    return require("@pulumi/aws/vpc/index.js") as typeof vpc;
  },
  get wafv2() {
    return require("@pulumi/aws/wafv2/index.js") as typeof wafv2;
  },
};

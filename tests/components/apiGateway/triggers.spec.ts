import { Deployment } from "@pulumi/aws/apigateway/deployment.js";
import { Integration } from "@pulumi/aws/apigateway/integration.js";
import { Method } from "@pulumi/aws/apigateway/method.js";
import { RestApi } from "@pulumi/aws/apigateway/restApi.js";
import { expect } from "chai";
import { triggersOf } from "../../../components/apiGateway/triggers.ts";
import { deploy } from "../../support/deploy.ts";
import { UNKNOWN } from "../../support/route.ts";

const HTTPS = "https://origin.quiltdata.com/mcp";

/** What a deployment is made anew for, of a method whose ids are known. */
async function triggers(preview: boolean, uri = HTTPS, path = "/mcp"): Promise<unknown> {
  const { the } = await deploy(
    () => {
      const at = { restApi: "a1b2c3", resourceId: "d4e5f6" };
      const method = new Method("method", { ...at, httpMethod: "ANY", authorization: "NONE" });
      const origin = uri === "unknown" ? new RestApi("other").id : uri;
      const integration = new Integration("integration", {
        ...at,
        httpMethod: "ANY",
        type: "HTTP_PROXY",
        uri: origin,
      });
      new Deployment("deployment", {
        restApi: at.restApi,
        triggers: triggersOf([{ path, method, integration }]),
      });
    },
    { preview },
  );
  return the("deployment").inputs["triggers"];
}

describe("What a deployment is made anew for", () => {
  it("is in a preview what it is in an up, though nobody gave an authorizer, scopes or templates", async () => {
    expect(await triggers(true)).to.deep.equal(await triggers(false));
  });

  it("is not known in a preview as long as the origin is not", async () => {
    // The id of what a preview would make.
    expect(await triggers(true, "unknown")).to.deep.equal(UNKNOWN);
  });

  it("is another origin", async () => {
    expect(await triggers(false, "https://other.quiltdata.com/mcp")).not.to.deep.equal(await triggers(false));
  });

  it("is another path, of a resource whose id is the same", async () => {
    expect(await triggers(false, HTTPS, "/other")).not.to.deep.equal(await triggers(false));
  });
});

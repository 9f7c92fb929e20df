import { expect } from "chai";
import { deployCommand } from "../../../components/apiGateway/deployCommand.ts";
import { executeApiAddress, hostOn } from "../../../components/apiGateway/info.ts";
import { http, rest } from "../../support/gateway.ts";

describe("The address of an API", () => {
  for (const [arn, address] of Object.entries({
    "arn:aws:apigateway:eu-west-1::/restapis/a1b2": "https://a1b2.execute-api.eu-west-1.amazonaws.com",
    "arn:aws-cn:apigateway:cn-north-1::/restapis/a1b2":
      "https://a1b2.execute-api.cn-north-1.amazonaws.com.cn",
    "arn:aws-us-gov:apigateway:us-gov-west-1::/restapis/a1b2":
      "https://a1b2.execute-api.us-gov-west-1.amazonaws.com",
  }))
    it(`is ${address}`, () => {
      expect(executeApiAddress(arn)).to.equal(address);
    });
});

describe("The host of a custom domain", () => {
  const publicHost = "demo.quiltdata.com";
  for (const [domain, host] of Object.entries({
    "demo.quiltdata.com": publicHost,
    "*.quiltdata.com": publicHost,
    "api.quiltdata.com": "api.quiltdata.com",
    // A wildcard of API Gateway stands for one label.
    "*.com": "*.com",
    "*.demo.quiltdata.com": "*.demo.quiltdata.com",
  }))
    it(`of ${domain} is ${host}`, () => {
      expect(hostOn(domain, publicHost)).to.equal(host);
    });
});

describe("The command that publishes what was changed in an API", () => {
  const api = { id: "a1b2", arn: "arn:aws:apigateway:eu-west-1::/restapis/a1b2" };
  const adopt = { name: "company", stage: "prod" };

  it("works in the API's own region", () => {
    expect(deployCommand(rest({ adopt }), api)).to.equal(
      "aws apigateway create-deployment --region eu-west-1 --rest-api-id a1b2 --stage-name prod",
    );
    expect(deployCommand(http({ adopt: { id: "a1b2", autoDeploy: false } }), api)).to.equal(
      "aws apigatewayv2 create-deployment --region eu-west-1 --api-id a1b2 --stage-name '$default'",
    );
  });

  it("is none where a stage is made, or deploys by itself", () => {
    for (const gateway of [
      rest(),
      http(),
      rest({ adopt: { name: "company" }, stage: {} }),
      http({ adopt: { id: "a1b2" }, stage: {} }),
      http({ adopt: { id: "a1b2" } }),
      http({ adopt: { id: "a1b2", autoDeploy: true } }),
    ])
      expect(deployCommand(gateway, api)).to.equal(undefined);
  });
});

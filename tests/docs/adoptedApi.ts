import { type Changes, lookUps } from "../support/company.ts";

/** The REST API that a company has, as the provider's look-up describes it. */
export const ADOPTED_API = {
  id: "x7h2k9q4w1",
  name: "company",
  arn: "arn:aws:apigateway:us-east-1::/restapis/x7h2k9q4w1",
  executionArn: "arn:aws:execute-api:us-east-1:123456789012:x7h2k9q4w1",
  endpointConfigurations: [{ types: ["REGIONAL"] }],
  rootResourceId: "root",
} as const;

/** The id of each resource of it that is looked up. */
export const ADOPTED_RESOURCE = "there";

/** Answers look-ups for the company, its API and the web ACL of its stages among them. */
export function lookUpsWithApi(
  changes: Changes = {},
): (token: string, inputs: object) => Record<string, unknown> {
  const company = lookUps(changes);
  const answers: Partial<Record<string, Record<string, unknown>>> = {
    "aws:apigateway/getRestApi:getRestApi": ADOPTED_API,
    "aws:apigateway/getResource:getResource": { id: ADOPTED_RESOURCE },
    "aws:wafv2/getWebAcl:getWebAcl": {
      arn: "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/public-apis/0123abcd-4567-89ef-0123-456789abcdef",
    },
  };
  return (token, inputs) => answers[token] ?? company(token, inputs);
}

import { expect } from "chai";
import { promisesOf } from "../promises.ts";
import type { PlainRoute } from "../config.ts";

const ROUTE: PlainRoute = {
  url: "https://demo.quiltdata.com/mcp",
  listener: { loadBalancer: "sales-1431252539.us-east-1.elb.amazonaws.com" },
  priority: 10,
  target: { create: {}, port: 8000 },
};

/** What is promised of a route that says this much more. */
function promised(more: Partial<PlainRoute> = {}, tools?: number) {
  return promisesOf({ route: { ...ROUTE, ...more }, tools });
}

describe("What a stack promises", () => {
  it("is the balancer's usual silence, where its configuration says nothing", () => {
    expect(promised()).to.deep.equal({ longestSilence: 60 });
  });

  it("is the tools and the silence that it names", () => {
    expect(promised({ longestSilence: 300 }, 97)).to.deep.equal({ tools: 97, longestSilence: 300 });
  });

  it("is browsers' calls where OPTIONS is among its methods, and none where it is not", () => {
    expect(promised({ conditions: { methods: ["POST", "OPTIONS"] } })).to.deep.equal({
      longestSilence: 60,
      cors: true,
    });
    expect(promised({ conditions: { methods: ["POST"] } })).to.deep.equal({
      longestSilence: 60,
      cors: false,
    });
  });

  it("is authorization where it asks for the OAuth metadata, and no word of it where it leaves that out", () => {
    expect(promised({ oauthMetadata: true })).to.deep.equal({ longestSilence: 60, authorization: true });
    expect(promised({ oauthMetadata: false })).to.deep.equal({ longestSilence: 60 });
  });
});

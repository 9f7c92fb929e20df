import { expect } from "chai";
import type { PlainRoute } from "../../../config.ts";
import { listOfRules, modelOf, rulesOf } from "../../../components/rules.ts";
import { callerOf } from "../../../rehearsal/client/caller.ts";
import { leftOutOf } from "../../../rehearsal/client/leftOut.ts";
import { operations } from "../../../rehearsal/client/requests.ts";
import { args } from "../../support/deploy.ts";

/** What a route leaves out on purpose of the client's requests, and why. */
function leftOut(changes: Partial<PlainRoute>, host?: string) {
  const route = args(changes) as PlainRoute;
  const rules = listOfRules(rulesOf(route)).map((rule) => modelOf(rule, rule.suffix));
  const why = leftOutOf(rules, route, { ...callerOf(route), ...(host === undefined ? {} : { host }) });
  return Object.fromEntries(
    operations.flatMap((operation) => {
      const reason = why(operation);
      return reason === undefined ? [] : [[operation, reason]];
    }),
  );
}

describe("what a stack leaves out on purpose", () => {
  it("is nothing where it asks for nothing, or for what its client has", () => {
    expect(leftOut({})).to.deep.equal({});
    const asked = {
      headers: [{ name: "X-Beta", values: ["1"] }],
      queryStrings: [{ value: "1" }],
      sourceIps: ["10.0.0.0/8"],
    };
    expect(leftOut({ conditions: asked })).to.deep.equal({});
  });

  it("is other methods", () => {
    expect(leftOut({ conditions: { methods: ["POST"] } })).to.deep.equal({
      "stream of a session": 'method "GET" is not "POST"',
      "end of a session": 'method "DELETE" is not "POST"',
    });
  });

  it("is other methods also where an API Gateway asks for another host than the public one", () => {
    const hosts = ["origin.quiltdata.com"];
    const conditions = { methods: ["POST"] };
    expect(leftOut({ hosts, conditions }, "origin.quiltdata.com")).to.have.keys(
      "stream of a session",
      "end of a session",
    );
    expect(leftOut({ hosts, conditions })).to.deep.equal({});
  });

  it("is the other era", () => {
    const headers = [{ name: "MCP-Protocol-Version", values: ["2026-07-28"] }];
    const found = leftOut({ conditions: { headers } });
    expect(Object.keys(found)).to.deep.equal([
      "initialize",
      "initialize without a token",
      "message of a session",
      "stream of a session",
      "end of a session",
    ]);
    expect(found["message of a session"]).to.equal(
      'header MCP-Protocol-Version "2025-11-25" does not match "2026-07-28"',
    );
  });

  it("is who has no token yet", () => {
    const headers = [{ name: "Authorization", values: ["Bearer *"] }];
    expect(Object.keys(leftOut({ conditions: { headers } }))).to.deep.equal([
      "initialize without a token",
      "discover without a token",
    ]);
  });

  it("is the OAuth metadata where the stack says so", () => {
    expect(leftOut({ oauthMetadata: false })).to.deep.equal({ metadata: "oauthMetadata is false" });
  });

  it("is not the OAuth metadata of an endpoint whose one path takes it all the same", () => {
    const root = { url: "https://demo.quiltdata.com/", hosts: ["demo.quiltdata.com"], oauthMetadata: false };
    expect(leftOut(root)).to.deep.equal({});
  });

  it("is nothing that hosts leave out", () => {
    expect(leftOut({ hosts: ["other.example.com"] })).to.deep.equal({});
    expect(leftOut({ hosts: ["other.example.com"], conditions: { methods: ["POST"] } })).to.deep.equal({});
  });
});

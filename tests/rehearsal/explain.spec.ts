import { expect } from "chai";
import type { Listener, Rule } from "../../dataplane/listener.ts";
import { explain, requestLine } from "../../rehearsal/explain.ts";
import type { GatewayPlan } from "../../rehearsal/plan/gateway.ts";
import { Refusal } from "../../rehearsal/refusal.ts";
import { listenerOf } from "../../rehearsal/world/world.ts";
import { aRule, path, pathRegex } from "../dataplane/support.ts";
import { aRoute, restApi } from "./supportGateway.ts";
import { RULES, company, describedRule, groupArn, onHost, onPath, worldOf } from "./supportWorld.ts";

/** What is said of a request to the company's listener with the stack's rule. */
function explained(
  request: string,
  { rules = RULES, changes = {}, assumed = false, unread = [], gateway }: Case = {},
): string[] {
  const world = { ...worldOf({ rules }), assumed };
  const before = listenerOf(world, company.listenerArn)!;
  const own = aRule({
    actions: [{ type: "forward", targetGroups: [{ arn: company.targetGroupArn, weight: 1 }] }],
    conditions: [path("/mcp", "/mcp/*")],
  });
  const after = { ...before, rules: [...before.rules, own], ...changes };
  const prepared = {
    plan: { before, after, rules: [own], own: [], ...(gateway ? { gateway } : {}) },
    world,
    unread,
  };
  return explain(prepared, requestLine(request)).split("\n");
}

interface Case {
  rules?: object[];
  changes?: Partial<Listener>;
  assumed?: boolean;
  unread?: string[];
  gateway?: GatewayPlan;
}

describe("a request in words", () => {
  it("is read with method, path, query and host", () => {
    expect(requestLine("POST https://demo.quiltdata.com:8443/mcp/x?a=1&b")).to.deep.equal({
      method: "POST",
      path: "/mcp/x",
      query: "a=1&b",
      headers: [["Host", "demo.quiltdata.com:8443"]],
      sourceIp: "203.0.113.10",
      port: 8443,
    });
  });

  it("is read as a client would send it", () => {
    expect(requestLine("  GET https://demo.quiltdata.com/a/../b c?d".replace(" c", "%20c"))).to.deep.include({
      path: "/b%20c",
      query: "d",
    });
  });

  for (const text of [
    "",
    "POST",
    "post https://a/mcp",
    "POST /mcp",
    "POST ftp://a/",
    "POST https://",
    "GET https://a b",
  ]) {
    it(`is refused where it is ${JSON.stringify(text)}`, () => {
      expect(() => requestLine(text)).to.throw(
        Refusal,
        `${JSON.stringify(text)} is not a request: give a method and an address, such as 'POST https://demo.quiltdata.com/mcp'.`,
      );
    });
  }
});

describe("the explanation of a request", () => {
  it("says which rule takes it, and why every earlier one does not", () => {
    expect(explained("POST https://demo.quiltdata.com/mcp")).to.deep.equal([
      "POST /mcp, host demo.quiltdata.com, from 203.0.113.10",
      '  rule 5 (Name: registry) passes: path "/mcp" does not match "/api/*"',
      '  rule 10 (the stack\'s) takes it: path "/mcp" matches "/mcp"',
      "  -> forward to sales-prod-mcp-server",
    ]);
  });

  it("asks no rule behind the one that takes it", () => {
    const rules = [describedRule(3, "sales-prod-registry", onHost("demo.quiltdata.com"))];
    expect(explained("POST https://demo.quiltdata.com/mcp?x", { rules })).to.deep.equal([
      "POST /mcp?x, host demo.quiltdata.com, from 203.0.113.10",
      '  rule 3 takes it: host "demo.quiltdata.com" matches "demo.quiltdata.com"',
      "  -> forward to sales-prod-registry",
    ]);
  });

  it("says that the default rule takes what no other does", () => {
    const rules = [describedRule(50, "sales-prod-registry", onPath("/api"))];
    expect(explained("GET https://demo.quiltdata.com/", { rules })).to.deep.equal([
      "GET /, host demo.quiltdata.com, from 203.0.113.10",
      '  rule 10 (the stack\'s) passes: path "/" does not match "/mcp" or "/mcp/*"',
      '  rule 50 passes: path "/" does not match "/api"',
      "  the default rule takes it: no other rule did",
      "  -> forward to sales-prod-frontend",
    ]);
  });

  const outcome = (changes: Partial<Listener>) =>
    explained("GET https://demo.quiltdata.com/", { rules: [], changes }).find((line) =>
      line.startsWith("  -> "),
    );

  it("tells a redirect", () => {
    const redirect = {
      type: "redirect",
      statusCode: 301,
      protocol: "HTTPS",
      host: "#{host}",
      port: "443",
      path: "/#{path}",
      query: "#{query}",
    } as const;
    expect(outcome({ defaultActions: [redirect] })).to.equal(
      "  -> redirect 301 to HTTPS://#{host}:443/#{path}",
    );
  });

  it("tells a fixed response", () => {
    const fixed = { type: "fixed-response", statusCode: 404, contentType: "text/plain", body: "" } as const;
    expect(outcome({ defaultActions: [fixed] })).to.equal("  -> fixed response 404 text/plain");
  });

  it("tells the weights of several target groups, and every action", () => {
    const targetGroups = ["sales-prod-frontend", "unknown"].map((name, weight) => ({
      arn: groupArn(name),
      weight,
    }));
    expect(
      outcome({ defaultActions: [{ type: "jwt-validation" }, { type: "forward", targetGroups }] }),
    ).to.equal(
      "  -> answered here by jwt-validation, then forward to sales-prod-frontend (weight 0), unknown (weight 1)",
    );
  });

  describe("where the route rewrites", () => {
    const rewriting = (parts: Partial<Rule>) =>
      explained("GET https://demo.quiltdata.com/mcp/a?b=1", {
        rules: [],
        changes: {
          rules: [
            aRule({
              actions: [{ type: "forward", targetGroups: [{ arn: company.targetGroupArn, weight: 1 }] }],
              ...parts,
            }),
          ],
        },
      }).at(-1);

    it("tells the path that the server gets", () => {
      const transforms = [{ type: "url-rewrite", regex: "^/mcp/?(.*)$", replace: "/$1" }] as const;
      expect(rewriting({ transforms: [...transforms] })).to.equal(
        "  -> forward to sales-prod-mcp-server as /a?b=1",
      );
    });

    it("tells the host that it gets", () => {
      const transforms = [{ type: "host-header-rewrite", regex: "^.*$", replace: "mcp.internal" }] as const;
      expect(rewriting({ transforms: [...transforms] })).to.equal(
        "  -> forward to sales-prod-mcp-server, host mcp.internal",
      );
    });

    it("says nothing more where no rewriting fits", () => {
      const transforms = [{ type: "url-rewrite", regex: "^/other", replace: "/" }] as const;
      expect(rewriting({ transforms: [...transforms] })).to.equal("  -> forward to sales-prod-mcp-server");
    });

    it("tells one that fails", () => {
      const transforms = [{ type: "url-rewrite", regex: "^/mcp", replace: "x" }] as const;
      expect(rewriting({ transforms: [...transforms] })).to.match(
        /, which fails with a 500: the rewritten URL /,
      );
    });
  });

  it("says what it rests on that AWS does not document", () => {
    const rules = [aRule({ priority: 2, conditions: [pathRegex("/MCP")] })];
    const lines = explained("POST https://demo.quiltdata.com/mcp", { changes: { rules } });
    expect(lines.at(-1)).to.equal(
      "  not documented by AWS: rule 2: whether regular expressions are case-sensitive",
    );
  });

  it("says what is assumed where nobody told", () => {
    expect(explained("GET https://demo.quiltdata.com/", { rules: [], assumed: true }).at(-1)).to.equal(
      "  assumed: no other rules, and a default action that forwards to the frontend (--aws or --world tells)",
    );
  });

  it("says that an address leads to another listener", () => {
    expect(explained("POST http://demo.quiltdata.com/mcp")).to.include(
      "  note: that is for the listener on port 443; this address leads to port 80",
    );
  });

  it("says nothing of listeners where the address leads to the one that is asked", () => {
    expect(explained("POST https://demo.quiltdata.com/mcp").join("\n")).not.to.include("note:");
  });

  it("says that another rule has the priority of the stack's", () => {
    const rules = [describedRule(10, "other", onPath("/other"))];
    expect(explained("POST https://demo.quiltdata.com/mcp", { rules })).to.include(
      "  note: priority 10 is taken, so AWS would refuse the stack's rule",
    );
  });

  it("names what was not read", () => {
    expect(explained("POST https://demo.quiltdata.com/mcp", { unread: ["environment: of x"] })).to.include(
      "  not read: environment: of x",
    );
  });
});

describe("the explanation of a request to an API Gateway", () => {
  const address = { host: "demo.quiltdata.com", own: "abc.execute-api.us-east-1.amazonaws.com" };
  const api = restApi();
  const gateway: GatewayPlan = {
    after: { ...api, routes: [...api.routes, aRoute("/other", { kind: "other", what: "a mock" })] },
    routes: api.routes,
    id: "abc",
    endpoint: "https://demo.quiltdata.com/mcp",
    host: "origin.quiltdata.com",
    isBalancer: ({ host }) => host === "origin.quiltdata.com",
  };

  it("names the route that takes it, those before, and what the balancer gets, and then the rules", () => {
    expect(explained(`POST https://${address.host}/mcp/x?a=1`, { gateway })).to.deep.equal([
      "POST /mcp/x?a=1, host demo.quiltdata.com, from 203.0.113.10",
      '  route ANY /mcp (the stack\'s) passes: the path "/mcp/x" is not "/mcp"',
      '  route ANY /other (/other) passes: the path "/mcp/x" is not "/other"',
      '  route ANY /.well-known/oauth-protected-resource/mcp (the stack\'s) passes: the path "/mcp/x" is not "/.well-known/oauth-protected-resource/mcp"',
      '  route ANY /mcp/{proxy+} (the stack\'s) takes it: the path "/mcp/x" is "/mcp/{proxy+}", with the method ANY',
      "  -> sent to the balancer as /mcp/x?a=1, host origin.quiltdata.com",
      '  rule 5 (Name: registry) passes: path "/mcp/x" does not match "/api/*"; host "origin.quiltdata.com" does not match "demo.quiltdata.com"',
      '  rule 10 (the stack\'s) takes it: path "/mcp/x" matches "/mcp/*"',
      "  -> forward to sales-prod-mcp-server",
    ]);
  });

  it("takes the API's own address, with the stage", () => {
    const [, ...lines] = explained(`POST https://${address.own}/live/mcp`, { gateway });
    expect(lines).to.include("  -> sent to the balancer as /mcp, host origin.quiltdata.com");
  });

  it("ends where the gateway answers by itself", () => {
    expect(explained(`POST https://${address.own}/mcp`, { gateway })).to.deep.equal([
      `POST /mcp, host ${address.own}, from 203.0.113.10`,
      '  -> answered by API Gateway with 403: the path "/mcp" is not below the stage "/live"',
    ]);
  });

  it("ends where somebody else answers", () => {
    expect(explained(`POST https://${address.host}/other`, { gateway }).at(-1)).to.equal(
      "  -> answered here by a mock",
    );
  });

  it("says of any other address that it leads past the gateway", () => {
    const lines = explained("POST https://origin.quiltdata.com/mcp", { gateway });
    expect(lines[1]).to.equal(
      "  note: that is no address of the API Gateway, so it comes to the balancer past it",
    );
    expect(lines).to.include("  -> forward to sales-prod-mcp-server");
  });

  it("takes no other API's address for that of an adopted one", () => {
    const adopted = { ...gateway, before: { ...api, routes: [] } };
    const lines = explained("POST https://xyz.execute-api.us-east-1.amazonaws.com/live/mcp", {
      gateway: adopted,
      assumed: true,
    });
    expect(lines[1]).to.include("no address of the API Gateway");
    expect(lines.at(-1)).to.include("and no other routes of the API");
  });
});

import { expect } from "chai";
import { decide } from "../dataplane/decision.ts";
import type { Request } from "../dataplane/request.ts";
import { type Prepared, groupName, prepare } from "../rehearsal/rehearse.ts";
import { FOLDER, STACKS, golden, graphOf } from "./golden/golden.ts";

/** Where each stack's program sends a request: the name of the target group. */
interface Expectation {
  host: string;
  mine: string;
  /** Where the same path on another host goes. */
  elsewhere: string;
  /** The stage with which an API Gateway puts every path; none without one. */
  stage?: string;
}

const expected: Record<string, Expectation> = {
  prod: { host: "demo.quiltdata.com", mine: "sales-prod-mcp-server", elsewhere: "sales-prod-mcp-server" },
  dev: { host: "dev.quiltdata.com", mine: "mcp-tg-xxxxxxx", elsewhere: "frontend" },
  gateway: {
    host: "tools.quiltdata.com",
    mine: "tools-prod-mcp-server",
    elsewhere: "tools-prod-mcp-server",
    stage: "live",
  },
};

for (const stack of STACKS) {
  const { host, mine, elsewhere, stage } = expected[stack]!;

  describe(`the program of stack ${stack}`, () => {
    let prepared: Prepared;
    before(async () => {
      prepared = await prepare({ folder: FOLDER, stack });
    });

    /** The name of the target group that a request reaches. */
    const target = (method: string, path: string, at = host, headers: Request["headers"] = []): string => {
      const [pathname, query = ""] = path.split("?");
      const request = {
        method,
        path: pathname!,
        query,
        headers: [["Host", at] as [string, string], ...headers],
        sourceIp: "203.0.113.10",
      };
      const [action, ...more] = decide(prepared.plan.after, request).actions;
      if (action?.type !== "forward" || more.length > 0) throw new Error("not a plain forward");
      return groupName(prepared.world, action.targetGroups[0]!.arn);
    };

    it("asks for exactly what its golden file holds (npm run golden refreshes it)", async () => {
      expect(await graphOf(stack)).to.equal(await golden(stack));
    });

    for (const method of ["POST", "GET", "DELETE", "OPTIONS", "HEAD"]) {
      it(`sends ${method} of the endpoint to the MCP server`, () => {
        expect(target(method, "/mcp")).to.equal(mine);
      });
    }

    for (const path of [
      "/mcp/",
      "/mcp/x",
      "/mcp/x/y.z",
      "/mcp?session=1",
      "/.well-known/oauth-protected-resource/mcp",
    ]) {
      it(`sends ${path} to the MCP server`, () => {
        expect(target("GET", path)).to.equal(mine);
      });
    }

    for (const path of [
      "/",
      "/mcp-admin",
      "/mcpx",
      "/MCP",
      "/x/mcp",
      "/?/mcp",
      "/.well-known/oauth-protected-resource",
      "/.well-known/oauth-protected-resource/mcp/x",
      "/.well-known/oauth-authorization-server",
    ]) {
      it(`leaves ${path} to the frontend`, () => {
        expect(target("GET", path)).to.equal("frontend");
      });
    }

    for (const path of ["/live/mcp", "/live/mcp/x", `/live/.well-known/oauth-protected-resource/mcp`])
      it(`sends ${path} to ${stage ? "the MCP server, as a REST API's stage" : "the frontend"}`, () => {
        expect(target("POST", path)).to.equal(stage ? mine : "frontend");
      });

    for (const path of ["/live", "/live/", "/live/mcp-admin", "/livemcp", "/live/live/mcp", "/Live/mcp"])
      it(`leaves ${path} to the frontend`, () => {
        expect(target("POST", path)).to.equal("frontend");
      });

    it("tells of an API Gateway where it has one, and that there is none elsewhere", () => {
      const { apiGateway } = prepared.recording.outputs;
      if (stage === undefined) expect(apiGateway).to.equal(null);
      else
        expect(apiGateway).to.include({ type: "REST", stage, endpoint: "https://tools.quiltdata.com/mcp" });
      // An output that is undefined is a warning of Pulumi's.
      expect(prepared.recording.logs.filter(({ text }) => text.startsWith("Undefined"))).to.deep.equal([]);
    });

    it(`sends the endpoint on another host to ${elsewhere}`, () => {
      expect(target("POST", "/mcp", "sales-1431252539.us-east-1.elb.amazonaws.com")).to.equal(elsewhere);
    });

    it("sends a request with a 4 KB token and the headers of the new era to the MCP server", () => {
      const headers: Request["headers"] = [
        ["Authorization", `Bearer ${"x".repeat(4096)}`],
        ["MCP-Protocol-Version", "2026-07-28"],
        ["Mcp-Method", "tools/list"],
      ];
      expect(target("POST", "/mcp", host, headers)).to.equal(mine);
    });

    it("left the endpoint to the frontend before", () => {
      const request = {
        method: "POST",
        path: "/mcp",
        query: "",
        headers: [["Host", host] as [string, string]],
        sourceIp: "203.0.113.10",
      };
      expect(decide(prepared.plan.before, request).rule).to.equal(undefined);
    });
  });
}

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { request } from "undici";
import { Refusal } from "../../rehearsal/refusal.ts";
import { type Order, type Standing, rehearse } from "../../rehearsal/rehearse.ts";
import type { Verdict } from "../../rehearsal/verdict.ts";
import { withFiles, words } from "./support.ts";
import {
  type Differences,
  RULES,
  company,
  describedGroup,
  describedRule,
  forwardByWeight,
  onPath,
  ownRule,
  worldFiles,
} from "./supportWorld.ts";

const PROJECT = "name: mcp-route\nruntime: nodejs\n";

/** The stack's file, with further lines. */
function stackFile(...more: string[]): string {
  return `config:
  mcp-route:url: https://demo.quiltdata.com/mcp
  mcp-route:listener: { loadBalancer: ${company.dnsName} }
  mcp-route:priority: 10
  mcp-route:target: { adopt: { name: sales-prod-mcp-server }, port: 8000 }
  mcp-route:tools: 5
${more.map((line) => `  ${line}\n`).join("")}`;
}

interface Case extends Partial<Order> {
  yaml?: string;
  /** null is AWS's defaults, assumed. */
  aws?: Differences | null;
  /** Further files beside the stack's. */
  files?: Record<string, string>;
}

/** Holds a rehearsal for as long as `use` takes. */
async function holding<T>(
  { yaml = stackFile(), aws = {}, files: more = {}, ...order }: Case,
  use: (standing: Standing) => T | Promise<T>,
): Promise<T> {
  const files = Object.entries(aws ? worldFiles(aws) : {}).map(([name, text]) => [`world/${name}`, text]);
  const worldFolder = Object.fromEntries(files) as Record<string, string>;
  return withFiles(
    { "Pulumi.yaml": PROJECT, "Pulumi.prod.yaml": yaml, ...worldFolder, ...more },
    async (folder) => {
      const standing = await rehearse({
        folder,
        stack: "prod",
        ...(aws && { world: join(folder, "world") }),
        timeScale: 1000,
        progress: () => undefined,
        signal: new AbortController().signal,
        ...order,
      });
      try {
        return await use(standing);
      } finally {
        await standing.stop();
      }
    },
  );
}

function verdictOn(order: Case): Promise<Verdict> {
  return holding(order, ({ verdict }) => verdict);
}

/** The verdict without what is measured. */
function unmeasured({ before, after, ...rest }: Verdict) {
  const side = (each: Verdict["before"]) =>
    each && {
      ...each,
      timeToFirstEvent: each.timeToFirstEvent === null ? null : "measured",
      longestGap: each.longestGap === null ? null : "measured",
    };
  return { ...rest, before: side(before), after: side(after) };
}

const SEEN_BEFORE = {
  status: 405,
  contentType: "text/html",
  answeredBy: "target group sales-prod-frontend",
  tools: null,
  timeToFirstEvent: null,
  longestGap: null,
  silence: null,
};

const SEEN_AFTER = {
  status: 200,
  contentType: "text/event-stream",
  answeredBy: "target group sales-prod-mcp-server",
  tools: 5,
  timeToFirstEvent: "measured",
  longestGap: "measured",
  silence: "kept",
};

const ROUTES = ["/mcp", "/mcp/*", "/.well-known/oauth-protected-resource/mcp"].map((path) => ({
  host: "*",
  path,
  methods: ["*"],
  conditions: [],
  target: "sales-prod-mcp-server",
}));

describe("a rehearsal", function () {
  this.timeout(30_000);

  it("is well where everything comes through, and assumes nothing of what AWS said", async () => {
    const said: string[] = [];
    expect(unmeasured(await verdictOn({ progress: (text) => said.push(text) }))).to.deep.equal({
      ok: true,
      stack: "prod",
      url: "https://demo.quiltdata.com/mcp",
      longestSilence: 60,
      assumed: [],
      headerBudget: null,
      before: SEEN_BEFORE,
      after: SEEN_AFTER,
      routes: ROUTES,
      findings: [],
    });
    expect(said).to.deep.equal([
      "running the program of stack prod",
      "starting the MCP server",
      "driving the MCP client; its silent stream takes 0.6 s",
    ]);
  });

  it("is not well where AWS's idle timeout cuts a silence that the stack promises", async () => {
    const { ok, after, findings } = await verdictOn({ aws: { idleTimeout: 30 } });
    expect([ok, after?.silence]).to.deep.equal([false, "cut"]);
    expect(findings.map(({ severity, assumed }) => [severity, assumed])).to.deep.equal([
      ["error", false],
      ["warning", false],
    ]);
    expect(findings[0]?.text).to.match(/^An answer on which nothing was sent was cut after \d+ ms /);
    expect(findings[1]?.text)
      .to.contain("the balancer cuts a stream after 30 seconds")
      .and.to.contain("Key=idle_timeout.timeout_seconds,Value=70");
  });

  it("is well, with a warning, where an idle timeout that is only assumed cuts it", async () => {
    const yaml = stackFile("mcp-route:longestSilence: 300");
    const { ok, assumed, after, findings } = await verdictOn({ yaml, aws: null });
    expect([ok, after?.silence, assumed.length]).to.deep.equal([true, "cut", 5]);
    expect(findings.map(({ severity, assumed: isAssumed }) => [severity, isAssumed])).to.deep.equal([
      ["warning", true],
      ["warning", true],
    ]);
  });

  it("prints no ARN that is made up where AWS was not asked", async () => {
    const { findings } = await verdictOn({ aws: null, yaml: stackFile("mcp-route:longestSilence: 300") });
    const texts = findings.map(({ text }) => text).join("\n");
    expect(texts).to.include(
      `--load-balancer-arn "$(aws elbv2 describe-load-balancers --names sales--LoadB-nGDYylEerIKm ` +
        `--query 'LoadBalancers[0].LoadBalancerArn' --region us-east-1 --output text)"`,
    );
    expect(texts).not.to.include("arn:");
  });

  it("is not well where the stack's hosts leave the public one out, also where all else is assumed", async () => {
    const { ok, after, findings } = await verdictOn({
      yaml: stackFile("mcp-route:hosts: [mcp.example.com]"),
      aws: null,
    });
    expect([ok, after?.status, after?.answeredBy]).to.deep.equal([false, 405, "target group frontend"]);
    expect(findings[0]).to.deep.include({ severity: "error", assumed: false });
    expect(findings[0]?.text).to.match(/^The POST of an initialize is answered 405 by nginx, /);
  });

  it("is not well where another rule takes the endpoint first", async () => {
    const { ok, after, findings } = await verdictOn({
      aws: { rules: [describedRule(3, "sales-prod-frontend", onPath("/*"))] },
    });
    expect([ok, after?.status, after?.answeredBy]).to.deep.equal([
      false,
      405,
      "target group sales-prod-frontend",
    ]);
    expect(findings[0]?.text).to.match(/^Rule 3 \(\/\*\) takes every request of the endpoint /);
  });

  it("shows today without the stack's own rule where that is there already, and notes what it has not read", async () => {
    const { ok, before, findings } = await verdictOn({
      yaml: `environment: [company]\n${stackFile()}`,
      aws: { rules: [...RULES, ownRule(30)] },
    });
    expect([ok, before?.status]).to.deep.equal([true, 405]);
    expect(findings).to.deep.equal([
      {
        severity: "note",
        assumed: false,
        text: "moved: the stack's rule stands at priority 30 now and goes to 10, in place.",
      },
      {
        severity: "note",
        assumed: false,
        text: "Not read: environment: of Pulumi.prod.yaml, which only Pulumi's service can open.",
      },
    ]);
  });

  describe("of a stack that asks for more", () => {
    /** What a rehearsal of further lines of the stack's file comes to, with what AWS says of its target groups. */
    const heldWith = (lines: string[], groups: string[] = []) => {
      const yaml = stackFile(...lines.map((line) => `mcp-route:${line}`));
      return verdictOn({ yaml, aws: { groups: groups.map((name) => describedGroup(name)) } });
    };
    const outcomeOf = ({ ok, after, findings }: Verdict) => [
      ok,
      after?.status,
      after?.tools,
      findings.map(({ severity, text }) => `${severity}: ${text}`),
    ];
    const well = [true, 200, 5, []];

    it("is well where the server is mounted elsewhere, with the OAuth metadata", async () => {
      expect(outcomeOf(await heldWith(["serverPath: /"]))).to.deep.equal(well);
      expect(outcomeOf(await heldWith(["serverPath: /api/v1.0"]))).to.deep.equal(well);
    });

    for (const [what, line] of [
      ["a header", "conditions: { headers: [{ name: X-Beta, values: ['o?'] }] }"],
      ["a query", "conditions: { queryStrings: [{ key: beta, value: '1' }] }"],
      ["a source address", "conditions: { sourceIps: [10.0.0.0/8] }"],
      ["a regular expression for the path", "conditions: { pathRegexes: ['^/mcp(/.*)?$'] }"],
      ["three hosts", "hosts: [demo.quiltdata.com, a.quiltdata.com, b.quiltdata.com]"],
      ["a host by a regular expression", "conditions: { hostRegexes: ['^demo[.]quiltdata[.]com$'] }"],
    ] as const) {
      it(`is well where it asks for ${what}, which its client has`, async () => {
        const verdict = await heldWith([line]);
        expect(outcomeOf(verdict)).to.deep.equal(well);
        expect(verdict.before).to.include({ status: 405, answeredBy: "target group sales-prod-frontend" });
      });
    }

    it("is well where it takes POST alone, and warns of what does not come to the server", async () => {
      const because = (method: string) =>
        `does not come to the server: the stack's own conditions leave it out (method "${method}" is not "POST").`;
      expect(outcomeOf(await heldWith(["conditions: { methods: [POST] }"]))).to.deep.equal([
        true,
        200,
        5,
        [
          `warning: The GET on which the server may send ${because("GET")}`,
          `warning: The DELETE that ends the session ${because("DELETE")}`,
        ],
      ]);
    });

    it("is well where it takes the modern era alone, whose client and first message it then shows", async () => {
      const headers = "[{ name: MCP-Protocol-Version, values: ['2026-07-28'] }]";
      expect(outcomeOf(await heldWith([`conditions: { headers: ${headers} }`]))).to.deep.equal([
        true,
        200,
        5,
        [
          "warning: The connection in the legacy era does not come to the server: the stack's own conditions " +
            "leave it out (the request has no MCP-Protocol-Version header).",
        ],
      ]);
    });

    it("notes that the OAuth metadata is left out where the stack says so", async () => {
      expect(outcomeOf(await heldWith(["oauthMetadata: false"]))).to.deep.equal([
        true,
        200,
        5,
        [
          "note: The GET of the OAuth metadata does not come to the server: the stack's own conditions leave it out " +
            "(oauthMetadata is false).",
        ],
      ]);
    });

    it("shows nothing, and says why, where it knows no client that meets the conditions", async () => {
      const verdict = await heldWith(["conditions: { headers: [{ name: X-Beta, regexes: ['^[^^]+$'] }] }"]);
      expect([verdict.ok, verdict.after?.status, verdict.after?.tools]).to.deep.equal([true, 405, null]);
      expect(verdict.after?.answeredBy).to.equal("target group sales-prod-frontend");
      expect(verdict.findings[0]?.text).to.match(/^The rehearsal found nothing to send that meets /);
      expect(verdict.findings.map(({ severity }) => severity)).to.deep.equal(Array(5).fill("warning"));
    });

    it("is still not well where another rule takes what the stack does not leave out", async () => {
      const { ok, findings } = await verdictOn({
        yaml: stackFile("mcp-route:conditions: { methods: [POST] }"),
        aws: { rules: [describedRule(3, "sales-prod-frontend", onPath("/mcp"))] },
      });
      expect(ok).to.be.false;
      expect(findings.slice(0, 2).map(({ text }) => text.slice(0, 40))).to.deep.equal([
        "Rule 3 (/mcp) takes POST demo.quiltdata.",
        "The POST of an initialize is answered 40",
      ]);
    });

    const targets = (blue: number, green: number) => {
      const target = (name: string, weight: number) =>
        `${name}: { adopt: { name: mcp-${name} }, port: 8000, weight: ${weight} }`;
      const shared = stackFile(`mcp-route:targets: { ${target("blue", blue)}, ${target("green", green)} }`);
      return shared.replace(/ {2}mcp-route:target: .*\n/, "");
    };
    const groups = ["blue", "green"].map((name) => describedGroup(`mcp-${name}`));

    it("shows all target groups that may answer, and notes that they share no sessions", async () => {
      const verdict = await verdictOn({ yaml: targets(90, 10), aws: { groups } });
      expect(verdict.after).to.include({
        status: 200,
        tools: 5,
        answeredBy: "target groups mcp-blue (90), mcp-green (10)",
      });
      expect(verdict.ok).to.be.true;
      expect(verdict.findings.map(({ severity, text }) => [severity, text.slice(0, 24)])).to.deep.equal([
        ["note", "All 2 target groups stan"],
      ]);
    });

    it("shows the one target group that may answer where the other has no weight", async () => {
      const { ok, after, findings } = await verdictOn({ yaml: targets(0, 100), aws: { groups } });
      expect([ok, after?.answeredBy, findings]).to.deep.equal([true, "target group mcp-green", []]);
    });

    it("leaves the weights of a rule that is there to deployments", async () => {
      const yaml = `${targets(100, 0)}  mcp-route:forward: { leaveToDeployments: true }\n`;
      const Actions = [forwardByWeight({ "mcp-blue": 0, "mcp-green": 100 })];
      const { after, findings } = await verdictOn({
        yaml,
        aws: { groups, rules: [{ ...ownRule(10), Actions }] },
      });
      expect(after?.answeredBy).to.equal("target group mcp-green");
      expect(findings.map(({ severity }) => severity)).to.deep.equal(["note", "note"]);
    });

    it("leaves the route up with what a client of one's own needs to meet the conditions", async () => {
      const conditions =
        "{ headers: [{ name: X-Beta, values: ['on'] }], queryStrings: [{ key: beta, value: '1' }] }";
      const yaml = stackFile(`mcp-route:conditions: ${conditions}`);
      const status = await holding({ yaml }, async ({ route }) => {
        expect(route?.headers).to.deep.equal([["x-beta", "on"]]);
        expect(route?.url).to.match(/\/mcp\?beta=1$/);
        const headers = { host: route!.host, ...Object.fromEntries(route!.headers) };
        return (await request(route!.url, { method: "POST", headers })).statusCode;
      });
      expect(status).to.equal(401);
    });
  });

  it("shows that the balancer itself answers today", async () => {
    const FixedResponseConfig = { StatusCode: "404", ContentType: "text/plain", MessageBody: "nothing" };
    const { before } = await verdictOn({
      aws: { rules: [], defaultActions: [{ Type: "fixed-response", FixedResponseConfig }] },
    });
    expect(before).to.deep.include({
      status: 404,
      contentType: "text/plain",
      answeredBy: "the balancer (fixed-response)",
    });
  });

  it("is well where the health check asks the endpoint and admits its answer", async () => {
    const yaml = stackFile("mcp-route:healthCheck: { path: /mcp, matcher: '401' }");
    const { ok, findings } = await verdictOn({ yaml, aws: null });
    expect([ok, findings]).to.deep.equal([true, []]);
  });

  it("names what was not read also where the program refuses", async () => {
    const yaml = `environment: [acme/prod]\n${stackFile().replace("mcp-route:priority: 10", "mcp-route:priority: 0")}`;
    const { ok, findings } = await verdictOn({ yaml, aws: null });
    expect([ok, findings.map(({ severity }) => severity)]).to.deep.equal([false, ["error", "note"]]);
    expect(findings[1]!.text).to.match(/^Not read: environment: /);
  });

  it("has the program's refusal for its verdict, and no sides", async () => {
    const aws = { groups: [], balancer: { VpcId: "vpc-0f" } };
    const { verdict, route } = await holding({ aws }, (standing) => standing);
    expect(route).to.equal(undefined);
    const { findings, ...rest } = verdict;
    expect(rest).to.deep.equal({
      ok: false,
      stack: "prod",
      url: null,
      longestSilence: null,
      assumed: [],
      headerBudget: null,
      before: null,
      after: null,
      routes: [],
    });
    expect(findings).to.have.length(1);
    expect(findings[0]).to.deep.include({ severity: "error", assumed: false });
    expect(findings[0]?.text)
      .to.match(/^McpRoute "mcp": 1 problem; none of its resources was registered\.\n/)
      .and.to.contain("create-target-group");
  });

  it("leaves the route up for a client of one's own, until it is stopped", async () => {
    const url = await holding({}, async ({ route }) => {
      expect(route).to.include({ host: "demo.quiltdata.com" });
      const { statusCode, headers } = await request(route!.url, {
        method: "POST",
        headers: {
          host: route!.host,
          authorization: `Bearer ${route!.token}`,
          accept: "application/json, text/event-stream",
          "content-type": "application/json",
        },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method: "initialize",
          params: {
            protocolVersion: "2025-11-25",
            capabilities: {},
            clientInfo: { name: "own", version: "0" },
          },
        }),
      });
      expect([statusCode, headers["content-type"]]).to.deep.equal([200, "text/event-stream"]);
      return route!.url;
    });
    expect(await words(request(url))).to.contain("ECONNREFUSED");
  });

  it("is refused where its port is in use, and leaves nothing running", async () => {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    try {
      const failed: unknown = await verdictOn({ port }).catch((reason: unknown) => reason);
      expect(failed).to.be.instanceOf(Refusal);
      expect((failed as Refusal).message).to.match(/^Port \d+ on 127\.0\.0\.1 is in use: /);
    } finally {
      server.close();
    }
  });

  it("ends when it is interrupted", async () => {
    const interrupt = new AbortController();
    const progress = (text: string) => {
      if (text.startsWith("driving")) interrupt.abort();
    };
    const failed: unknown = await verdictOn({ signal: interrupt.signal, progress }).catch(
      (reason: unknown) => reason,
    );
    expect(failed).to.be.instanceOf(Refusal);
    expect(failed).to.have.property("message", "Interrupted.");
  });
});

describe("a rehearsal of a stack with an API Gateway", function () {
  this.timeout(30_000);

  const gateway = (text: string) => stackFile(`mcp-route:apiGateway: ${text}`);
  const ORIGIN = 'origin: { url: "https://origin.quiltdata.com" }';
  const DOMAIN = "customDomain: { name: demo.quiltdata.com }";
  /** What the AWS CLI tells of it, as files. */
  const certified = {
    "world/certificates.json": JSON.stringify({
      Certificate: { CertificateArn: "arn", DomainName: "*.quiltdata.com", SubjectAlternativeNames: [] },
    }),
    "world/api-domain.json": JSON.stringify({
      DomainName: "demo.quiltdata.com",
      DomainNameConfigurations: [{ EndpointType: "REGIONAL" }],
    }),
  };

  it("comes through a REST API, with the one warning that it renames a header", async () => {
    const verdict = await verdictOn({ yaml: gateway(`{ ${ORIGIN}, ${DOMAIN} }`), files: certified });
    const { ok, assumed, before, after, findings } = unmeasured(verdict);
    expect([ok, assumed]).to.deep.equal([true, []]);
    expect([before, after]).to.deep.equal([SEEN_BEFORE, SEEN_AFTER]);
    expect(findings.map(({ severity }) => severity)).to.deep.equal(["warning"]);
    expect(findings[0]?.text).to.match(/^At API Gateway: .*x-amzn-Remapped-WWW-Authenticate/);
  });

  it("tells how many bytes of headers a request with the token of 4096 bytes uses", async () => {
    const { headerBudget } = await verdictOn({ yaml: gateway(`{ ${ORIGIN}, ${DOMAIN} }`), files: certified });
    expect(headerBudget?.limit).to.equal(10_240);
    expect(headerBudget?.used).to.be.within(4096 + "authorization: Bearer ".length, 5000);
    expect(headerBudget?.left).to.equal(10_240 - headerBudget!.used);
  });

  it("comes through an HTTP API where the server answers plain JSON, with a note on each stream", async () => {
    const yaml = gateway(`{ type: HTTP, streaming: false, ${ORIGIN}, ${DOMAIN} }`);
    const { ok, after, findings, longestSilence } = await verdictOn({ yaml, files: certified });
    expect([ok, longestSilence]).to.deep.equal([true, 30]);
    expect(after).to.deep.equal({
      ...SEEN_AFTER,
      contentType: "application/json",
      timeToFirstEvent: null,
      longestGap: null,
      silence: null,
    });
    expect(findings.filter(({ text }) => text.includes("is not promised"))).to.have.length(4);
    expect(findings.map(({ severity }) => severity)).not.to.include("error");
  });

  it("warns at the API's own address that clients do not find the OAuth metadata, as the program does", async () => {
    const { ok, findings } = await verdictOn({ yaml: gateway(`{ ${ORIGIN} }`), files: certified });
    expect(ok).to.equal(true);
    expect(
      findings.filter(({ severity }) => severity === "warning").map(({ text }) => text.slice(0, 62)),
    ).to.include("At API Gateway: The GET of the OAuth metadata fails: HTTP 403 ");
  });

  it("comes through a VPC link, whose stage the listener's rule takes away", async () => {
    const yaml = gateway(
      `{ origin: { vpcLink: { id: abc123, serverName: demo.quiltdata.com } }, ${DOMAIN} }`,
    );
    const { ok, after } = unmeasured(await verdictOn({ yaml, files: certified }));
    expect([ok, after]).to.deep.equal([true, SEEN_AFTER]);
  });

  it("shows before an adopted API without the stack's routes", async () => {
    const yaml = gateway(`{ ${ORIGIN}, ${DOMAIN}, adopt: { name: tools, stage: prod } }`);
    const { ok, before, after } = unmeasured(await verdictOn({ yaml, aws: null }));
    expect([ok, after?.answeredBy]).to.deep.equal([true, "target group sales-prod-mcp-server"]);
    expect([before?.status, before?.answeredBy]).to.deep.equal([
      403,
      'API Gateway (no route takes "POST" "/mcp")',
    ]);
  });

  it("cuts a silence at the hop whose idle timeout is the shorter one", async () => {
    const yaml = `${gateway(`{ ${ORIGIN}, ${DOMAIN} }`)}  mcp-route:longestSilence: 300\n`;
    const { findings } = await verdictOn({ yaml, files: certified, aws: { idleTimeout: 60 } });
    const cut = findings.filter(({ text }) => text.includes("was cut"));
    expect(cut.map(({ text }) => text.slice(0, 16))).to.deep.equal(["At the balancer:"]);
  });

  it("serves the gateway to a client of one's own, with the address that it expects", async () => {
    const yaml = gateway(`{ ${ORIGIN} }`);
    const status = await holding({ yaml, files: certified }, async ({ route }) => {
      expect(route?.host).to.equal("mcp-api-id.execute-api.us-east-1.amazonaws.com");
      expect(new URL(route!.url).pathname).to.equal("/live/mcp");
      const { statusCode, headers, body } = await request(route!.url, {
        method: "POST",
        headers: { host: route!.host },
      });
      await body.dump();
      return [statusCode, headers["www-authenticate"], typeof headers["x-amzn-remapped-www-authenticate"]];
    });
    expect(status).to.deep.equal([401, undefined, "string"]);
  });
});

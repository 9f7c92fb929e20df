import { expect } from "chai";
import type { Api } from "../../dataplane/apiGateway/api.ts";
import { type HopDifference, hopDifferences } from "../../rehearsal/hops.ts";
import { type Journey, journey } from "../../rehearsal/journey/journey.ts";
import { withoutStreams } from "../../rehearsal/journey/leftOut.ts";
import { type McpServerProcess, startMcpServer } from "../../rehearsal/mcpServer/start.ts";
import { startBalancer } from "../../rehearsal/servers/balancer.ts";
import { startGateway } from "../../rehearsal/servers/gateway.ts";
import { Running } from "../../rehearsal/servers/running.ts";
import { bearerToken, newKey } from "../../rehearsal/token.ts";
import { aListener, aRule, path } from "../dataplane/support.ts";
import { httpApi, restApi } from "./supportGateway.ts";

const url = "https://demo.quiltdata.com/mcp";
const silenceMilliseconds = 600;
/** A GET that is held until the gateway cuts it is not waited for as long as on AWS. */
const limit = (_: unknown, milliseconds: number) => Math.min(milliseconds, 2000);
const METADATA = "/.well-known/oauth-protected-resource/mcp";

describe("what came through, hop by hop", function () {
  this.timeout(30_000);
  const key = newKey();
  const running = new Running();
  let server: McpServerProcess;
  let straight: Journey;
  let token: string;

  const go = (origin: string, address = url) =>
    journey({ url: address, origin, token, tools: 3, silenceMilliseconds });

  before(async () => {
    token = await bearerToken(key, { audience: url });
    const settings = { key, publicUrl: url, mcpPath: "/mcp", healthCheckPath: "/healthz", tools: 3 };
    server = await running.start(startMcpServer(settings));
    straight = await go(server.origin);
  });
  after(() => running.stop());

  /** Goes through a balancer alone, and through an API in front of it. */
  async function hops(
    api: Api,
    { idleTimeout = 60_000, paths = ["/mcp", "/mcp/*", METADATA], address = url } = {},
  ): Promise<{ balancer: Journey; routed: Journey }> {
    const start = () =>
      running.start(
        startBalancer({
          listener: aListener({ rules: [aRule({ conditions: [path(...paths)] })] }),
          behind: () => ({ name: "mcp", port: server.port }),
          idleTimeout: () => idleTimeout,
        }),
      );
    const [alone, behind] = await Promise.all([start(), start()]);
    const gateway = await running.start(startGateway({ api, balancerPort: behind.port, limit }));
    const [balancer, routed] = await Promise.all([
      go(`http://127.0.0.1:${alone.port}`),
      go(`http://127.0.0.1:${gateway.port}`, address),
    ]);
    return { balancer, routed };
  }

  const texts = (differences: HopDifference[]) => differences.map(({ text }) => text);

  it("is all, but for the header that a REST API renames, which is by design", async () => {
    const api = restApi();
    const differences = hopDifferences({ straight, ...(await hops(api)) }, api);
    expect(differences.map(({ promise, hop, byDesign }) => [promise, hop, byDesign])).to.deep.equal([
      ["challenge", "API Gateway", true],
    ]);
    expect(differences[0]?.text)
      .to.match(
        /^At API Gateway: The address of the OAuth metadata in WWW-Authenticate is missing, at the balancer /,
      )
      .and.to.include("x-amzn-Remapped-WWW-Authenticate")
      .and.to.include("Others find it at its well-known path, where it is.");
  });

  it("is by design of a REST API alone, where the header of the OAuth metadata is missing", async () => {
    // An HTTP API that loses the header as a REST API renames it.
    const differences = hopDifferences({ straight, ...(await hops(restApi())) }, httpApi());
    const [challenge] = differences.filter(({ promise }) => promise === "challenge");
    expect(challenge?.text)
      .to.include("WWW-Authenticate is missing")
      .and.not.to.include("A REST API renames");
    expect(challenge).not.to.have.property("byDesign");
  });

  it("names API Gateway where it holds events back", async () => {
    const api = httpApi();
    const differences = hopDifferences({ straight, ...(await hops(api)) }, api);
    expect(differences.map(({ promise, hop }) => [promise, hop])).to.deep.equal([
      ["stream", "API Gateway"],
      ["stream", "API Gateway"],
      ["listen", "API Gateway"],
    ]);
    expect(differences[0]?.text)
      .to.match(
        /^At API Gateway: In the modern era the events were held back: up to \d+ ms each, at the balancer up to /,
      )
      .and.not.to.include("straight from the server");
  });

  it("names the balancer alone, where that cuts a silence", async () => {
    const api = restApi();
    const differences = hopDifferences({ straight, ...(await hops(api, { idleTimeout: 300 })) }, api);
    expect(differences.filter(({ promise }) => promise === "silence").map(({ hop }) => hop)).to.deep.equal([
      "the balancer",
    ]);
  });

  it("tells once, of the balancer, what it does not let through", async () => {
    const api = restApi();
    const differences = hopDifferences({ straight, ...(await hops(api, { paths: ["/mcp"] })) }, api);
    expect(differences.filter(({ promise }) => promise === "metadata").map(({ hop }) => hop)).to.deep.equal([
      "the balancer",
    ]);
  });

  it("tells once, of the balancer, which header it does not let through", async () => {
    const api = restApi();
    const { balancer, routed } = await hops(api);
    const withoutAccept = (each: Journey): Journey => {
      const { headers } = each.modern;
      if (!headers.ok) throw new Error(headers.error);
      const received = headers.value.received.filter(([name]) => name.toLowerCase() !== "accept");
      return {
        ...each,
        modern: { ...each.modern, headers: { ...headers, value: { ...headers.value, received } } },
      };
    };
    const lost = { straight, balancer: withoutAccept(balancer), routed: withoutAccept(routed) };
    const differences = hopDifferences(lost, api).filter(({ promise }) => promise === "request headers");
    expect(differences.map(({ hop }) => hop)).to.deep.equal(["the balancer"]);
  });

  it("says why the OAuth metadata is out of reach at the API's own address, as the program does in a warning", async () => {
    const { domain, ...api } = restApi();
    expect(domain).not.to.equal(undefined);
    const address = "https://abc.execute-api.us-east-1.amazonaws.com/live/mcp";
    const [challenge, metadata] = hopDifferences({ straight, ...(await hops(api, { address })) }, api);
    expect([challenge?.promise, challenge?.byDesign]).to.deep.equal(["challenge", true]);
    expect(challenge?.text).to.include("Others look at its well-known path, where it is not.");
    expect([metadata?.promise, metadata?.byDesign]).to.deep.equal(["metadata", true]);
    expect(metadata?.text)
      .to.match(/^At API Gateway: The GET of the OAuth metadata fails: HTTP 403 /)
      .and.to.include('The API\'s own address has the stage "/live" in front of every path');
  });

  it("says at no hop what the stack does not promise", async () => {
    const api = httpApi();
    const { balancer, routed } = await hops(api);
    const promised = { straight, balancer: withoutStreams(balancer), routed: withoutStreams(routed) };
    const differences = hopDifferences(promised, api);
    expect(differences.every(({ notPromised, hop }) => notPromised && hop === undefined)).to.equal(true);
    expect(texts(differences)).to.deep.equal(
      [
        "The stream of the modern era",
        "The call during which nothing is sent",
        "The stream of the legacy era",
        "The GET on which the server may send",
      ].map(
        (what) => `${what} is not promised: the server answers plain JSON (apiGateway.streaming: false).`,
      ),
    );
  });

  it("names no hop where there is but one", async () => {
    const { balancer } = await hops(restApi(), { paths: ["/mcp"] });
    const [difference] = hopDifferences({ straight, routed: balancer }, undefined);
    expect(difference?.hop).to.equal(undefined);
    expect(difference?.text).to.match(/^The GET of the OAuth metadata fails/);
  });
});

import { journey, type Journey } from "../../../rehearsal/journey/journey.ts";
import { startMcpServer } from "../../../rehearsal/mcpServer/start.ts";
import { startFrontend } from "../../../rehearsal/servers/frontend.ts";
import { Running } from "../../../rehearsal/servers/running.ts";
import { bearerToken, newKey } from "../../../rehearsal/token.ts";
import { type AwsApi, startMinistack, startMoto } from "./api.ts";
import { type Company, type Ports, makeCompany } from "./company.ts";
import { forwarding, startForwarder } from "./forwarder.ts";
import { forOlderProvider } from "./olderProvider.ts";
import { type Project, checkOut } from "./project.ts";
import { type PublicOrigin, startPublicOrigin } from "./publicOrigin.ts";
import { type Recorder, startRecorder } from "./recorder.ts";
import { strictly } from "./strict.ts";

/** The URL of production, and how many tools its server lists. */
export const PUBLIC_URL = "https://demo.quiltdata.com/mcp";
export const TOOLS = 97;

/** How long the server sends nothing in one call of the client, in milliseconds. */
const SILENCE = 500;

/** A company on an AWS API, and a checkout of the program for it. */
export interface Stage {
  company: Company;
  project: Project;
  /** What the program's calls of the AWS API go through. */
  recorder: Recorder;
  api: AwsApi;
  stop: () => Promise<void>;
}

/** A stage on which requests travel. */
export interface LiveStage extends Stage {
  ports: Ports;
  /** Where the MCP server is, and where the balancer is, for whoever asks on loopback. */
  straight: string;
  routed: string;
  token: string;
  /**
   * Drives the official client, on its way to one of the two.
   *
   * @param silenceMilliseconds How long the server sends nothing in one of its calls. @default 500
   */
  go: (origin: string, silenceMilliseconds?: number) => Promise<Journey>;
}

/** Nobody listens there: the company's servers are never asked. */
const NOBODY: Ports = { frontend: 9, server: 9 };

/** The company on moto, which refuses as AWS does; no requests travel. */
export async function refusingStage(): Promise<Stage> {
  const running = new Running();
  try {
    return await staged(running, startMoto(), NOBODY);
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** A stage on which requests travel by an API Gateway as well. */
export interface GatewayStage extends LiveStage {
  /** The balancer's public address, as the gateway calls it. */
  origin: PublicOrigin;
}

/** The balancer's public address. */
export const ORIGIN = "origin.quiltdata.com";

/** The company on ministack, with a public address for its balancer. */
export async function gatewayStage(): Promise<GatewayStage> {
  const origin = await startPublicOrigin(ORIGIN);
  try {
    const stage = await liveStage(origin.env);
    await forOlderProvider(stage.project);
    origin.answer = forwarding(stage.api.url, stage.company.dnsName);
    const stop = () => stage.stop().finally(origin.stop);
    return { ...stage, origin, stop };
  } catch (error) {
    await origin.stop();
    throw error;
  }
}

/**
 * The company on ministack, whose balancers carry requests.
 *
 * @param env What else ministack's environment has.
 */
export async function liveStage(env: Record<string, string> = {}): Promise<LiveStage> {
  const running = new Running();
  try {
    const key = newKey();
    const [token, server, frontend] = await Promise.all([
      bearerToken(key, { audience: PUBLIC_URL }),
      running.start(
        startMcpServer({
          key,
          tools: TOOLS,
          publicUrl: PUBLIC_URL,
          mcpPath: "/mcp",
          healthCheckPath: "/healthz",
        }),
      ),
      running.start(startFrontend()),
    ]);
    const ports = { frontend: frontend.port, server: server.port };
    const stage = await staged(running, startMinistack(env), ports);
    const forwarder = await running.start(startForwarder(stage.api.url, stage.company.dnsName));
    return {
      ...stage,
      ports,
      token,
      straight: server.origin,
      routed: `http://127.0.0.1:${forwarder.port}`,
      go: (origin, silenceMilliseconds = SILENCE) =>
        journey({ url: PUBLIC_URL, origin, token, tools: TOOLS, silenceMilliseconds }),
    };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function staged(running: Running, starting: Promise<AwsApi>, ports: Ports): Promise<Stage> {
  const { api } = await running.start(starting.then((up) => ({ api: up, stop: up.kill })));
  const recorder = await running.start(startRecorder(api.url, strictly));
  const company = await makeCompany(api.url, ports);
  const project = await checkOut(recorder.url, company.dnsName);
  return {
    api,
    recorder,
    company,
    project,
    stop: async () => {
      await running.stop();
      await project.remove();
    },
  };
}

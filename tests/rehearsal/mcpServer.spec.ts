import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "chai";
import { type Dispatcher, request } from "undici";
import * as z from "zod";
import type { McpServerSettings } from "../../rehearsal/mcpServer/settings.ts";
import { type McpServerProcess, startMcpServer } from "../../rehearsal/mcpServer/start.ts";
import { bearerToken, newKey } from "../../rehearsal/token.ts";

const publicUrl = "https://demo.quiltdata.com/mcp";
const settings: McpServerSettings = {
  key: newKey(),
  publicUrl,
  mcpPath: "/mcp",
  healthCheckPath: "/healthz",
  tools: 25,
};

/** A program that starts the server, says its port, and waits to be killed. */
const parentProgram = `
  import { startMcpServer } from ${JSON.stringify(new URL("../../rehearsal/mcpServer/start.ts", import.meta.url))};
  const key = new Uint8Array(32);
  const { port } = await startMcpServer({ ...${JSON.stringify({ ...settings, key: undefined })}, key });
  console.log(port);
`;

/** What the promise is rejected with, in words. */
async function words(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "nothing went wrong",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** Runs the official client against the server; `auto` is the modern one. */
async function withClient<T>(
  { origin }: McpServerProcess,
  mode: "auto" | "legacy",
  use: (client: Client, transport: StreamableHTTPClientTransport) => Promise<T>,
): Promise<T> {
  const token = await bearerToken(settings.key, { audience: publicUrl });
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), {
    authProvider: { token: () => Promise.resolve(token) },
  });
  try {
    await client.connect(transport);
    return await use(client, transport);
  } finally {
    await client.close();
  }
}

async function callForText(client: Client, name: string): Promise<string> {
  const { content } = await client.callTool({ name, arguments: {} });
  const [first] = content;
  return first?.type === "text" ? first.text : "";
}

async function toolNames(server: McpServerProcess, mode: "auto" | "legacy"): Promise<string[]> {
  return withClient(server, mode, async (client) => (await client.listTools()).tools.map(({ name }) => name));
}

/** Posts one message as the modern client would, with further headers. */
async function post(
  { origin }: McpServerProcess,
  headers: Record<string, string | string[]>,
  message: { method: string; params?: Record<string, unknown> },
): Promise<Dispatcher.ResponseData> {
  const token = await bearerToken(settings.key, { audience: publicUrl });
  return request(`${origin}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }),
  });
}

/** Calls a tool in the modern era without a client, which would hide what is on the wire. */
function call(server: McpServerProcess, name: string, args: Record<string, number>, headers = {}) {
  const version = "2026-07-28";
  const _meta = {
    progressToken: 1,
    "io.modelcontextprotocol/protocolVersion": version,
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  return post(
    server,
    { "mcp-protocol-version": version, "mcp-method": "tools/call", "mcp-name": name, ...headers },
    { method: "tools/call", params: { name, arguments: args, _meta } },
  );
}

describe("the rehearsal's MCP server", () => {
  let server: McpServerProcess;
  before(async () => {
    server = await startMcpServer(settings);
  });
  after(() => server.stop());

  it("listens on loopback", () => {
    expect(server.origin).to.equal(`http://127.0.0.1:${server.port}`);
  });

  it("speaks 2026-07-28 with the modern client", async () => {
    const version = await withClient(server, "auto", (client) =>
      Promise.resolve(client.getNegotiatedProtocolVersion()),
    );
    expect(version).to.equal("2026-07-28");
  });

  it("speaks 2025-11-25 with the legacy client", async () => {
    const version = await withClient(server, "legacy", (client) =>
      Promise.resolve(client.getNegotiatedProtocolVersion()),
    );
    expect(version).to.equal("2025-11-25");
  });

  it("gives the legacy client a session, and no session to the modern one", async () => {
    const idOf = (_: Client, { sessionId }: StreamableHTTPClientTransport) => Promise.resolve(sessionId);
    expect(await withClient(server, "legacy", idOf)).to.be.a("string");
    expect(await withClient(server, "auto", idOf)).to.be.undefined;
  });

  it("knows a session no more once it has been ended", async () => {
    const { statusCode } = await withClient(server, "legacy", async (_, transport) => {
      const { sessionId = "" } = transport;
      await transport.terminateSession();
      return await post(server, { "mcp-session-id": sessionId }, { method: "ping" });
    });
    expect(statusCode).to.equal(404);
  });

  for (const mode of ["auto", "legacy"] as const) {
    it(`lists exactly as many tools as told, the working ones first (${mode})`, async () => {
      const names = await toolNames(server, mode);
      expect(names).to.have.lengthOf(25);
      expect(names.slice(0, 5)).to.deep.equal([
        "stream-progress",
        "stay-silent",
        "request-headers",
        "tool-04",
        "tool-05",
      ]);
    });

    it(`shows the token in its own headers only as scheme, size and digest (${mode})`, async () => {
      const text = await withClient(server, mode, (client) => callForText(client, "request-headers"));
      expect(text).to.match(
        /\["Authorization",\{"scheme":"Bearer","bytes":4096,"sha256":"[0-9a-f]{64}"\}\]/i,
      );
      expect(text).not.to.contain("eyJ");
    });

    it(`stamps every progress notification with the time at which it is sent (${mode})`, async () => {
      const began = Date.now();
      const stamps: number[] = [];
      await withClient(server, mode, (client) =>
        client.callTool(
          { name: "stream-progress", arguments: { events: 3, intervalMilliseconds: 1 } },
          { onprogress: ({ message }) => stamps.push(Number(message)) },
        ),
      );
      expect(stamps).to.have.lengthOf(3);
      for (const stamp of stamps) expect(stamp).to.be.within(began, Date.now());
    });
  }

  it("keeps a repeated header apart in what it got", async () => {
    const { body } = await call(server, "request-headers", {}, { "x-twice": ["a", "b"] });
    expect(await body.text()).to.contain('[\\"x-twice\\",\\"a\\"],[\\"x-twice\\",\\"b\\"]');
  });

  it("sends nothing during a silence but one progress notification before it", async () => {
    const { body } = await call(server, "stay-silent", { milliseconds: 50 });
    const frames = (await body.text()).split("\n\n").filter(Boolean);
    expect(frames).to.have.lengthOf(2);
    expect(frames[0]).to.contain("notifications/progress");
    expect(frames[1]).to.contain("50 ms of silence are over");
  });

  it("answers the health check to everyone", async () => {
    const answer = await fetch(`${server.origin}/healthz`);
    expect([answer.status, await answer.text()]).to.deep.equal([200, "ok"]);
  });

  it("shows its OAuth metadata to everyone", async () => {
    const answer = await fetch(`${server.origin}/.well-known/oauth-protected-resource/mcp`);
    expect(answer.headers.get("content-type")).to.contain("application/json");
    expect(await answer.json())
      .to.include({ resource: publicUrl })
      .and.to.have.property("authorization_servers");
  });

  it("refuses whoever has no token, and says where the OAuth metadata is", async () => {
    const answer = await fetch(`${server.origin}/mcp`, { method: "POST", body: "{}" });
    expect(answer.status).to.equal(401);
    expect(answer.headers.get("www-authenticate")).to.match(
      /^Bearer .*resource_metadata="https:\/\/demo\.quiltdata\.com\/\.well-known\/oauth-protected-resource\/mcp"/,
    );
    expect(await answer.json()).to.have.property("error");
  });

  it("refuses a token of another key", async () => {
    const token = await bearerToken(newKey(), { audience: publicUrl });
    const answer = await fetch(`${server.origin}/mcp`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).to.equal(401);
    expect(await answer.text()).not.to.contain(token);
  });

  it("refuses a token of another audience", async () => {
    const token = await bearerToken(settings.key, { audience: "https://other.example/mcp" });
    const answer = await fetch(`${server.origin}/mcp`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).to.equal(401);
  });

  it("answers any other path with 404 in JSON", async () => {
    const answer = await fetch(`${server.origin}/mcp/anything`);
    expect(answer.status).to.equal(404);
    expect(await answer.json()).to.deep.equal({ error: "nothing is served at /mcp/anything" });
  });
});

describe("the rehearsal's MCP server at a path of its own", () => {
  let server: McpServerProcess;
  before(async () => {
    server = await startMcpServer({ ...settings, mcpPath: "/" });
  });
  after(() => server.stop());

  it("serves the endpoint there, and not at the public path", async () => {
    const statuses = await Promise.all(
      ["/", "/mcp"].map(async (path) => (await fetch(server.origin + path, { method: "POST" })).status),
    );
    expect(statuses).to.deep.equal([401, 404]);
  });

  it("shows the metadata of the public URL at its own path", async () => {
    const answer = await fetch(`${server.origin}/.well-known/oauth-protected-resource`);
    expect(await answer.json()).to.include({ resource: publicUrl });
  });

  it("sends whoever has no token to the public address of the metadata", async () => {
    const answer = await fetch(server.origin, { method: "POST" });
    expect(answer.headers.get("www-authenticate")).to.contain(
      'resource_metadata="https://demo.quiltdata.com/.well-known/oauth-protected-resource/mcp"',
    );
  });

  it("answers the health check beside it", async () => {
    expect((await fetch(`${server.origin}/healthz`)).status).to.equal(200);
  });
});

describe("the number of tools of the rehearsal's MCP server", () => {
  for (const tools of [0, 2, 120]) {
    it(`is ${tools} where ${tools} are asked for, and the working ones can be called`, async () => {
      const server = await startMcpServer({ ...settings, tools });
      try {
        expect(await toolNames(server, "auto")).to.have.lengthOf(tools);
        expect(
          await withClient(server, "auto", (client) => callForText(client, "request-headers")),
        ).to.contain("Bearer");
      } finally {
        await server.stop();
      }
    });
  }
});

describe("the process of the rehearsal's MCP server", () => {
  it("ends when it is asked to, and does not call that dying", async () => {
    const server = await startMcpServer(settings);
    const fate = await Promise.race([server.died, server.stop().then(() => "stopped")]);
    expect(fate).to.equal("stopped");
    expect(await words(request(server.origin))).to.contain("ECONNREFUSED");
  });

  it("may be asked to end twice", async () => {
    const server = await startMcpServer(settings);
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
  });

  it("is said to have died when it is killed", async () => {
    const server = await startMcpServer(settings);
    process.kill(server.pid, "SIGKILL");
    expect(await words(server.died)).to.equal("The MCP server ended unasked, by SIGKILL.");
    await server.stop();
  });

  it("is said to have died, with its last words, when it cannot start", async () => {
    const text = await words(startMcpServer({ ...settings, mcpPath: "no-slash" }));
    expect(text).to.contain("The MCP server ended unasked, with exit code 1.").and.to.contain("mcpPath");
  });

  it("ends with its parent, also when that is killed with -9", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mcp-route-"));
    const program = join(folder, "parent.mjs");
    await writeFile(program, parentProgram);
    const parent = spawn(process.execPath, [...process.execArgv, program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = z.tuple([z.instanceof(Buffer)]).parse(await once(parent.stdout, "data"));
    const socket = connect(Number(line.toString()), "127.0.0.1");
    await once(socket, "connect");
    const closed = once(socket, "close");
    parent.kill("SIGKILL");
    await closed;
    await rm(folder, { recursive: true });
    expect(await words(once(connect(Number(line.toString()), "127.0.0.1"), "connect"))).to.contain(
      "ECONNREFUSED",
    );
  });
});

describe("the rehearsal's MCP server without streams", () => {
  let server: McpServerProcess;
  before(async () => {
    server = await startMcpServer({ ...settings, streaming: false });
  });
  after(() => server.stop());

  for (const [mode, version] of [
    ["auto", "2026-07-28"],
    ["legacy", "2025-11-25"],
  ] as const) {
    it(`lists its tools and answers calls in ${version}`, async () => {
      expect(await toolNames(server, mode)).to.have.lengthOf(25);
      const text = await withClient(server, mode, (client) => callForText(client, "request-headers"));
      expect(text).to.include("Authorization");
    });
  }

  it("answers a call in the modern era with plain JSON, also one that would stream", async () => {
    const { headers, body } = await call(server, "stream-progress", { events: 3, intervalMilliseconds: 1 });
    expect(headers["content-type"]).to.equal("application/json");
    expect(await body.text()).to.contain("3 events sent");
  });

  it("answers an initialize of the legacy era with plain JSON and a session", async () => {
    const initialize = {
      method: "initialize",
      params: {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "test", version: "1" },
      },
    };
    const { headers, body } = await post(server, {}, initialize);
    expect(headers["content-type"]).to.equal("application/json");
    expect(headers["mcp-session-id"]).to.be.a("string");
    expect(await body.text()).to.contain('"protocolVersion":"2025-11-25"');
  });

  it("answers a GET with 405, and says what is allowed", async () => {
    const token = await bearerToken(settings.key, { audience: publicUrl });
    const { status, headers } = await fetch(`${server.origin}/mcp`, {
      headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
    });
    expect([status, headers.get("allow")]).to.deep.equal([405, "POST, DELETE"]);
  });
});

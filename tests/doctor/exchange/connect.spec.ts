import { once } from "node:events";
import net from "node:net";
import { expect } from "chai";
import { ConnectError, connect } from "../../../doctor/exchange/connect.ts";
import type { Way } from "../../../doctor/exchange/way.ts";
import { closeAll, connectProxy, listening } from "../loopback.ts";

/** A server that answers whatever it is sent, as servers of HTTP do, and its port. */
async function answering(): Promise<number> {
  return await listening(
    net.createServer((socket) => {
      socket.on("error", () => undefined).once("data", () => socket.end("here"));
    }),
  );
}

/** What is answered at the far end of a way. */
async function heard(way: Way): Promise<string> {
  const socket = await connect(way, AbortSignal.timeout(5_000));
  socket.write("hello");
  const [chunk] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return chunk.toString();
}

/** Why a way cannot be gone. */
async function failure(way: Way): Promise<Pick<ConnectError, "failure" | "code">> {
  try {
    (await connect(way, AbortSignal.timeout(5_000))).destroy();
  } catch (error) {
    if (error instanceof ConnectError) return { failure: error.failure, code: error.code };
    throw error;
  }
  throw new Error("connected");
}

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("connect", () => {
  afterEach(closeAll);

  it("connects to the URL's host and port", async () => {
    expect(await heard({ url: new URL(`http://127.0.0.1:${await answering()}/mcp`) })).to.equal("here");
  });

  it("connects to the way's address in place of the URL's host", async () => {
    const url = new URL(`http://demo.invalid:${await answering()}/mcp`);
    expect(await heard({ url, address: "127.0.0.1" })).to.equal("here");
  });

  it("connects to the way's port in place of the URL's", async () => {
    const url = new URL(`http://127.0.0.1:${await closedPort()}/mcp`);
    expect(await heard({ url, port: await answering() })).to.equal("here");
  });

  it("says that a connection was refused", async () => {
    const url = new URL(`http://127.0.0.1:${await closedPort()}/mcp`);
    expect(await failure({ url })).to.deep.equal({ failure: "refused", code: "ECONNREFUSED" });
  });

  it("asks a proxy for the URL's host and port", async () => {
    const port = await answering();
    const proxy = await connectProxy("through");
    const url = new URL(`http://127.0.0.1:${port}/mcp`);
    expect(await heard({ url, proxy: new URL(proxy.url) })).to.equal("here");
    expect(proxy.asked).to.deep.equal([`127.0.0.1:${port}`]);
  });

  it("asks a proxy for the scheme's own port where the URL says none, and leaves names to it", async () => {
    const proxy = await connectProxy(403);
    for (const url of ["http://demo.invalid/mcp", "https://demo.invalid/mcp", "https://[2001:db8::1]/mcp"])
      await failure({ url: new URL(url), proxy: new URL(proxy.url) });
    expect(proxy.asked).to.deep.equal(["demo.invalid:80", "demo.invalid:443", "[2001:db8::1]:443"]);
  });

  it("asks a proxy for the way's address and port", async () => {
    const port = await answering();
    const proxy = await connectProxy("through");
    const way = { url: new URL("http://demo.invalid/mcp"), address: "127.0.0.1", port };
    expect(await heard({ ...way, proxy: new URL(proxy.url) })).to.equal("here");
    expect(proxy.asked).to.deep.equal([`127.0.0.1:${port}`]);
  });

  it("says with which status a proxy refused", async () => {
    const proxy = new URL((await connectProxy(407)).url);
    expect(await failure({ url: new URL("http://demo.invalid/mcp"), proxy })).to.deep.equal({
      failure: "proxy",
      code: "HTTP 407",
    });
  });

  it("says that the proxy is not there, rather than the endpoint", async () => {
    const proxy = new URL(`http://127.0.0.1:${await closedPort()}`);
    expect(await failure({ url: new URL("http://demo.invalid/mcp"), proxy })).to.deep.equal({
      failure: "proxy",
      code: "ECONNREFUSED",
    });
  });

  it("gives a proxy the user and the password as they were meant, also one with a % of its own", async () => {
    const proxy = await connectProxy("through");
    const port = await answering();
    for (const credentials of ["me:s%20cret", "me:100%"]) {
      const url = new URL(proxy.url.replace("//", `//${credentials}@`));
      expect(await heard({ url: new URL(`http://127.0.0.1:${port}/mcp`), proxy: url })).to.equal("here");
    }
    expect(proxy.credentials).to.deep.equal(["me:s cret", "me:100%"]);
  });
});

import { expect } from "chai";
import { examine, type Wanted } from "../../../doctor/examine.ts";
import { closeAll, type Request, result, serve } from "../loopback.ts";

/** What an examination does to a server that keeps sessions, and speaks no other era. */
async function examined(wanted: Wanted = {}): Promise<{ opened: number; open: string[]; seen: Request[] }> {
  const open = new Set<string>();
  let opened = 0;
  const { origin, seen } = await serve((request) => {
    const { method, path, rpc, headers } = request;
    if (path !== "/mcp") return { status: 404 };
    if (rpc === "initialize") {
      opened += 1;
      open.add(`session-${opened}`);
      return { ...result(request), headers: { "mcp-session-id": `session-${opened}` } };
    }
    const session = String(headers["mcp-session-id"]);
    if (!open.has(session)) return { status: headers["mcp-session-id"] === undefined ? 400 : 404 };
    if (method === "DELETE") open.delete(session);
    if (method === "DELETE" || rpc.startsWith("notifications/")) return { status: 202 };
    return result(request);
  });
  const place = { name: "public", way: { url: new URL(`${origin}/mcp`) } };
  await examine(place, wanted, AbortSignal.timeout(30_000));
  return { opened, open: [...open], seen };
}

describe("The sessions of an examination", () => {
  afterEach(closeAll);

  it("are all ended, each that was opened", async () => {
    const { opened, open } = await examined();
    // The first, the four that show on which node they are, and the browser's.
    expect(opened).to.equal(6);
    expect(open).to.deep.equal([]);
  });

  it("take no more than 60 requests with all the others", async () => {
    const { seen } = await examined();
    expect(seen.length).to.be.within(30, 60);
  });

  it("are one where only who answers is asked, which is ended too", async () => {
    const { opened, open, seen } = await examined({ who: true });
    expect({ opened, open }).to.deep.equal({ opened: 1, open: [] });
    expect(seen.map(({ method, path, rpc }) => `${method} ${path} ${rpc}`.trim())).to.have.members([
      "POST /mcp initialize",
      "POST /mcp server/discover",
      "GET /mcp",
      "POST /mcp/doctor server/discover",
      "DELETE /mcp",
    ]);
  });

  it("call the tool that is named once: what it does may not be wanted twice", async () => {
    const { seen } = await examined({ call: "book", callArguments: { seats: 2 } });
    const calls = seen.filter(({ rpc }) => rpc === "tools/call");
    expect(calls).to.have.length(1);
  });

  it("call no tool where none is named", async () => {
    const { seen } = await examined();
    expect(seen.filter(({ rpc }) => rpc === "tools/call")).to.deep.equal([]);
  });
});

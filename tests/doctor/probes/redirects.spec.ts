import { expect } from "chai";
import { diagnose } from "../../../doctor/diagnose.ts";
import { examine } from "../../../doctor/examine.ts";
import { json, serveHostile, whole } from "../hostile/serve.ts";

/** What is said of a server that sends a POST from path to path, and answers at the last of them. */
async function redirectedBy(statuses: readonly number[]) {
  const server = await serveHostile((socket, { path }) => {
    const at = path === "/mcp" ? 0 : Number(path.slice(1));
    const status = statuses[at];
    if (status === undefined)
      socket.end(json({ jsonrpc: "2.0", id: 1, result: { protocolVersion: "2025-11-25" } }));
    else socket.end(whole(`${status} Elsewhere`, { Location: `/${at + 1}` }));
  });
  try {
    const seen = await examine(
      { name: "public", way: { url: new URL(server.url) } },
      { who: true },
      AbortSignal.timeout(10_000),
    );
    const { verdict, findings } = diagnose({ hops: [seen], token: null, seconds: 45, who: true });
    return { verdict, findings: findings.map(({ id, severity }) => `${severity} ${id}`) };
  } finally {
    await server.close();
  }
}

describe("following redirects", () => {
  it("finds nothing where there are none", async () => {
    expect(await redirectedBy([])).to.deep.equal({ verdict: "works", findings: [] });
  });

  for (const statuses of [[307], [308, 307], [307, 307, 307, 307, 307]])
    it(`goes on behind ${statuses.join(", ")} as clients do, and notes it`, async () => {
      expect(await redirectedBy(statuses)).to.deep.equal({
        verdict: "works",
        findings: ["note redirect.followed"],
      });
    });

  it("stops behind a step that clients do not follow", async () => {
    expect(await redirectedBy([307, 302])).to.deep.equal({
      verdict: "broken",
      findings: ["broken redirect.post"],
    });
  });

  it("stops where clients do, at the sixth", async () => {
    expect(await redirectedBy([307, 307, 307, 307, 307, 307])).to.deep.equal({
      verdict: "broken",
      findings: ["broken redirect.circle"],
    });
  });
});

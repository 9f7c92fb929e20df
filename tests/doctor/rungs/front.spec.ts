import net from "node:net";
import { expect } from "chai";
import { wayOf } from "../../../doctor/caller/environment.ts";
import { callerRung } from "../../../doctor/rungs/caller.ts";
import { connectionRung } from "../../../doctor/rungs/connection.ts";
import { nameRung } from "../../../doctor/rungs/name.ts";
import type { Rung } from "../../../doctor/rungs/rung.ts";
import { EXPIRES_SOON_DAYS, tlsRung } from "../../../doctor/rungs/tls.ts";
import type { Seen, TlsSeen } from "../../../doctor/seen.ts";
import { Authority, CERTIFICATES, TRUSTED } from "../bed/certificates.ts";
import { closeAll, connectProxy, listening, result, seenAt, serve } from "../loopback.ts";

/** What a rung finds, short. */
function found(rung: Rung, seen: Seen): string[] {
  return rung.judge(seen).findings.map(({ severity, id, layer }) => `${severity} ${id} ${layer ?? "-"}`);
}

const authorities = [TRUSTED.certificate];

describe("the rungs before HTTP", () => {
  afterEach(closeAll);

  describe("the caller's side", () => {
    it("goes through the caller's proxy, and says that Node's clients do not", async () => {
      const server = await serve(result);
      const proxy = await connectProxy("through");
      const env = { http_proxy: proxy.url };
      const url = new URL(`${server.origin}/mcp`);
      const seen = await seenAt({ way: wayOf(env, url), env });
      expect(new Set(proxy.asked)).to.deep.equal(new Set([url.host]));
      expect(found(callerRung, seen)).to.deep.equal(["note caller.proxy-ignored caller"]);
    });

    it("blames the caller's proxy, not the route, where it refuses", async () => {
      const proxy = await connectProxy(403);
      const env = { https_proxy: proxy.url, NODE_USE_ENV_PROXY: "1" };
      const seen = await seenAt({ way: wayOf(env, new URL("https://demo.example.com/mcp")), env });
      expect(found(callerRung, seen)).to.deep.equal(["broken caller.proxy-refused caller"]);
      expect(nameRung.judge(seen)).to.deep.equal({
        says: "demo.example.com is looked up by the caller's proxy",
        findings: [],
      });
      expect(found(connectionRung, seen)).to.deep.equal([]);
      expect(callerRung.judge(seen).findings[0]?.says).to.include("HTTP 403");
    });

    it("asks for the proxy's password where it wants one", async () => {
      const proxy = await connectProxy(407);
      const env = { https_proxy: proxy.url, NODE_USE_ENV_PROXY: "1" };
      const seen = await seenAt({ way: wayOf(env, new URL("https://demo.example.com/mcp")), env });
      expect(callerRung.judge(seen).findings[0]?.remedy).to.include("password");
    });

    it("knows an interceptor by its certificate, and leaves TLS alone", async () => {
      const zscaler = new Authority("Zscaler Intermediate Root CA");
      const server = await serve(result, zscaler.issue({ names: ["127.0.0.1"] }));
      const seen = await seenAt({ way: { url: new URL(`${server.origin}/mcp`) } });
      expect(found(callerRung, seen)).to.deep.equal(["broken caller.interceptor caller"]);
      expect(found(tlsRung, seen)).to.deep.equal([]);
      expect(server.seen, "nothing is sent on a connection that is not believed").to.deep.equal([]);
    });

    it("only notes an interceptor that is believed", async () => {
      const zscaler = new Authority("Zscaler Intermediate Root CA");
      const server = await serve(result, zscaler.issue({ names: ["127.0.0.1"] }));
      const way = { url: new URL(`${server.origin}/mcp`), authorities: [zscaler.certificate] };
      expect(found(callerRung, await seenAt({ way }))).to.deep.equal(["note caller.intercepted caller"]);
    });

    it("takes an unknown issuer behind the caller's proxy for the proxy's", async () => {
      const server = await serve(result, CERTIFICATES.untrusted);
      const proxy = await connectProxy("through");
      const env = { https_proxy: proxy.url, NODE_USE_ENV_PROXY: "1" };
      const seen = await seenAt({ way: wayOf(env, new URL(`${server.origin}/mcp`)), env });
      expect(found(callerRung, seen)).to.deep.equal(["broken caller.interceptor caller"]);
      expect(found(tlsRung, seen)).to.deep.equal([]);
    });

    it("warns of certificates that nobody checks", async () => {
      const server = await serve(result);
      const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
      const seen = await seenAt({ way: { url: new URL(`${server.origin}/mcp`) }, env });
      expect(found(callerRung, seen)).to.deep.equal(["note caller.unchecked caller"]);
    });
  });

  describe("name and connection", () => {
    it("says that a name does not exist", async () => {
      const seen = await seenAt({ way: { url: new URL("http://nonesuch.invalid/mcp") } });
      expect(found(nameRung, seen)).to.deep.equal(["unknown dns.not-found dns"]);
    });

    it("does not call a name absent of which the resolver says nothing", async () => {
      const seen = await seenAt({ way: { url: new URL("http://nonesuch.invalid/mcp") } });
      const silent = { ...seen, name: { addresses: [], error: "EAI_AGAIN" } };
      expect(found(nameRung, silent)).to.deep.equal(["unknown dns.failed dns"]);
    });

    it("says that a connection is refused", async () => {
      const spare = net.createServer();
      const port = await listening(spare);
      await closeAll();
      const seen = await seenAt({ way: { url: new URL(`http://127.0.0.1:${port}/mcp`) } });
      expect(found(connectionRung, seen)).to.deep.equal(["broken network.refused network"]);
    });

    it("says that connections end before an answer", async () => {
      const port = await listening(net.createServer((socket) => socket.resetAndDestroy()));
      const seen = await seenAt({ way: { url: new URL(`http://127.0.0.1:${port}/mcp`) } });
      expect(found(connectionRung, seen)).to.deep.equal(["broken network.reset network"]);
    });

    it("says that a port speaks TLS where the URL is http", async () => {
      const { origin } = await serve(result, CERTIFICATES.untrusted);
      const seen = await seenAt({ way: { url: new URL(`${origin.replace("https:", "http:")}/mcp`) } });
      expect(found(connectionRung, seen)).to.deep.equal(["broken network.speaks-tls network"]);
    });

    it("shows what a client sends first", async () => {
      const port = await listening(net.createServer((socket) => socket.resetAndDestroy()));
      const plain = await seenAt({ way: { url: new URL(`http://127.0.0.1:${port}/mcp`) } });
      const encrypted = await seenAt({ way: { url: new URL(`https://127.0.0.1:${port}/mcp`) } });
      expect(connectionRung.judge(plain).findings[0]?.evidence[0]?.probe).to.equal("initialize");
      expect(tlsRung.judge(encrypted).findings[0]?.evidence[0]?.probe).to.equal("initialize");
    });

    const AT = [
      [["10.0.0.5"], "unknown network.private network"],
      [["172.31.255.1", "192.168.0.1"], "unknown network.private network"],
      [["fd12::1"], "unknown network.private network"],
      [["172.32.0.1"], "unknown network.timeout network"],
      [["10.0.0.5", "203.0.113.1"], "unknown network.timeout network"],
      [[], "unknown network.timeout network"],
    ] as const;
    for (const [addresses, expected] of AT)
      it(`finds ${expected} where nothing answers at [${addresses.join(", ")}]`, async () => {
        const { origin } = await serve(result);
        const seen = await seenAt({ way: { url: new URL(`${origin}/mcp`) } });
        const dropped: Seen = {
          ...seen,
          name: { addresses, error: null },
          exchanges: seen.exchanges.map((exchange) => ({
            ...exchange,
            result: { outcome: "failure", failure: "connect-timeout", code: "ETIMEDOUT", at: 5000 },
          })),
        };
        expect(found(connectionRung, dropped)).to.deep.equal([expected]);
      });

    it("finds connections that fail now and then", async () => {
      const server = await serve(result);
      const seen = await seenAt({ way: { url: new URL(`${server.origin}/mcp`) } });
      const [first, ...rest] = seen.exchanges;
      const failed = { outcome: "failure", failure: "refused", code: "ECONNREFUSED", at: 1 } as const;
      const partly: Seen = { ...seen, exchanges: [{ ...first!, result: failed }, ...rest] };
      expect(found(connectionRung, seen)).to.deep.equal([]);
      expect(found(connectionRung, partly)).to.deep.equal(["degraded network.partial network"]);
    });
  });

  describe("TLS", () => {
    const BAD = [
      ["expired", "broken tls.certificate-expired tls"],
      ["otherName", "broken tls.certificate-name tls"],
      ["untrusted", "broken tls.certificate-untrusted tls"],
    ] as const;
    for (const [certificate, expected] of BAD)
      it(`finds ${expected}, and sends nothing`, async () => {
        const server = await serve(result, CERTIFICATES[certificate]);
        const way = { url: new URL(`${server.origin}/mcp`), authorities };
        const seen = await seenAt({ way, token: "secret" });
        expect(found(tlsRung, seen)).to.deep.equal([expected]);
        expect(found(callerRung, seen)).to.deep.equal([]);
        expect(server.seen).to.deep.equal([]);
      });

    it("finds plain HTTP where TLS should be", async () => {
      const { origin } = await serve(result);
      const seen = await seenAt({ way: { url: new URL(origin.replace("http:", "https:")) } });
      expect(found(tlsRung, seen)).to.deep.equal(["broken tls.handshake tls"]);
    });

    const sight = async (tls: Partial<TlsSeen>): Promise<Seen> => {
      const server = await serve(result, CERTIFICATES.good);
      const seen = await seenAt({ way: { url: new URL(`${server.origin}/mcp`), authorities } });
      return { ...seen, tls: { ...seen.tls!, ...tls } };
    };

    it("reads the certificate and what was agreed on", async () => {
      const { tls } = await sight({});
      const { at, validTo, ...rest } = tls!;
      expect(rest).to.deep.equal({
        version: "TLSv1.3",
        alpn: "http/1.1",
        subject: "CN=127.0.0.1",
        issuer: "CN=MCP route test bed",
        names: ["127.0.0.1", "localhost"],
        error: null,
      });
      expect(Date.parse(validTo)).to.be.greaterThan(Date.parse(at));
    });

    it("notes a certificate that ends within 14 days, and not one that ends in 14", async () => {
      const at = "2026-11-01T00:00:00.000Z";
      expect(EXPIRES_SOON_DAYS).to.equal(14);
      const soon = await sight({ at, validTo: "2026-11-14T23:59:59.000Z" });
      const later = { ...soon, tls: { ...soon.tls!, validTo: "2026-11-15T00:00:00.000Z" } };
      expect(found(tlsRung, soon)).to.deep.equal(["note tls.certificate-expires-soon tls"]);
      expect(found(tlsRung, later)).to.deep.equal([]);
    });
  });
});

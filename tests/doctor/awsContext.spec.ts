import { expect } from "chai";
import { awsContextOf } from "../../doctor/awsContext.ts";
import type { Answered, Exchange } from "../../doctor/exchange/exchange.ts";
import type { Seen } from "../../doctor/seen.ts";
import { answered, event, failed, OPENED, sight, streamed } from "./rungs/sight.ts";

const ORIGIN = "https://mcp.example.com";
const contextOf = (exchanges: Exchange[], more: Partial<Seen> = {}) =>
  awsContextOf([sight(exchanges, more)], {});
const refused = answered("initialize", { status: 401, headers: [["WWW-Authenticate", "Bearer"]] });
/** A page in the place of a document, at a path of the endpoint's host. */
const page = (probe: string, path: string) =>
  answered(
    probe,
    { headers: [["Content-Type", "text/html"]], body: "<html></html>" },
    { method: "GET", url: `${ORIGIN}${path}` },
  );

describe("What was seen of a route, for AWS,", () => {
  const error = { json: { jsonrpc: "2.0", id: null, error: { code: -32000, message: "no" } } };
  for (const [what, answer, answeredByServer] of [
    ["a result", { json: { jsonrpc: "2.0", id: 1, result: {} } }, true],
    ["a refusal in JSON-RPC", { status: 403, ...error }, true],
    ["a page", { status: 405 }, false],
    ["a redirect", { status: 301 }, false],
    ["401, whoever sends it", { status: 401 }, undefined],
    ["403, whoever sends it", { status: 403 }, undefined],
    ["503, whoever sends it", { status: 503 }, undefined],
  ] as [string, Partial<Answered>, boolean | undefined][]) {
    it(`is answered by the server: ${answeredByServer ?? "unknown"}, where there is ${what}`, () => {
      expect(contextOf([answered("initialize", answer)]).answeredByServer).to.equal(answeredByServer);
    });
  }

  it("is unknown where nothing answers", () => {
    expect(contextOf([failed("initialize", "refused", 3)])).to.deep.equal({
      url: `${ORIGIN}/mcp`,
      connected: false,
    });
  });

  it("has the silence after which a stream was cut", () => {
    const cut = streamed("idle-stream", [event(1000)], {
      end: "cut",
      times: { head: 10, firstByte: 1000, end: 61_000 },
    });
    expect(contextOf([OPENED, cut]).cutAfter).to.equal(60);
  });

  it("has no such silence where the stream was left open, or never began", () => {
    const left = streamed("idle-stream", [], { times: { head: 10, firstByte: null, end: 75_000 } });
    expect(contextOf([OPENED, left])).not.to.have.property("cutAfter");
    expect(contextOf([OPENED, failed("idle-stream", "timeout", 75_000)])).not.to.have.property("cutAfter");
  });

  it("needs a token that was given, too", () => {
    const anonymous = answered("anonymous", { status: 401 });
    expect(contextOf([OPENED, anonymous], { token: true }).needsToken).to.equal(true);
    expect(contextOf([OPENED]).needsToken).to.equal(false);
  });

  describe("has lost the metadata", () => {
    const path = page("prm-path", "/.well-known/oauth-protected-resource/mcp");
    const root = page("prm-root", "/.well-known/oauth-protected-resource");

    it("where clients find something else at the endpoint's own path", () => {
      expect(contextOf([refused, path, root]).metadataLost).to.equal("broken");
    });

    it("and works on with a token", () => {
      const anonymous = { ...refused, probe: "anonymous" };
      const opened = contextOf([OPENED, anonymous, path, root], { token: true });
      expect(opened.metadataLost).to.equal("degraded");
    });

    it("not where nobody asked for it, as with --who", () => {
      expect(contextOf([refused])).not.to.have.property("metadataLost");
    });

    it("not where the challenge sends clients to another path", () => {
      const challenged = answered("initialize", {
        status: 401,
        headers: [["WWW-Authenticate", `Bearer resource_metadata="${ORIGIN}/mcp/metadata"`]],
      });
      const elsewhere = page("prm-challenge", "/mcp/metadata");
      expect(contextOf([challenged, elsewhere])).not.to.have.property("metadataLost");
    });

    it("not where no token is wanted", () => {
      expect(contextOf([OPENED, path, root])).not.to.have.property("metadataLost");
    });
  });
});

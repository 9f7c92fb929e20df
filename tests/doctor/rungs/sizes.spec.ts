import { expect } from "chai";
import type { Header } from "../../../doctor/exchange/exchange.ts";
import { sizes } from "../../../doctor/rungs/sizes.ts";
import { answered, DISCOVERED, failed, gist, OPENED, sight } from "./sight.ts";

const NGINX_413 = {
  status: 413,
  headers: [
    ["Server", "nginx/1.22.1"],
    ["Content-Type", "text/html"],
  ] as const satisfies Header[],
  body: "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n",
};
const PASSED = ["header-4k", "body-9k", "body-1100k"].map((probe) => answered(probe));

describe("the rung of sizes", () => {
  it("finds nothing where all come through", () => {
    expect(sizes.judge(sight([OPENED, ...PASSED]))).to.deep.equal({
      says: "came through: a header of 4096 bytes, a body of 9 KiB, a body of 1100 KiB",
      findings: [],
    });
  });

  for (const [probe, severity] of [
    ["body-9k", "degraded"],
    ["body-1100k", "note"],
  ] as const) {
    it(`makes a refused ${probe} a ${severity}`, () => {
      const seen = sight([OPENED, answered(probe, NGINX_413)]);
      expect(gist(sizes.judge(seen))).to.deep.equal([{ id: "size.body", layer: "nginx", severity }]);
    });
  }

  it("finds a header of the size of a token refused", () => {
    const seen = sight([OPENED, answered("header-4k", { status: 431 })]);
    expect(gist(sizes.judge(seen))).to.deep.equal([
      { id: "size.header", layer: "proxy", severity: "degraded" },
    ]);
  });

  it("takes a broken connection for a refusal, and a slow answer for none", () => {
    const seen = sight([OPENED, failed("body-9k", "reset", 3), failed("body-1100k", "timeout", 15_000)]);
    expect(gist(sizes.judge(seen))).to.deep.equal([
      { id: "size.body", layer: "proxy", severity: "degraded" },
    ]);
  });

  it("leaves other errors to other rungs", () => {
    const seen = sight([OPENED, answered("body-9k", { status: 502 })]);
    expect(sizes.judge(seen).findings).to.deep.equal([]);
  });

  it("takes the server's word about a session for no refusal of a size", () => {
    const json = { jsonrpc: "2.0", id: null, error: { code: -32000, message: "No valid session ID" } };
    const seen = sight([OPENED, answered("header-4k", { status: 400, json })]);
    expect(sizes.judge(seen).findings).to.deep.equal([]);
  });

  it("finds a header refused by a page with the same status", () => {
    const seen = sight([OPENED, answered("tools-list"), answered("header-4k", { status: 400 })]);
    expect(gist(sizes.judge(seen))).to.deep.equal([
      { id: "size.header", layer: "proxy", severity: "degraded" },
    ]);
  });

  for (const [opened, probe] of [
    [OPENED, "tools-list"],
    [DISCOVERED, "tools-list-modern"],
  ] as const) {
    it(`knows nothing where a small ${probe} is refused as well`, () => {
      const seen = sight([opened, answered(probe, { status: 403 }), answered("body-9k", { status: 403 })]);
      expect(sizes.judge(seen)).to.deep.equal({
        says: "a small request is not answered either (HTTP 403)",
        findings: [],
        unknown: true,
      });
    });
  }

  it("has nothing to ask where headers or sessions are broken", () => {
    expect(sizes.needs).to.deep.equal(["path", "headers", "affinity"]);
  });

  it("calls the route broken where even the smallest message is refused for its size", () => {
    const seen = sight([answered("initialize", NGINX_413)]);
    expect(gist(sizes.judge(seen))).to.deep.equal([{ id: "size.body", layer: "nginx", severity: "broken" }]);
  });

  it("knows nothing where nothing larger was tried", () => {
    expect(sizes.judge(sight([answered("initialize", { status: 404 })])).unknown).to.equal(true);
  });
});

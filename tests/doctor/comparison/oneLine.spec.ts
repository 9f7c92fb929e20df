import { expect } from "chai";
import { oneLine } from "./oneLine.ts";

describe("what a tool says, on one line", () => {
  it("has neither colours nor line ends", () => {
    expect(oneLine("\x1b[31m✗ [FAIL]\x1b[0m MCP\r\n\tProtocol\n")).to.equal("✗ [FAIL] MCP Protocol");
  });

  it("has no port, id or time of one run", () => {
    const text =
      "127.0.0.1:40123 and localhost:8 took 12 ms, 0.5s; session 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";
    expect(oneLine(text)).to.equal("127.0.0.1:PORT and localhost:PORT took TIME, TIME; session ID");
  });

  it("is cut where it is longer than 200 characters, and not where it has as many", () => {
    expect(oneLine("x".repeat(200))).to.equal("x".repeat(200));
    expect(oneLine("x".repeat(201))).to.equal(`${"x".repeat(199)}…`);
  });
});

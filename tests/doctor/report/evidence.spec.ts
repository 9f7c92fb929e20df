import { expect } from "chai";
import { evidenceText } from "../../../doctor/report/evidence.ts";
import { MISSING } from "./samples.ts";

describe("What was seen", () => {
  it("is a line each, in a fixed order", () => {
    expect(evidenceText({ facts: ["a", "b"], ...MISSING.evidence[0] })).to.deep.equal([
      "probe    initialize",
      "hop      public",
      "request  POST https://demo.quiltdata.com/mcp (initialize)",
      "status   HTTP 405 Not Allowed",
      "header   server: nginx/1.18.0",
      "header   content-type: text/html",
      "body     <html>",
      "         <head><title>405 Not Allowed</title></head>",
      "         <body>",
      "         <center><h1>405 Not Allowed</h1></center>",
      "         </body>",
      "         </html>",
      "times    head 21 ms, first byte of the body 21 ms, end 22 ms",
      "seen     a",
      "seen     b",
    ]);
  });

  it("is nothing where nothing was", () => {
    expect(evidenceText({})).to.deep.equal([]);
    expect(evidenceText({ body: "", headers: [], facts: [] })).to.deep.equal([]);
  });

  it("has no line of a body where a status or header stands, whatever ends its lines", () => {
    expect(evidenceText({ body: "a\nstatus   HTTP 200 OK\rheader   x: y\r\nseen" })).to.deep.equal([
      "body     a",
      "         status   HTTP 200 OK",
      "         header   x: y",
      "         seen",
    ]);
  });

  it("says that there was no body", () => {
    expect(evidenceText({ times: { head: 1, firstByte: null, end: 2 } })).to.deep.equal([
      "times    head 1 ms, no body, end 2 ms",
    ]);
  });
});

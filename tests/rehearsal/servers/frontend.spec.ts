import { expect } from "chai";
import { startFrontend } from "../../../rehearsal/servers/frontend.ts";
import type { Listening } from "../../../rehearsal/servers/loopback.ts";
import { type RawAnswer, bare, exchanged } from "../support.ts";

const APP =
  "<!doctype html><html><head><title>Catalog</title></head><body><div id=root></div></body></html>\n";
const NOT_ALLOWED =
  "<html>\r\n<head><title>405 Not Allowed</title></head>\r\n<body>\r\n<center><h1>405 Not Allowed</h1></center>\r\n" +
  "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/** What nginx answers with a page. */
function answer(statusLine: string, length: number, body: string): RawAnswer {
  const headers = [
    "Server: nginx",
    "Content-Type: text/html",
    `Content-Length: ${length}`,
    "Connection: close",
  ];
  return { statusLine, headers, body };
}

describe("the frontend of a rehearsal", () => {
  let frontend: Listening;
  before(async () => {
    frontend = await startFrontend();
  });
  after(() => frontend.stop());

  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    it(`answers ${method} with the HTML 405 of nginx, byte for byte`, async () => {
      expect(await exchanged(frontend.port, bare(`${method} /mcp`))).to.deep.equal(
        answer("HTTP/1.1 405 Method Not Allowed", 150, NOT_ALLOWED),
      );
    });
  }

  for (const path of ["/", "/mcp", "/.well-known/oauth-protected-resource/mcp"]) {
    it(`answers GET ${path} with the app`, async () => {
      expect(await exchanged(frontend.port, bare(`GET ${path}`))).to.deep.equal(
        answer("HTTP/1.1 200 OK", APP.length, APP),
      );
    });
  }

  it("answers HEAD without the app", async () => {
    expect(await exchanged(frontend.port, bare("HEAD /"))).to.deep.equal(
      answer("HTTP/1.1 200 OK", APP.length, ""),
    );
  });
});

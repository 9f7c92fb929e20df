import { expect } from "chai";
import { LIMITS, refusal, responseRefusal } from "../../dataplane/limits.ts";
import { aRequest } from "./support.ts";

const KIB = 1024;

function withRequestLineOf(bytes: number): ReturnType<typeof aRequest> {
  return aRequest({ headers: [], path: "/".padEnd(bytes - "POST  HTTP/1.1".length, "a") });
}

function headersOf(bytes: number, each = 8 * KIB): [string, string][] {
  const headers: [string, string][] = [];
  for (let rest = bytes; rest > 0; rest -= each) {
    headers.push(["X-Filler", "a".repeat(Math.min(rest, each) - "X-Filler: \r\n".length)]);
  }
  return headers;
}

function forwardedFor(count: number): ReturnType<typeof aRequest> {
  return aRequest({
    headers: [["X-Forwarded-For", Array.from({ length: count }, () => "10.0.0.1").join(", ")]],
  });
}

describe("A balancer's limits", () => {
  it("are those of AWS's quota page", () => {
    expect(LIMITS).to.deep.equal({
      requestLine: 16_384,
      singleHeader: 16_384,
      requestHeaders: 65_536,
      responseHeaders: 32_768,
      forwardedForAddresses: 30,
    });
  });

  it("let an ordinary request pass", () => {
    expect(refusal(aRequest())).to.be.undefined;
  });

  it("refuse a request line beyond 16 KiB with 414", () => {
    expect(refusal(withRequestLineOf(16 * KIB))).to.be.undefined;
    expect(refusal(withRequestLineOf(16 * KIB + 1))?.status).to.equal(414);
  });

  it("count the query and its question mark into the request line", () => {
    const full = withRequestLineOf(16 * KIB - 2);
    expect(refusal({ ...full, query: "a" })).to.be.undefined;
    expect(refusal({ ...full, query: "ab" })?.status).to.equal(414);
  });

  it("refuse a header line beyond 16 KiB with 413, and name the header but not its value", () => {
    const fits: [string, string] = ["Authorization", "a".repeat(16 * KIB - "Authorization: ".length)];
    expect(refusal(aRequest({ headers: [fits] }))).to.be.undefined;
    expect(refusal(aRequest({ headers: [[fits[0], `${fits[1]}a`]] }))).to.deep.equal({
      status: 413,
      why: "the header Authorization is larger than 16384 bytes",
    });
  });

  it("refuse headers beyond 64 KiB in all with 413", () => {
    expect(refusal(aRequest({ headers: headersOf(64 * KIB) }))).to.be.undefined;
    expect(refusal(aRequest({ headers: [...headersOf(64 * KIB - 20), ...headersOf(21)] }))?.status).to.equal(
      413,
    );
  });

  it("refuse more than 30 addresses in X-Forwarded-For with 463", () => {
    expect(refusal(forwardedFor(30))).to.be.undefined;
    expect(refusal(forwardedFor(31))?.status).to.equal(463);
  });

  it("count the addresses of all X-Forwarded-For headers together", () => {
    const headers = [...forwardedFor(20).headers, ...forwardedFor(11).headers];
    expect(refusal(aRequest({ headers }))?.status).to.equal(463);
  });

  it("refuse TRACE, and no other method, with 405", () => {
    expect(refusal(aRequest({ method: "TRACE" }))?.status).to.equal(405);
    for (const method of ["GET", "POST", "DELETE", "OPTIONS", "HEAD", "trace", "CUSTOM"]) {
      expect(refusal(aRequest({ method })), method).to.be.undefined;
    }
  });

  it("replace an answer whose headers are beyond 32 KiB by a 502", () => {
    expect(responseRefusal(headersOf(32 * KIB))).to.be.undefined;
    expect(responseRefusal([...headersOf(32 * KIB - 20), ...headersOf(21)])?.status).to.equal(502);
  });
});

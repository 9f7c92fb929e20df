import { expect } from "chai";
import fc from "fast-check";
import type { Api } from "../../../dataplane/apiGateway/api.ts";
import {
  API_LIMITS,
  apiRefusal,
  earliest,
  headerBudget,
  times,
} from "../../../dataplane/apiGateway/limits.ts";
import { aRequest } from "../support.ts";
import { aProxy } from "./support.ts";

type Kind = Pick<Api, "type" | "endpointType">;

const REST: Kind = { type: "REST", endpointType: "REGIONAL" };
const EDGE: Kind = { type: "REST", endpointType: "EDGE" };
const PRIVATE: Kind = { type: "REST", endpointType: "PRIVATE" };
const HTTP: Kind = { type: "HTTP", endpointType: "REGIONAL" };

/** A request that uses the whole budget of an API, and some bytes more or less. */
function full(api: Kind, more = 0): ReturnType<typeof aRequest> {
  const bare = aRequest({ headers: [["A", ""]] });
  return { ...bare, headers: [["A", "a".repeat(headerBudget(api, bare).left + more)]] };
}

describe("The limits of an API", () => {
  it("are those of AWS's quota pages", () => {
    expect(API_LIMITS).to.deep.equal({ headers: 10_240, privateHeaders: 8_000, payload: 10_485_760 });
  });

  const limits: [name: string, api: Kind, limit: number][] = [
    ["regional REST API", REST, 10_240],
    ["edge-optimized REST API", EDGE, 10_240],
    ["private REST API", PRIVATE, 8_000],
    ["HTTP API", HTTP, 10_240],
  ];
  for (const [name, api, limit] of limits) {
    it(`refuse headers of a ${name} beyond ${limit} bytes`, () => {
      expect(headerBudget(api, full(api))).to.deep.equal({ limit, used: limit, left: 0 });
      expect(apiRefusal(api, full(api))).to.be.undefined;
      expect(apiRefusal(api, full(api, 1))?.failure).to.equal("headers-too-large");
      expect(apiRefusal(api, full(api, 1))?.why).to.match(new RegExp(`larger than ${limit} bytes$`));
    });
  }

  it("doubt that names count, where the values alone would fit", () => {
    expect(apiRefusal(REST, full(REST, 1))?.unconfirmed).to.have.lengthOf(1);
    const fits = aRequest({ headers: [["A", "a".repeat(10_240)]] });
    expect(apiRefusal(REST, fits)?.unconfirmed).to.have.lengthOf(1);
    expect(apiRefusal(REST, aRequest({ headers: [["A", "a".repeat(10_241)]] }))?.unconfirmed).to.be.empty;
  });

  it("have no such doubt where an HTTP API's request line makes it too much", () => {
    const headers: [string, string][] = [["A", "a".repeat(10_240 - "POST /mcp HTTP/1.1".length)]];
    expect(apiRefusal(HTTP, aRequest({ headers }))?.unconfirmed).to.have.lengthOf(1);
    expect(apiRefusal(HTTP, aRequest({ headers, query: "a" }))?.unconfirmed).to.be.empty;
  });

  it("count the request line of an HTTP API, and of no REST API", () => {
    const longer = aRequest({ path: "/mcp/a", query: "b" });
    expect(headerBudget(HTTP, aRequest()).used - headerBudget(HTTP, longer).used).to.equal(-"/a?b".length);
    expect(headerBudget(REST, aRequest()).used).to.equal(headerBudget(REST, longer).used);
    expect(headerBudget(HTTP, aRequest({ headers: [] })).used).to.equal("POST /mcp HTTP/1.1".length);
  });

  it("refuse a body beyond 10 MB, by Content-Length or as it is told", () => {
    const bytes = API_LIMITS.payload;
    const length = (value: number): ReturnType<typeof aRequest> =>
      aRequest({ headers: [["content-length", String(value)]] });
    for (const api of [REST, HTTP]) {
      expect(apiRefusal(api, length(bytes))).to.be.undefined;
      expect(apiRefusal(api, length(bytes + 1))?.failure).to.equal("payload-too-large");
      expect(apiRefusal(api, aRequest(), bytes)).to.be.undefined;
      expect(apiRefusal(api, aRequest(), bytes + 1)?.failure).to.equal("payload-too-large");
    }
  });
});

describe("Any header budget", () => {
  const api = fc.constantFrom(REST, EDGE, PRIVATE, HTTP);
  const text = fc.stringMatching(/^[\x20-\x7e]{0,99}$/);
  const name = fc.stringMatching(/^[A-Za-z-]{1,40}$/);
  const headers = fc.array(fc.tuple(name, text), { maxLength: 9 });

  it("is used or left", () => {
    fc.assert(
      fc.property(api, headers, text, (kind, all, query) => {
        const { limit, used, left } = headerBudget(kind, aRequest({ headers: all, query }));
        expect(used + left).to.equal(limit);
      }),
    );
  });

  it("shrinks with a header by its bytes, its separator and its line end", () => {
    fc.assert(
      fc.property(api, headers, name, text, (kind, all, added, value) => {
        const before = headerBudget(kind, aRequest({ headers: all }));
        const after = headerBudget(kind, aRequest({ headers: [...all, [added, value]] }));
        expect(before.left - after.left).to.equal(`${added}: ${value}\r\n`.length);
      }),
    );
  });

  it("refuses a request exactly where nothing is left", () => {
    fc.assert(
      fc.property(api, fc.integer({ min: -50, max: 50 }), (kind, more) => {
        expect(apiRefusal(kind, full(kind, more)) !== undefined).to.equal(more > 0);
      }),
    );
  });
});

describe("The time for an answer", () => {
  const streamed = aProxy({ transferMode: "STREAM", timeout: 900_000 });

  it("is what the integration says", () => {
    expect(times(REST, aProxy({ timeout: 5_000 }))).to.deep.equal({ timeout: 5_000 });
  });

  it("of an HTTP API is at most 30 seconds, and never streamed", () => {
    expect(times(HTTP, aProxy({ timeout: 29_999 })).timeout).to.equal(29_999);
    expect(times(HTTP, streamed)).to.deep.equal({ timeout: 30_000 });
  });

  it("of a streamed answer is at most 15 minutes", () => {
    expect(times(REST, { ...streamed, timeout: 899_999 }).timeout).to.equal(899_999);
    expect(times(REST, { ...streamed, timeout: 900_001 }).timeout).to.equal(900_000);
  });

  it("of a buffered answer is at most 5 minutes, and 29 seconds on the edge", () => {
    expect(times(REST, aProxy({ timeout: 300_001 })).timeout).to.equal(300_000);
    expect(times(PRIVATE, aProxy({ timeout: 300_001 })).timeout).to.equal(300_000);
    expect(times(EDGE, aProxy({ timeout: 29_001 })).timeout).to.equal(29_000);
  });

  it("without a byte of a stream is 5 minutes, and 30 seconds on the edge", () => {
    expect(times(REST, streamed).idleTimeout).to.equal(300_000);
    expect(times(PRIVATE, streamed).idleTimeout).to.equal(300_000);
    expect(times(EDGE, streamed)).to.deep.equal({ timeout: 900_000, idleTimeout: 30_000 });
  });

  it("is not spent on the first 10 MB of a stream, and from there on 2 MB take a second", () => {
    const mib = 1024 * 1024;
    expect([0, 10 * mib, 11 * mib, 12 * mib].map(earliest)).to.deep.equal([0, 0, 500, 1000]);
    expect(earliest(10 * mib + 1)).to.be.above(0);
  });
});

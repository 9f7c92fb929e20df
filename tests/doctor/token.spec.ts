import { expect } from "chai";
import { readToken, tokenFacts } from "../../doctor/token.ts";

const NOW = new Date("2026-11-27T00:00:00.000Z");
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (header: unknown, claims: unknown) => `${part(header)}.${part(claims)}.c2lnbmF0dXJl`;
const unfit = (bytes: number) =>
  tokenFacts("x".repeat(bytes), NOW)
    .fits.filter(({ fits }) => !fits)
    .map(({ limit }) => limit);

describe("a token", () => {
  it("is read from the file before the variable, without white space and Bearer", () => {
    expect(readToken(" Bearer abc\n", "def")).to.equal("abc");
    expect(readToken(undefined, "def")).to.equal("def");
    expect(readToken(undefined, undefined)).to.equal(undefined);
    expect(readToken(undefined, "")).to.equal(undefined);
  });

  it("is refused where a header cannot hold it, and not repeated", () => {
    expect(() => readToken("secret\nsecond", undefined))
      .to.throw(RangeError)
      .with.property("message")
      .that.does.not.include("secret");
    expect(() => readToken("\n", "def")).to.throw(RangeError, "empty");
  });

  it("tells of a JWT the algorithm, the key, the size and the expiry, and no claim", () => {
    const token = jwt({ alg: "RS256", kid: "k1" }, { exp: 1_800_000_000, sub: "me" });
    const { fits, ...facts } = tokenFacts(token, NOW);
    expect(facts).to.deep.equal({
      alg: "RS256",
      kid: "k1",
      bytes: token.length,
      expires: "2027-01-15T08:00:00.000Z",
      expired: false,
    });
    expect(fits.map(({ limit }) => limit)).to.deep.equal([8192, 10_240, 16_384, 16_384, 20_480]);
  });

  it("has expired at the moment that it names, and not a second before", () => {
    const token = (seconds: number) => jwt({ alg: "ES256" }, { exp: NOW.getTime() / 1000 + seconds });
    expect(tokenFacts(token(0), NOW).expired).to.equal(true);
    expect(tokenFacts(token(1), NOW).expired).to.equal(false);
  });

  for (const opaque of ["abc", "a.b.c", `${part({ alg: 7 })}.${part({ exp: 1 })}.x`, `${part("alg")}.e.x`])
    it(`tells of ${opaque} nothing but its size`, () => {
      const { fits, ...facts } = tokenFacts(opaque, NOW);
      expect(facts).to.deep.equal({
        alg: null,
        kid: null,
        bytes: opaque.length,
        expires: null,
        expired: false,
      });
      expect(fits.every((each) => each.fits)).to.equal(true);
    });

  it("names no key that holds what a terminal would obey", () => {
    expect(tokenFacts(jwt({ alg: "RS256", kid: "\u001b[2J" }, {}), NOW).kid).to.equal(null);
  });

  it("fits a layer to the byte, the word Bearer and the other headers included", () => {
    expect(unfit(8192 - 22)).to.deep.equal([]);
    expect(unfit(8192 - 21)).to.deep.equal([8192]);
    expect(unfit(10_240 - 1024 - 22)).to.deep.equal([8192]);
    expect(unfit(10_240 - 1024 - 21)).to.deep.equal([8192, 10_240]);
  });
});

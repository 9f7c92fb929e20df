import { expect } from "chai";
import { decodeJwt, SignJWT } from "jose";
import { bearerToken, newKey, verifyToken } from "../../rehearsal/token.ts";

const audience = "https://demo.quiltdata.com/mcp";

async function refusal(verification: Promise<unknown>): Promise<string> {
  return verification.then(
    () => "accepted",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe("the token of a rehearsal", () => {
  it("is signed with a key of 32 bytes, never the same twice", () => {
    expect(newKey()).to.have.lengthOf(32);
    expect(newKey()).not.to.deep.equal(newKey());
  });

  for (const publicUrl of [
    "https://a.example/mcp",
    audience,
    `https://${"long.".repeat(20)}example.com/mcp`,
  ]) {
    it(`has 4096 bytes for an audience of ${publicUrl.length} characters`, async () => {
      expect(await bearerToken(newKey(), { audience: publicUrl })).to.have.lengthOf(4096);
    });
  }

  it("names 32 buckets and 24 permissions, each once", async () => {
    const { buckets, permissions } = decodeJwt<{ buckets: string[]; permissions: string[] }>(
      await bearerToken(newKey(), { audience }),
    );
    expect(new Set(buckets)).to.have.lengthOf(32);
    expect(new Set(permissions)).to.have.lengthOf(24);
  });

  it("names buckets as S3 allows them", async () => {
    const { buckets } = decodeJwt<{ buckets: string[] }>(await bearerToken(newKey(), { audience }));
    for (const bucket of buckets) expect(bucket).to.match(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
  });

  it("lasts an hour", async () => {
    const { iat = 0, exp = 0 } = decodeJwt(await bearerToken(newKey(), { audience }));
    expect(exp - iat).to.equal(3600);
  });

  it("is accepted with its key and audience", async () => {
    const key = newKey();
    expect(await verifyToken(key, await bearerToken(key, { audience }), audience)).to.include({
      aud: audience,
    });
  });

  it("is refused with another key, in words that do not hold the token", async () => {
    const token = await bearerToken(newKey(), { audience });
    const words = await refusal(verifyToken(newKey(), token, audience));
    expect(words).to.equal("the bearer token is not valid: signature verification failed");
  });

  it("is refused for another audience", async () => {
    const key = newKey();
    const words = await refusal(
      verifyToken(key, await bearerToken(key, { audience }), "https://other.example/mcp"),
    );
    expect(words).to.contain('unexpected "aud" claim value');
  });

  it("is refused once it has expired", async () => {
    const key = newKey();
    const claims = decodeJwt(await bearerToken(key, { audience }));
    const old = await new SignJWT({ ...claims, exp: 1 }).setProtectedHeader({ alg: "HS256" }).sign(key);
    expect(await refusal(verifyToken(key, old, audience))).to.contain('"exp" claim timestamp check failed');
  });

  it("is refused where it is no token at all", async () => {
    expect(await refusal(verifyToken(newKey(), "nonsense", audience))).to.equal(
      "the bearer token is not valid: Invalid Compact JWS",
    );
  });
});

import { randomBytes } from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";

const issuer = "https://login.example.com/";
const tokenBytes = 4096;
const lifetimeSeconds = 3600;
const header = { alg: "HS256", typ: "JWT" };

/** A new random key of 32 bytes for `bearerToken` and `verifyToken`. */
export function newKey(): Uint8Array {
  return new Uint8Array(randomBytes(32));
}

/**
 * A bearer token of exactly 4096 bytes (an HS256 JWT), as large as those that name every bucket and permission
 * of a user: what a proxy does with small headers says nothing of these. It expires after an hour.
 */
export async function bearerToken(key: Uint8Array, { audience }: { audience: string }): Promise<string> {
  return new SignJWT(padded(claims(audience))).setProtectedHeader(header).sign(key);
}

/**
 * The claims of a token that was signed with `key`, is meant for `audience` and has not expired.
 * @throws Error that says what is wrong with the token, without any part of it.
 */
export async function verifyToken(key: Uint8Array, token: string, audience: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, { audience, issuer, algorithms: [header.alg] });
    return payload;
  } catch (error) {
    throw new Error(
      `the bearer token is not valid: ${error instanceof Error ? error.message : "no reason given"}`,
    );
  }
}

function claims(audience: string): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    sub: "rehearsal@example.com",
    aud: audience,
    iat: now,
    exp: now + lifetimeSeconds,
    buckets: buckets(),
    permissions: permissions(),
  };
}

function buckets(): string[] {
  const teams = [
    "analytics",
    "assays",
    "genomics",
    "imaging",
    "manufacturing",
    "proteomics",
    "regulatory",
    "sales",
  ];
  const stages = ["raw-data-us-east-1", "curated-us-east-1", "archive-us-west-2", "shared-eu-west-1"];
  return teams.flatMap((team) => stages.map((stage) => `example-${team}-${stage}`));
}

function permissions(): string[] {
  const resources = ["bucket", "package", "search", "athena", "policy", "role", "user", "workflow"];
  return resources.flatMap((resource) =>
    ["read", "write", "admin"].map((action) => `catalog:${resource}:${action}`),
  );
}

/** The claims with one more that fills the token up to its size. */
function padded(claims: JWTPayload): JWTPayload {
  const missing = payloadBytes() - Buffer.byteLength(JSON.stringify({ ...claims, padding: "" }));
  return { ...claims, padding: "x".repeat(Math.max(missing, 0)) };
}

/** How large the JSON of the claims must be: a JWT is three parts in base64url, joined by two dots. */
function payloadBytes(): number {
  const signature = base64UrlBytes(32);
  const encoded = tokenBytes - base64UrlBytes(Buffer.byteLength(JSON.stringify(header))) - signature - 2;
  return Math.floor((encoded * 3) / 4);
}

function base64UrlBytes(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}

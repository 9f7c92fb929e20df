import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate and its key, as PEM. */
export interface Certificate {
  certificate: string;
  key: string;
}

/** What a certificate says. */
export interface Subject {
  /** The names and the IPv4 addresses that it is good for. */
  names: string[];
  /** @default a day ago */
  from?: Date;
  /** @default in a day */
  until?: Date;
}

const DAY = 86_400_000;

/** An authority that issues certificates; nobody trusts it who is not told to. */
export class Authority {
  readonly #key = pair();
  /** What the certificates that it issues call it. */
  readonly #name: string;
  /** Its own certificate, as PEM: what a client is to be given as a CA. */
  readonly certificate: string;

  constructor(name: string) {
    this.#name = name;
    const extensions = [extension("551d13", true, sequence(boolean(true)))]; // basicConstraints: a CA
    this.certificate = pem(this.#signed({ names: [] }, this.#key, name, extensions));
  }

  /** A certificate for a server. */
  issue(subject: Subject): Certificate {
    const own = pair();
    const [commonName = ""] = subject.names;
    const names = tagged(0x30, ...subject.names.map(generalName));
    const der = this.#signed(subject, own, commonName, [extension("551d11", false, names)]); // subjectAltName
    return { certificate: pem(der), key: own.privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
  }

  /** A certificate in DER: https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
  #signed({ from, until }: Subject, own: Pair, commonName: string, extensions: Buffer[]): Buffer {
    const now = Date.now();
    const body = sequence(
      tagged(0xa0, integer(Buffer.from([2]))), // version 3
      integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])), // positive
      ECDSA_WITH_SHA256,
      distinguishedName(this.#name),
      sequence(time(from ?? new Date(now - DAY)), time(until ?? new Date(now + DAY))),
      distinguishedName(commonName),
      own.publicKey.export({ type: "spki", format: "der" }),
      tagged(0xa3, sequence(...extensions)),
    );
    const signature = sign("sha256", body, this.#key.privateKey);
    return sequence(body, ECDSA_WITH_SHA256, tagged(0x03, Buffer.from([0]), signature));
  }
}

interface Pair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

function pair(): Pair {
  return generateKeyPairSync("ec", { namedCurve: "prime256v1" });
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

/** An element in DER: its tag, the length of its content, its content. */
function tagged(tag: number, ...content: Buffer[]): Buffer {
  const all = Buffer.concat(content);
  const size = all.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), all]);
}

function sequence(...content: Buffer[]): Buffer {
  return tagged(0x30, ...content);
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 0xff : 0]));
}

/** @param hex The identifier's content in DER. */
function identifier(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}

const ECDSA_WITH_SHA256 = sequence(identifier("2a8648ce3d040302"));

function distinguishedName(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(identifier("550403"), tagged(0x0c, Buffer.from(commonName)))));
}

/** GeneralizedTime: YYYYMMDDHHMMSSZ. */
function time(date: Date): Buffer {
  return tagged(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\..*/g, "")}Z`));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(identifier(id), boolean(critical), tagged(0x04, value));
}

/** A DNS name, or an IPv4 address. */
function generalName(name: string): Buffer {
  return /^[\d.]+$/.test(name)
    ? tagged(0x87, Buffer.from(name.split(".").map(Number)))
    : tagged(0x82, Buffer.from(name));
}

/** The authority that the bed's clients are told to trust. */
export const TRUSTED = new Authority("MCP route test bed");

/** Certificates of servers on loopback: a good one, and each of the bad ones. */
export const CERTIFICATES = {
  good: TRUSTED.issue({ names: ["127.0.0.1", "localhost"] }),
  expired: TRUSTED.issue({
    names: ["127.0.0.1", "localhost"],
    from: new Date("2026-01-01T00:00:00Z"),
    until: new Date("2026-02-01T00:00:00Z"),
  }),
  otherName: TRUSTED.issue({ names: ["other.example.com"] }),
  untrusted: new Authority("Nobody's authority").issue({ names: ["127.0.0.1", "localhost"] }),
};

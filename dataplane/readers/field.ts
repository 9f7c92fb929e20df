import { quoted } from "../wording.ts";

/** A value of a document at hand, with the way to it: what is not as expected is told by path and value. */
export class Field {
  readonly value: unknown;
  readonly path: string;

  constructor(value: unknown, path: string) {
    this.value = value;
    this.path = path;
  }

  /** Whether there is anything: neither undefined nor null. */
  get present(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** The property of an object; of nothing, nothing. */
  get(key: string): Field {
    const path = `${this.path}.${key}`;
    if (!this.present) return new Field(undefined, path);
    if (!isObject(this.value)) throw this.unexpected("an object");
    return new Field(Object.hasOwn(this.value, key) ? this.value[key] : undefined, path);
  }

  /** The entries of a list; of nothing, none. */
  items(): Field[] {
    if (!this.present) return [];
    if (!Array.isArray(this.value)) throw this.unexpected("a list");
    return this.value.map((value: unknown, index) => new Field(value, `${this.path}[${index}]`));
  }

  /** The first entry of a list; of nothing, nothing. */
  first(): Field {
    return this.items()[0] ?? new Field(undefined, `${this.path}[0]`);
  }

  text(): string {
    if (typeof this.value !== "string") throw this.unexpected("a text");
    return this.value;
  }

  /** The text, or another where there is none or an empty one. */
  textOr<T>(instead: T): string | T {
    return this.present && this.text() !== "" ? this.text() : instead;
  }

  texts(): string[] {
    return this.items().map((item) => item.text());
  }

  /** A whole number, also one written as text. */
  number(): number {
    const { value } = this;
    const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== "number" || !Number.isInteger(number)) throw this.unexpected("a whole number");
    return number;
  }

  numberOr<T>(instead: T): number | T {
    return this.present ? this.number() : instead;
  }

  /** The error for a value that is not what it should be. */
  unexpected(wanted: string): Error {
    return new Error(`${this.path}: expected ${wanted}, got ${described(this.value)}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function described(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

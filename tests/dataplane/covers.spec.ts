import { expect } from "chai";
import fc from "fast-check";
import { covers } from "../../dataplane/covers.ts";
import { decide } from "../../dataplane/decision.ts";
import type { Condition, QueryString, Rule } from "../../dataplane/listener.ts";
import type { Request } from "../../dataplane/request.ts";
import { aListener, aRequest, aRule, host, path, pathRegex } from "./support.ts";

function rule(...conditions: Condition[]): Rule {
  return aRule({ conditions });
}

function hostRegex(...regexValues: string[]): Condition {
  return { kind: "host-header", values: [], regexValues };
}

function header(name: string, ...values: string[]): Condition {
  return { kind: "http-header", name, values, regexValues: [] };
}

function headerRegex(name: string, ...regexValues: string[]): Condition {
  return { kind: "http-header", name, values: [], regexValues };
}

function method(...values: string[]): Condition {
  return { kind: "http-request-method", values };
}

function query(...values: QueryString["values"]): Condition {
  return { kind: "query-string", values };
}

function from(...values: string[]): Condition {
  return { kind: "source-ip", values };
}

type Case = [first: Condition[], later: Condition[]];

const covering: Record<string, Case[]> = {
  paths: [
    [[path("/mcp")], [path("/mcp")]],
    [[path("/mcp/*")], [path("/mcp/x")]],
    [[path("/mcp/*")], [path("/mcp/x/*")]],
    [[path("/mcp/*")], [path("/mcp/?")]],
    [[path("/mcp/?")], [path("/mcp/x")]],
    [[path("/mcp/?")], [path("/mcp/?")]],
    [[path("/mcp*")], [path("/mcp", "/mcp/*")]],
    [[path("/x", "/mcp*")], [path("/mcp-admin")]],
    [[path("/*/x")], [path("/*/*/x")]],
    [[path("/a?c*")], [path("/a?c*")]],
    [[path("/a&amp;b")], [path("/a&b")]],
  ],
  "any path": [
    [[path("/*")], [path("/mcp")]],
    [[path("*")], [path("/mcp*")]],
    [[path("/*")], [pathRegex("^/mcp$")]],
    [[path("*")], [host("a.example.com")]],
    [[path("/x", "/*")], []],
  ],
  "paths by regular expressions": [
    [[pathRegex("^/mcp$")], [pathRegex("^/mcp$")]],
    [[pathRegex("^/mcp$", "^/x$")], [pathRegex("^/x$")]],
  ],
  hosts: [
    [[host("a.example.com")], [host("a.example.com")]],
    [[host("*.example.com")], [host("a.example.com")]],
    [[host("*.EXAMPLE.com")], [host("A.example.COM")]],
    [[host("*.example.com")], [host("*.a.example.com")]],
    [[host("?.example.com")], [host("a.example.com")]],
    [[host("*.q?.com")], [host("*.Q?.com")]],
    [[host("*")], [path("/mcp")]],
    [[host("*")], [hostRegex("^a")]],
    [[hostRegex("^a", "^b")], [hostRegex("^b")]],
  ],
  headers: [
    [[header("Mcp-Name", "search")], [header("mcp-name", "SEARCH")]],
    [[header("Mcp-Name", "*")], [header("Mcp-Name", "search", "find")]],
    [[header("Mcp-Name", "se?rch")], [header("Mcp-Name", "search")]],
    [[headerRegex("Mcp-Name", "^a")], [headerRegex("MCP-NAME", "^a")]],
    [[header("A", "1")], [header("B", "2"), header("A", "1")]],
  ],
  methods: [
    [[method("POST")], [method("POST")]],
    [[method("POST", "GET")], [method("GET")]],
  ],
  queries: [
    [[query({ value: "1" })], [query({ value: "1" })]],
    [[query({ value: "1" })], [query({ key: "a", value: "1" })]],
    [[query({ value: "*" })], [query({ key: "a", value: "1" }, { value: "2" })]],
    [[query({ key: "A", value: "X*" })], [query({ key: "a", value: "xy" })]],
    [[query({ key: "?", value: "1" })], [query({ key: "a", value: "1" })]],
    [[query({ value: "\\*" })], [query({ value: "\\*" })]],
    [[query({ value: "*" })], [query({ value: "\\*" })]],
    [[query({ value: "?" })], [query({ value: "\\*" })]],
    [[query({ value: "\\?*" })], [query({ value: "\\?a*" })]],
    [[query({ value: "a\\?b*" })], [query({ value: "a\\?b*" })]],
  ],
  sources: [
    [[from("10.0.0.0/8")], [from("10.0.0.0/8")]],
    [[from("10.0.0.0/8")], [from("10.1.0.0/16", "10.2.3.4/32")]],
    [[from("0.0.0.0/0")], [from("203.0.113.7/32")]],
    [[from("2001:db8::/32")], [from("2001:db8:1::/48")]],
    [[from("203.0.113.0/24", "2001:db8::/32")], [from("2001:db8::1/128")]],
    [[from("10.9.9.9/8")], [from("10.1.2.3/16")]],
  ],
  "several conditions": [
    [[], [path("/mcp")]],
    [[path("/mcp")], [path("/mcp"), host("a.example.com")]],
    [
      [host("*.example.com"), path("/mcp*")],
      [path("/mcp"), method("POST"), host("a.example.com")],
    ],
  ],
};

const notCovering: Record<string, Case[]> = {
  paths: [
    [[path("/mcp/*")], [path("/mcp")]],
    [[path("/mcp/x")], [path("/mcp/*")]],
    [[path("/mcp/?")], [path("/mcp/*")]],
    [[path("/mcp")], [path("/MCP")]],
    [[path("/mcp", "/mcp/*")], [path("/mcp*")]],
    [[path("/mcp/*")], [path("/mcp/x", "/other")]],
    [[path("/mcp")], []],
    [[path("/mcp")], [host("a.example.com")]],
    [[path("/a?")], [path("/a*")]],
    [[path("/\\?")], [path("/\\*")]],
  ],
  "paths by regular expressions": [
    [[pathRegex("^/mcp")], [pathRegex("^/mcp$")]],
    [[pathRegex("^/mcp")], [path("/mcp")]],
    [[path("/mcp*")], [pathRegex("^/mcp$")]],
    [[pathRegex("^/MCP$")], [pathRegex("^/mcp$")]],
  ],
  hosts: [
    [[host("a.example.com")], [host("*.example.com")]],
    [[host("a.example.com")], [host("b.example.com")]],
    [[host("a.example.com")], [path("/mcp")]],
    [[host("?.example.com")], [host("*.example.com")]],
    [[hostRegex("^a")], [host("a.example.com")]],
  ],
  headers: [
    [[header("Mcp-Name", "search")], [header("Mcp-Method", "search")]],
    [[header("Mcp-Name", "*")], []],
    [[header("Mcp-Name", "search")], [header("Mcp-Name", "search", "find")]],
    [[headerRegex("Mcp-Name", "a")], [header("Mcp-Name", "a")]],
  ],
  methods: [
    [[method("POST")], [method("POST", "GET")]],
    [[method("POST")], []],
    [[method("POST")], [method("post")]],
    // AWS knows no wildcard in a method.
    [[method("*")], [method("POST")]],
  ],
  queries: [
    [[query({ key: "a", value: "1" })], [query({ value: "1" })]],
    [[query({ key: "a", value: "1" })], [query({ key: "b", value: "1" })]],
    [[query({ value: "*" })], []],
    [[query({ value: "\\*" })], [query({ value: "*" })]],
    [[query({ value: "\\*" })], [query({ value: "a" })]],
    [[query({ value: "\\?" })], [query({ value: "?" })]],
    [[query({ value: "?" })], [query({ value: "*" })]],
    [[query({ value: "1" })], [query({ value: "1" }, { value: "2" })]],
  ],
  sources: [
    [[from("10.1.0.0/16")], [from("10.0.0.0/8")]],
    [[from("10.0.0.0/8")], [from("11.0.0.0/8")]],
    [[from("10.0.0.0/8")], [from("10.0.0.0/8", "2001:db8::/32")]],
    [[from("0.0.0.0/0")], [from("2001:db8::/32")]],
    [[from("::/0")], [from("203.0.113.0/24")]],
    // An IPv4 address may be written as IPv6, and a short prefix then holds far more than the IPv4 block.
    [[from("10.0.0.0/8")], [from("::ffff:10.0.0.0/16")]],
    [[from("0.0.0.0/0")], []],
    [[from("10.0.0.0")], [from("10.0.0.1/32")]],
  ],
  "several conditions": [
    [[path("/mcp"), method("POST")], [path("/mcp")]],
    [
      [path("/mcp"), host("a.example.com")],
      [path("/mcp"), host("b.example.com")],
    ],
    [[header("A", "1"), header("B", "2")], [header("A", "1")]],
  ],
};

/** A condition as a test's name tells it. */
function told(conditions: Condition[]): string {
  const parts = conditions.map(({ kind, values, ...rest }) => {
    const { name = "", regexValues = [] } = rest as { name?: string; regexValues?: string[] };
    return [kind, name, JSON.stringify([...values, ...regexValues])].filter((part) => part !== "").join(" ");
  });
  return parts.length === 0 ? "no condition" : parts.join(" and ");
}

describe("A rule covers a later one", () => {
  for (const [kind, cases] of Object.entries(covering))
    for (const [first, later] of cases)
      it(`of ${kind}: ${told(first)} covers ${told(later)}`, () => {
        expect(covers(rule(...first), rule(...later))).to.be.true;
      });
});

describe("A rule does not surely cover a later one", () => {
  for (const [kind, cases] of Object.entries(notCovering))
    for (const [first, later] of cases)
      it(`of ${kind}: ${told(first)}, and ${told(later)}`, () => {
        expect(covers(rule(...first), rule(...later))).to.be.false;
      });
});

/** Texts of few characters, so that patterns fit each other often. */
const letters = (alphabet: string, maxLength: number) =>
  fc.array(fc.constantFrom(...Array.from(alphabet)), { maxLength }).map((all) => all.join(""));

const chance = fc.array(fc.nat(), { minLength: 16, maxLength: 16 });

/** Draws numbers below a bound, from a list over and over. */
function draws(numbers: number[]): (bound: number) => number {
  let at = 0;
  return (bound) => (numbers[at++ % numbers.length] ?? 0) % bound;
}

/** A text that fits a pattern, its letters in any case where that is asked. */
function fitting(
  pattern: string,
  alphabet: string,
  draw: (bound: number) => number,
  anyCase = false,
): string {
  const one = () => alphabet[draw(alphabet.length)] ?? "";
  return (pattern.match(/\\[*?]|[^]/g) ?? [])
    .map((piece) => {
      if (piece === "*") return Array.from({ length: draw(4) }, one).join("");
      if (piece === "?") return one();
      return anyCase && draw(2) === 1 ? piece.slice(-1).toUpperCase() : piece.slice(-1);
    })
    .join("");
}

/** A pattern, and another that was made of it by putting wildcards in place of some of its characters. */
const related = (pattern: fc.Arbitrary<string>) =>
  fc.tuple(pattern, chance).map(([narrow, numbers]): [wide: string, narrow: string] => {
    const draw = draws(numbers);
    const widened = (narrow.match(/\\[*?]|[^]/g) ?? []).map((piece) => ["*", "?", piece, piece][draw(4)]);
    return [widened.join(""), narrow];
  });

/** Two conditions, the first of which may cover the second. */
type Pair = [first: Condition, later: Condition];

const pairOf = (pattern: fc.Arbitrary<string>, condition: (values: string[]) => Condition) =>
  fc
    .tuple(fc.array(related(pattern), { minLength: 1, maxLength: 2 }), fc.array(pattern, { maxLength: 1 }))
    .map(([both, more]): Pair => [
      condition([...both.map(([wide]) => wide), ...more]),
      condition(both.map(([, narrow]) => narrow)),
    ]);

const pathPattern = letters("ab/.*?", 5).map((text) => `/${text}`);
const hostPattern = letters("ab.*?", 5).map((text) => `${text}.a`);
const valuePattern = letters("aB*?", 4).map((text) => `${text}b`);
const queryPattern = fc
  .array(fc.constantFrom("a", "B", "*", "?", "\\*", "\\?"), { minLength: 1, maxLength: 4 })
  .map((pieces) => pieces.join(""));

const block = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("10.0.0.0", "10.128.0.0", "10.128.64.0", "11.0.0.0"),
      fc.integer({ min: 0, max: 32 }),
    )
    .map(([address, bits]) => `${address}/${bits}`),
  fc
    .tuple(
      fc.constantFrom("2001:db8::", "2001:db8:8000::", "::ffff:10.0.0.0", "::"),
      fc.integer({ min: 0, max: 128 }),
    )
    .map(([address, bits]) => `${address}/${bits}`),
);
const blocks = fc.array(block, { minLength: 1, maxLength: 3 });

const address = fc.oneof(
  fc.constantFrom(
    "10.0.0.0",
    "10.0.0.1",
    "10.128.0.9",
    "10.128.64.3",
    "10.255.0.1",
    "11.0.0.1",
    "203.0.113.7",
  ),
  fc.constantFrom(
    "2001:db8::1",
    "2001:db8:8000::1",
    "2001:dc8::1",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:203.0.113.7",
  ),
);

const queryPair = fc
  .tuple(related(queryPattern), related(queryPattern), fc.nat({ max: 3 }))
  .map(([[wideKey, key], [wideValue, value], which]): Pair => {
    const wide = which % 2 === 0 ? { value: wideValue } : { key: wideKey, value: wideValue };
    const narrow = which === 2 ? { value } : { key, value };
    return [query(wide), query(narrow)];
  });

const pairs: Record<string, fc.Arbitrary<Pair>> = {
  "paths by their patterns": pairOf(pathPattern, (values) => path(...values)),
  "hosts by their patterns": pairOf(hostPattern, (values) => host(...values)),
  "headers by their patterns": pairOf(valuePattern, (values) => header("Mcp-Name", ...values)),
  queries: queryPair,
  methods: fc
    .tuple(
      fc.uniqueArray(fc.constantFrom("GET", "POST", "DELETE"), { minLength: 1 }),
      fc.uniqueArray(fc.constantFrom("GET", "POST", "DELETE"), { minLength: 1 }),
    )
    .map(([first, later]): Pair => [method(...first), method(...later)]),
  "sources by their blocks": fc
    .tuple(blocks, blocks)
    .map(([first, later]): Pair => [from(...first), from(...later)]),
};

/** A request that meets conditions, as far as it can be made of their values. */
function meeting(conditions: Condition[], numbers: number[], sourceIp: string): Request {
  const draw = draws(numbers);
  const any = <T>(values: T[]): T | undefined => values[draw(values.length)];
  const request = aRequest({ sourceIp, path: "/a", headers: [["Host", "b.a"]] });
  for (const condition of conditions) {
    switch (condition.kind) {
      case "path-pattern":
        request.path = fitting(any(condition.values) ?? "/", "ab/.", draw);
        break;
      case "host-header":
        request.headers[0] = ["Host", fitting(any(condition.values) ?? "a", "aB.", draw, true)];
        break;
      case "http-header":
        request.headers.push([condition.name, fitting(any(condition.values) ?? "a", "abB", draw, true)]);
        break;
      case "http-request-method":
        request.method = any(condition.values) ?? "GET";
        break;
      case "query-string": {
        const wanted = any(condition.values);
        const fill = (text = "*") => fitting(text, "ab*?", draw, true);
        request.query = `x&${fill(wanted?.key)}=${fill(wanted?.value)}`;
        break;
      }
      case "source-ip":
        break;
    }
  }
  return request;
}

function takes(one: Rule, request: Request): boolean {
  return decide(aListener({ rules: [one] }), request).rule !== undefined;
}

/** Enough to find what is wrong in patterns of a few characters. */
const RUNS = { numRuns: 1_000, maxSkipsPerRun: 200 };

describe("Of two rules, where the first covers the other", () => {
  for (const [kind, pair] of Object.entries(pairs))
    it(`it takes all that the other takes, of ${kind}`, () => {
      fc.assert(
        fc.property(pair, chance, address, ([first, later], numbers, sourceIp) => {
          fc.pre(covers(rule(first), rule(later)));
          const request = meeting([later], numbers, sourceIp);
          fc.pre(takes(rule(later), request));
          expect(takes(rule(first), request)).to.be.true;
        }),
        RUNS,
      );
    });

  it("it takes all that the other takes, of all kinds together", () => {
    const several = fc
      .tuple(...Object.values(pairs).map((pair) => fc.option(pair, { freq: 2 })))
      .map((all) => all.filter((pair) => pair !== null));
    fc.assert(
      fc.property(several, chance, address, (all, numbers, sourceIp) => {
        const [first, later] = [rule(...all.map(([one]) => one)), rule(...all.map(([, other]) => other))];
        fc.pre(covers(first, later));
        const request = meeting(later.conditions, numbers, sourceIp);
        fc.pre(takes(later, request));
        expect(takes(first, request)).to.be.true;
      }),
      { numRuns: 300, maxSkipsPerRun: 2_000 },
    );
  });

  it("it covers what the other covers", () => {
    const three = fc.tuple(related(pathPattern), chance).map(([[wide, narrow], numbers]) => {
      const draw = draws(numbers);
      const widest = Array.from(wide, (piece) => (draw(3) === 0 ? "*" : piece)).join("");
      return [widest, wide, narrow].map((pattern) => rule(path(pattern))) as [Rule, Rule, Rule];
    });
    fc.assert(
      fc.property(three, ([widest, wide, narrow]) => {
        fc.pre(covers(widest, wide) && covers(wide, narrow));
        // What covers surely need not be seen to, where a `?` stands beside a `*`.
        fc.pre(!widest.conditions.some(({ values }) => JSON.stringify(values).includes("?")));
        expect(covers(widest, narrow)).to.be.true;
      }),
      RUNS,
    );
  });
});

describe("Any rule", () => {
  for (const [kind, pair] of Object.entries(pairs))
    it(`covers itself, of ${kind}`, () => {
      fc.assert(
        fc.property(pair, (both) => {
          for (const each of both) expect(covers(rule(each), rule(each))).to.be.true;
        }),
      );
    });

  it("is covered by a rule without conditions, and by itself with a condition less", () => {
    const several = fc.tuple(...Object.values(pairs)).map((all) => all.map(([one]) => one));
    fc.assert(
      fc.property(several, (conditions) => {
        expect(covers(rule(), rule(...conditions))).to.be.true;
        expect(covers(rule(...conditions.slice(1)), rule(...conditions))).to.be.true;
      }),
    );
  });

  it("is covered by one with a `*` in place of a piece of its path", () => {
    const piece = letters("ab/", 3);
    const narrow = fc.tuple(letters("ab/*", 4), piece, letters("ab/*", 4));
    fc.assert(
      fc.property(narrow, ([before, middle, after]) => {
        const wide = rule(path(`/${before}*${after}`));
        expect(covers(wide, rule(path(`/${before}${middle}${after}`)))).to.be.true;
      }),
    );
  });
});

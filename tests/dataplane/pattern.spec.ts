import { expect } from "chai";
import fc from "fast-check";
import { matchesWildcard, regexMatch, regexProblem } from "../../dataplane/pattern.ts";

const exactCase = { caseSensitive: true };
const anyCase = { caseSensitive: false };

describe("A wildcard pattern", () => {
  const table: [pattern: string, text: string, matches: boolean][] = [
    ["/img/*", "/img/picture.jpg", true],
    ["/img/*", "/img/", true],
    ["/img/*", "/img", false],
    ["/img/*", "/img/a/b/c", true],
    ["/img/*/pics", "/img/x/pics", true],
    ["/img/*/pics", "/img/x/y/pics", true],
    ["/img/*/pics", "/img//pics", true],
    ["/img/*/pics", "/img/pics", false],
    ["/img/*/pics", "/img/x/pics/", false],
    ["/mcp", "/mcp", true],
    ["/mcp", "/mcp/", false],
    ["/mcp", "/mcpx", false],
    ["/mcp", "/MCP", false],
    ["/mcp/*", "/mcp", false],
    ["/mcp*", "/mcp-admin", true],
    ["/mcp?", "/mcp/", true],
    ["/mcp?", "/mcp", false],
    ["/mcp?", "/mcp/x", false],
    ["/a.c", "/abc", false],
    ["/a+b$", "/a+b$", true],
    ["*", "", true],
    ["", "", true],
    ["", "x", false],
    ["?", "", false],
    ["**", "anything", true],
    ["*a*", "bab", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-c-b", false],
  ];
  for (const [pattern, text, matches] of table) {
    it(`"${pattern}" ${matches ? "matches" : "does not match"} "${text}"`, () => {
      expect(matchesWildcard(pattern, text, exactCase)).to.equal(matches);
    });
  }

  it("ignores case where it is asked to", () => {
    expect(matchesWildcard("*.Example.com", "TEST.example.COM", anyCase)).to.be.true;
  });

  it("takes a backslash for itself outside of query strings", () => {
    expect(matchesWildcard("a\\*", "a\\bc", exactCase)).to.be.true;
    expect(matchesWildcard("a\\*", "a*", exactCase)).to.be.false;
  });

  it("takes an escaped wildcard for the character where escapes are on", () => {
    const escapes = { caseSensitive: true, escapes: true };
    expect(matchesWildcard("a\\*b\\?", "a*b?", escapes)).to.be.true;
    expect(matchesWildcard("a\\*b\\?", "axxb?", escapes)).to.be.false;
    expect(matchesWildcard("a\\*b\\?", "a*bx", escapes)).to.be.false;
    expect(matchesWildcard("a\\b", "a\\b", escapes)).to.be.true;
  });

  it("answers at once for five wildcards on a text that nearly fits", () => {
    const started = performance.now();
    expect(matchesWildcard("*a*a*a*a*b", "a".repeat(16_384), exactCase)).to.be.false;
    expect(performance.now() - started).to.be.below(500);
  });

  it("matches what it was made from by putting wildcards in place of characters", () => {
    const pieces = fc.array(
      fc.oneof(
        fc.stringMatching(/^[a-z/]{0,3}$/).map((text) => ({ pattern: text, text })),
        fc.stringMatching(/^[a-z/]$/).map((text) => ({ pattern: "?", text })),
        fc.stringMatching(/^[a-z/]{0,6}$/).map((text) => ({ pattern: "*", text })),
      ),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const pattern = parts.map((part) => part.pattern).join("");
        const text = parts.map((part) => part.text).join("");
        expect(matchesWildcard(pattern, text, exactCase)).to.be.true;
      }),
    );
  });

  it("agrees with the equivalent regular expression", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*?]{0,7}$/), fc.stringMatching(/^[ab]{0,8}$/), (pattern, text) => {
        const regex = new RegExp(
          `^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`.replace(/(\.\*)+/g, ".*"),
        );
        expect(matchesWildcard(pattern, text, exactCase)).to.equal(regex.test(text));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("A regular expression", () => {
  it("matches a prefix unless it ends in $", () => {
    expect(regexMatch("^/mcp", "/mcp/x", exactCase)).to.not.be.null;
    expect(regexMatch("^/mcp$", "/mcp/x", exactCase)).to.be.null;
  });

  it("is held to the start as a whole, all alternatives included, where it is anchored", () => {
    expect(regexMatch("/a|/b", "/x/b", { ...exactCase, anchored: true })).to.be.null;
    expect(regexMatch("/a|/b", "/b/x", { ...exactCase, anchored: true })).to.not.be.null;
  });

  const unsupported = {
    "look-ahead": ["^/(?=mcp)", "^/(?!admin)"],
    "look-behind": ["(?<=/)mcp", "(?<!x)mcp"],
    "atomic groups": ["(?>a+)b"],
    "possessive quantifiers": ["a++", "a*+b", "a?+", "a{1,2}+"],
    "back-references": ["(a)\\1", "(?<x>a)\\k<x>", "(?P<x>a)(?P=x)"],
    "subroutines or recursion": ["(a)(?1)", "(?R)", "(?-1)", "(?+1)", "\\g<1>", "(?&name)"],
    "Unicode character classes": ["\\p{L}+", "[\\p{L}]", "\\P{L}"],
  };
  for (const [feature, sources] of Object.entries(unsupported)) {
    for (const source of sources) {
      it(`${source} matches nothing, since AWS does not support ${feature}`, () => {
        expect(regexProblem(source)).to.deep.equal({ certain: true, why: `AWS does not support ${feature}` });
        expect(regexMatch(source, "/mcp", exactCase)).to.be.null;
      });
    }
  }

  for (const source of [
    "(",
    ")",
    "[",
    "a{2,1}",
    "[b-a]",
    "*a",
    "a**",
    "(?i)mcp(",
    "(?P<name>x",
    "\\",
    "(?",
    "(?i",
  ]) {
    it(`${source} matches nothing, since it is none in any dialect`, () => {
      expect(regexProblem(source)).to.deep.equal({
        certain: true,
        why: "it is not a regular expression: a bracket lacks its other half, or a quantifier what it repeats",
      });
      expect(regexMatch(source, "/mcp", exactCase)).to.be.null;
    });
  }

  for (const source of [
    "(?i)mcp",
    "(?i-s:mcp)\\(",
    "\\A/mcp\\Z",
    "[[:alpha:]]+",
    "(?P<name>x)",
    "(?'name'x)",
    "(?#a comment)x",
    "(?|a|b)",
    "(?<x>a)(?<x>b)",
    "\\Q(\\E",
  ]) {
    it(`${source} matches nothing and does not throw, and the model does not claim to know`, () => {
      expect(regexProblem(source)).to.deep.equal({
        certain: false,
        why: "it is written in a dialect that is not modelled",
      });
      expect(regexMatch(source, "/mcp", exactCase)).to.be.null;
    });
  }

  for (const source of [
    "^/mcp(/.*)?$",
    "\\++",
    "[+*?]+",
    "\\(\\?=x",
    "[(?=]+",
    "(?:a|b)+",
    "a+?",
    "(?<year>\\d)",
    "\\\\1",
  ]) {
    it(`${source} is usable`, () => {
      expect(regexProblem(source)).to.be.undefined;
    });
  }

  it("never throws, whatever it is made of", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab()[\]{}?*+|\\^$<>=!:1pk-]{0,12}$/), (source) => {
        expect(() => regexMatch(source, "ab", exactCase)).to.not.throw();
      }),
      { numRuns: 1000 },
    );
  });
});

import { expect } from "chai";
import fc from "fast-check";
import { matchesWildcard, regexMatch } from "../../../dataplane/pattern.ts";
import { regexText, wildcardText } from "../../../rehearsal/client/fittingText.ts";

describe("a text for a wildcard pattern", () => {
  it("has a letter for each wildcard", () => {
    expect(wildcardText("a*b?c")).to.equal("axbxc");
  });

  it("has the characters themselves where a query escapes them", () => {
    expect(wildcardText("\\*\\?*", { escapes: true })).to.equal("*?x");
  });

  it("fits it, whatever it is", () => {
    const piece = fc.constantFrom("a", "*", "?", "\\", "-", "1", "\\*", "\\?");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, escapes) => {
        const pattern = pieces.join("");
        expect(matchesWildcard(pattern, wildcardText(pattern, { escapes }), { caseSensitive: true, escapes }))
          .to.be.true;
      }),
    );
  });
});

describe("a text for a regular expression", () => {
  for (const [source, text] of [
    ["on", "on"],
    ["^on$", "on"],
    ["^(on|off)$", "on"],
    ["^(?:a|b)(c|d(e|f))+$", "ac"],
    ["a|b", "a"],
    ["^v\\d+\\.\\d{2}$", "v1.11"],
    ["^[bc][a-z]*$", "ba"],
    ["^[\\d-]{1,3}$", "1"],
    ["^Claude/.*$", "Claude/x"],
    ["^\\(x\\)\\w?$", "(x)x"],
    ["^a\\sb$", "a b"],
  ] as const) {
    it(`is ${JSON.stringify(text)} for ${source}, which fits`, () => {
      expect(regexText(source)).to.equal(text);
      expect(regexMatch(source, text, { caseSensitive: true })).not.to.equal(null);
    });
  }

  it("does not grow without end", () => {
    expect(regexText("^(x{999999999}){999999999}$").length).to.be.lessThan(10_000);
  });

  it("is some text, whatever the expression", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (source) => {
        expect(regexText(source)).to.be.a("string");
      }),
    );
  });
});

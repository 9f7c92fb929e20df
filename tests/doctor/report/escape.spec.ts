import { expect } from "chai";
import fc from "fast-check";
import {
  cut,
  escapeJson,
  escapeMarkup,
  markdownCode,
  markdownFence,
  markdownProse,
  markupProse,
  visible,
} from "../../../doctor/report/escape.ts";
import { HOSTILE } from "./samples.ts";

/** Everything that no output may hold as it came. Told by numbers, not by the properties that the code goes by. */
const RAW =
  /[\0-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\uffff\ufffe\u{e0000}-\u{e0fff}\ud800-\udfff]/u;

/** Texts of any code units, lone surrogates among them, and of what hostile answers are made of. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        "`",
        "``",
        "```",
        "|",
        "\\",
        "<",
        ">",
        "&",
        '"',
        "'",
        "@all",
        "#1",
        "]]>",
        "<!--",
        " ",
        "\n",
        "\r",
      ),
      fc.constantFrom(
        "word",
        "https://evil.example",
        "[a](b)",
        "![a](b)",
        "&lt;",
        "\x1b[2J",
        "\u202e",
        HOSTILE,
      ),
    ),
  )
  .map((parts) => parts.join(""));

/** Asserts a property of whatever may come. */
function holds(property: (text: string) => void): void {
  fc.assert(fc.property(hostile, property), { numRuns: 500 });
}

describe("Text of the far side, made visible", () => {
  const table: [text: string, shown: string][] = [
    ["plain text, Ünïcödé, 日本語 🙂", "plain text, Ünïcödé, 日本語 🙂"],
    ["a\nb\rc\td", "a\\nb\\rc\\td"],
    ["\0\x1b[31m\x7f\x9b", "\\x00\\x1b[31m\\x7f\\x9b"],
    ["\u202eabc\u2069", "\\u202eabc\\u2069"],
    ["a\u200bb\ufeff", "a\\u200bb\\ufeff"],
    ["\u{e0041}\ud800", "\\u{e0041}\\ud800"],
    ["\u2028", "\\u2028"],
    ["\x1f \x20~\x7e\xa0", "\\x1f  ~~\xa0"],
    ["C:\\new", "C:\\new"],
  ];
  for (const [text, shown] of table)
    it(`shows ${JSON.stringify(text)} as ${shown}`, () => {
      expect(visible(text)).to.equal(shown);
    });

  it("holds nothing that is not seen, whatever came", () => {
    holds((text) => {
      expect(visible(text)).not.to.match(RAW);
    });
  });

  it("is not changed by being made visible again", () => {
    holds((text) => {
      expect(visible(visible(text))).to.equal(visible(text));
    });
  });
});

describe("A text that is cut", () => {
  it("stays whole where it just fits", () => {
    expect(cut("a".repeat(30), 30)).to.equal("a".repeat(30));
  });

  it("says how many characters it had where it has one too many", () => {
    expect(cut("a".repeat(31), 30)).to.equal(`${"a".repeat(13)}… (31 characters)`);
  });

  it("counts characters, and cuts none in two", () => {
    expect(cut("🙂".repeat(31), 30)).to.equal(`${"🙂".repeat(13)}… (31 characters)`);
  });

  it("is never longer than it may be", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 30, max: 200 }), (text, length) => {
        expect(Array.from(cut(text, length)).length).to.be.at.most(length);
      }),
    );
  });
});

describe("Text within HTML and XML", () => {
  it("has entities for what opens and closes", () => {
    expect(escapeMarkup(`<a href="x" id='y'>&amp;]]>`)).to.equal(
      "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;]]&gt;",
    );
  });

  it("holds no bracket, quote, control, or ampersand of its own, whatever came", () => {
    holds((text) => {
      const markup = escapeMarkup(text);
      expect(markup).not.to.match(/[<>"']/);
      expect(markup).not.to.match(RAW);
      expect(markup.replace(/&(?:amp|lt|gt|quot|#39);/g, "")).not.to.include("&");
    });
  });

  it("says the same once it is read", () => {
    const read = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
    holds((text) => {
      const markup = escapeMarkup(text);
      expect(markup.replace(/&[^;]+;/g, (entity) => read[entity as keyof typeof read])).to.equal(
        visible(text),
      );
    });
  });

  it("has code where there were backticks, and no other element", () => {
    expect(markupProse("Set `a < b` and ` it")).to.equal("Set <code>a &lt; b</code> and ` it");
    holds((text) => {
      expect(markupProse(text).replace(/<code>[^<>]+<\/code>/g, "")).not.to.match(/[<>"']/);
    });
  });
});

describe("Text within JSON", () => {
  it("is escaped, and means the same", () => {
    // Half a pair is not followed by `\u{`: Node's own TypeScript loader takes that for the other half, and refuses it.
    const text = 'a"\u009b\u202e\u2028\u{e0041}\ud800\x7f';
    const json = escapeJson(JSON.stringify({ text }, null, 2));
    expect(json).to.equal('{\n  "text": "a\\"\\u009b\\u202e\\u2028\\udb40\\udc41\\ud800\\u007f"\n}');
    expect(JSON.parse(json)).to.deep.equal({ text });
  });

  it("holds nothing that is not seen, and means the same, whatever came", () => {
    holds((text) => {
      const json = escapeJson(JSON.stringify(text));
      expect(json).not.to.match(RAW);
      expect(JSON.parse(json)).to.equal(text);
    });
  });
});

describe("Text within Markdown", () => {
  it("is a code span without a backtick or a pipe in it", () => {
    expect(markdownCode("a|b`c@d<e>")).to.equal("`a\\x7cb\\x60c@d<e>`");
  });

  it("is nothing where it is empty", () => {
    expect(markdownCode("")).to.equal("");
  });

  it("is one span, whatever came", () => {
    holds((text) => {
      expect(markdownCode(text)).to.match(/^(?:`[^`|]+`)?$/u);
      expect(markdownCode(text)).not.to.match(RAW);
    });
  });

  const sentences: [text: string, markdown: string][] = [
    ["It works, but for 1.5 s (or so): see TLS.", "It works, but for 1.5 s (or so): see TLS."],
    ["Ask https://evil.example, or @all.", "Ask `https://evil.example`, or `@all`."],
    ["Set `proxy_buffering off;` there.", "Set `proxy_buffering off;` there."],
    ["see *this* _there_ now", "see `*this* _there_` now"],
    ["(`--idle`)", "(`--idle`)"],
    ["`a``b` c", "`ab` c"],
    ["`a`/b", "`a/b`"],
    ["one ` alone", "one `\\x60` alone"],
    ["www.evil.example a@b.example GH-12 #12", "`www.evil.example a@b.example GH-12 #12`"],
    ["a | b", "a `\\x7c` b"],
    ["<!-- x", "`<!--` x"],
    ["a\\", "`a\\`"],
    ["\u1680 a\u00a0b", "`\u1680 a\u00a0b`"],
  ];
  for (const [text, markdown] of sentences)
    it(`writes ${JSON.stringify(text)} as ${JSON.stringify(markdown)}`, () => {
      expect(markdownProse(text)).to.equal(markdown);
    });

  it("has nothing but words and their punctuation outside of code spans, whatever came", () => {
    holds((text) => {
      const markdown = markdownProse(text);
      expect(markdown).not.to.include("``");
      expect(markdown).not.to.match(RAW);
      expect(markdown.replace(/`[^`|]+`/gu, "")).to.match(/^[\p{L}\p{M}\d ("'’“”.,;:?!…)—–→-]*$/u);
    });
  });

  it("has a fence that no line in it closes, and that the parser of GitHub counts, whatever came", () => {
    fc.assert(
      fc.property(fc.array(hostile), (lines) => {
        const [opening = "", ...rest] = markdownFence(lines).split("\n");
        const fence = opening.slice(0, -"text".length);
        expect(fence).to.match(/^`{3,}$/);
        expect(fence.length).to.be.below(255);
        expect(rest.pop()).to.equal(fence);
        expect(rest.length).to.equal(lines.length);
        for (const line of rest) expect(line).not.to.include(fence);
        expect(rest.join("")).not.to.match(RAW);
      }),
    );
  });

  it("has a fence longer than the backticks in it, of three at least", () => {
    expect(markdownFence(["a", "```", "b````c"])).to.equal("`````text\na\n```\nb````c\n`````");
    expect(markdownFence(["`"])).to.equal("```text\n`\n```");
  });

  it("is cut where a line of a fence, a sentence or a code span is too long", () => {
    expect(markdownFence(["`".repeat(300)])).to.include("… (300 characters)");
    expect(markdownProse("a".repeat(1001))).to.match(/a… \(1001 characters\)$/);
    expect(markdownCode("a".repeat(1001))).to.match(/a… \(1001 characters\)`$/);
  });
});

import { expect } from "chai";
import { hiding, secretsOf } from "../../../doctor/exchange/hide.ts";

const TOKEN = "s3cr3t.t0k3n/with+more==";

describe("A token in what the far side says", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  for (const [how, text] of [
    ["as it is", TOKEN],
    ["in a URL", encodeURIComponent(TOKEN)],
    ["in a URL, in small letters", TOKEN.replace("/", "%2f").replace("+", "%2b").replaceAll("=", "%3d")],
    ["in JSON, with its slash escaped", TOKEN.replace("/", "\\/")],
    ["in JSON, with its plus escaped", TOKEN.replace("+", "\\u002B")],
    ["in JSON, with its equals signs escaped", TOKEN.replaceAll("=", "\\u003d")],
  ] as const)
    it(`is hidden ${how}`, () => {
      expect(hiding([TOKEN])(`Bearer ${text}, and ${text}.`)).to.equal("Bearer [token], and [token].");
    });

  for (const around of ["", "a", "ab", "user:", "Bearer "])
    for (const encoding of ["base64", "base64url"] as const)
      it(`is hidden in the ${encoding} of ${JSON.stringify(around)} and itself`, () => {
        // Two bytes may be in the characters at the ends, which others have a part in.
        const said = hiding([TOKEN])(Buffer.from(`${around}${TOKEN}!`).toString(encoding));
        expect(said).to.match(/^[\w+/-]*\[token\][\w+/=-]{0,4}$/);
        expect(said.replace("[token]", "")).to.have.length.at.most(base64(around).length + 5);
      });

  it("is hidden where it has several kilobytes", () => {
    const long = TOKEN.repeat(1000);
    expect(hiding([long])(`<${long}>`)).to.equal("<[token]>");
  });

  it("leaves everything else as it is", () => {
    const text = `s3cr3t.t0k3n/with+more ${base64("another token, and none")}`;
    expect(hiding([TOKEN])(text)).to.equal(text);
  });

  it("is nothing where there is none", () => {
    expect(hiding([])("undefined")).to.equal("undefined");
  });

  it("hides every secret that it is given", () => {
    expect(hiding(["one-secret", "other-secret"])("one-secret, other-secret")).to.equal("[token], [token]");
  });
});

describe("The secrets of a URL", () => {
  const of = (query: string) => secretsOf(new URL(`https://mcp.example.com/mcp${query}`));

  it("are the values of parameters that are called so", () => {
    expect(of("?api_key=12345678&page=12345678&access_token=abcdefgh&X-Sig=s1gn%2Fture")).to.deep.equal([
      "12345678",
      "abcdefgh",
      "s1gn/ture",
    ]);
  });

  it("are no short words, which would be hidden everywhere", () => {
    expect(of("?key=1234567")).to.deep.equal([]);
    expect(of("")).to.deep.equal([]);
  });
});

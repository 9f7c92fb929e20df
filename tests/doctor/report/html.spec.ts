import { expect } from "chai";
import { reportHtml } from "../../../doctor/report/html.ts";
import type { Report } from "../../../doctor/report/report.ts";
import { SAMPLES, SAMPLE_NAMES, rung } from "./samples.ts";
import { type Element, all, parse } from "./wellFormed.ts";

const AT = new Date("2026-01-02T03:04:05.000Z");

/** The page's elements. */
function page(report: Report): Element[] {
  const html = reportHtml(report, { at: AT });
  const type = "<!doctype html>\n";
  expect(html.startsWith(type)).to.be.true;
  // The style sheet and the policy have quotes of their own, which the small parser does not know.
  const markup = html.slice(type.length).replace(/<style>[^<]*<\/style>/, "<style></style>");
  return all(parse(markup, ["meta", "br"]));
}

/** The text of all elements of a name and class. */
function texts(elements: readonly Element[], name: string, looks?: string): string[] {
  return elements
    .filter((each) => each.name === name && (looks === undefined || each.attributes["class"] === looks))
    .map((each) =>
      all(each)
        .map(({ text }) => text)
        .join(""),
    );
}

/** Every element that a page may have: none of them runs or loads anything. */
const ELEMENTS =
  "html head meta title style body h1 h2 h3 section article dl dt dd p strong code pre span time div a br table thead tbody tr th td svg rect path text".split(
    " ",
  );

/** Every attribute that a page may have. */
const ATTRIBUTES =
  "lang charset http-equiv content name class scope href rel viewBox width height role aria-label x y rx d".split(
    " ",
  );

describe("The report as a page", () => {
  for (const sample of SAMPLE_NAMES) {
    it(`is well-formed, and has only elements and attributes that load and run nothing, of ${sample}`, () => {
      const elements = page(SAMPLES[sample]);
      for (const { name, attributes } of elements) {
        expect(ELEMENTS).to.include(name);
        for (const attribute of Object.keys(attributes)) expect(ATTRIBUTES).to.include(attribute);
      }
      const links = elements.filter(({ attributes }) => "href" in attributes);
      expect(
        links.every(({ name, attributes }) => name === "a" && attributes["href"]!.startsWith("https://")),
      ).to.be.true;
    });

    it(`holds no script and no style sheet but its own, of ${sample}`, () => {
      const html = reportHtml(SAMPLES[sample], { at: AT });
      expect(html).not.to.match(/<script|<link|<img|<iframe/i);
      expect(html.match(/<style>/g)).to.have.length(1);
      expect(/<style>([^<]*)<\/style>/.exec(html)?.[1]).not.to.match(/url\(|@import|@font-face|https?:/);
    });
  }

  it("forbids what it does not need", () => {
    const [policy] = page(SAMPLES.works).filter(({ attributes }) => "http-equiv" in attributes);
    expect(policy!.attributes).to.deep.equal({
      "http-equiv": "Content-Security-Policy",
      content: "default-src 'none'; style-src 'unsafe-inline'",
    });
  });

  it("is good on paper and in the dark", () => {
    const html = reportHtml(SAMPLES.works, { at: AT });
    expect(html).to.include("@media print {").and.to.include("@media (prefers-color-scheme: dark) {");
  });

  it("has the URL, the day, the verdict and the remedy", () => {
    const elements = page(SAMPLES.degraded);
    expect(texts(elements, "h1")).to.deep.equal([
      "degraded: the Application Load Balancer cuts a silent stream after 60 s",
    ]);
    expect(texts(elements, "dd").slice(0, 5)).to.deep.equal([
      "https://demo.quiltdata.com/mcp",
      "2026-01-02T03:04:05.000Z",
      "the Application Load Balancer",
      "idle.short",
      "Set idle_timeout.timeout_seconds of the load balancer to 4000.",
    ]);
  });

  it("marks the first broken rung, and no other", () => {
    const hops = SAMPLES.broken.hops.map((hop) => ({
      ...hop,
      rungs: [rung("path", "broken", "405"), rung("idle", "broken", "60 s")],
    }));
    expect(texts(page({ ...SAMPLES.broken, hops }), "tr", "first")).to.deep.equal(["Pathbroken405"]);
    expect(texts(page(SAMPLES.works), "tr", "first")).to.deep.equal([]);
  });

  it("links to no source that is not on the web", () => {
    const links = page(SAMPLES.hostile).filter(({ name }) => name === "a");
    expect(links).to.have.length(1);
    expect(links[0]!.attributes["href"]).to.match(/^https:\/\/evil\.example\/"onclick=/);
  });
});

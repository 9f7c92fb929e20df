import { expect } from "chai";
import { reportMarkdown } from "../../../doctor/report/markdown.ts";
import { SAMPLES, SAMPLE_NAMES } from "./samples.ts";

/** The lines of HTML that the output has itself; Markdown means nothing in them, up to the next empty line. */
const OWN_HTML =
  /^(?:<details(?: open)?>|<\/details>|<summary>\w+: <code>[^<>]*<\/code>(?: <code>[^<>]*<\/code>)?<\/summary>)$/gm;

/** The Markdown without its own HTML and without what stands in fences and code spans: what is left has a meaning. */
function bare(markdown: string): string {
  return markdown
    .replace(OWN_HTML, "")
    .replace(/^(`{3,})text\n[^]*?\n\1$/gm, "")
    .replace(/`[^`\n]+`/g, "");
}

describe("The report as a step summary", () => {
  it("begins with the verdict, and has the remedy behind it", () => {
    expect(reportMarkdown(SAMPLES.degraded).split("\n").slice(0, 7)).to.deep.equal([
      "## ⚠️ degraded: the Application Load Balancer cuts a silent stream after 60 s",
      "",
      "- **URL:** `https://demo.quiltdata.com/mcp`",
      "- **Layer:** the Application Load Balancer",
      "- **Cause:** `idle.short`",
      "- **Remedy:** Set `idle_timeout.timeout_seconds` of the load balancer to 4000.",
      "",
    ]);
  });

  it("unfolds the primary finding alone", () => {
    const markdown = reportMarkdown(SAMPLES.broken);
    expect(markdown.match(/^<details.*>$/gm)).to.deep.equal(["<details open>", "<details>"]);
  });

  it("unfolds nothing where no finding is primary", () => {
    const markdown = reportMarkdown({ ...SAMPLES.works, findings: SAMPLES.degraded.findings });
    expect(markdown.match(/^<details.*>$/gm)).to.deep.equal(["<details>", "<details>"]);
  });

  it("has no section for findings or clients where there are none", () => {
    const markdown = reportMarkdown({ ...SAMPLES.works, clients: [] });
    expect(markdown.match(/^#+ .*$/gm)).to.deep.equal([
      "## ✅ works: every rung that was examined works",
      "### Rungs",
    ]);
  });

  for (const sample of SAMPLE_NAMES) {
    it(`has no element, link, image or mention but its own, of ${sample}`, () => {
      const text = bare(reportMarkdown(SAMPLES[sample]));
      expect(text).not.to.match(/[<>@[\]`]|:\/\/|www\./);
    });

    it(`has as many cells in each row of a table as in its head, of ${sample}`, () => {
      const rows = bare(reportMarkdown(SAMPLES[sample])).match(/^\|.*$/gm) ?? [];
      const cells = rows.map((row) => row.split("|").length - 2);
      const clients = SAMPLES[sample].clients.length + 2;
      expect(cells.slice(0, -clients).every((count) => count === 4)).to.be.true;
      expect(cells.slice(-clients)).to.deep.equal(Array(clients).fill(3));
    });
  }

  it("has every line of evidence in a fence", () => {
    const text = bare(reportMarkdown(SAMPLES.hostile));
    expect(text.match(/^#+ .*$/gm)?.slice(1)).to.deep.equal(["### Rungs", "### Findings", "### Clients"]);
  });
});

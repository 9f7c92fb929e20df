import { expect } from "chai";
import type { Layer } from "../../../doctor/layers.ts";
import { picture } from "../../../doctor/report/picture.ts";
import type { Report, SeenLayer } from "../../../doctor/report/report.ts";
import { MISSING, SAMPLES } from "./samples.ts";
import { type Element, parse } from "./wellFormed.ts";

/** The names in the boxes of all rows, in order. */
function names(report: Report): string[] {
  return ofClass(report, "text", "name").map(({ text }) => text);
}

/** Elements of the picture with a class. */
function ofClass(report: Report, name: string, looks: string): Element[] {
  return parse(picture(report)).children.filter(
    (each) => each.name === name && each.attributes["class"] === looks,
  );
}

/** A report of one hop with these layers seen, and a guilty one. */
function reportOf(seen: Layer[], guilty: Layer | null): Report {
  const layers: SeenLayer[] = seen.map((layer) => ({ layer, mark: `mark of ${layer}`, answered: false }));
  return {
    ...SAMPLES.broken,
    layer: guilty,
    findings: [{ ...MISSING, evidence: [] }],
    hops: [{ ...SAMPLES.broken.hops[0]!, layers }],
  };
}

describe("The picture of the way", () => {
  it("goes from the caller through the layers to the server", () => {
    expect(names(reportOf(["cloudfront", "alb"], null))).to.deep.equal([
      "caller's own side",
      "CloudFront",
      "Application Load Balancer",
      "MCP server",
    ]);
  });

  const places: [seen: Layer[], guilty: Layer, names: string[]][] = [
    [["cloudfront", "nginx"], "nginx", ["caller's own side", "CloudFront", "▶ nginx", "MCP server"]],
    [
      ["cloudfront", "server"],
      "alb",
      ["caller's own side", "CloudFront", "▶ Application Load Balancer", "MCP server"],
    ],
    [["nginx"], "dns", ["caller's own side", "▶ DNS", "nginx", "MCP server"]],
    [[], "frontend", ["caller's own side", "▶ frontend", "MCP server"]],
    [["server"], "server", ["caller's own side", "▶ MCP server"]],
    [["nginx"], "caller", ["▶ caller's own side", "nginx", "MCP server"]],
    [["nginx"], "server", ["caller's own side", "nginx", "▶ MCP server"]],
  ];
  for (const [seen, guilty, expected] of places)
    it(`marks ${guilty} where it broke, with ${seen.join(" and ") || "nothing"} seen`, () => {
      expect(names(reportOf(seen, guilty))).to.deep.equal(expected);
      expect(ofClass(reportOf(seen, guilty), "rect", "box guilty broken")).to.have.length(1);
    });

  it("dashes what a broken way does not reach", () => {
    const report = reportOf(["cloudfront", "nginx"], "cloudfront");
    expect(ofClass(report, "rect", "box unreached")).to.have.length(2);
    expect(ofClass(report, "path", "arrow unreached")).to.have.length(2);
    expect(ofClass(report, "path", "arrow")).to.have.length(1);
  });

  it("dashes nothing where clients still work", () => {
    const report: Report = { ...reportOf(["cloudfront", "nginx"], "cloudfront"), verdict: "degraded" };
    expect(ofClass(report, "rect", "box unreached")).to.deep.equal([]);
    expect(ofClass(report, "rect", "box guilty degraded")).to.have.length(1);
  });

  it("has a row a hop, and marks the layer at the hop of the primary finding alone", () => {
    expect(ofClass(SAMPLES.broken, "text", "caption").map(({ text }) => text)).to.deep.equal([
      "public: https://demo.quiltdata.com/mcp",
      "origin: http://10.0.0.5:8000/mcp",
    ]);
    expect(names(SAMPLES.broken).filter((name) => name.startsWith("▶"))).to.deep.equal(["▶ nginx"]);
  });

  it("says in words what it shows", () => {
    expect(parse(picture(SAMPLES.broken)).attributes["aria-label"]).to.equal(
      "public: caller's own side, CloudFront, nginx (here), MCP server; origin: caller's own side, MCP server",
    );
  });

  it("keeps the texts within their boxes", () => {
    for (const { text } of ofClass(SAMPLES.hostile, "text", "mark"))
      expect(Array.from(text).length).to.equal(27);
    for (const { text } of ofClass(SAMPLES.hostile, "text", "caption"))
      expect(Array.from(text).length).to.be.at.most(60);
  });
});

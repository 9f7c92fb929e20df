import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { COMPARED, type Comparison, FILE } from "./comparison.ts";
import { TOOLS } from "./tools.ts";

describe("the comparison with other tools", () => {
  let comparison: Comparison;
  before(async () => {
    comparison = JSON.parse(await readFile(FILE, "utf8")) as Comparison;
  });

  it("has what every tool said of every fault (npm run comparison)", () => {
    expect(Object.keys(comparison.routes)).to.deep.equal(COMPARED.map(({ id }) => id));
    for (const [id, said] of Object.entries(comparison.routes))
      expect(Object.keys(said), id).to.deep.equal(TOOLS.map(({ name }) => name));
  });

  it("was made with the versions that it names", () => {
    const versions = Object.entries(comparison.tools).map(([name, { version }]) => [name, version]);
    expect(versions).to.deep.equal(TOOLS.map(({ name, version }) => [name, version]));
  });

  it("has no line that holds a token", () => {
    expect(JSON.stringify(comparison)).not.to.match(/eyJ[\w-]+\.[\w-]+\./);
  });
});

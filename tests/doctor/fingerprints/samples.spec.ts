import { expect } from "chai";
import { fingerprint } from "../../../doctor/fingerprints/match.ts";
import { markOf } from "../../../doctor/fingerprints/mark.ts";
import { readable } from "../../../doctor/fingerprints/readable.ts";
import type { Row } from "../../../doctor/fingerprints/row.ts";
import { TABLE } from "../../../doctor/fingerprints/table.ts";
import { layersOf } from "./sample.ts";
import type { Sample } from "./sample.ts";
import { SAMPLES } from "./samples.ts";

describe("the samples of fingerprints", () => {
  for (const sample of SAMPLES) {
    it(`tells who sent ${sample.name}: ${sample.what}`, () => {
      const { answeredBy, layers } = fingerprint(sample.answer);
      const told =
        answeredBy === null ? null : { layer: answeredBy.layer, row: answeredBy.row, mark: answeredBy.mark };
      expect(told).to.deep.equal(sample.answeredBy);
      expect(layers).to.deep.equal(layersOf(sample));
    });
  }

  it("have names of their own", () => {
    expect(SAMPLES.map(({ name }) => name)).to.have.length(new Set(SAMPLES.map(({ name }) => name)).size);
  });

  it("say where they come from", () => {
    expect(SAMPLES.filter(({ source }) => !source.startsWith("https://"))).to.deep.equal([]);
  });
});

describe("the table of fingerprints", () => {
  for (const row of TABLE) {
    it(`has a sample for ${row.id}`, () => {
      expect(SAMPLES.some((sample) => shows(sample, row))).to.equal(true);
    });
  }

  it("has ids that no two rows share", () => {
    expect(TABLE.map(({ id }) => id)).to.have.length(new Set(TABLE.map(({ id }) => id)).size);
  });

  it("says where each row comes from", () => {
    expect(TABLE.filter(({ source }) => !source.startsWith("https://"))).to.deep.equal([]);
  });

  it("lets no broad row say who answered", () => {
    expect(TABLE.filter(({ means, strength }) => means === "answered" && strength === "broad")).to.deep.equal(
      [],
    );
  });

  it("writes headers in lower case, as they are looked up", () => {
    const names = TABLE.flatMap(({ matches }) =>
      matches.flatMap(({ headers, without }) => [...Object.keys(headers ?? {}), ...(without ?? [])]),
    );
    expect(names.filter((name) => name !== name.toLowerCase())).to.deep.equal([]);
  });
});

/** Whether a sample is named by a row: as who answered, or as a layer that passed it on by that row's mark. */
function shows(sample: Sample, row: Row): boolean {
  if (row.means === "answered") return sample.answeredBy?.row === row.id;
  const mark = markOf(row, readable(sample.answer));
  return (
    mark !== null &&
    sample.passedBy.some(
      (seen) => seen.layer === row.layer && seen.mark.split(", ").some((each) => mark.startsWith(each)),
    )
  );
}

import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { OUTPUTS, doctorGoldenFile } from "../../golden/doctor.ts";
import { SAMPLES, SAMPLE_NAMES } from "./samples.ts";

describe("An output of the doctor", () => {
  for (const sample of SAMPLE_NAMES)
    for (const [extension, output] of Object.entries(OUTPUTS))
      it(`is what the golden file ${sample}.${extension} holds (npm run golden refreshes it)`, async () => {
        expect(output(SAMPLES[sample])).to.equal(await readFile(doctorGoldenFile(sample, extension), "utf8"));
      });

  for (const [extension, output] of Object.entries(OUTPUTS))
    it(`holds nothing in ${extension} that is not seen, of the most hostile report`, () => {
      const text = output(SAMPLES.hostile).replaceAll("\n", "");
      expect(text).not.to.match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    });
});

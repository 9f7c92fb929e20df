import { readFileSync } from "node:fs";
import { expect } from "chai";
import { CAUSES } from "../../doctor/causes/causes.ts";
import { FAULTS } from "../doctor/bed/faults.ts";
import { faultsPage, PAGE } from "./doctorFaults.ts";

describe("docs/doctor-faults.md", () => {
  it("has the bed's own table (npm run golden)", () => {
    expect(readFileSync(PAGE, "utf8")).to.equal(faultsPage());
  });

  it("names causes that there are", () => {
    const named = FAULTS.flatMap(({ cause, awsCause }) => [
      cause,
      ...(awsCause === undefined ? [] : [awsCause]),
    ]);
    expect(named.filter((cause) => !(cause in CAUSES))).to.deep.equal([]);
  });
});

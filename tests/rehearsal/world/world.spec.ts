import { expect } from "chai";
import { unmodelled } from "../../../rehearsal/world/world.ts";
import { worldOf } from "../supportWorld.ts";

/** What the model leaves out of a balancer with these attributes. */
function leftOut(attributes: Record<string, string>): string[] {
  const Attributes = Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
  return unmodelled({ ...worldOf(), attributes: { Attributes } });
}

describe("what the model leaves out of a balancer", () => {
  it("is nothing where AWS's defaults hold, listed or not", () => {
    expect(leftOut({})).to.deep.equal([]);
    expect(leftOut({ "routing.http.xff_header_processing.mode": "append" })).to.deep.equal([]);
  });

  it("is an attribute that is set otherwise", () => {
    expect(leftOut({ "routing.http.xff_header_processing.mode": "remove" })).to.deep.equal([
      "the balancer's attribute routing.http.xff_header_processing.mode, which is remove",
    ]);
  });
});

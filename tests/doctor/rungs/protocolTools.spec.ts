import { expect } from "chai";
import { protocol } from "../../../doctor/rungs/protocol.ts";
import { answered, OPENED, sight } from "./sight.ts";

function listed(...names: string[]) {
  const result = { tools: names.map((name) => ({ name })) };
  return answered("tools-list", { json: { jsonrpc: "2.0", id: 1, result } });
}

describe("the tools that the rung of the protocol counts", () => {
  for (const [names, says] of [
    [[], "0 tools"],
    [["a"], "1 tool"],
    [["a", "b"], "2 tools"],
  ] as const)
    it(`counts ${says}`, () => {
      const { says: said } = protocol.judge(sight([OPENED, listed(...names)]));
      expect(said).to.equal(`sessions' era (of no version), ${says}`);
    });

  it("says how many tools are missing", () => {
    const { findings } = protocol.judge(sight([OPENED, listed("a")], { promised: { tools: 3 } }));
    expect(findings[0]?.says).to.equal("POST (tools/list) names 1 tool, and 3 are promised");
  });
});

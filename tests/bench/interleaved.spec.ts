import { expect } from "chai";
import { interleaved } from "../../bench/interleaved.ts";

describe("interleaved measurements", () => {
  /** The order in which they are taken, and what they come to. */
  async function taken(rounds: number) {
    const order: string[] = [];
    const measurement = (name: string) => () => Promise.resolve(order.push(name));
    const results = await interleaved(rounds, {
      a: measurement("a"),
      b: measurement("b"),
      c: measurement("c"),
    });
    return { order: order.join(""), results };
  }

  it("are taken in turn, and every other round backwards", async () => {
    expect((await taken(3)).order).to.equal("abccbaabc");
  });

  it("come one entry a round, in the order of the rounds", async () => {
    expect((await taken(2)).results).to.deep.equal({ a: [1, 6], b: [2, 5], c: [3, 4] });
  });

  it("are none without a round", async () => {
    expect((await taken(0)).results).to.deep.equal({ a: [], b: [], c: [] });
  });

  it("wait for each other", async () => {
    let open = 0;
    const alone = async () => {
      expect(++open).to.equal(1);
      await Promise.resolve();
      open--;
    };
    await interleaved(2, { one: alone, other: alone });
  });

  it("end with the first that fails", async () => {
    let after = 0;
    const failed = await interleaved(1, {
      fails: () => Promise.reject(new Error("broken")),
      follows: () => Promise.resolve(after++),
    }).catch((error: unknown) => (error as Error).message);
    expect([failed, after]).to.deep.equal(["broken", 0]);
  });
});

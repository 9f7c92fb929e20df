import { expect } from "chai";
import { readStack } from "../../../doctor/stack/readStack.ts";
import { UsageError } from "../../../doctor/usageError.ts";

const signal = new AbortController().signal;

/** What is made of a stack whose outputs are these. */
function read(outputs: unknown) {
  return readStack("prod", signal, () => Promise.resolve(JSON.stringify(outputs)));
}

/** The message with which a stack is refused. */
async function refused(reading: Promise<unknown>): Promise<string> {
  try {
    await reading;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error("It was not refused.");
}

describe("A stack's outputs", () => {
  it("tell the URL and what is promised of it", async () => {
    const promised = { tools: 97, longestSilence: 300, cors: true, authorization: true };
    expect(await read({ url: "https://demo.quiltdata.com/mcp", promised, ruleArn: "arn" })).to.deep.equal({
      url: new URL("https://demo.quiltdata.com/mcp"),
      promised,
    });
  });

  it("promise nothing where the stack has no such output, or something else of that name", async () => {
    const url = "https://demo.quiltdata.com/mcp";
    for (const more of [{}, { promised: "everything" }, { promised: { tools: "97", cors: 1, more: true } }])
      expect((await read({ url, ...more })).promised).to.deep.equal({});
  });

  it("are refused without a URL, and say to deploy first", async () => {
    for (const outputs of [{}, { url: 1 }, { url: "demo" }, null])
      expect(await refused(read(outputs))).to.match(
        /^Stack prod: it has no output `url` that is a URL\. Deploy it first/,
      );
  });

  it("are refused where they are not JSON", async () => {
    expect(await refused(readStack("prod", signal, () => Promise.resolve("Updating…")))).to.equal(
      "Stack prod: what the Pulumi CLI prints is not JSON.",
    );
  });
});

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { Refusal } from "../../../rehearsal/refusal.ts";
import { PLACEHOLDER, type StackFile, readStackFile } from "../../../rehearsal/program/stackFile.ts";
import { withFiles } from "../support.ts";

const PROJECT = "name: shop\nruntime: nodejs\n";

/** What is read of a project and its stack `prod`. */
async function read(stack: string, project = PROJECT): Promise<StackFile> {
  return withFiles({ "Pulumi.yaml": project, "Pulumi.prod.yaml": stack }, (folder) =>
    readStackFile(folder, "prod"),
  );
}

/** The configuration that a program gets of a project and its stack `prod`. */
async function config(stack: string, project = PROJECT): Promise<Record<string, string>> {
  return (await read(stack, project)).config;
}

/** Why files are refused; the folder's name is left out. */
async function refusal(files: Record<string, string>, stack = "prod"): Promise<string> {
  return withFiles(files, async (folder) => {
    const error: unknown = await readStackFile(folder, stack).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Refusal);
    return (error as Refusal).message.replaceAll(folder, "<folder>");
  });
}

describe("a stack's file", () => {
  it("is read with the names of project and stack", async () => {
    expect(await read("config:\n  shop:a: b\n")).to.deep.equal({
      project: "shop",
      stack: "prod",
      config: { "shop:a": "b" },
      secretKeys: [],
      unread: [],
    });
  });

  it("may be empty", async () => {
    expect(await config("")).to.deep.equal({});
  });

  it("may have an empty configuration", async () => {
    expect(await config("config:\n")).to.deep.equal({});
  });

  it("keeps the key of another namespace as it is", async () => {
    expect(await config("config:\n  aws:region: us-east-1\n")).to.deep.equal({ "aws:region": "us-east-1" });
  });

  it("puts a key without a namespace into the project's", async () => {
    expect(await config("config:\n  a: b\n")).to.deep.equal({ "shop:a": "b" });
  });

  it("gives texts as they are, and all else as JSON", async () => {
    const yaml = `config:
  text: "007"
  number: 8000
  float: 1.5
  yes: true
  list: [a, 1]
  object: { port: 443, hosts: [a] }
  nothing: null
`;
    expect(await config(yaml)).to.deep.equal({
      "shop:text": "007",
      "shop:number": "8000",
      "shop:float": "1.5",
      "shop:yes": "true",
      "shop:list": '["a",1]',
      "shop:object": '{"port":443,"hosts":["a"]}',
      "shop:nothing": "null",
    });
  });

  it("is filled in with the project's defaults", async () => {
    const project = `${PROJECT}config:
  silence:
    type: integer
    default: 60
  hosts: { type: array, items: { type: string }, default: [] }
  aws:region: us-east-1
  aws:profile: { value: shared }
`;
    expect(await config("", project)).to.deep.equal({
      "shop:silence": "60",
      "shop:hosts": "[]",
      "aws:region": "us-east-1",
      "aws:profile": "shared",
    });
  });

  it("stands above the project's defaults, with the namespace or without", async () => {
    const project = `${PROJECT}config:\n  silence: { type: integer, default: 60 }\n`;
    expect(await config("config:\n  shop:silence: 300\n", project)).to.deep.equal({ "shop:silence": "300" });
    expect(await config("config:\n  silence: 300\n", project)).to.deep.equal({ "shop:silence": "300" });
  });

  it("gives no value to what the project declares without a default", async () => {
    expect(await config("", `${PROJECT}config:\n  url: { type: string }\n`)).to.deep.equal({});
  });

  it("has a marked placeholder for each value that is encrypted, and none of it", async () => {
    const yaml = `config:
  shop:token: { secure: v1:AAAA:BBBB }
  shop:nested: { a: [{ secure: v1:CCCC }], b: c }
  shop:plain: { secure: v1:DDDD, beside: it }
`;
    const { config: read_, secretKeys } = await read(yaml);
    expect(read_).to.deep.equal({
      "shop:token": PLACEHOLDER,
      "shop:nested": JSON.stringify({ a: [PLACEHOLDER], b: "c" }),
      "shop:plain": '{"secure":"v1:DDDD","beside":"it"}',
    });
    expect(secretKeys).to.deep.equal(["shop:token", "shop:nested"]);
  });

  it("names the environment as not read", async () => {
    const { unread } = await read("environment:\n  - company/aws\nconfig:\n  a: b\n");
    expect(unread).to.deep.equal(["environment: of Pulumi.prod.yaml, which only Pulumi's service can open"]);
  });

  it("of this project is read", async () => {
    const folder = fileURLToPath(new URL("../../..", import.meta.url));
    const { project, config: own, secretKeys, unread } = await readStackFile(folder, "prod");
    expect([project, secretKeys, unread]).to.deep.equal(["mcp-route", [], []]);
    expect(own).to.include({ "mcp-route:url": "https://demo.quiltdata.com/mcp", "mcp-route:priority": "10" });
  });

  describe("is refused", () => {
    it("where it is missing, with the names of those that are there", async () => {
      const files = { "Pulumi.yaml": PROJECT, "Pulumi.dev.yaml": "", "Pulumi.a.b.yaml": "" };
      expect(await refusal(files)).to.equal(
        "<folder>/Pulumi.prod.yaml is missing. The stacks here are: a.b, dev.",
      );
    });

    it("where there is none at all", async () => {
      expect(await refusal({ "Pulumi.yaml": PROJECT })).to.equal("<folder>/Pulumi.prod.yaml is missing.");
    });

    it("where the project's file is missing", async () => {
      expect(await refusal({ "Pulumi.prod.yaml": "" })).to.equal("<folder>/Pulumi.yaml is missing.");
    });

    it("where it cannot be read", async () => {
      await withFiles({ "Pulumi.yaml": PROJECT }, async (folder) => {
        await mkdir(join(folder, "Pulumi.prod.yaml"));
        const error: unknown = await readStackFile(folder, "prod").catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(Refusal);
        expect(error).to.have.property("message", `${folder}/Pulumi.prod.yaml cannot be read (EISDIR).`);
      });
    });

    it("where it is not YAML, with the place", async () => {
      const text = await refusal({ "Pulumi.yaml": PROJECT, "Pulumi.prod.yaml": "config:\n  a: [b\n" });
      expect(text).to.match(/^<folder>\/Pulumi\.prod\.yaml is not YAML: .*line 3/s);
    });

    it("where it is something else", async () => {
      expect(await refusal({ "Pulumi.yaml": PROJECT, "Pulumi.prod.yaml": "- a\n" })).to.equal(
        "Pulumi.prod.yaml is not a stack's configuration: Invalid input: expected object, received array",
      );
    });

    it("where its configuration is something else", async () => {
      expect(await refusal({ "Pulumi.yaml": PROJECT, "Pulumi.prod.yaml": "config: b\n" })).to.equal(
        "Pulumi.prod.yaml is not a stack's configuration: config: Invalid input: expected record, received string",
      );
    });

    it("where the project has no name", async () => {
      expect(await refusal({ "Pulumi.yaml": "runtime: nodejs\n", "Pulumi.prod.yaml": "" })).to.equal(
        "Pulumi.yaml is not a Pulumi project: name: Invalid input: expected string, received undefined",
      );
    });

    for (const stack of ["../secret", "org/prod", "", "a b", "prod&run=1"]) {
      it(`where ${JSON.stringify(stack)} is to be its name`, async () => {
        expect(await refusal({ "Pulumi.yaml": PROJECT }, stack)).to.equal(
          `${JSON.stringify(stack)} is not a stack's name: give it as in Pulumi.<stack>.yaml.`,
        );
      });
    }
  });
});

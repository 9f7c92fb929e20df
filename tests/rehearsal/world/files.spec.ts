import { expect } from "chai";
import { Refusal } from "../../../rehearsal/refusal.ts";
import { FILES, GATEWAY_FILES, readWorld } from "../../../rehearsal/world/files.ts";
import type { World } from "../../../rehearsal/world/world.ts";
import { withFiles } from "../support.ts";
import { describedWorld, printed, ruleArn, worldFiles } from "../supportWorld.ts";

/** Reads the company's world with other files, or (undefined) without them. */
async function read(changes: Record<string, string | undefined> = {}): Promise<World> {
  const files = Object.entries({ ...worldFiles(), ...changes });
  const kept = files.filter((file): file is [string, string] => file[1] !== undefined);
  return withFiles(Object.fromEntries(kept), (folder) => readWorld(folder));
}

/** What is wrong with each file, line by line. */
async function complaints(changes: Record<string, string | undefined>): Promise<string[]> {
  const error: unknown = await read(changes).catch((reason: unknown) => reason);
  expect(error).to.be.instanceOf(Refusal);
  const lines = (error as Refusal).message.split("\n");
  expect(lines[0]).to.match(/^\S+ does not hold what the AWS CLI says of a listener:$/);
  expect(lines.at(-1)).to.equal("Make its files with the commands that --world-commands prints.");
  return lines.slice(1, -1);
}

describe("the files of a world", () => {
  it("are read as the AWS CLI prints them", async () => {
    const files = describedWorld();
    const world = await read();
    expect(world).to.deep.equal({
      assumed: false,
      loadBalancers: files["load-balancers.json"],
      attributes: files["load-balancer-attributes.json"],
      listeners: files["listeners.json"],
      rules: files["rules.json"],
      tags: files["tags.json"],
      targetGroups: files["target-groups.json"],
    });
  });

  it("have the names that the documentation gives", () => {
    expect(Object.values(FILES)).to.deep.equal([
      "load-balancers.json",
      "load-balancer-attributes.json",
      "listeners.json",
      "rules.json",
      "tags.json",
      "target-groups.json",
    ]);
  });

  it("may lack that of the tags", async () => {
    expect((await read({ "tags.json": undefined })).tags).to.deep.equal({ TagDescriptions: [] });
  });

  const one = { ResourceArn: ruleArn("1"), Tags: [{ Key: "a", Value: "} {" }] };
  const two = { ResourceArn: ruleArn("2"), Tags: [] };
  for (const [how, text] of [
    ["one after the other", printed({ TagDescriptions: [one] }) + printed({ TagDescriptions: [two] })],
    ["in one line each", [one, two].map((each) => JSON.stringify({ TagDescriptions: [each] })).join("\n")],
  ] as const) {
    it(`may have several documents of tags, ${how}`, async () => {
      expect((await read({ "tags.json": text })).tags).to.deep.equal({ TagDescriptions: [one, two] });
    });
  }

  it("may hold a target group of Lambda functions", async () => {
    const lambda = { TargetGroupArn: "arn", TargetGroupName: "fn", TargetType: "lambda" };
    const { targetGroups } = await read({ "target-groups.json": printed({ TargetGroups: [lambda] }) });
    expect(targetGroups.TargetGroups).to.deep.equal([{ ...lambda, LoadBalancerArns: [] }]);
  });

  describe("are refused", () => {
    for (const file of Object.values(FILES).filter((each) => each !== "tags.json")) {
      it(`where ${file} is missing`, async () => {
        expect(await complaints({ [file]: undefined })).to.deep.equal([`  ${file}: is missing.`]);
      });
    }

    it("where one is empty", async () => {
      expect(await complaints({ "rules.json": "\n" })).to.deep.equal([
        "  rules.json: is empty: its command failed.",
      ]);
    });

    it("where one is not JSON", async () => {
      const [complaint] = await complaints({ "rules.json": "An error occurred (AccessDenied)\n" });
      expect(complaint).to.match(/^ {2}rules\.json: is not JSON: .+\.$/);
    });

    for (const file of Object.values(FILES)) {
      it(`where ${file} has the output of another command`, async () => {
        const [complaint, ...more] = await complaints({ [file]: printed({ SslPolicies: [] }) });
        expect(complaint).to.match(
          new RegExp(`^ {2}${file}: is not the output of that command: \\w+: Invalid input: expected array`),
        );
        expect(more).to.deep.equal([]);
      });

      it(`where paging has cut ${file} short`, async () => {
        const whole = describedWorld()[file];
        expect(await complaints({ [file]: printed({ ...whole, NextToken: "eyJ" }) })).to.deep.equal([
          `  ${file}: is not complete: run its command without limits on paging.`,
        ]);
      });
    }

    for (const value of ["sixty", "0", "4001", "1e2"]) {
      it(`where the idle timeout is ${value}`, async () => {
        const Attributes = [{ Key: "idle_timeout.timeout_seconds", Value: value }];
        expect(await complaints({ "load-balancer-attributes.json": printed({ Attributes }) })).to.deep.equal([
          `  load-balancer-attributes.json: has idle_timeout.timeout_seconds = "${value}", which is not 1 to 4000 seconds.`,
        ]);
      });
    }

    it("where a rule is not as AWS describes one", async () => {
      const [complaint] = await complaints({
        "rules.json": printed({ Rules: [{ RuleArn: ruleArn("1"), Priority: "70000", Actions: [] }] }),
      });
      expect(complaint).to.equal(
        '  rules.json: describe-rules.Rules[0].Priority: expected a priority from 1 to 50000, got "70000"',
      );
    });

    it("with everything that is wrong at once", async () => {
      expect(await complaints({ "rules.json": undefined, "listeners.json": "" })).to.deep.equal([
        "  listeners.json: is empty: its command failed.",
        "  rules.json: is missing.",
      ]);
    });

    it("where there is no such folder", async () => {
      const error: unknown = await readWorld("/no/such/folder").catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(Refusal);
      expect(
        (error as Refusal).message.split("\n").filter((line) => line.includes("is missing.")),
      ).to.have.length(5);
    });
  });
});

describe("the files of an API in a world", () => {
  const certificate = (name: string) => ({
    Certificate: { CertificateArn: `arn:${name}`, DomainName: name, SubjectAlternativeNames: [name] },
  });
  const FILES_OF_API: Record<string, object> = {
    "rest-apis.json": { items: [{ id: "abc", name: "tools" }] },
    "api-resources.json": { items: [{ id: "root", path: "/" }] },
    "api-stages.json": { item: [{ stageName: "prod" }] },
    "api-account.json": { throttleSettings: {} },
    "http-api.json": { ApiId: "h1", Name: "web", ProtocolType: "HTTP", ApiEndpoint: "https://h1.example" },
    "api-routes.json": { Items: [] },
    "api-integrations.json": { Items: [] },
    "api-domain.json": { DomainName: "demo.quiltdata.com", DomainNameConfigurations: [] },
    "certificates.json": certificate("a.example"),
  };
  const printedFiles = Object.fromEntries(
    Object.entries(FILES_OF_API).map(([file, output]) => [file, printed(output)]),
  );

  it("are read as the AWS CLI prints them", async () => {
    const { gateway } = await read(printedFiles);
    expect(gateway).to.deep.equal({
      restApis: FILES_OF_API["rest-apis.json"],
      resources: FILES_OF_API["api-resources.json"],
      stages: FILES_OF_API["api-stages.json"],
      account: FILES_OF_API["api-account.json"],
      httpApi: FILES_OF_API["http-api.json"],
      routes: FILES_OF_API["api-routes.json"],
      integrations: FILES_OF_API["api-integrations.json"],
      domain: FILES_OF_API["api-domain.json"],
      certificates: { Certificate: [certificate("a.example").Certificate] },
    });
  });

  it("have the names that the documentation gives", () => {
    expect(Object.values(GATEWAY_FILES)).to.have.members(Object.keys(FILES_OF_API));
  });

  it("may be absent, all or some", async () => {
    expect(await read()).not.to.have.property("gateway");
    const { gateway } = await read({ "api-account.json": printed({ cloudwatchRoleArn: "arn" }) });
    expect(gateway).to.deep.equal({ account: { cloudwatchRoleArn: "arn" } });
  });

  it("may hold several certificates, one after the other", async () => {
    const text = printed(certificate("a.example")) + printed(certificate("b.example"));
    const { gateway } = await read({ "certificates.json": text });
    expect(gateway?.certificates?.Certificate.map(({ DomainName }) => DomainName)).to.deep.equal([
      "a.example",
      "b.example",
    ]);
  });

  it("may hold the stages of an HTTP API", async () => {
    const stages = { Items: [{ StageName: "$default", AutoDeploy: true }] };
    expect((await read({ "api-stages.json": printed(stages) })).gateway).to.deep.equal({ stages });
  });

  for (const file of Object.keys(FILES_OF_API)) {
    it(`are refused where ${file} is empty`, async () => {
      expect(await complaints({ [file]: "" })).to.deep.equal([`  ${file}: is empty: its command failed.`]);
    });
  }

  for (const file of Object.keys(FILES_OF_API).filter((each) => each !== "api-account.json")) {
    it(`are refused where ${file} has the output of another command`, async () => {
      const [complaint] = await complaints({ [file]: printed({ SslPolicies: [] }) });
      expect(complaint).to.match(new RegExp(`^ {2}${file}: is not the output of that command: `));
    });
  }

  it("are refused where paging has cut one short", async () => {
    const cut = { ...FILES_OF_API["rest-apis.json"], position: "abc" };
    expect(await complaints({ "rest-apis.json": printed(cut) })).to.deep.equal([
      "  rest-apis.json: is not complete: run its command without limits on paging.",
    ]);
  });
});

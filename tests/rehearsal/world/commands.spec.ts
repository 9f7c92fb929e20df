import { execFile } from "node:child_process";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { PlainGateway, Settings } from "../../../config.ts";
import { worldCommands } from "../../../rehearsal/world/commands.ts";
import { readWorld } from "../../../rehearsal/world/files.ts";
import { args } from "../../support/deploy.ts";
import { withFiles } from "../support.ts";
import { RULES, company, describedRule, describedWorld, onPath, printed, ruleArn } from "../supportWorld.ts";

const run = promisify(execFile);

function commands(listener: object = { loadBalancer: company.dnsName }, folder = "world"): string[] {
  const route = args({ listener: listener }) as Settings["route"];
  return worldCommands({ name: "mcp", route, tools: undefined }, folder);
}

/** Stands in for the AWS CLI: prints by subcommand and query, and notes how it was called. */
const FAKE = `#!/bin/sh -e
echo "$*" >> calls
command=$2
for each; do
  case $each in
    --*) option=$each ;;
    *) case $option in --query) query=$each ;; --resource-arns) arns="$arns $each" ;; esac ;;
  esac
done
if [ -n "$query" ]; then cat "outputs/$command $query"
elif [ "$command" = describe-tags ]; then
  set -- $arns
  [ $# -ge 1 ] && [ $# -le 20 ]
  separator='{"TagDescriptions": ['
  for arn; do printf '%s\n    {"ResourceArn": "%s", "Tags": []}' "$separator" "$arn"; separator=,; done
  printf '\n]\n}\n'
else cat "outputs/$command"
fi
`;

/** What the fake prints, by the names of its files. */
function outputs(described: Record<string, object>): Record<string, string> {
  const arns = (described["rules.json"] as { Rules: { RuleArn: string }[] }).Rules.map(
    ({ RuleArn }) => RuleArn,
  );
  const texts = {
    "describe-load-balancers LoadBalancers[0].LoadBalancerArn": company.balancerArn,
    "describe-listeners Listeners[?Port==`443`].ListenerArn": company.listenerArn,
    "describe-rules Rules[].RuleArn": arns.join("\t"),
    "describe-load-balancers": printed(described["load-balancers.json"]!),
    "describe-load-balancer-attributes": printed(described["load-balancer-attributes.json"]!),
    "describe-listeners": printed(described["listeners.json"]!),
    "describe-rules": printed(described["rules.json"]!),
    "describe-target-groups": printed(described["target-groups.json"]!),
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`outputs/${name}`, `${text}\n`]));
}

/** Runs the printed commands against the fake, and hands on the world that comes of them. */
async function carriedOut(lines: string[], shell: string, rules: object[] = RULES) {
  const described = describedWorld({ rules });
  return withFiles({ "bin/aws": FAKE, ...outputs(described) }, async (folder) => {
    await chmod(join(folder, "bin/aws"), 0o755);
    await mkdir(join(folder, "world"));
    // What a machine has every bash read first may put another `aws` before the fake; so may ~/.bashrc, which bash reads where
    // its input is a socket, as Node's is, and no shell is above it.
    const { BASH_ENV: _, ...rest } = process.env;
    const env = { ...rest, HOME: folder, PATH: `${join(folder, "bin")}:${rest["PATH"] ?? ""}` };
    await run(shell, ["-e", "-c", lines.join("\n")], { cwd: folder, env });
    const calls = (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");
    return {
      world: await readWorld(join(folder, "world")),
      calls: calls.map((line) => line.split(" ")),
      described,
    };
  });
}

describe("the commands that tell a world", () => {
  for (const listener of [
    { loadBalancer: company.dnsName },
    { loadBalancer: company.balancerArn },
    { arn: company.listenerArn },
  ]) {
    describe(`for the listener ${JSON.stringify(listener).slice(0, 50)}…`, () => {
      it("are six, one a file", () => {
        expect(commands(listener).map((line) => line.slice(line.lastIndexOf("> ")))).to.deep.equal([
          "> world/load-balancers.json",
          "> world/load-balancer-attributes.json",
          "> world/listeners.json",
          "> world/rules.json",
          "> world/tags.json",
          "> world/target-groups.json",
        ]);
      });

      it("only read, in the balancer's region", () => {
        const uses = commands(listener).flatMap((line) =>
          [...line.matchAll(/\baws (\S+) (\S+)(.*?)--output/g)].map(([, service, command, rest]) => ({
            service,
            reads: command?.startsWith("describe-"),
            inRegion: rest?.includes(" --region us-east-1 "),
          })),
        );
        expect(uses.length).to.be.at.least(6);
        for (const use of uses) expect(use).to.deep.equal({ service: "elbv2", reads: true, inRegion: true });
      });

      for (const shell of ["bash", "sh"]) {
        it(`make such a world when ${shell} carries them out`, async () => {
          const { world, described } = await carriedOut(commands(listener), shell);
          expect(world.rules).to.deep.equal(described["rules.json"]);
          expect(world.loadBalancers).to.deep.equal(described["load-balancers.json"]);
          expect(world.attributes).to.deep.equal(described["load-balancer-attributes.json"]);
          expect(world.listeners).to.deep.equal(described["listeners.json"]);
          expect(world.targetGroups).to.deep.equal(described["target-groups.json"]);
          expect(world.tags.TagDescriptions.map(({ ResourceArn }) => ResourceArn)).to.deep.equal(
            ["5", "40", "0"].map(ruleArn),
          );
        });
      }

      it("ask for this balancer and this listener alone", async () => {
        const { calls } = await carriedOut(commands(listener), "bash");
        const asked = (option: string) => [
          ...new Set(
            calls.flatMap((call) => (call.includes(option) ? [call[call.indexOf(option) + 1]] : [])),
          ),
        ];
        expect(asked("--load-balancer-arn")).to.deep.equal([company.balancerArn]);
        expect(asked("--listener-arn")).to.deep.equal([company.listenerArn]);
      });
    });
  }

  it("tell the tags of more rules than AWS takes at a time", async () => {
    const rules = Array.from({ length: 45 }, (_, index) =>
      describedRule(index + 1, "sales-prod-registry", onPath("/x")),
    );
    const { world, calls } = await carriedOut(commands(), "bash", rules);
    expect(calls.filter((call) => call.includes("describe-tags"))).to.have.length(3);
    expect(world.tags.TagDescriptions).to.have.length(46);
  });

  it("look for the listener on the port of the stack", () => {
    const lines = commands({ loadBalancer: company.dnsName, port: 8443 });
    expect(lines[3]).to.contain("Listeners[?Port==`8443`].ListenerArn");
  });

  it("take a folder whose name a shell would part", () => {
    expect(commands(undefined, "my world")[0]).to.match(/> 'my world\/load-balancers\.json'$/);
  });
});

describe("the commands that tell of an API", () => {
  const ORIGIN = { url: "https://origin.quiltdata.com" };

  /** The commands beside those of the listener, each with its file. */
  function ofApi(apiGateway: PlainGateway): string[] {
    const route = args({ listener: { arn: company.listenerArn }, apiGateway }) as Settings["route"];
    const all = worldCommands({ name: "mcp", route, tools: undefined }, "world");
    return all.slice(commands({ arn: company.listenerArn }).length);
  }

  const region = "--region us-east-1";
  const certificates =
    `aws elbv2 describe-listener-certificates --listener-arn ${company.listenerArn} --query 'Certificates[].CertificateArn' ${region} --output text` +
    ` | xargs -n 1 aws acm describe-certificate ${region} --output json --certificate-arn > world/certificates.json`;

  it("are none where there is none", () => {
    expect(commands()).to.have.length(6);
  });

  it("ask for the certificates alone, of a new API without anything else", () => {
    expect(ofApi({ origin: ORIGIN })).to.deep.equal([certificates]);
  });

  it("ask for no certificate where the gateway calls the balancer by HTTP", () => {
    expect(ofApi({ origin: { url: "http://origin.quiltdata.com" } })).to.deep.equal([]);
  });

  it("ask for a REST API by its name, and for what the stack has besides", () => {
    expect(
      ofApi({
        origin: ORIGIN,
        adopt: { name: "tools" },
        stage: { accessLogs: { retention: 30 } },
        customDomain: { name: "demo.quiltdata.com" },
      }),
    ).to.deep.equal([
      `aws apigateway get-rest-apis ${region} --output json > world/rest-apis.json`,
      ...["get-resources", "get-stages"].map((command) => {
        const id = `"$(aws apigateway get-rest-apis --query 'items[?name=='\\''tools'\\''].id' ${region} --output text)"`;
        const [more, file] =
          command === "get-stages" ? ["", "api-stages.json"] : [" --embed methods", "api-resources.json"];
        return `aws apigateway ${command} --rest-api-id ${id}${more} ${region} --output json > world/${file}`;
      }),
      `aws apigateway get-account ${region} --output json > world/api-account.json`,
      `aws apigatewayv2 get-domain-name --domain-name demo.quiltdata.com ${region} --output json > world/api-domain.json`,
      certificates,
    ]);
  });

  it("ask for an HTTP API by its id", () => {
    const lines = ofApi({ type: "HTTP", streaming: false, origin: ORIGIN, adopt: { id: "abc123" } });
    expect(lines.slice(0, -1)).to.deep.equal(
      [
        ["get-api", "http-api.json"],
        ["get-routes", "api-routes.json"],
        ["get-integrations", "api-integrations.json"],
        ["get-stages", "api-stages.json"],
      ].map(
        ([command, file]) =>
          `aws apigatewayv2 ${command} --api-id abc123 ${region} --output json > world/${file}`,
      ),
    );
  });
});

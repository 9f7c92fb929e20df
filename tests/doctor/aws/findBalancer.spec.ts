import { expect } from "chai";
import { describedWorld } from "../../rehearsal/supportWorld.ts";
import { FILES } from "../../../rehearsal/world/files.ts";
import { examineAws } from "../../../doctor/aws/examine.ts";
import { type Asked, asking, company, examined, healthy, names } from "./support.ts";

/** Two balancers: another, and the company's. */
const both = () => {
  const list = (balancer: object) =>
    (describedWorld({ balancer })[FILES.loadBalancers] as { LoadBalancers: object[] }).LoadBalancers;
  const other = { LoadBalancerName: "other", DNSName: "other-1.us-east-1.elb.amazonaws.com" };
  return { LoadBalancers: [...list(other), ...list({})] };
};

const NAME = "sales--LoadB-nGDYylEerIKm";

async function regionAsked(context: object): Promise<string | null | undefined> {
  let asked: string | null | undefined;
  await examineAws(
    { url: "https://demo.quiltdata.com/mcp", ...context },
    {
      askIn: (region) => {
        asked = region;
        return asking(healthy());
      },
      names,
    },
  );
  return asked;
}

describe("The balancer behind a URL", () => {
  it("is the one that the host's CNAME names, among several", async () => {
    const { rungs } = await examined({ answers: { loadBalancers: both() } });
    expect(rungs[0]!.says).to.equal(`${NAME}, listener on port 443`);
  });

  it("is the one whose name is the host, whatever its letter case and with dualstack", async () => {
    const url = `https://dualstack.${company.dnsName.toLowerCase()}/mcp`;
    const { rungs } = await examined({ answers: { loadBalancers: both() }, context: { url } });
    expect(rungs[0]!.says).to.equal(`${NAME}, listener on port 443`);
  });

  it("is the one that has the host's addresses, where no name tells", async () => {
    const addresses = (host: string) =>
      Promise.resolve(
        { "demo.quiltdata.com": ["192.0.2.9", "192.0.2.7"], [company.dnsName]: ["192.0.2.7"] }[host] ?? [
          "192.0.2.1",
        ],
      );
    const chain = () => Promise.resolve([]);
    const { rungs } = await examined({ answers: { loadBalancers: both() }, names: { addresses, chain } });
    expect(rungs[0]!.says).to.equal(`${NAME}, listener on port 443`);
  });

  it("is unknown where no address is a balancer's, and is asked for", async () => {
    const { findings, rungs } = await examined({
      names: { chain: () => Promise.resolve(["d1.cloudfront.net"]) },
    });
    expect(findings.map(({ id, severity, layer }) => [id, severity, layer])).to.deep.equal([
      ["aws.balancer-not-found", "unknown", null],
    ]);
    expect(findings[0]!.remedy).to.match(/^Give it: --load-balancer /);
    expect(rungs.map(({ id, state }) => [id, state])).to.deep.equal([
      ["aws.balancer", "unknown"],
      ["aws.rules", "skipped"],
      ["aws.security-groups", "skipped"],
      ["aws.targets", "skipped"],
      ["aws.waf", "skipped"],
    ]);
  });

  for (const [what, loadBalancer, which] of [
    ["name", NAME, { Names: [NAME] }],
    ["ARN", company.balancerArn, { LoadBalancerArns: [company.balancerArn] }],
    ["DNS name", company.dnsName, {}],
  ] as const) {
    it(`is the one that is given by its ${what}`, async () => {
      const asked: Asked[] = [];
      const { findings } = await examined({ context: { loadBalancer }, asked });
      expect(findings).to.deep.equal([]);
      expect(asked.find(([question]) => question === "loadBalancers")).to.deep.equal([
        "loadBalancers",
        which,
      ]);
    });
  }

  it("is unknown where AWS does not have the one that is given", async () => {
    const ask = {
      ...asking(healthy()),
      loadBalancers: () =>
        Promise.resolve({
          told: false as const,
          action: "",
          why: "LoadBalancerNotFoundException: One or more load balancers not found",
        }),
    };
    const context = { url: "https://demo.quiltdata.com/mcp", loadBalancer: "sales" };
    const { findings } = await examineAws(context, { askIn: () => ask, names });
    expect(findings.map(({ id }) => id)).to.deep.equal(["aws.balancer-not-found"]);
  });

  it("is asked for in its own region, which its name or ARN tells", async () => {
    const arn = company.balancerArn.replace("us-east-1", "eu-west-1");
    expect(await regionAsked({})).to.equal("us-east-1");
    expect(await regionAsked({ loadBalancer: arn })).to.equal("eu-west-1");
    expect(await regionAsked({ loadBalancer: "sales-1.cn-north-1.elb.amazonaws.com.cn" })).to.equal(
      "cn-north-1",
    );
    expect(await regionAsked({ loadBalancer: "sales" })).to.equal(null);
  });
});

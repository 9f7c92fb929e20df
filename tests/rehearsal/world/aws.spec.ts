import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import type { Settings } from "../../../config.ts";
import { Refusal } from "../../../rehearsal/refusal.ts";
import { type Listening, listen } from "../../../rehearsal/servers/loopback.ts";
import { askWorld } from "../../../rehearsal/world/aws.ts";
import { company } from "../../support/company.ts";

/** A call as AWS's query protocol sends it. */
type Call = Record<string, string>;

const RULES = 25;
const ruleArn = (number: number) =>
  `${company.listenerArn.replace(":listener/", ":listener-rule/")}/${number}`;
const numbers = Array.from({ length: RULES }, (_, at) => at + 1);

const members = (list: string[]) => list.map((member) => `<member>${member}</member>`).join("");
const rule = (number: number) =>
  `<RuleArn>${ruleArn(number)}</RuleArn><Priority>${number}</Priority><IsDefault>false</IsDefault>` +
  "<Conditions><member><Field>path-pattern</Field><PathPatternConfig><Values><member>/a</member></Values></PathPatternConfig></member></Conditions>" +
  `<Actions><member><Type>forward</Type><TargetGroupArn>${company.targetGroupArn}</TargetGroupArn></member></Actions>`;

/** The listener's own certificate, and a further one. */
const CERTIFICATES = ["own", "further"].map(
  (id) => `arn:aws:acm:us-east-1:123456789012:certificate/${id}`,
) as [string, string];
const certificate = (arn: string) => members([`<CertificateArn>${arn}</CertificateArn>`]);

/** What AWS answers, as XML, to each call; rules come in pages of twenty. */
const answers: Record<string, (call: Call) => string> = {
  DescribeLoadBalancers: () =>
    `<LoadBalancers>${members([
      `<LoadBalancerArn>${company.balancerArn}</LoadBalancerArn><LoadBalancerName>sales--LoadB-nGDYylEerIKm</LoadBalancerName>` +
        `<DNSName>${company.dnsName}</DNSName><Type>application</Type><VpcId>${company.vpcId}</VpcId>` +
        "<SecurityGroups><member>sg-1</member></SecurityGroups>",
    ])}</LoadBalancers>`,
  DescribeLoadBalancerAttributes: () =>
    `<Attributes>${members(["<Key>idle_timeout.timeout_seconds</Key><Value>400</Value>"])}</Attributes>`,
  DescribeListeners: () =>
    `<Listeners>${members([
      `<ListenerArn>${company.listenerArn}</ListenerArn><LoadBalancerArn>${company.balancerArn}</LoadBalancerArn>` +
        "<Port>443</Port><Protocol>HTTPS</Protocol><DefaultActions/>",
    ])}</Listeners>`,
  DescribeListenerCertificates: ({ Marker }) =>
    Marker === undefined
      ? `<Certificates>${certificate(CERTIFICATES[0])}</Certificates><NextMarker>more</NextMarker>`
      : `<Certificates>${certificate(CERTIFICATES[1])}</Certificates>`,
  DescribeRules: ({ Marker }) =>
    Marker === undefined
      ? `<Rules>${members(numbers.slice(0, 20).map(rule))}</Rules><NextMarker>more</NextMarker>`
      : `<Rules>${members(numbers.slice(20).map(rule))}</Rules>`,
  DescribeTags: (call) =>
    `<TagDescriptions>${members(
      Object.entries(call)
        .filter(([key]) => key.startsWith("ResourceArns."))
        .map(([, arn]) => `<ResourceArn>${arn}</ResourceArn><Tags/>`),
    )}</TagDescriptions>`,
  DescribeTargetGroups: () =>
    `<TargetGroups>${members([
      `<TargetGroupArn>${company.targetGroupArn}</TargetGroupArn><TargetGroupName>sales-prod-mcp-server</TargetGroupName>` +
        "<TargetType>ip</TargetType>",
    ])}</TargetGroups>`,
};

const settings = (listener: Settings["route"]["listener"]): Settings => ({
  name: "mcp",
  tools: undefined,
  route: {
    url: "https://demo.quiltdata.com/mcp",
    listener,
    priority: 10,
    target: { adopt: { name: "sales-prod-mcp-server" }, port: 8000 },
  },
});

describe("What AWS is asked, and answers", () => {
  const environment = { ...process.env };
  let api: Listening;
  let calls: Call[];
  let refusal: string | undefined;

  before(async () => {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        if (request.headers["x-amz-target"] !== undefined) {
          const { CertificateArn } = JSON.parse(body) as { CertificateArn: string };
          calls.push({ Action: "DescribeCertificate", CertificateArn });
          response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
          response.end(JSON.stringify({ Certificate: { CertificateArn, DomainName: "a.example" } }));
          return;
        }
        const call = Object.fromEntries(new URLSearchParams(body));
        calls.push({ ...call, authorization: request.headers.authorization ?? "" });
        const { Action = "" } = call;
        response.writeHead(refusal === undefined ? 200 : 400, { "content-type": "text/xml" });
        response.end(
          refusal === undefined
            ? `<${Action}Response><${Action}Result>${answers[Action]?.(call) ?? ""}</${Action}Result></${Action}Response>`
            : `<ErrorResponse><Error><Code>${refusal}</Code><Message>no</Message></Error></ErrorResponse>`,
        );
      });
    });
    api = await listen(server, 0);
  });
  after(() => api.stop());

  beforeEach(() => {
    calls = [];
    refusal = undefined;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${api.port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test-secret",
      AWS_MAX_ATTEMPTS: "1",
    });
  });
  afterEach(() => {
    for (const name of [
      "AWS_ENDPOINT_URL",
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_MAX_ATTEMPTS",
    ]) {
      const { [name]: value } = environment;
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  const asked = (action: string) => calls.filter(({ Action }) => Action === action);

  it("is the whole world of the listener, of which nothing is assumed", async () => {
    const world = await askWorld(settings({ loadBalancer: company.dnsName }));
    expect(world.assumed).to.equal(false);
    expect(world.loadBalancers.LoadBalancers.map(({ SecurityGroups }) => SecurityGroups)).to.deep.equal([
      ["sg-1"],
    ]);
    expect(world.attributes.Attributes).to.deep.equal([
      { Key: "idle_timeout.timeout_seconds", Value: "400" },
    ]);
    expect(world.listeners.Listeners.map(({ Port }) => Port)).to.deep.equal([443]);
    expect(world.targetGroups.TargetGroups.map(({ TargetGroupName }) => TargetGroupName)).to.deep.equal([
      "sales-prod-mcp-server",
    ]);
  });

  it("has the rules of all pages", async () => {
    const { rules } = await askWorld(settings({ loadBalancer: company.dnsName }));
    expect(rules.Rules.map(({ Priority }) => Number(Priority))).to.deep.equal(numbers);
    expect(asked("DescribeRules").map(({ Marker }) => Marker)).to.deep.equal([undefined, "more"]);
  });

  it("has the tags of all rules, of which AWS tells twenty at a time", async () => {
    const { tags } = await askWorld(settings({ loadBalancer: company.dnsName }));
    expect(tags.TagDescriptions.map(({ ResourceArn }) => ResourceArn)).to.have.members(numbers.map(ruleArn));
    expect(asked("DescribeTags")).to.have.length(2);
  });

  it("is asked in the region of the stack's listener, with the credentials of the environment", async () => {
    await askWorld(settings({ loadBalancer: company.dnsName }));
    for (const { authorization } of calls)
      expect(authorization).to.match(/Credential=test\/\d+\/us-east-1\/elasticloadbalancing\//);
  });

  it("is asked in the region of the stack's file, where the balancer's name alone is given", async () => {
    await askWorld({ ...settings({ loadBalancer: "sales" }), region: "eu-west-1" });
    for (const { authorization } of calls)
      expect(authorization).to.match(/Credential=test\/\d+\/eu-west-1\//);
  });

  const ways: [what: string, listener: Settings["route"]["listener"], sent: Call][] = [
    ["DNS name", { loadBalancer: company.dnsName }, { "Names.member.1": "sales--LoadB-nGDYylEerIKm" }],
    [
      "name",
      { loadBalancer: "sales--LoadB-nGDYylEerIKm" },
      { "Names.member.1": "sales--LoadB-nGDYylEerIKm" },
    ],
    ["ARN", { loadBalancer: company.balancerArn }, { "LoadBalancerArns.member.1": company.balancerArn }],
    ["listener's ARN", { arn: company.listenerArn }, { "LoadBalancerArns.member.1": company.balancerArn }],
  ];
  for (const [what, listener, sent] of ways) {
    it(`is asked for the balancer by its ${what}`, async () => {
      await askWorld({ ...settings(listener), region: "us-east-1" });
      expect(asked("DescribeLoadBalancers")).to.have.length(1);
      expect(asked("DescribeLoadBalancers")[0]).to.include(sent);
      expect(asked("DescribeRules")[0]?.["ListenerArn"]).to.equal(company.listenerArn);
    });
  }

  it("is no rule, where the balancer has no such listener, which the program itself will say", async () => {
    const { rules } = await askWorld(settings({ loadBalancer: company.dnsName, port: 8443 }));
    expect(rules.Rules).to.deep.equal([]);
    expect(asked("DescribeRules")).to.deep.equal([]);
  });

  describe("with an API Gateway", () => {
    /** The stack with a gateway that calls the balancer so. */
    const behind = (
      url: string,
      listener: Settings["route"]["listener"] = { loadBalancer: company.dnsName },
    ) => {
      const given = settings(listener);
      return { ...given, route: { ...given.route, apiGateway: { origin: { url } } } };
    };

    it("is each certificate of the listener, the further ones too", async () => {
      const { gateway } = await askWorld(behind("https://origin.quiltdata.com"));
      expect(gateway?.certificates?.Certificate.map(({ CertificateArn }) => CertificateArn)).to.deep.equal(
        CERTIFICATES,
      );
      expect(asked("DescribeListenerCertificates").map(({ ListenerArn }) => ListenerArn)).to.deep.equal([
        company.listenerArn,
        company.listenerArn,
      ]);
    });

    it("is no certificate where the gateway does not speak HTTPS with the listener", async () => {
      expect((await askWorld(behind("http://origin.quiltdata.com"))).gateway).to.deep.equal({});
      expect(asked("DescribeCertificate")).to.deep.equal([]);
    });

    it("is no certificate where the balancer has no such listener", async () => {
      const elsewhere = { loadBalancer: company.dnsName, port: 8443 };
      expect((await askWorld(behind("https://origin.quiltdata.com", elsewhere))).gateway).to.deep.equal({});
      expect(asked("DescribeListenerCertificates")).to.deep.equal([]);
    });

    it("is nothing of API Gateway where the stack has none", async () => {
      expect(await askWorld(settings({ loadBalancer: company.dnsName }))).not.to.have.property("gateway");
      expect(asked("DescribeListenerCertificates")).to.deep.equal([]);
    });
  });

  it("is a refusal in AWS's own words, where AWS refuses", async () => {
    refusal = "AccessDenied";
    const error = await askWorld(settings({ loadBalancer: company.dnsName })).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(Refusal);
    expect((error as Error).message)
      .to.include("AccessDenied")
      .and.to.include("no");
    expect((error as Error).message).not.to.include("test-secret");
    expect((error as Error).message)
      .to.include(company.dnsName)
      .and.to.include("in us-east-1")
      .and.to.include("docs/iam/preview.json");
  });

  it("is a refusal, where nobody answers", async () => {
    const gone = await listen(createServer(), 0);
    await gone.stop();
    process.env["AWS_ENDPOINT_URL"] = `http://127.0.0.1:${gone.port}`;
    const error = await askWorld(settings({ loadBalancer: company.dnsName })).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(Refusal);
    expect((error as Error).message).to.include("ECONNREFUSED");
  });
});

import { randomInt } from "node:crypto";
import {
  CreateListenerCommand,
  CreateRuleCommand,
  DeleteListenerCommand,
  type RuleCondition,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect } from "chai";
import fc from "fast-check";
import { request } from "undici";
import { decide } from "../../dataplane/decision.ts";
import type { Condition, Rule } from "../../dataplane/listener.ts";
import type { Request } from "../../dataplane/request.ts";
import { type LiveStage, liveStage } from "./support/stage.ts";

/** Rule sets, and requests that each is asked. */
const SETS = 500;
const REQUESTS = 8;

/** What a rule answers by itself, so that the answer tells which rule it was: a status of its own. */
const STATUS = { first: 210, none: 299 };

const NAMES = ["X-Beta", "Mcp-Method", "MCP-Protocol-Version"];
const METHODS = ["GET", "POST", "DELETE", "PUT", "OPTIONS"];

/** Few characters, so that patterns fit often. */
const word = fc.stringMatching(/^[a-b.$+-]{1,3}$/);
const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`);

/** A text in which some characters became wildcards. */
const patternOf = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.array(fc.constantFrom("*", "?", ""), { minLength: 12, maxLength: 12 }))
    .map(([plain, wildcards]) =>
      Array.from(plain, (character, at) => (at % 4 === 1 && wildcards[at] ? wildcards[at] : character)).join(
        "",
      ),
    );

/** The conditions that the emulator knows: four of AWS's six kinds, without regular expressions. */
function conditions(hosts: string[]): fc.Arbitrary<Condition[]> {
  const list = (text: fc.Arbitrary<string>) => fc.uniqueArray(text, { minLength: 1, maxLength: 2 });
  const optional = (kind: fc.Arbitrary<Condition>) => fc.option(kind, { nil: undefined });
  const regexValues: string[] = [];
  return fc
    .tuple(
      optional(
        list(patternOf(path)).map((values) => ({ kind: "path-pattern" as const, values, regexValues })),
      ),
      optional(
        list(fc.constantFrom(...hosts, `${hosts[0]?.slice(0, 3) ?? ""}*.*`, "*.localhost")).map((values) => ({
          kind: "host-header" as const,
          values,
          regexValues,
        })),
      ),
      optional(
        list(fc.constantFrom(...METHODS)).map((values) => ({ kind: "http-request-method" as const, values })),
      ),
      optional(
        fc.record({
          kind: fc.constant("http-header" as const),
          name: fc.constantFrom(...NAMES),
          values: list(patternOf(word)),
          regexValues: fc.constant(regexValues),
        }),
      ),
    )
    .map((all) => all.filter((condition) => condition !== undefined))
    .filter((all) => all.length > 0);
}

const ruleSet = (hosts: string[]): fc.Arbitrary<Rule[]> =>
  fc
    .uniqueArray(
      fc.record({ priority: fc.integer({ min: 1, max: 50_000 }), conditions: conditions(hosts) }),
      {
        minLength: 1,
        maxLength: 4,
        selector: ({ priority }) => priority,
      },
    )
    .map((rules) =>
      rules.map((rule, at) => ({ ...rule, id: String(STATUS.first + at), actions: [], transforms: [] })),
    );

const often = fc.integer({ min: 0, max: 4 }).map((number) => number > 0);

/** A request that comes close to one of the rules: it meets each of its conditions, or leaves it to chance. */
const asked = (hosts: string[], rules: Rule[]): fc.Arbitrary<Request> =>
  fc
    .record({
      near: fc.constantFrom(...rules),
      meets: fc.record({ path: often, method: often, header: often }),
      method: fc.constantFrom(...METHODS),
      path,
      query: fc.constantFrom("", "a=1"),
      host: fc.constantFrom(...hosts),
      header: fc.tuple(fc.constantFrom(...NAMES), word),
      filling: word,
    })
    .map(({ near, meets, method, path: anyPath, query, host, header, filling }) => {
      const fitting = (kind: Condition["kind"]) =>
        near.conditions.find((condition) => condition.kind === kind);
      const fill = (pattern: string) => pattern.replaceAll("*", filling).replaceAll("?", filling.slice(0, 1));
      const [onPath, onMethod, onHeader] = [
        fitting("path-pattern"),
        fitting("http-request-method"),
        fitting("http-header"),
      ];
      const first = (condition: Condition | undefined) => {
        const [value] = condition?.values ?? [];
        return typeof value === "string" ? value : "";
      };
      const sent: [string, string] =
        meets.header && onHeader?.kind === "http-header" ? [onHeader.name, fill(first(onHeader))] : header;
      return {
        method: meets.method && onMethod ? first(onMethod) : method,
        path: meets.path && onPath ? fill(first(onPath)) : anyPath,
        query,
        headers: [["Host", host], sent],
        sourceIp: "127.0.0.1",
      };
    });

// On ministack, whose balancers decide by code of their own.
describe("The model of the data plane", () => {
  let stage: LiveStage;
  before(async () => {
    stage = await liveStage();
  });
  after(() => stage.stop());

  it(`decides ${SETS * REQUESTS} generated requests as an independent balancer does`, async () => {
    const seed = randomInt(2 ** 31 - 1);
    console.log(`      seed ${seed}`);
    const hosts = [stage.company.dnsName, `${stage.company.balancerName}.alb.localhost`];
    const taken = { byRule: 0, byNone: 0 };
    let port = 1000;
    await fc.assert(
      fc.asyncProperty(
        ruleSet(hosts).chain((rules) =>
          fc.tuple(
            fc.constant(rules),
            fc.array(asked(hosts, rules), { minLength: REQUESTS, maxLength: REQUESTS }),
          ),
        ),
        async ([rules, requests]) => {
          port += 1;
          const listenerArn = await listen(stage, port, rules);
          const listener = {
            arn: listenerArn,
            protocol: "HTTP" as const,
            port,
            preserveHostHeader: false,
            rules,
            defaultActions: [],
          };
          for (const each of requests) {
            const { rule } = decide(listener, each);
            if (rule) taken.byRule += 1;
            else taken.byNone += 1;
            expect(await answered(stage, port, each), JSON.stringify({ rules, each })).to.equal(
              rule ? Number(rule.id) : STATUS.none,
            );
          }
          await stage.company.elb.send(new DeleteListenerCommand({ ListenerArn: listenerArn }));
        },
      ),
      { numRuns: SETS, seed, endOnFailure: true },
    );
    expect(taken.byRule + taken.byNone).to.equal(SETS * REQUESTS);
    // Both outcomes are common enough to mean something.
    expect(Math.min(taken.byRule, taken.byNone)).to.be.above((SETS * REQUESTS) / 20);
  });

  /** What AWS documents and the emulator does otherwise, as of version 1.5.33. */
  const faults: { what: string; page: string; rule: Condition; request: Partial<Request>; aws: boolean }[] = [
    {
      what: "compares hosts with their letter case",
      page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#host-conditions",
      rule: { kind: "host-header", values: ["*.ALB.localhost"], regexValues: [] },
      request: {},
      aws: true,
    },
    {
      what: "takes &amp; in a path pattern as it stands",
      page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#path-conditions",
      rule: { kind: "path-pattern", values: ["/a&amp;b"], regexValues: [] },
      request: { path: "/a&b" },
      aws: true,
    },
    {
      what: "asks no rule for the source address",
      page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#source-ip-conditions",
      rule: { kind: "source-ip", values: ["192.0.2.0/24"] },
      request: {},
      aws: false,
    },
    {
      what: "asks no rule for the query",
      page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#query-string-conditions",
      rule: { kind: "query-string", values: [{ key: "a", value: "1" }] },
      request: { query: "a=2" },
      aws: false,
    },
  ];
  for (const { what, page, rule: condition, request: changes, aws } of faults) {
    it(`stands by AWS's documents where the emulator ${what} (${page})`, async () => {
      const rule: Rule = {
        id: String(STATUS.first),
        priority: 1,
        conditions: [condition],
        actions: [],
        transforms: [],
      };
      const asks: Request = {
        method: "GET",
        path: "/",
        query: "",
        headers: [["Host", `${stage.company.balancerName}.alb.localhost`]],
        sourceIp: "127.0.0.1",
        ...changes,
      };
      const port = 900 + faults.findIndex((fault) => fault.what === what);
      const arn = await listen(stage, port, [rule]);
      const listener = {
        arn,
        protocol: "HTTP" as const,
        port,
        preserveHostHeader: false,
        defaultActions: [],
      };
      expect(decide({ ...listener, rules: [rule] }, asks).rule !== undefined).to.equal(aws);
      expect((await answered(stage, port, asks)) === STATUS.first).to.equal(!aws);
    });
  }
});

/** Makes a listener on the company's balancer whose rules answer by themselves, and returns its ARN. */
async function listen({ company }: LiveStage, Port: number, rules: Rule[]): Promise<string> {
  const { elb, balancerArn } = company;
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancerArn,
      Port,
      Protocol: "HTTP",
      DefaultActions: [fixed(STATUS.none)],
    }),
  );
  const ListenerArn = Listeners?.[0]?.ListenerArn ?? "";
  for (const { id, priority: Priority, conditions: all } of rules)
    await elb.send(
      new CreateRuleCommand({
        ListenerArn,
        Priority,
        Conditions: all.map(described),
        Actions: [fixed(Number(id))],
      }),
    );
  return ListenerArn;
}

function fixed(status: number) {
  return {
    Type: "fixed-response" as const,
    FixedResponseConfig: { StatusCode: String(status), ContentType: "text/plain" },
  };
}

function described(condition: Condition): RuleCondition {
  const { kind: Field } = condition;
  switch (condition.kind) {
    case "path-pattern":
      return { Field, PathPatternConfig: { Values: condition.values } };
    case "host-header":
      return { Field, HostHeaderConfig: { Values: condition.values } };
    case "http-header":
      return { Field, HttpHeaderConfig: { HttpHeaderName: condition.name, Values: condition.values } };
    case "http-request-method":
      return { Field, HttpRequestMethodConfig: { Values: condition.values } };
    case "source-ip":
      return { Field, SourceIpConfig: { Values: condition.values } };
    case "query-string":
      return {
        Field,
        QueryStringConfig: {
          Values: condition.values.map(({ key, value }) => ({ ...(key && { Key: key }), Value: value })),
        },
      };
  }
}

/** The status with which the emulator's balancer answers. */
async function answered({ api }: LiveStage, port: number, { method, path: asks, query, headers }: Request) {
  const [[, host] = ["", ""], ...more] = headers;
  const answer = await request(`${api.url}${asks}${query === "" ? "" : `?${query}`}`, {
    method: method as "GET",
    // The emulator knows the listener by the port in the host.
    headers: { ...Object.fromEntries(more), host: `${host}:${port}` },
  });
  await answer.body.dump();
  return answer.statusCode;
}

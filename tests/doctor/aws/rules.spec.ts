import { expect } from "chai";
import { onHost, onMethod, onSource, ruleArn } from "../../rehearsal/supportWorld.ts";
import { describedWorld } from "../../rehearsal/supportWorld.ts";
import { FILES } from "../../../rehearsal/world/files.ts";
import { company, describedRule, examined, idsOf, onPath, ownRule, rulesOf, SERVER } from "./support.ts";

const FRONTEND = "sales-prod-frontend";
const catchAll = (priority: number) => describedRule(priority, FRONTEND, onPath("/*"));
const fixed = (StatusCode: string) => ({
  Type: "fixed-response",
  Order: 1,
  FixedResponseConfig: { StatusCode, ContentType: "text/plain", MessageBody: "no" },
});
/** Who answers is not the server. */
const seen = { answeredByServer: false };

describe("The listener's rules, as AWS has them,", () => {
  it("are explained in order, with why each other does not take the request", async () => {
    const { facts } = await examined({
      answers: { rules: rulesOf(describedRule(5, FRONTEND, onPath("/api/*")), ownRule(10), catchAll(40)) },
    });
    expect(facts.slice(facts.indexOf("POST /mcp at the listener on port 443:"))).to.deep.equal([
      "POST /mcp at the listener on port 443:",
      'rule 5 passes: path "/mcp" does not match "/api/*"',
      'rule 10 takes it: path "/mcp" matches "/mcp"',
      "-> forward to sales-prod-mcp-server",
      "rule 40 is not asked: rule 10 comes first",
      ...["GET /mcp", "DELETE /mcp", "OPTIONS /mcp", "GET /.well-known/oauth-protected-resource/mcp"].map(
        (request) =>
          `${request}: rule 10 (/.well-known/oauth-protected-resource/mcp, /mcp/* or /mcp) -> forward to sales-prod-mcp-server`,
      ),
    ]);
  });

  it("lack one for the path: the default action takes it, and a free priority is told", async () => {
    const { findings } = await examined({ answers: { rules: rulesOf() }, context: seen });
    expect(
      findings.map(({ id, layer, severity, method, says }) => ({ id, layer, severity, method, says })),
    ).to.deep.equal([
      {
        id: "alb.rule-missing",
        layer: "alb",
        severity: "broken",
        method: "POST",
        says: "No rule of the listener is for /mcp: the default action takes it and does this: forward to sales-prod-frontend.",
      },
    ]);
    expect(findings[0]!.remedy).to.equal(
      "Priority 1 is free. Set mcp-route:priority to it, or add a rule: " +
        `aws elbv2 create-rule --region us-east-1 --listener-arn ${company.listenerArn} --priority 1 ` +
        `--conditions '[{"Field":"path-pattern","PathPatternConfig":{"Values":["/mcp","/mcp/*"]}}]' ` +
        "--actions Type=forward,TargetGroupArn=TARGET_GROUP_ARN",
    );
  });

  it("lack one, and a catch-all takes it: the free priority is the nearest before that", async () => {
    const rules = rulesOf(catchAll(40), describedRule(39, FRONTEND, onPath("/api/*")));
    const { findings } = await examined({ answers: { rules }, context: seen });
    expect(findings.map(({ id }) => id)).to.deep.equal(["alb.rule-missing"]);
    expect(findings[0]!.remedy).to.match(/^Priority 38 is free\./);
  });

  it("lack one, and no priority before the catch-all is free", async () => {
    const { findings } = await examined({ answers: { rules: rulesOf(catchAll(1)) }, context: seen });
    expect(findings[0]!.remedy).to.match(/^No priority before it is free: renumber the rules first\./);
  });

  it("need none for the path where a host's or the default action is the server's", async () => {
    const context = { answeredByServer: true };
    expect(await idsOf({ answers: { rules: rulesOf() }, context })).to.deep.equal([]);
    const rules = rulesOf(describedRule(5, SERVER, onHost("demo.quiltdata.com")));
    expect(await idsOf({ answers: { rules }, context })).to.deep.equal([]);
  });

  it("lack one, which is but a note where nobody knows who answers", async () => {
    expect(await idsOf({ answers: { rules: rulesOf() } })).to.deep.equal(["alb.rule-missing note"]);
  });

  it("lack one for certain where the default action answers by itself", async () => {
    const { [FILES.listeners]: listeners, [FILES.rules]: rules } = describedWorld({
      rules: [],
      defaultActions: [fixed("404")],
    });
    expect(await idsOf({ answers: { listeners, rules } })).to.deep.equal(["alb.rule-missing broken"]);
  });

  it("stand in the wrong order: neighbours are swapped by the exact command", async () => {
    const rules = rulesOf(catchAll(5), ownRule(10));
    const { findings } = await examined({ answers: { rules } });
    expect(findings.map(({ id, severity, says }) => [id, severity, says])).to.deep.equal([
      [
        "alb.rule-order",
        "broken",
        "Rule 5 (/*) takes POST /mcp before rule 10 (/.well-known/oauth-protected-resource/mcp, /mcp/* or /mcp), " +
          "which is for it, and does this: forward to sales-prod-frontend.",
      ],
    ]);
    expect(findings[0]!.remedy).to.equal(
      "Swap the two priorities: aws elbv2 set-rule-priorities --region us-east-1 --rule-priorities " +
        `RuleArn=${ruleArn("10")},Priority=5 RuleArn=${ruleArn("5")},Priority=10`,
    );
    expect(findings[0]!.evidence[0]!.facts!.at(-1)).to.equal("priority 4 is free and comes first, too");
  });

  it("shadow one with others between: it moves to the nearest free priority", async () => {
    const rules = rulesOf(catchAll(5), describedRule(7, FRONTEND, onPath("/api/*")), ownRule(10));
    const { findings } = await examined({ answers: { rules } });
    expect(findings.map(({ id, remedy }) => [id, remedy])).to.deep.equal([
      [
        "alb.rule-shadowed",
        "Priority 4 is free and comes first (in a stack of this project, mcp-route:priority): " +
          `aws elbv2 set-rule-priorities --region us-east-1 --rule-priorities RuleArn=${ruleArn("10")},Priority=4`,
      ],
    ]);
  });

  it("shadow one with nothing free before: the swap is told with its price", async () => {
    const rules = rulesOf(catchAll(1), describedRule(7, FRONTEND, onPath("/api/*")), ownRule(10));
    const { findings } = await examined({ answers: { rules } });
    expect(findings[0]!.remedy).to.match(
      /^No priority before 1 is free\. Swap .* which changes what the rules between/,
    );
  });

  describe("have one of another service before that takes the path as well:", () => {
    const [other, own] = [describedRule(5, "other", onPath("/mcp*")), ownRule(10)];

    it("shadows one where who answers is no MCP server", async () => {
      const { findings } = await examined({ answers: { rules: rulesOf(other, own) }, context: seen });
      expect(findings.map(({ id, severity, says, remedy }) => [id, severity, says, remedy])).to.deep.equal([
        [
          "alb.rule-shadowed",
          "broken",
          "Rule 5 (/mcp*) takes POST /mcp before rule 10 (/.well-known/oauth-protected-resource/mcp, /mcp/* or /mcp), " +
            "which is for it, and does this: forward to other.",
          "Priority 4 is free and comes first (in a stack of this project, mcp-route:priority): " +
            `aws elbv2 set-rule-priorities --region us-east-1 --rule-priorities RuleArn=${ruleArn("10")},Priority=4`,
        ],
      ]);
    });

    it("is swapped with its neighbour where nothing before is free", async () => {
      const rules = rulesOf({ ...other, Priority: "1" }, { ...own, Priority: "2" });
      const { findings } = await examined({ answers: { rules }, context: seen });
      expect(findings[0]!.remedy).to.match(
        /^No priority before 1 is free\. Swap the two priorities: .*=2\.$/,
      );
    });

    for (const answeredByServer of [true, undefined]) {
      it(`is the server's own for all that is known, ${answeredByServer ?? "unknown"} who answers`, async () => {
        const context = answeredByServer === undefined ? {} : { answeredByServer };
        expect(await idsOf({ answers: { rules: rulesOf(other, own) }, context })).to.deep.equal([]);
      });
    }

    it("is no fault of order where it forwards nothing", async () => {
      const rules = rulesOf({ ...other, Actions: [fixed("503")] }, own);
      expect(await idsOf({ answers: { rules }, context: seen })).to.deep.equal(["alb.fixed-response broken"]);
    });
  });

  it("do not shadow one where both lead to the same targets", async () => {
    const rules = rulesOf(describedRule(5, SERVER, onPath("/*")), ownRule(10));
    expect(await idsOf({ answers: { rules }, context: { answeredByServer: true } })).to.deep.equal([]);
  });

  it("take what is below the path and not the path: the exact command adds it", async () => {
    const below = describedRule(10, SERVER, onPath("/mcp/*"), onHost("demo.quiltdata.com"));
    const { findings } = await examined({ answers: { rules: rulesOf(below, catchAll(40)) } });
    expect(findings.map(({ id, severity, says }) => [id, severity, says])).to.deep.equal([
      [
        "alb.bare-path",
        "broken",
        "Rule 10 (/mcp/*; host demo.quiltdata.com) takes what is below /mcp and not /mcp itself, which rule 40 (/*) takes: forward to sales-prod-frontend.",
      ],
    ]);
    expect(findings[0]!.remedy).to.equal(
      `Add /mcp to the rule: aws elbv2 modify-rule --region us-east-1 --rule-arn ${ruleArn("10")} --conditions ` +
        `'[{"Field":"path-pattern","PathPatternConfig":{"Values":["/mcp","/mcp/*"]}},{"Field":"host-header","HostHeaderConfig":{"Values":["demo.quiltdata.com"]}}]'`,
    );
  });

  it("lack the bare path and come too late: both are told", async () => {
    const rules = rulesOf(catchAll(5), describedRule(10, SERVER, onPath("/mcp/*")));
    const { findings } = await examined({ answers: { rules } });
    expect(findings.map(({ id }) => id)).to.deep.equal(["alb.bare-path"]);
    expect(findings[0]!.remedy).to.match(
      / It also has to come before rule 5 \(\/\*\): priority 4 is free\.$/,
    );
  });

  it("answer the path by a fixed response", async () => {
    const rules = rulesOf({ ...ownRule(10), Actions: [fixed("405")] }, catchAll(40));
    const { findings } = await examined({ answers: { rules } });
    expect(findings.map(({ id, severity, says }) => [id, severity, says])).to.deep.equal([
      [
        "alb.fixed-response",
        "broken",
        "Rule 10 (/.well-known/oauth-protected-resource/mcp, /mcp/* or /mcp) answers POST /mcp by itself with a fixed response 405 text/plain. " +
          "Behind it, rule 40 (/*) would forward to sales-prod-frontend.",
      ],
    ]);
  });

  it("redirect the path", async () => {
    const redirect = {
      Type: "redirect",
      RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" },
    };
    const rules = rulesOf({ ...ownRule(10), Actions: [redirect] });
    expect(await idsOf({ answers: { rules } })).to.deep.equal(["alb.redirect degraded"]);
    expect(await idsOf({ answers: { rules }, context: seen })).to.deep.equal(["alb.redirect broken"]);
  });

  for (const [protocol, port, url, ids] of [
    ["HTTP", 80, "http://demo.quiltdata.com/mcp", ["alb.redirect broken"]],
    ["HTTPS", 443, "https://demo.quiltdata.com/mcp", ["alb.rule-missing broken"]],
  ] as const) {
    it(`send everything from ${protocol} to HTTPS, and have none for the path`, async () => {
      const { [FILES.listeners]: listeners, [FILES.rules]: rules } = describedWorld({
        rules: [],
        listener: { Protocol: protocol, Port: port },
        defaultActions: [
          {
            Type: "redirect",
            RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" },
          },
        ],
      });
      const context = { ...seen, url, connected: true };
      expect(await idsOf({ answers: { listeners, rules }, context })).to.deep.equal(ids);
    });
  }

  it("ask for a login before the server", async () => {
    const [forward] = ownRule(10).Actions;
    const rules = rulesOf({
      ...ownRule(10),
      Actions: [
        { Type: "authenticate-oidc", Order: 1 },
        { ...forward, Order: 2 },
      ],
    });
    expect(await idsOf({ answers: { rules } })).to.deep.equal(["alb.login broken"]);
  });

  it("may ask for a token before the server", async () => {
    const [forward] = ownRule(10).Actions;
    const rules = rulesOf({
      ...ownRule(10),
      Actions: [
        { Type: "jwt-validation", Order: 1 },
        { ...forward, Order: 2 },
      ],
    });
    expect(await idsOf({ answers: { rules } })).to.deep.equal([]);
  });

  it("take POST alone: each other method is named", async () => {
    const rules = rulesOf(describedRule(10, SERVER, onPath("/mcp"), onMethod("POST")), catchAll(40));
    const { findings } = await examined({ answers: { rules } });
    expect(findings.map(({ id, severity, method }) => [id, severity, method])).to.deep.equal([
      ["alb.method-elsewhere", "degraded", "GET"],
      ["alb.method-elsewhere", "degraded", "DELETE"],
      ["alb.method-elsewhere", "note", "OPTIONS"],
    ]);
  });

  it("are for the path by a pattern without a slash, or a regular expression, too", async () => {
    const regex = { Field: "path-pattern", PathPatternConfig: { RegexValues: ["^/mcp(/.*)?$"] } };
    for (const condition of [onPath("/mcp*"), regex]) {
      const rules = rulesOf(describedRule(10, SERVER, condition), catchAll(40));
      expect(await idsOf({ answers: { rules }, context: seen })).to.deep.equal([]);
    }
  });

  it("may answer the preflight by a rule of its own", async () => {
    const preflight = {
      ...describedRule(9, SERVER, onPath("/mcp", "/mcp/*"), onMethod("OPTIONS")),
      Actions: [fixed("200")],
    };
    expect(await idsOf({ answers: { rules: rulesOf(preflight, ownRule(10)) } })).to.deep.equal([]);
  });

  it("lead the metadata elsewhere, which matters where a token is asked for", async () => {
    const rules = rulesOf(describedRule(10, SERVER, onPath("/mcp", "/mcp/*")), catchAll(40));
    expect(await idsOf({ answers: { rules }, context: { needsToken: true } })).to.deep.equal([
      "alb.metadata-elsewhere note",
    ]);
    expect(await idsOf({ answers: { rules } })).to.deep.equal([]);
  });

  it("lead the metadata elsewhere, where clients do not find them: as bad as that, and the exact command adds the path", async () => {
    const rules = rulesOf(describedRule(10, SERVER, onPath("/mcp", "/mcp/*")), catchAll(40));
    const { findings } = await examined({
      answers: { rules },
      context: { needsToken: true, metadataLost: "broken" },
    });
    expect(findings.map(({ id, severity, remedy }) => [id, severity, remedy])).to.deep.equal([
      [
        "alb.metadata-elsewhere",
        "broken",
        "Add /.well-known/oauth-protected-resource/mcp to the rule: " +
          `aws elbv2 modify-rule --region us-east-1 --rule-arn ${ruleArn("10")} --conditions ` +
          `'[{"Field":"path-pattern","PathPatternConfig":{"Values":["/.well-known/oauth-protected-resource/mcp","/mcp","/mcp/*"]}}]'`,
      ],
    ]);
  });

  it("lead the metadata elsewhere by more than the path: no command is told that would not do", async () => {
    const rules = rulesOf(describedRule(10, SERVER, onPath("/mcp"), onMethod("POST")), catchAll(40));
    const { findings } = await examined({ answers: { rules }, context: { needsToken: true } });
    expect(findings.find(({ id }) => id === "alb.metadata-elsewhere")!.remedy).to.equal(
      "Add /.well-known/oauth-protected-resource and the endpoint's path to the rule.",
    );
  });

  it("conflict: a later one for the path leads elsewhere and never gets a request", async () => {
    const later = describedRule(20, "other", onPath("/mcp"));
    const { findings } = await examined({ answers: { rules: rulesOf(ownRule(10), later) } });
    expect(findings.map(({ id, severity, remedy }) => [id, severity, remedy])).to.deep.equal([
      [
        "alb.rule-conflict",
        "note",
        `Delete the one that is not meant: aws elbv2 delete-rule --region us-east-1 --rule-arn ${ruleArn("20")}`,
      ],
    ]);
  });

  it("do not conflict where the later one still gets requests, or leads to the same targets", async () => {
    const wider = describedRule(20, "other", onPath("/mcp*"));
    const same = describedRule(21, SERVER, onPath("/mcp"));
    expect(await idsOf({ answers: { rules: rulesOf(ownRule(10), wider, same) } })).to.deep.equal([]);
  });

  it("are judged for the caller's own address, and say so where it is not known", async () => {
    const rules = rulesOf(
      describedRule(10, SERVER, onPath("/mcp", "/mcp/*"), onSource("198.51.100.0/24")),
      catchAll(40),
    );
    const answers = { rules };
    expect(await idsOf({ answers, context: { sourceIp: "198.51.100.7" } })).to.deep.equal([]);
    const { findings, facts } = await examined({ answers, context: seen });
    expect(findings.map(({ id }) => id)).to.deep.equal(["alb.rule-missing"]);
    expect(facts.at(-1)).to.equal(
      "conditions on the source address were judged for an address that nobody has",
    );
  });

  it("are those of the port in the URL: another port has none", async () => {
    const { findings, rungs } = await examined({ context: { url: "https://demo.quiltdata.com:8443/mcp" } });
    expect(findings.map(({ id, says }) => [id, says])).to.deep.equal([
      [
        "alb.listener-missing",
        "The balancer sales--LoadB-nGDYylEerIKm has no listener on port 8443. It has: 443.",
      ],
    ]);
    expect(rungs[1]).to.include({ state: "skipped", blockedBy: "aws.balancer" });
  });

  it("are those of the only listener where the balancer was named, for something else may have the URL's port", async () => {
    const context = { url: "http://demo.quiltdata.com/mcp", loadBalancer: company.balancerArn };
    expect(await idsOf({ context })).to.deep.equal([]);
  });
});

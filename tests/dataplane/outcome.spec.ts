import { expect } from "chai";
import { errorAnswer, fixedAnswer, redirectAnswer } from "../../dataplane/answer.ts";
import type { Action, Redirect } from "../../dataplane/listener.ts";
import { type Outcome, outcome } from "../../dataplane/outcome.ts";
import type { Request } from "../../dataplane/request.ts";
import { aListener, aRequest, aRule, arn, forwardTo, TRACE_ID } from "./support.ts";

const circumstances = { draw: 0.5, traceId: TRACE_ID };

function of(actions: Action[], parts: Partial<Request> = {}): Outcome {
  return outcome(aListener({ rules: [aRule({ actions })] }), aRequest(parts), circumstances);
}

function value(headers: [string, string][], name: string): string | undefined {
  return headers.find(([each]) => each === name)?.[1];
}

describe("The balancer's own page", () => {
  const lengths: [status: number, bytes: number][] = [
    [301, 134],
    [400, 122],
    [401, 144],
    [403, 118],
    [405, 122],
    [413, 148],
    [500, 142],
    [502, 122],
    [503, 162],
    [504, 132],
  ];
  for (const [status, bytes] of lengths) {
    it(`for ${status} has ${bytes} bytes`, () => {
      const { headers, body } = errorAnswer(status);
      expect(value(headers, "Content-Length")).to.equal(String(bytes));
      expect(Buffer.byteLength(body)).to.equal(bytes);
    });
  }

  it("is written byte for byte as captured", () => {
    expect(errorAnswer(503)).to.deep.equal({
      status: 503,
      headers: [
        ["Server", "awselb/2.0"],
        ["Content-Type", "text/html"],
        ["Content-Length", "162"],
      ],
      body:
        "<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n" +
        "<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n</body>\r\n</html>\r\n",
    });
  });

  it("has no line that an nginx would add", () => {
    expect(errorAnswer(405).body).to.not.contain("<hr>");
  });
});

describe("A fixed response", () => {
  it("has the configured status, type and body", () => {
    expect(
      fixedAnswer({ type: "fixed-response", statusCode: 200, contentType: "application/json", body: '"é"' }),
    ).to.deep.equal({
      status: 200,
      headers: [
        ["Server", "awselb/2.0"],
        ["Content-Type", "application/json"],
        ["Content-Length", "4"],
      ],
      body: '"é"',
    });
  });

  it("of 204 has neither body nor length", () => {
    const { headers, body } = fixedAnswer({
      type: "fixed-response",
      statusCode: 204,
      contentType: "text/plain",
      body: "x",
    });
    expect(headers).to.deep.equal([["Server", "awselb/2.0"]]);
    expect(body).to.equal("");
  });
});

describe("A redirect", () => {
  const toHttps: Redirect = {
    type: "redirect",
    statusCode: 301,
    protocol: "HTTPS",
    host: "#{host}",
    port: "443",
    path: "/#{path}",
    query: "#{query}",
  };
  const plain = aListener({ protocol: "HTTP", port: 80 });
  const location = (redirect: Partial<Redirect>, parts: Partial<Request> = {}): string | undefined =>
    value(redirectAnswer(plain, aRequest(parts), { ...toHttps, ...redirect }).headers, "Location");

  it("to HTTPS writes the port out and keeps host, path and query", () => {
    expect(location({}, { query: "a=b" })).to.equal("https://demo.example.com:443/mcp?a=b");
  });

  it("has no question mark without a query", () => {
    expect(location({}, { path: "/" })).to.equal("https://demo.example.com:443/");
    expect(location({ query: "" }, { query: "a=b" })).to.equal("https://demo.example.com:443/mcp");
  });

  it("leaves the port of Host out of #{host}", () => {
    expect(location({}, { headers: [["Host", "demo.example.com:80"]] })).to.equal(
      "https://demo.example.com:443/mcp",
    );
  });

  it("fills every keyword in, in path and query too", () => {
    const all = "#{protocol}-#{host}-#{port}-#{path}";
    expect(
      location(
        { protocol: "#{protocol}", port: "#{port}", path: `/${all}`, query: `q=${all}-#{query}` },
        { query: "x" },
      ),
    ).to.equal("http://demo.example.com:80/HTTP-demo.example.com-80-mcp?q=HTTP-demo.example.com-80-mcp-x");
  });

  it("leaves a keyword that there is not, and one that the request brings, as text", () => {
    expect(location({ path: "/#{constructor}" })).to.match(/\/#\{constructor\}$/);
    expect(location({}, { path: "/#{host}" })).to.equal("https://demo.example.com:443/#{host}");
  });

  it("comes with the page of its status", () => {
    const answer = redirectAnswer(plain, aRequest(), toHttps);
    expect(answer).to.include({ status: 301, body: errorAnswer(301).body });
    expect(value(answer.headers, "Server")).to.equal("awselb/2.0");
  });
});

describe("The outcome of a request", () => {
  it("is forwarded to the rule's target group, with the decision that led there", () => {
    const done = of([forwardTo("mcp")]);
    expect(done).to.include({ kind: "forward", targetGroupArn: arn("mcp") });
    expect(done.decision?.rule?.id).to.equal("mcp-rule");
  });

  it("is refused before any rule is asked, where a limit is broken", () => {
    const done = of([forwardTo("mcp")], { method: "TRACE" });
    expect(done).to.include({ kind: "answer", status: 405, by: "the balancer does not allow TRACE" });
    expect(done).to.not.have.property("decision");
  });

  it("is the default action's answer where no rule takes it", () => {
    expect(of([forwardTo("mcp")], { path: "/x" })).to.include({
      kind: "answer",
      status: 404,
      by: "fixed-response",
      body: "nothing",
    });
  });

  it("is 503 where no target group has a weight", () => {
    expect(of([forwardTo("mcp", 0)])).to.include({ kind: "answer", status: 503 });
  });

  it("is 500 where a transform fails", () => {
    const rule = aRule({ transforms: [{ type: "url-rewrite", regex: "(", replace: "/" }] });
    const done = outcome(aListener({ rules: [rule] }), aRequest(), circumstances);
    expect(done).to.include({ kind: "answer", status: 500 });
  });

  for (const type of ["authenticate-oidc", "authenticate-cognito", "jwt-validation"] as const) {
    it(`ends at ${type}, with or without a token`, () => {
      const actions: Action[] = [{ type }, forwardTo("mcp")];
      expect(of(actions)).to.include({ kind: "authenticate", by: type });
      expect(of(actions, { headers: [["Authorization", "Bearer x"]] })).to.include({ kind: "authenticate" });
    });
  }

  it("ends at a Lambda function where the target group is known to be one", () => {
    const listener = aListener({ rules: [aRule()] });
    const types = new Map([[arn("mcp"), "lambda"]]);
    const done = outcome(listener, aRequest(), { ...circumstances, targetType: (group) => types.get(group) });
    expect(done).to.include({ kind: "lambda", targetGroupArn: arn("mcp") });
    expect(outcome(listener, aRequest(), { ...circumstances, targetType: () => "ip" }).kind).to.equal(
      "forward",
    );
    expect(outcome(listener, aRequest(), { ...circumstances, targetType: () => undefined }).kind).to.equal(
      "forward",
    );
  });

  it("is a redirect where the rule says so", () => {
    const redirect: Redirect = {
      type: "redirect",
      statusCode: 302,
      protocol: "#{protocol}",
      host: "other.example.com",
      port: "#{port}",
      path: "/#{path}",
      query: "#{query}",
    };
    const done = of([redirect]);
    expect(done).to.include({ kind: "answer", status: 302, by: "redirect" });
    expect(done.kind === "answer" && value(done.headers, "Location")).to.equal(
      "https://other.example.com:443/mcp",
    );
  });

  it("is 500 for a rule without actions, which AWS does not allow", () => {
    expect(of([])).to.include({ kind: "answer", status: 500, by: "the rule has no action" });
  });

  it("is the same for the same circumstances", () => {
    expect(of([forwardTo("mcp")])).to.deep.equal(of([forwardTo("mcp")]));
  });
});

import { expect } from "chai";
import * as fc from "fast-check";
import { healthCheckOf } from "../../components/healthCheck.ts";
import { admits, asksTheEndpoint } from "../../dataplane/matcher.ts";

const code = fc.integer({ min: 200, max: 499 });

describe("A health check", () => {
  it("asks /healthz every 30 seconds for a 200 within 5, 2 times for healthy and 3 for unhealthy", () => {
    expect(healthCheckOf(undefined)).to.deep.equal({
      path: "/healthz",
      matcher: "200",
      interval: 30,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
    });
  });

  it("keeps the default of what is given as undefined", () => {
    const said = { path: undefined, interval: 10 } as unknown as { interval: number };
    expect(healthCheckOf(said)).to.deep.equal({ ...healthCheckOf({}), interval: 10 });
  });

  it("takes a code for health that its matcher names, alone, in a list or in a range", () => {
    fc.assert(
      fc.property(code, code, code, (asked, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        expect(admits(`${one}`, asked)).to.equal(asked === one);
        expect(admits(`${one},${other}`, asked)).to.equal(asked === one || asked === other);
        expect(admits(`${from}-${to}`, asked)).to.equal(from <= asked && asked <= to);
      }),
    );
  });

  it("takes nothing for health, where the matcher is none", () => {
    fc.assert(
      fc.property(fc.string(), code, (matcher, asked) => {
        fc.pre(!/\d{3}/.test(matcher));
        expect(admits(matcher, asked)).to.equal(false);
      }),
    );
  });

  for (const path of ["/mcp", "/mcp/", "/mcp?x=1", "/mcp/?x=1"])
    it(`asks the endpoint with ${path}`, () => {
      expect(asksTheEndpoint(path, "200", "/mcp")).to.equal(true);
    });

  for (const path of ["/healthz", "/mcpx", "/mcp/healthz", "/MCP", "/", "/healthz?/mcp"])
    it(`does not ask the endpoint with ${path}`, () => {
      expect(asksTheEndpoint(path, "200", "/mcp")).to.equal(false);
    });

  it("may ask the endpoint, where the matcher admits one of its answers", () => {
    fc.assert(
      fc.property(code, (answer) => {
        const isAnswered = [400, 401, 404, 405, 406].includes(answer);
        expect(asksTheEndpoint("/mcp", `${answer}`, "/mcp")).to.equal(!isAnswered);
      }),
    );
  });
});

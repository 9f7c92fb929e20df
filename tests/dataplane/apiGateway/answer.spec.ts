import { expect } from "chai";
import { apiAnswer, type ApiFailure } from "../../../dataplane/apiGateway/answer.ts";
import { headerValues } from "../../../dataplane/request.ts";
import { REQUEST_ID } from "./support.ts";

const rest = (failure: ApiFailure): ReturnType<typeof apiAnswer> =>
  apiAnswer({ type: "REST" }, failure, REQUEST_ID);
const http = (failure: ApiFailure): ReturnType<typeof apiAnswer> =>
  apiAnswer({ type: "HTTP" }, failure, REQUEST_ID);

describe("An answer of a REST API itself", () => {
  it("to a request without a route is 403 Missing Authentication Token, byte for byte", () => {
    expect(rest("no-route")).to.deep.equal({
      status: 403,
      headers: [
        ["Content-Type", "application/json"],
        ["Content-Length", "42"],
        ["x-amzn-RequestId", REQUEST_ID],
        ["x-amz-apigw-id", REQUEST_ID],
        ["x-amzn-ErrorType", "MissingAuthenticationTokenException"],
      ],
      body: '{"message":"Missing Authentication Token"}',
      unconfirmed: [],
    });
  });

  const table: [failure: ApiFailure, status: number, errorType: string, body: string][] = [
    ["no-stage", 403, "ForbiddenException", '{"message":"Forbidden"}'],
    ["timeout", 504, "InternalServerErrorException", '{"message": "Endpoint request timed out"}'],
    ["internal", 500, "InternalServerErrorException", '{"message": "Internal server error"}'],
  ];
  for (const [failure, status, errorType, body] of table) {
    it(`for ${failure} is ${status} ${body}`, () => {
      const answer = rest(failure);
      expect(answer).to.deep.include({ status, body, unconfirmed: [] });
      expect(headerValues(answer, "x-amzn-errortype")).to.deep.equal([errorType]);
      expect(headerValues(answer, "apigw-requestid")).to.be.empty;
    });
  }

  it("to a body that is too large is 413 and names the limit", () => {
    expect(rest("payload-too-large")).to.include({ status: 413 });
    expect(rest("payload-too-large").body).to.contain("HTTP content length exceeded 10485760 bytes");
  });

  it("is in doubt where AWS does not document it", () => {
    for (const failure of [
      "unauthorized",
      "headers-too-large",
      "origin-unreachable",
      "payload-too-large",
    ] as const) {
      expect(rest(failure).unconfirmed, failure).to.have.lengthOf(1);
    }
  });
});

describe("An answer of an HTTP API itself", () => {
  it("to a request without a route is 404 Not Found, byte for byte", () => {
    expect(http("no-route")).to.deep.equal({
      status: 404,
      headers: [
        ["Content-Type", "application/json"],
        ["Content-Length", "23"],
        ["apigw-requestid", REQUEST_ID],
      ],
      body: '{"message":"Not Found"}',
      unconfirmed: [],
    });
  });

  it("to a request without a token is 401 with a challenge", () => {
    expect(http("unauthorized")).to.include({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(headerValues(http("unauthorized"), "www-authenticate")[0]).to.match(/^Bearer/);
    expect(headerValues(http("unauthorized"), "content-length")).to.deep.equal(["26"]);
  });

  it("for an origin that is late or away is 503, in doubt with 504", () => {
    for (const failure of ["timeout", "origin-unreachable"] as const) {
      expect(http(failure)).to.include({ status: 503, body: '{"message":"Service Unavailable"}' });
      expect(http(failure).unconfirmed).to.deep.equal([
        "whether an HTTP API answers 503 or 504 where its origin fails or is late",
      ]);
    }
  });

  it("has no error type", () => {
    for (const failure of ["no-route", "no-stage", "internal", "timeout", "payload-too-large"] as const) {
      expect(headerValues(http(failure), "x-amzn-errortype"), failure).to.be.empty;
    }
    expect(http("internal")).to.include({ status: 500, body: '{"message":"Internal Server Error"}' });
    expect(http("payload-too-large").status).to.equal(413);
  });
});

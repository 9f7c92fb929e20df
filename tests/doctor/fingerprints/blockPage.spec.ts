import { expect } from "chai";
import { isBlockPage } from "../../../doctor/fingerprints/blockPage.ts";
import { answer, page, rpcError } from "./answer.ts";
import { sample } from "./samples.ts";

const HTML = { "Content-Type": "text/html" };

describe("isBlockPage", () => {
  for (const status of [403, 405, 406, 429, 503]) {
    it(`takes a page with ${String(status)} for a block, and an answer without a body`, () => {
      expect(isBlockPage(answer(status, HTML, "<html></html>"))).to.equal(true);
      expect(isBlockPage(answer(status, {}))).to.equal(true);
    });
  }

  for (const status of [200, 202, 301, 400, 401, 404, 500, 502, 504]) {
    it(`takes nothing with ${String(status)} for one`, () => {
      expect(isBlockPage(answer(status, HTML, "<html></html>"))).to.equal(false);
    });
  }

  it("knows a page by its beginning where the content type is missing", () => {
    expect(isBlockPage(answer(403, {}, page("403 Forbidden")))).to.equal(true);
    expect(isBlockPage(answer(403, {}, "\n<!DOCTYPE html><p>no"))).to.equal(true);
    expect(isBlockPage(answer(403, {}, "Forbidden"))).to.equal(false);
  });

  it("takes a challenge for a matter of authorization, also where API Gateway renamed it", () => {
    expect(isBlockPage(answer(403, { ...HTML, "WWW-Authenticate": "Bearer" }, "<html></html>"))).to.equal(
      false,
    );
    expect(
      isBlockPage(answer(403, { ...HTML, "x-amzn-Remapped-WWW-Authenticate": "Bearer" }, "<html></html>")),
    ).to.equal(false);
  });

  it("takes JSON-RPC for the server's word", () => {
    expect(isBlockPage(answer(403, {}, rpcError(-32000, "Invalid Host")))).to.equal(false);
  });

  it("takes a body that was read and not kept for a body", () => {
    expect(isBlockPage({ ...answer(403, {}), bytes: 7 })).to.equal(false);
  });

  for (const name of [
    "waf-captcha-at-alb",
    "waf-block-at-alb",
    "waf-block-at-cloudfront",
    "cloudfront-method",
    "cloudflare-block",
    "nginx-403",
  ]) {
    it(`takes ${name} for one`, () => {
      expect(isBlockPage(sample(name).answer)).to.equal(true);
    });
  }

  for (const name of ["rest-no-route", "server-401", "typescript-405", "s3-rest-405"]) {
    it(`takes ${name} for none`, () => {
      expect(isBlockPage(sample(name).answer)).to.equal(false);
    });
  }
});

import { expect } from "chai";
import { type Directions, placesOf } from "../../../doctor/hops/places.ts";

const ENDPOINT = new URL("https://demo.quiltdata.com/mcp?tenant=1");

function places(directions: Partial<Directions> = {}) {
  return placesOf(ENDPOINT, { via: [], host: [], tokenTo: [], env: {}, ...directions });
}

const via = [
  { name: "alb", url: new URL("https://sales-1431.us-east-1.elb.amazonaws.com") },
  { name: "origin", url: new URL("http://10.0.0.5:8000/api/mcp") },
];

describe("The places at which a route is examined", () => {
  it("are the public URL alone without hops", () => {
    expect(places()).to.deep.equal([{ name: "public", way: { url: ENDPOINT }, env: {} }]);
  });

  it("are the public URL and then the hops in the order given", () => {
    expect(places({ via }).map(({ name }) => name)).to.deep.equal(["public", "alb", "origin"]);
  });

  it("have the endpoint's path and query where a hop has none, and else the hop's own", () => {
    expect(places({ via }).map(({ way }) => way.url.href)).to.deep.equal([
      "https://demo.quiltdata.com/mcp?tenant=1",
      "https://sales-1431.us-east-1.elb.amazonaws.com/mcp?tenant=1",
      "http://10.0.0.5:8000/api/mcp",
    ]);
  });

  it("get their own URL's host unless another is named", () => {
    expect(places({ via }).map(({ way }) => way.host)).to.deep.equal([undefined, undefined, undefined]);
  });

  it("all get a host that is named for none, but for the one that has another of its own", () => {
    const host = [{ host: "demo.quiltdata.com" }, { at: "origin", host: "localhost:8000" }];
    expect(places({ via, host }).map(({ way }) => way.host)).to.deep.equal([
      "demo.quiltdata.com",
      "demo.quiltdata.com",
      "localhost:8000",
    ]);
  });

  it("get the token only at the public URL, and where it is named for them", () => {
    const tokens = (tokenTo: string[]) => places({ via, tokenTo, token: "secret" }).map(({ token }) => token);
    expect(tokens([])).to.deep.equal(["secret", undefined, undefined]);
    expect(tokens(["origin"])).to.deep.equal(["secret", undefined, "secret"]);
  });

  it("are reached at another address only where that is the public URL", () => {
    const resolve = { address: "10.0.0.9", port: 8443 };
    expect(places({ via, resolve }).map(({ way: { address, port } }) => [address, port])).to.deep.equal([
      ["10.0.0.9", 8443],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it("are reached through the caller's proxy, but for those that it is not for", () => {
    const env = {
      https_proxy: "http://proxy.example.com:3128",
      no_proxy: "sales-1431.us-east-1.elb.amazonaws.com",
    };
    expect(places({ via, env }).map(({ way }) => way.proxy?.href)).to.deep.equal([
      "http://proxy.example.com:3128/",
      undefined,
      undefined,
    ]);
  });

  it("trust the further authorities", () => {
    expect(places({ via, authorities: ["PEM"] }).map(({ way }) => way.authorities)).to.deep.equal([
      ["PEM"],
      ["PEM"],
      ["PEM"],
    ]);
  });
});

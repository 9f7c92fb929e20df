import { expect } from "chai";
import { REQUESTS } from "../../../doctor/exchange/limits.ts";
import { Trip } from "../../../doctor/probes/trip.ts";
import { closeAll, result, serve } from "../loopback.ts";

const signal = () => AbortSignal.timeout(30_000);

describe("Trip", () => {
  afterEach(closeAll);

  it("sends the token to its own place", async () => {
    const { origin, seen } = await serve(result);
    await new Trip({ name: "public", way: { url: new URL(origin) }, token: "t0k3n" }, signal()).ask(
      "get",
      "GET",
    );
    expect(seen.map(({ headers }) => headers.authorization)).to.deep.equal(["Bearer t0k3n"]);
  });

  it("sends no token where it is told not to", async () => {
    const { origin, seen } = await serve(result);
    const trip = new Trip({ name: "public", way: { url: new URL(origin) }, token: "t0k3n" }, signal());
    await trip.ask("get", "GET", { authorized: false });
    expect(seen.map(({ headers }) => headers.authorization)).to.deep.equal([undefined]);
  });

  it("sends no token to another way, unless it is told to", async () => {
    const { origin } = await serve(result);
    const other = await serve(result);
    const trip = new Trip({ name: "public", way: { url: new URL(origin) }, token: "t0k3n" }, signal());
    const way = { url: new URL(other.origin) };
    await trip.ask("one", "GET", { way });
    await trip.ask("two", "GET", { way, authorized: true });
    expect(other.seen.map(({ headers }) => headers.authorization)).to.deep.equal([undefined, "Bearer t0k3n"]);
  });

  it("keeps what came of each request", async () => {
    const { origin } = await serve(result);
    const trip = new Trip({ name: "public", way: { url: new URL(origin) } }, signal());
    await trip.ask("one", "GET");
    await trip.ask("two", "GET");
    expect(trip.exchanges.map(({ probe }) => probe)).to.deep.equal(["one", "two"]);
  });

  it("sends no more requests than it may, and keeps the last six for the ends of sessions", async () => {
    const { origin, seen } = await serve(result);
    const trip = new Trip({ name: "public", way: { url: new URL(origin) } }, signal());
    for (const method of ["GET", "DELETE"])
      for (let count = 0; count <= REQUESTS; count += 1) await trip.ask(`${method}-${count}`, method);
    const sent = (method: string) => seen.filter((request) => request.method === method).length;
    expect([sent("GET"), sent("DELETE")]).to.deep.equal([54, 6]);
    expect(trip.exchanges).to.have.length(60);
  });
});

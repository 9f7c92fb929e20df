import { expect } from "chai";
import { ROUTES, golden, graphOfRoute } from "../../golden/golden.ts";

describe("A route behind an API Gateway", () => {
  for (const name of Object.keys(ROUTES))
    it(`asks for exactly what the golden file of ${name} holds (npm run golden refreshes it)`, async () => {
      expect(await graphOfRoute(name)).to.equal(await golden(name));
    });
});

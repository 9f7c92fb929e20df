import { expect } from "chai";
import fc from "fast-check";
import type { Api } from "../../../dataplane/apiGateway/api.ts";
import { selectRoute, type Selection } from "../../../dataplane/apiGateway/selection.ts";
import { aRequest } from "../support.ts";
import { anApi, anHttpApi, aRoute } from "./support.ts";

function routes(...keys: string[]): Pick<Api, "routes"> {
  return { routes: keys.map((key) => aRoute(key)) };
}

/** The request's method and path, as `POST /live/mcp`. */
function select(api: Api, line: string, headers: [string, string][] = []): Selection {
  const [method = "", path = ""] = line.split(" ");
  return selectRoute(api, aRequest({ method, path, headers }));
}

const taken = (api: Api, line: string): string | undefined => select(api, line).route?.id;

const domain = (basePath: string): Pick<Api, "domain"> => ({ domain: { name: "api.example.com", basePath } });

describe("The address of a request to an API", () => {
  it("has the stage as its first segment", () => {
    expect(select(anApi(), "POST /live/mcp")).to.include({ path: "/mcp" }).and.not.have.property("miss");
    for (const path of ["/mcp", "/other/mcp", "/alive/mcp", "/live-2/mcp", "/"]) {
      expect(select(anApi(), `POST ${path}`), path)
        .to.include({ miss: "address" })
        .and.not.have.property("path");
    }
  });

  it("is the root of the API where it is the stage alone", () => {
    expect(select(anApi(routes("ANY /")), "GET /live").route?.id).to.equal("ANY /");
    expect(select(anApi(routes("ANY /")), "GET /live/").route?.id).to.equal("ANY /");
  });

  it("has no stage where that is $default of an HTTP API", () => {
    expect(select(anHttpApi(), "POST /mcp").path).to.equal("/mcp");
    expect(select(anHttpApi(), "POST /$default/mcp").miss).to.equal("route");
  });

  it("has the named stage of an HTTP API before the path", () => {
    const api = anHttpApi({ stage: "live" });
    expect(select(api, "POST /live/mcp").path).to.equal("/mcp");
    expect(select(api, "POST /mcp").miss).to.equal("address");
  });

  it("has no stage on a custom domain", () => {
    expect(select(anApi(domain("")), "POST /mcp").path).to.equal("/mcp");
    expect(select(anApi(domain("")), "POST /live/mcp").miss).to.equal("route");
  });

  it("has the base path of a custom domain stripped", () => {
    expect(select(anApi(domain("x")), "POST /x/mcp")).to.deep.include({ path: "/mcp", unconfirmed: [] });
    expect(select(anApi(domain("x/y")), "POST /x/y/mcp")).to.deep.include({ path: "/mcp", unconfirmed: [] });
    expect(select(anApi(domain("x")), "POST /mcp").miss).to.equal("address");
  });

  it("of an HTTP API has the base path stripped, which AWS does not document", () => {
    const selection = select(anHttpApi(domain("x")), "POST /x/mcp");
    expect(selection.path).to.equal("/mcp");
    expect(selection.unconfirmed).to.have.lengthOf(1);
  });

  it("is outside a base path of one level that ends within a segment, unless another mapping has several", () => {
    const selection = select(anApi(domain("mcp")), "POST /mcp-admin");
    expect(selection.miss).to.equal("address");
    expect(selection.unconfirmed[0]).to.contain("mapping of several levels");
    expect(select(anApi(domain("mcp")), "POST /other").unconfirmed).to.be.empty;
  });

  it("is inside a base path of several levels that ends within a segment: those match by prefix", () => {
    const api = anApi({ ...domain("mcp/x"), ...routes("ANY /{proxy+}") });
    const selection = select(api, "POST /mcp/x-admin");
    expect(selection).to.include({ path: "/-admin" });
    expect(selection.unconfirmed).to.have.lengthOf(1);
    expect(select(api, "POST /mcp/y").miss).to.equal("address");
  });

  it("is reserved on a REST API's custom domain where it is /ping or /sping", () => {
    const api = anApi({ ...domain(""), ...routes("ANY /ping", "ANY /{proxy+}") });
    for (const path of ["/ping", "/sping"])
      expect(select(api, `GET ${path}`).miss, path).to.equal("reserved");
    expect(taken(api, "GET /pings")).to.equal("ANY /{proxy+}");
    expect(taken(anApi(routes("ANY /ping")), "GET /live/ping")).to.equal("ANY /ping");
    expect(taken(anHttpApi({ ...domain(""), ...routes("ANY /ping") }), "GET /ping")).to.equal("ANY /ping");
  });

  it("may be reserved below a base path", () => {
    const api = anApi({ ...domain("x"), ...routes("ANY /ping") });
    expect(select(api, "GET /x/ping").unconfirmed).to.have.lengthOf(1);
    expect(taken(api, "GET /x/ping")).to.equal("ANY /ping");
    expect(select(anApi(routes("ANY /ping")), "GET /live/ping").unconfirmed).to.be.empty;
  });
});

describe("A choice between the routes of an API", () => {
  const table: [keys: string[], line: string, rest: string | undefined, http: string | undefined][] = [
    [["ANY /mcp", "ANY /mcp/{proxy+}"], "POST /mcp", "ANY /mcp", "ANY /mcp"],
    [["ANY /mcp", "ANY /mcp/{proxy+}"], "POST /mcp/a/b", "ANY /mcp/{proxy+}", "ANY /mcp/{proxy+}"],
    [["ANY /mcp", "ANY /mcp/{proxy+}"], "POST /mcp-admin", undefined, undefined],
    [["ANY /mcp", "ANY /mcp/{proxy+}"], "POST /MCP", undefined, undefined],
    // The bare parent of a greedy variable is not part of it.
    [["ANY /mcp/{proxy+}"], "POST /mcp", undefined, undefined],
    [["ANY /{proxy+}"], "GET /", undefined, undefined],
    // The slash at the end.
    [["ANY /mcp"], "POST /mcp/", "ANY /mcp", undefined],
    [["ANY /mcp", "ANY /mcp/{proxy+}"], "POST /mcp/", "ANY /mcp", "ANY /mcp/{proxy+}"],
    [["ANY /mcp/{proxy+}"], "POST /mcp/", undefined, "ANY /mcp/{proxy+}"],
    // One slash is taken off, and not two.
    [["ANY /mcp"], "POST /mcp//", undefined, undefined],
    // The method before ANY, on one path.
    [["ANY /mcp", "POST /mcp"], "POST /mcp", "POST /mcp", "POST /mcp"],
    [["ANY /mcp", "POST /mcp"], "GET /mcp", "ANY /mcp", "ANY /mcp"],
    [["POST /mcp"], "GET /mcp", undefined, undefined],
    [["POST /mcp"], "post /mcp", undefined, undefined],
    // The path before the method.
    [["ANY /mcp", "POST /{proxy+}"], "POST /mcp", "ANY /mcp", "ANY /mcp"],
    // A pair of both is sought: what lacks the method is passed by.
    [["POST /mcp", "ANY /{proxy+}"], "GET /mcp", "ANY /{proxy+}", "ANY /{proxy+}"],
    [["POST /mcp", "POST /{proxy+}"], "GET /mcp", undefined, undefined],
    // Variables.
    [["ANY /x/{id}", "ANY /x/{proxy+}"], "GET /x/1", "ANY /x/{id}", "ANY /x/{id}"],
    [["ANY /x/{id}", "ANY /x/{proxy+}"], "GET /x/1/2", "ANY /x/{proxy+}", "ANY /x/{proxy+}"],
    [["ANY /x/{id}", "ANY /x/me"], "GET /x/me", "ANY /x/me", "ANY /x/me"],
    [["ANY /x/{id}"], "GET /x/", undefined, undefined],
    [
      ["ANY /{proxy+}", "ANY /a/{proxy+}", "ANY /a/b/{proxy+}"],
      "GET /a/b/c",
      "ANY /a/b/{proxy+}",
      "ANY /a/b/{proxy+}",
    ],
  ];
  for (const [keys, line, rest, http] of table) {
    it(`among ${keys.join(", ")} gives ${line} to ${rest ?? "none"} (REST) and ${http ?? "none"} (HTTP)`, () => {
      const [method = "", path = ""] = line.split(" ");
      expect(taken(anApi(routes(...keys)), `${method} /live${path}`)).to.equal(rest);
      expect(taken(anHttpApi(routes(...keys)), line)).to.equal(http);
    });
  }

  it("falls to $default of an HTTP API where no other route takes the request", () => {
    const api = anHttpApi(routes("$default", "POST /mcp", "ANY /x/{proxy+}"));
    for (const line of ["GET /mcp", "GET /", "GET /x", "PURGE /y/z"]) {
      expect(taken(api, line), line).to.equal("$default");
    }
    expect(taken(api, "POST /mcp")).to.equal("POST /mcp");
    expect(taken(api, "GET /x/1")).to.equal("ANY /x/{proxy+}");
  });

  it("follows X-HTTP-Method-Override on a REST API alone", () => {
    const override: [string, string][] = [["x-http-method-override", "DELETE"]];
    const keys = routes("POST /mcp", "DELETE /mcp");
    expect(select(anApi(keys), "POST /live/mcp", override)).to.include({ method: "DELETE" });
    expect(select(anApi(keys), "POST /live/mcp", override).route?.id).to.equal("DELETE /mcp");
    expect(select(anHttpApi(keys), "POST /mcp", override).route?.id).to.equal("POST /mcp");
  });

  it("tells what the variables hold", () => {
    const api = anHttpApi(routes("ANY /x/{id}/{rest+}"));
    expect(select(api, "GET /x/1/a/b")).to.deep.include({
      greedy: "a/b",
      parameters: { id: "1", rest: "a/b" },
    });
    expect(select(api, "GET /x/1/")).to.include({ greedy: "" });
    expect(select(anHttpApi(), "GET /mcp"))
      .to.deep.include({ parameters: {} })
      .and.not.have.property("greedy");
  });

  it("trims the slash at the end of a REST API's greedy part", () => {
    expect(select(anApi(), "GET /live/mcp/a/").greedy).to.equal("a");
    expect(select(anHttpApi(), "GET /mcp/a/").greedy).to.equal("a/");
  });

  it("says of every route that was asked why it took the request or not", () => {
    const api = anHttpApi(routes("$default", "ANY /mcp", "POST /x", "ANY /{proxy+}"));
    expect(
      select(api, "GET /x").considered.map(({ route, matched, reason }) => [route.id, matched, reason]),
    ).to.deep.equal([
      ["POST /x", false, 'the method "GET" is not "POST"'],
      ["ANY /mcp", false, 'the path "/x" is not "/mcp"'],
      ["ANY /{proxy+}", true, 'the path "/x" is "/{proxy+}", with the method ANY'],
    ]);
    expect(select(anHttpApi(routes("$default")), "GET /x").considered[0]?.reason).to.equal(
      "it takes what no other route does",
    );
  });

  it("doubts that a REST API passes a resource by that lacks the method", () => {
    const keys = routes("POST /mcp", "ANY /{proxy+}");
    expect(select(anApi(keys), "GET /live/mcp").unconfirmed).to.have.lengthOf(1);
    expect(select(anApi(keys), "POST /live/mcp").unconfirmed).to.be.empty;
    expect(select(anHttpApi(keys), "GET /mcp").unconfirmed).to.be.empty;
    expect(select(anApi(routes("POST /mcp", "ANY /mcp")), "GET /live/mcp").unconfirmed).to.be.empty;
  });

  it("doubts only where decoding the path would change it", () => {
    expect(select(anHttpApi(), "GET /%6Dcp").unconfirmed).to.have.lengthOf(1);
    expect(select(anHttpApi(), "GET /mcp/%6D").unconfirmed).to.be.empty;
    expect(select(anHttpApi(), "GET /%").unconfirmed).to.be.empty;
  });
});

describe("A choice between any routes", () => {
  const segment = fc.constantFrom("mcp", "a", "b", "{id}");
  const routePath = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([segments, greedy]) => `/${[...segments, ...(greedy ? ["{proxy+}"] : [])].join("/")}`);
  const method = fc.constantFrom("GET", "POST", "ANY");
  const key = fc.tuple(method, routePath).map(([verb, path]) => `${verb} ${path}`);
  const keys = fc.uniqueArray(key, { maxLength: 6 });
  const path = fc
    .array(fc.constantFrom("mcp", "a", "b", "c"), { minLength: 1, maxLength: 4 })
    .map((all) => all.join("/"));
  const anyApi = fc
    .tuple(fc.boolean(), keys)
    .map(([rest, all]) => (rest ? anApi : anHttpApi)(routes(...all)));

  const lineOf = (api: Api, at: string, verb = "GET"): string =>
    `${verb} ${api.type === "REST" ? "/live" : ""}/${at}`;

  it("does not depend on their order", () => {
    fc.assert(
      fc.property(anyApi, path, fc.infiniteStream(fc.nat(100)), (api, at, draws) => {
        const shuffled = api.routes
          .map((route) => ({ route, draw: draws.next().value as number }))
          .sort((a, b) => a.draw - b.draw)
          .map(({ route }) => route);
        expect(
          selectRoute({ ...api, routes: shuffled }, aRequest({ path: lineOf(api, at).slice(4) })),
        ).to.deep.equal(selectRoute(api, aRequest({ path: lineOf(api, at).slice(4) })));
      }),
    );
  });

  it("gives an exact route whatever a greedy one would take too", () => {
    fc.assert(
      fc.property(anyApi, path, (api, at) => {
        const exact = aRoute(`ANY /${at}`);
        const all = { ...api, routes: [...api.routes, exact, aRoute("GET /{proxy+}")] };
        const chosen = select(all, lineOf(api, at)).route;
        expect(chosen?.path).to.equal(exact.path);
      }),
    );
  });

  it("takes no route whose path or method is another", () => {
    fc.assert(
      fc.property(anyApi, path, (api, at) => {
        const { route } = select(api, lineOf(api, at));
        if (!route) return;
        const pattern = route.path.replace("{proxy+}", ".+").replaceAll("{id}", "[^/]+");
        expect(`/${at}`).to.match(new RegExp(`^${pattern}$`));
        expect(["GET", "ANY"]).to.include(route.method);
      }),
    );
  });

  it("leaves no request without a route that one of them fits", () => {
    fc.assert(
      fc.property(anyApi, path, (api, at) => {
        const alone = api.routes.filter(
          (route) => select({ ...api, routes: [route] }, lineOf(api, at)).route,
        );
        expect(select(api, lineOf(api, at)).route !== undefined).to.equal(alone.length > 0);
      }),
    );
  });

  it("is the same on a REST API with a slash at the end", () => {
    fc.assert(
      fc.property(keys, path, (all, at) => {
        const api = anApi(routes(...all));
        expect(select(api, lineOf(api, `${at}/`))).to.deep.equal(select(api, lineOf(api, at)));
      }),
    );
  });

  it("never takes an exact route of an HTTP API with a slash at the end", () => {
    fc.assert(
      fc.property(keys, path, (all, at) => {
        const { route } = select(anHttpApi(routes(...all)), `GET /${at}/`);
        expect(route?.path ?? "{proxy+}").to.contain("{proxy+}");
      }),
    );
  });
});

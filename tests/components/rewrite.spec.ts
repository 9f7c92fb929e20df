import { expect } from "chai";
import fc from "fast-check";
import { metadataPath } from "../../components/endpoint.ts";
import { type Rewrite, endpointRewrite, metadataRewrite, urlRewrite } from "../../components/rewrite.ts";
import { regexProblem } from "../../dataplane/pattern.ts";
import { transformed } from "../../dataplane/transform.ts";

const segment = fc.stringMatching(/^[A-Za-z0-9_.$~'@:+&-]{1,10}$/);
const publicPath = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("/")}`);
/** A server's path has no dollar sign: it begins a group's number in what replaces. */
const serverPath = fc.oneof(
  fc.constant("/"),
  fc
    .array(fc.stringMatching(/^[A-Za-z0-9_.~'@:+&-]{1,10}$/), { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.join("/")}`),
);
/** What may follow the endpoint's path. */
const rest = fc.oneof(
  fc.constant(""),
  fc.constant("/"),
  fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`),
);
const query = fc.oneof(fc.constant(""), fc.stringMatching(/^[a-z0-9=&/.$]{1,12}$/));

/** What the server gets of path and query, by the model of the data plane. */
function sent({ regex, replace }: Rewrite, path: string, asked: string): string {
  const request = { path, query: asked, headers: [] };
  const result = transformed([{ type: "url-rewrite", regex, replace }], {
    ...request,
    method: "GET",
    sourceIp: "",
  });
  if ("failed" in result) throw new Error(result.failed);
  return withQuery(result.path, result.query);
}

function withQuery(path: string, asked: string): string {
  return asked === "" ? path : `${path}?${asked}`;
}

describe("The rewriting of an endpoint's path", () => {
  it("is read as it is written, to the root", () => {
    expect(endpointRewrite("/mcp", "/")).to.deep.equal({ regex: "^/mcp/?(.*)$", replace: "/$1" });
  });

  it("is read as it is written, to another path", () => {
    expect(endpointRewrite("/a.b/c+", "/srv")).to.deep.equal({
      regex: "^/a\\.b/c\\+(.*)$",
      replace: "/srv$1",
    });
  });

  it("puts the server's path in place of any public one, and keeps what follows", () => {
    fc.assert(
      fc.property(publicPath, serverPath, rest, query, (path, server, more, asked) => {
        const expected = server === "/" ? more || "/" : `${server}${more}`;
        const got = sent(endpointRewrite(path, server), `${path}${more}`, asked);
        expect(got).to.equal(withQuery(expected, asked));
      }),
    );
  });

  it("leaves other paths alone", () => {
    fc.assert(
      fc.property(publicPath, serverPath, publicPath, (path, server, other) => {
        fc.pre(!other.startsWith(path));
        expect(sent(endpointRewrite(path, server), other, "")).to.equal(other);
      }),
    );
  });

  it("leaves a path alone that ends like the endpoint's", () => {
    expect(sent(endpointRewrite("/mcp", "/"), "/x/mcp", "")).to.equal("/x/mcp");
  });

  it("is made of what AWS takes", () => {
    fc.assert(
      fc.property(publicPath, serverPath, (path, server) => {
        expect(regexProblem(endpointRewrite(path, server).regex)).to.equal(undefined);
        expect(regexProblem(metadataRewrite(path, server).regex)).to.equal(undefined);
      }),
    );
  });
});

describe("The rewriting of the OAuth metadata's path", () => {
  it("is read as it is written, to the root", () => {
    expect(metadataRewrite("/mcp", "/")).to.deep.equal({
      regex: "^/\\.well-known/oauth-protected-resource/mcp(.*)$",
      replace: "/.well-known/oauth-protected-resource$1",
    });
  });

  it("sends the public metadata's path to that of the server's, with the query", () => {
    fc.assert(
      fc.property(publicPath, serverPath, query, (path, server, asked) => {
        const got = sent(metadataRewrite(path, server), metadataPath(path), asked);
        expect(got).to.equal(withQuery(metadataPath(server), asked));
      }),
    );
  });
});

describe("A rewriting in a listener rule", () => {
  it("is of the URL, not of the host", () => {
    const rewrite = { regex: "^/a(.*)$", replace: "/b$1" };
    expect(urlRewrite(rewrite)).to.deep.equal({ type: "url-rewrite", urlRewriteConfig: { rewrite } });
  });
});

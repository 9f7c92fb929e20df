import { connect } from "node:net";
import { once } from "node:events";
import { expect } from "chai";
import { AWS_CAUSES } from "../../doctor/causes/aws.ts";
import { CAUSES } from "../../doctor/causes/causes.ts";
import type { Bed } from "./bed/bed.ts";
import { FAULTS } from "./bed/faults.ts";
import { HEALTHY } from "./bed/healthy.ts";
import * as messages from "./bed/messages.ts";
import type { Opened } from "./bed/route.ts";
import { sharedBed } from "./bed/shared.ts";
import { ask, read, type Whole, within } from "./bed/wire.ts";

/** For how many milliseconds nothing must come where nothing is to come: below every pause of the bed. */
const A_WHILE = 500;
/** Within how many milliseconds must come what comes at once, on a busy machine too: below every keep-alive of the bed. */
const AT_ONCE = 10_000;
const METADATA = "/.well-known/oauth-protected-resource/mcp";

describe("the bed's broken routes", () => {
  let bed: Bed;
  before(async function () {
    bed = await sharedBed(this);
  });

  const observed: string[] = [];

  /** A test that a fault is on the wire what its row says. */
  function observe(id: string, what: string, look: (opened: Opened) => Promise<void>): void {
    observed.push(id);
    it(`${id}: ${what}`, async () => {
      const opened = await bed.open(FAULTS.find((fault) => fault.id === id)!);
      try {
        await look(opened);
      } finally {
        await opened.close();
      }
    });
  }

  describe("that are not reached", () => {
    observe("dns.no-such-name", "the name does not resolve", async ({ url }) => {
      expect(await code(ask(url))).to.be.oneOf(["ENOTFOUND", "EAI_AGAIN"]);
    });
    observe("network.refused", "the connection is refused", async ({ url }) => {
      expect(await code(ask(url))).to.equal("ECONNREFUSED");
    });
    observe("network.dropped", "a connection neither comes up nor fails", async ({ url }) => {
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      expect(await within(A_WHILE, once(socket, "connect"))).to.equal("nothing");
      socket.destroy();
    });
    const badCertificates = {
      "tls.expired": "CERT_HAS_EXPIRED",
      "tls.other-name": "ERR_TLS_CERT_ALTNAME_INVALID",
      "tls.untrusted": "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    };
    for (const [id, failure] of Object.entries(badCertificates)) {
      observe(id, `a client that trusts the authority sees ${failure}`, async ({ url, options: { ca } }) => {
        expect(await code(ask(url, { ca: ca! }))).to.equal(failure);
      });
    }
    observe("tls.plain-http", "the handshake is answered with HTTP", async ({ url }) => {
      expect(await code(ask(url))).to.match(/WRONG_VERSION_NUMBER|EPROTO/);
    });
  });

  describe("that lead elsewhere", () => {
    const redirects: Record<string, [status: number, location: (url: string) => string]> = {
      "redirect.trailing-slash": [301, (url) => `${url}/`],
      "redirect.to-https": [301, () => "https://127.0.0.1/mcp"],
      "redirect.login-page": [302, (url) => new URL("/login", url).href],
      "redirect.other-host": [
        307,
        (url) => url.replace("127.0.0.1", "localhost").replace("mcp", "elsewhere"),
      ],
      "redirect.circle": [308, (url) => `${url}/`],
      "alb.redirect": [301, () => "https://127.0.0.1:443/mcp"],
    };
    for (const [id, [status, location]] of Object.entries(redirects)) {
      observe(id, `POST is answered ${status}`, async ({ url }) => {
        const answer = await read(url, messages.initialize());
        expect([answer.status, answer.headers.location]).to.deep.equal([status, location(url)]);
      });
    }
    it("redirect.circle: its second half leads back", async () => {
      const { url } = await bed.open(FAULTS.find(({ id }) => id === "redirect.circle")!);
      expect((await read(`${url}/`, messages.initialize())).headers.location).to.equal(url);
    });
  });

  describe("that answer by themselves", () => {
    const pages: Record<string, [status: number, server: string | undefined, body: RegExp]> = {
      "nginx.spa-catch-all": [405, "nginx/1", /<h1>405 Not Allowed<\/h1>[^]*<hr><center>nginx/],
      "nginx.not-routed": [404, "nginx/1", /<h1>404 Not Found<\/h1>[^]*<hr><center>nginx/],
      "nginx.prefix-stripped": [404, "nginx/1", /<pre>Cannot POST \/<\/pre>/],
      "nginx.bare-path": [404, "nginx/1", /<hr><center>nginx/],
      "nginx.upstream-dead": [502, "nginx/1", /<h1>502 Bad Gateway<\/h1>[^]*<hr><center>nginx/],
      "nginx.upstream-silent": [504, "nginx/1", /<h1>504 Gateway Time-out<\/h1>[^]*<hr><center>nginx/],
      "nginx.post-blocked": [403, "nginx/1", /^<html>.*Request blocked/],
      "host.rejected": [403, "nginx/1", /"code":-32000,"message":"Invalid Host: hostguarded"/],
      "host.rejected-python": [421, "nginx/1", /^Invalid Host header$/],
      "protocol.other-service": [200, undefined, /^\{"status":"ok"\}$/],
      "protocol.cut-json": [200, "nginx/1", /^\{"jsonrpc":"2.0","id":1,"resul$/],
      "alb.no-rule": [405, "nginx", /<h1>405 Not Allowed<\/h1>[^]*<hr><center>nginx/],
      "alb.rule-shadowed": [404, "uvicorn", /^\{"detail":"Not Found"\}$/],
      "alb.rule-order": [405, "nginx", /<hr><center>nginx/],
      "alb.bare-path": [405, "nginx", /<hr><center>nginx/],
      "alb.no-healthy-target": [
        503,
        "awselb/2.0",
        /<h1>503 Service Temporarily Unavailable<\/h1><\/center>\r\n<\/body>/,
      ],
      "alb.target-refuses": [502, "awselb/2.0", /<h1>502 Bad Gateway<\/h1><\/center>\r\n<\/body>/],
      "alb.fixed-response": [405, "awselb/2.0", /^Method not allowed$/],
      "alb.security-group": [504, "awselb/2.0", /<h1>504 Gateway Time-out<\/h1><\/center>\r\n<\/body>/],
      "rest.bare-path": [403, "API Gateway", /^\{"message":"Missing Authentication Token"\}$/],
      "rest.no-route": [403, "API Gateway", /^\{"message":"Missing Authentication Token"\}$/],
      "waf.captcha": [405, "awselb/2.0", /^$/],
      "waf.challenge": [202, "awselb/2.0", /^$/],
      "cloudfront.method": [403, "CloudFront", /not configured to allow the HTTP request method/],
      "s3.website": [405, "AmazonS3", /<li>Code: MethodNotAllowed<\/li>/],
    };
    for (const [id, [status, server, body]] of Object.entries(pages)) {
      observe(
        id,
        `POST is answered ${status} by ${server ?? "something without a mark"}`,
        async ({ url }) => {
          const answer = await read(url, messages.initialize());
          expect(answer.status).to.equal(status);
          expect(signature(answer)).to.equal(server);
          expect(answer.body).to.match(body);
        },
      );
    }

    /** What a POST to another path of a fault is answered. */
    async function statusOf(id: string, path: string): Promise<number> {
      const { url, close } = await bed.open(FAULTS.find((fault) => fault.id === id)!);
      const { status } = await read(new URL(path, url).href, messages.initialize());
      await close();
      return status;
    }
    it("nginx.spa-catch-all: GET is answered with the page", async () => {
      const { url } = await bed.open(FAULTS.find(({ id }) => id === "nginx.spa-catch-all")!);
      const { status, headers, body } = await read(url);
      expect([status, headers["content-type"]]).to.deep.equal([200, "text/html"]);
      expect(body).to.equal("<!doctype html><div id=root></div>");
    });
    for (const id of ["nginx.bare-path", "alb.bare-path"]) {
      it(`${id}: below the bare path the server answers`, async () => {
        expect(await statusOf(id, "/mcp/")).to.equal(200);
      });
    }
    it("rest.bare-path: below the bare path the server answers, with the 404 of its own", async () => {
      expect(await statusOf("rest.bare-path", "/mcp/x")).to.equal(404);
    });
  });

  describe("that block methods or sizes", () => {
    observe("nginx.get-delete-blocked", "GET and DELETE are 403 in HTML, POST works", async ({ url }) => {
      const session = await newSession(url);
      const [get, del] = [
        await read(url, messages.listening(session)),
        await read(url, messages.farewell(session)),
      ];
      for (const { status, headers, body } of [get, del]) {
        expect([status, headers["content-type"]]).to.deep.equal([403, "text/html"]);
        expect(body).to.contain("Request blocked");
      }
    });
    observe("nginx.delete-blocked", "DELETE is 403 in HTML, GET streams", async ({ url }) => {
      const session = await newSession(url);
      expect((await read(url, messages.farewell(session))).status).to.equal(403);
      const stream = await ask(url, messages.listening(session));
      expect(stream.status).to.equal(200);
      stream.leave();
    });
    observe("size.body", "a body of 1 KB is too large, an initialize is not", async ({ url }) => {
      const asked = messages.initialize();
      expect((await read(url, asked)).status).to.equal(200);
      expect((await read(url, { ...asked, body: asked.body!.padEnd(1024) })).status).to.equal(200);
      expect((await read(url, { ...asked, body: asked.body!.padEnd(1025) })).status).to.equal(413);
    });
    observe("size.header", "a token of 4 KB is too large, one of 3 KB is not", async ({ url }) => {
      const withToken = (bytes: number) =>
        messages.initialize({ Authorization: `Bearer ${"x".repeat(bytes)}` });
      expect((await read(url, withToken(3072))).status).to.equal(200);
      const large = await read(url, withToken(4096));
      expect(large.status).to.equal(400);
      expect(large.body).to.contain("Request Header Or Cookie Too Large");
    });
  });

  describe("that only what is asked for shows", () => {
    observe("alb.health-check-endpoint", "a bare GET of the server is 400", async ({ url, options }) => {
      expect((await read(options.via!["origin"]!)).status).to.equal(400);
      expect((await read(url, messages.initialize())).status).to.equal(200);
    });
    observe("waf.content", "text that looks like code is 403, other text is not", async ({ url }) => {
      const tells = async (text: string) =>
        (await read(url, messages.toolsCall("", "none", { text }))).status;
      expect([await tells("drop table users"), await tells("drop tables")]).to.deep.equal([403, 200]);
    });
  });

  describe("that lose headers or sessions", () => {
    observe(
      "session.lost-in",
      "the server gives a session and misses it in the next request",
      async ({ url }) => {
        const session = await newSession(url);
        expect(await refusal(url, messages.toolsList(session))).to.deep.equal([
          400,
          "Bad Request: Server not initialized",
        ]);
      },
    );
    observe("session.lost-out", "initialize works, and its answer names no session", async ({ url }) => {
      const answer = await read(url, messages.initialize());
      expect([answer.status, answer.values("mcp-session-id")]).to.deep.equal([200, []]);
    });
    observe(
      "session.doubled",
      "the answer names the session twice, which the server does not take",
      async ({ url }) => {
        const [first, ...others] = (await read(url, messages.initialize())).values("mcp-session-id");
        expect(others).to.deep.equal([first]);
        expect((await read(url, messages.toolsList(first!))).status).to.equal(200);
        expect(await refusal(url, messages.toolsList(`${first!}, ${first!}`))).to.deep.equal([
          400,
          "Bad Request: No valid session ID provided",
        ]);
      },
    );
    observe(
      "session.round-robin",
      "the next request comes to the node without the session",
      async ({ url }) => {
        const session = await newSession(url);
        const statuses = await inTurn(4, async () => (await read(url, messages.toolsList(session))).status);
        expect(statuses).to.deep.equal([400, 200, 400, 200]);
      },
    );
    observe(
      "session.hashed",
      "a session works always or never, and not all of them work",
      async ({ url }) => {
        const sessions = await inTurn(24, async () => {
          const session = await newSession(url);
          return inTurn(2, async () => (await read(url, messages.toolsList(session))).status);
        });
        for (const [first, second] of sessions) expect(second).to.equal(first);
        expect(new Set(sessions.flat())).to.deep.equal(new Set([200, 400]));
      },
    );
    observe("session.forgotten", "the third request of a session is 404", async ({ url }) => {
      const session = await newSession(url);
      const answers = await inTurn(3, () => read(url, messages.toolsList(session)));
      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 404]);
      expect(answers[2]!.body).to.contain("Session not found");
    });
    for (const [id, header] of [
      ["header.mcp-method-lost", "Mcp-Method"],
      ["header.protocol-version-lost", "MCP-Protocol-Version"],
    ] as const) {
      observe(id, `the new era misses ${header}, the old one works`, async ({ url }) => {
        const answer = await read(url, messages.discover());
        expect([answer.status, codeOf(answer)]).to.deep.equal([400, -32020]);
        expect(answer.body).to.contain(header);
        expect((await read(url, messages.initialize())).status).to.equal(200);
      });
    }
    observe("header.authorization-lost", "a good token is not seen", async ({ url, options }) => {
      const answer = await read(url, messages.initialize(bearer(options)));
      expect(answer.status).to.equal(401);
      expect(answer.body).to.contain("Missing Authorization header");
    });
    observe("header.content-type-rewritten", "a stream is called text/plain", async ({ url }) => {
      const answer = await read(url, messages.initialize());
      expect([answer.status, answer.values("content-type")]).to.deep.equal([200, ["text/plain"]]);
      expect(answer.body).to.contain("event: message");
    });
  });

  describe("that hold or cut streams", () => {
    observe(
      "stream.buffered-old",
      "POST is answered, the head of a GET stream does not come",
      async ({ url }) => {
        const session = await newSession(url);
        expect(await within(A_WHILE, ask(url, messages.listening(session)))).to.equal("nothing");
        // The first event of a call is sent at once, the last after two seconds.
        const call = messages.toolsCall(session, "trigger-long-running-operation", { duration: 2, steps: 2 });
        const begun = performance.now();
        await (await ask(url, call)).next();
        expect(performance.now() - begun).to.be.at.least(1900);
      },
    );
    observe(
      "stream.buffered-new",
      "discover is answered, a subscription is not acknowledged",
      async ({ url }) => {
        expect((await read(url, messages.discover())).status).to.equal(200);
        expect(await within(A_WHILE, ask(url, messages.subscribe()))).to.equal("nothing");
      },
    );
    observe(
      "stream.compressed",
      "of a stream comes the head alone, beside the proxy more",
      async (opened) => {
        const asked = messages.subscribe({ "Accept-Encoding": "gzip" });
        const stream = await ask(opened.url, asked);
        expect([stream.status, stream.headers["content-encoding"]]).to.deep.equal([200, "gzip"]);
        // Of gzip's own head, ten bytes, no client makes an event.
        expect(await stream.next()).to.have.lengthOf(10);
        expect(await within(A_WHILE, stream.next())).to.equal("nothing");
        stream.leave();
        const origin = await ask(opened.options.via!["origin"]!, asked);
        expect(await origin.next()).to.contain("notifications/subscriptions/acknowledged");
        origin.leave();
      },
    );
    it("stream.compressed: a client that does not take gzip gets all of it", async () => {
      const { url, close } = await bed.open(FAULTS.find(({ id }) => id === "stream.compressed")!);
      const stream = await ask(url, messages.subscribe());
      expect(await stream.next()).to.contain("notifications/subscriptions/acknowledged");
      stream.leave();
      await close();
    });
    observe(
      "stream.head-held",
      "the head of a GET stream does not come, beside the proxy it does",
      async (opened) => {
        const { url, options } = opened;
        expect(await within(A_WHILE, ask(url, messages.listening(await newSession(url))))).to.equal(
          "nothing",
        );
        const origin = options.via!["origin"]!;
        const head = await ask(origin, messages.listening(await newSession(origin)));
        expect(head.status).to.equal(200);
        head.leave();
      },
    );
    observe(
      "stream.head-late",
      "the head of a GET stream does not come, and nothing stands in between",
      async ({ url }) => {
        expect(await within(A_WHILE, ask(url, messages.listening(await newSession(url))))).to.equal(
          "nothing",
        );
      },
    );
    for (const id of ["stream.idle-nginx", "stream.idle-alb"]) {
      observe(id, "a silent stream is cut after two seconds", async ({ url }) => {
        const stream = await ask(url, messages.listening(await newSession(url)));
        const begun = performance.now();
        expect(await stream.ended()).to.equal("cut");
        expect(performance.now() - begun).to.be.within(1800, 4000);
      });
    }
    observe("stream.cut", "a stream breaks off after its first bytes", async ({ url }) => {
      const stream = await ask(url, messages.initialize());
      expect(stream.status).to.equal(200);
      expect(await stream.ended()).to.equal("cut");
    });
    for (const [id, status] of [
      ["rest.buffered", 504],
      ["http-api.buffered", 503],
    ] as const) {
      observe(id, `a GET stream is ${status} after two seconds`, async ({ url }) => {
        const asked = ask(url, messages.listening(await newSession(url)));
        expect(await within(A_WHILE, asked)).to.equal("nothing");
        expect((await asked).status).to.equal(status);
      });
    }
  });

  describe("that lead no client to a token, or no browser through", () => {
    observe("auth.token-refused", "the token is invalid", async ({ url, options }) => {
      const answer = await read(url, messages.initialize(bearer(options)));
      expect(answer.status).to.equal(401);
      expect(answer.headers["www-authenticate"]).to.match(
        /^Bearer error="invalid_token", .*resource_metadata="http/,
      );
    });
    const metadata: Record<string, [status: number, type: string]> = {
      "auth.metadata-not-routed": [404, "text/html"],
      "auth.metadata-html": [200, "text/html"],
      "auth.metadata-guarded": [401, "text/html"],
      "alb.metadata-not-routed": [200, "text/html"],
    };
    for (const [id, expected] of Object.entries(metadata)) {
      observe(id, `the metadata that the challenge names is ${expected.join(" in ")}`, async ({ url }) => {
        const challenge = await read(url, messages.initialize());
        expect(challenge.status).to.equal(401);
        const named = /resource_metadata="([^"]+)"/.exec(challenge.headers["www-authenticate"]!)![1]!;
        expect(named).to.equal(new URL(METADATA, url).href);
        const { status, headers } = await read(named);
        expect([status, headers["content-type"]]).to.deep.equal(expected);
      });
    }
    observe("auth.resource-http", "the resource is the URL with http", async ({ url, options: { ca } }) => {
      const { body } = await read(new URL(METADATA, url).href, { ca: ca! });
      expect(JSON.parse(body)).to.have.property("resource", url.replace("https:", "http:"));
    });
    observe("auth.resource-other-host", "the resource is on another host", async ({ url }) => {
      const { body } = await read(new URL(METADATA, url).href);
      expect(JSON.parse(body)).to.have.property("resource", "http://sample/mcp");
    });
    observe(
      "rest.challenge-renamed",
      "the challenge has another name, the metadata is there",
      async ({ url }) => {
        const challenge = await read(url, messages.initialize());
        expect([challenge.status, challenge.values("www-authenticate")]).to.deep.equal([401, []]);
        expect(challenge.headers["x-amzn-remapped-www-authenticate"]).to.match(
          /^Bearer .*resource_metadata=/,
        );
        const { status, body } = await read(new URL(METADATA, url).href);
        expect(status).to.equal(200);
        expect(JSON.parse(body)).to.have.property("resource", url);
      },
    );
    observe("rest.discovery-missing", "neither a challenge nor the metadata is there", async ({ url }) => {
      const challenge = await read(url, messages.initialize());
      expect([challenge.status, challenge.values("www-authenticate")]).to.deep.equal([401, []]);
      for (const path of [METADATA, "/.well-known/oauth-protected-resource"])
        expect((await read(new URL(path, url).href)).status).to.equal(403);
    });
    observe(
      "cors.preflight-guarded",
      "a preflight is 401, answers have CORS headers",
      async ({ url, options }) => {
        expect((await read(url, messages.preflight())).status).to.equal(401);
        const answer = await read(url, messages.initialize(bearer(options)));
        expect([answer.status, answer.values("access-control-allow-origin")]).to.deep.equal([200, ["*"]]);
      },
    );
    observe("rest.preflight-authorized", "a preflight is the API's 401", async ({ url }) => {
      const answer = await read(url, messages.preflight());
      expect([answer.status, answer.body]).to.deep.equal([401, '{"message":"Unauthorized"}']);
      expect((await read(url, messages.initialize())).headers["access-control-allow-origin"]).to.equal("*");
    });
    observe("cors.header-not-allowed", "a preflight does not allow the headers of MCP", async ({ url }) => {
      const answer = await read(url, messages.preflight());
      expect([answer.status, answer.headers["access-control-allow-headers"]]).to.deep.equal([
        204,
        "Content-Type, Authorization",
      ]);
    });
    observe("cors.not-exposed", "an answer gives a session, and does not expose it", async ({ url }) => {
      const answer = await read(url, messages.initialize({ Origin: "https://client.example.com" }));
      expect(answer.values("mcp-session-id")).to.have.lengthOf(1);
      expect(answer.headers["access-control-allow-origin"]).to.equal("*");
      expect(answer.values("access-control-expose-headers")).to.deep.equal([]);
    });
  });

  it("have causes that the doctor knows", () => {
    for (const { id, cause, awsCause = cause } of FAULTS) {
      expect(CAUSES, id).to.have.property(cause);
      expect({ ...CAUSES, ...AWS_CAUSES }, id).to.have.property(awsCause);
    }
  });

  it("are all observed, once each", () => {
    expect(observed.toSorted()).to.deep.equal(FAULTS.map(({ id }) => id).toSorted());
  });
});

describe("the bed's healthy routes", () => {
  let bed: Bed;
  before(async function () {
    bed = await sharedBed(this);
  });

  for (const route of HEALTHY) {
    it(`${route.id}: ${route.how}`, async () => {
      const { url, options, close } = await bed.open(route);
      const server = route.id.split(".").at(-1)!;
      try {
        expect(await livesAs(url, options)).to.deep.equal(LIVES[server]);
      } finally {
        await close();
      }
    });
  }

  it("one-origin: another Origin is refused with 403", async () => {
    const route = HEALTHY.find(({ id }) => id === "healthy.direct.one-origin")!;
    const { url } = await bed.open(route);
    const refused = await refusal(url, messages.initialize({ Origin: "https://client.example.com" }));
    expect(refused).to.deep.equal([403, "Invalid Origin: client.example.com"]);
  });

  it("are as many as the broken ones, and have names of their own", () => {
    expect(HEALTHY.length).to.be.at.least(FAULTS.length);
    const ids = [...HEALTHY, ...FAULTS].map(({ id }) => id);
    expect(ids).to.have.lengthOf(new Set(ids).size);
  });
});

/** What of the two eras works on a route: the status of the first message, and of the stream on which a server speaks first. */
interface Lives {
  initialize: number;
  /** `undefined` where there is no session to listen in. */
  listen: number | undefined;
  discover: number;
  subscribe: number;
}

const LIVES: Record<string, Lives> = {
  everything: { initialize: 200, listen: 200, discover: 400, subscribe: 400 },
  modern: { initialize: 400, listen: undefined, discover: 200, subscribe: 200 },
  dual: { initialize: 200, listen: undefined, discover: 200, subscribe: 200 },
  cors: { initialize: 200, listen: undefined, discover: 200, subscribe: 200 },
  "one-origin": { initialize: 200, listen: undefined, discover: 200, subscribe: 200 },
  json: { initialize: 200, listen: undefined, discover: 400, subscribe: 400 },
  sample: { initialize: 200, listen: 200, discover: 200, subscribe: 200 },
  "sample-cors": { initialize: 200, listen: 200, discover: 200, subscribe: 200 },
  "no-token": { initialize: 401, listen: undefined, discover: 401, subscribe: 401 },
};

async function livesAs(url: string, { ca, token }: Opened["options"]): Promise<Lives> {
  const headers = bearer(token === undefined ? {} : { token });
  const trusting = ca === undefined ? {} : { ca };
  const first = await read(url, { ...messages.initialize(headers), ...trusting });
  const [session] = first.values("mcp-session-id");
  const head = async (asked: ReturnType<typeof messages.subscribe>) => {
    const answer = await within(AT_ONCE, ask(url, { ...asked, ...trusting }));
    if (answer === "nothing") return 0;
    answer.leave();
    return answer.status;
  };
  return {
    initialize: first.status,
    listen: session === undefined ? undefined : await head(messages.listening(session, headers)),
    discover: (await read(url, { ...messages.discover(headers), ...trusting })).status,
    subscribe: await head(messages.subscribe(headers)),
  };
}

function bearer({ token }: Opened["options"]): Record<string, string> {
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
}

/** Opens a session, and has its id. */
async function newSession(url: string): Promise<string> {
  const answer = await read(url, messages.initialize());
  expect(answer.status).to.equal(200);
  return answer.values("mcp-session-id")[0]!;
}

/** The status and the message of a JSON-RPC error. */
async function refusal(url: string, asked: Parameters<typeof read>[1]): Promise<[number, string]> {
  const { status, body } = await read(url, asked);
  const { error } = JSON.parse(body) as { error: { message: string } };
  return [status, error.message];
}

/** Who signed an answer; undefined where nobody did. nginx's version is the machine's. */
function signature({ headers, values }: Whole): string | undefined {
  if (headers["x-amz-apigw-id"] !== undefined) return "API Gateway";
  return values("server")[0]?.replace(/^nginx\/1\..*/, "nginx/1");
}

function codeOf({ body }: Whole): number {
  return (JSON.parse(body) as { error: { code: number } }).error.code;
}

async function inTurn<T>(times: number, act: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let time = 0; time < times; time++) all.push(await act());
  return all;
}

/** The code of the error with which a request fails. */
async function code(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => "an answer came",
    (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error),
  );
}

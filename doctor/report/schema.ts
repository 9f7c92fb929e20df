import { z } from "zod";
import { LAYERS } from "../layers.ts";

// For the published schema and the tests alone: the doctor starts without zod, and takes its types from report.ts.

const layer = z.enum(LAYERS);

const evidence = z
  .strictObject({
    probe: z.exactOptional(z.string()).describe("Which probe saw it"),
    hop: z
      .exactOptional(z.string())
      .describe("The name of the hop that it was seen at; without one it was the outermost"),
    request: z.exactOptional(z.string()).describe("What was asked"),
    status: z.exactOptional(z.string()).describe("The status line, or why no answer came"),
    headers: z.exactOptional(z.array(z.string())).describe("The headers that tell, `name: value` each"),
    body: z.exactOptional(z.string()).describe("The body's first bytes, as they came"),
    times: z
      .exactOptional(
        z.strictObject({
          head: z.number(),
          firstByte: z.number().nullable().describe("null without a body"),
          end: z.number(),
        }),
      )
      .describe("Milliseconds from the request's being sent"),
    facts: z.exactOptional(z.array(z.string())).describe("Anything else that was seen, a sentence each"),
  })
  .describe("What was seen on the wire; text of the far side, which nobody has escaped");

const finding = z.strictObject({
  id: z.string().describe("The cause: a stable identifier"),
  rung: z.string().describe("The id of the rung that found it"),
  layer: layer.nullable(),
  severity: z
    .enum(["broken", "degraded", "unknown", "note"])
    .describe("What it does to the verdict; a note leaves it alone"),
  method: z.string().nullable().describe("The HTTP method that it is about; null where it is about none"),
  says: z.string().describe("What is wrong"),
  remedy: z.string().nullable().describe("What to change"),
  evidence: z.array(evidence),
  sources: z.array(z.string()).describe("Where what it rests on is documented or reported"),
});

const rung = z.strictObject({
  id: z.string(),
  title: z.string(),
  state: z.enum(["works", "degraded", "broken", "unknown", "skipped"]),
  says: z.string().describe("What was seen"),
  blockedBy: z
    .string()
    .nullable()
    .describe("The id of the rung that blocked it; null unless it was skipped for that"),
});

const hop = z.strictObject({
  name: z.string(),
  url: z.string(),
  token: z.boolean().describe("Whether the token was sent to it"),
  layers: z
    .array(
      z.strictObject({
        layer,
        mark: z.string().describe("What names it"),
        answered: z.boolean().describe("Whether it sent the answer itself"),
      }),
    )
    .describe("The layers seen on the way, outermost first"),
  rungs: z.array(rung).describe("The ladder, in the order in which a request travels"),
});

/** What `--json` prints: exactly the type `Report`. */
export const reportSchema = z.strictObject({
  url: z.string(),
  verdict: z
    .enum(["works", "degraded", "broken", "unknown"])
    .describe("degraded: clients work, but something is lost; unknown: it could not be told"),
  layer: layer.nullable().describe("The guilty layer; null where there is none, or none can be told"),
  cause: z.string().nullable().describe("The primary finding's id; null where there is none"),
  says: z.string().describe("The verdict in one line, without the verdict's own word"),
  remedy: z.string().nullable().describe("What to change"),
  findings: z.array(finding).describe("The primary one first, then in the order of the rungs"),
  hops: z.array(hop).describe("The public URL, then each further hop, outermost first; at least one"),
  changesAt: z
    .strictObject({ hop: z.string(), probe: z.string(), says: z.string() })
    .nullable()
    .describe("The first hop at which an answer changes, and which probe's; null where nothing does"),
  clients: z.array(
    z.strictObject({
      client: z.string(),
      works: z.enum(["yes", "no", "unknown"]),
      says: z.string(),
      source: z.string(),
    }),
  ),
  token: z
    .strictObject({
      alg: z.string().nullable(),
      kid: z.string().nullable(),
      bytes: z.number(),
      expires: z.string().nullable(),
    })
    .nullable()
    .describe("What is said of the token, which itself is never shown; null without one"),
  limits: z
    .strictObject({ requests: z.number(), requestsSent: z.number(), seconds: z.number() })
    .describe("What the examination was bounded by, and how much of it was used"),
});

/** The text of `docs/doctor-report.schema.json`. */
export function publishedSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema);
  return `${JSON.stringify({ $schema, title: "A report of the doctor of mcp-route", ...schema }, null, 2)}\n`;
}

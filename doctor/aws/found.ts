import { AWS_CAUSES, type AwsCauseId } from "../causes/aws.ts";
import { remedyOf, type Cause } from "../causes/cause.ts";
import type { Layer } from "../layers.ts";
import type { Finding, Severity } from "../report/report.ts";

/** What a judge says of one cause. */
export interface Said {
  /** One sentence. */
  says: string;
  layer?: Layer | null;
  /** @default the cause's own */
  severity?: Severity;
  /** @default null */
  method?: string | null;
  /** The remedy with its particulars. @default the cause's own */
  remedy?: string | null;
  facts?: string[];
}

/** A finding from what AWS told. */
export function found(
  id: AwsCauseId,
  { says, layer = "alb", method = null, facts = [], ...said }: Said,
): Finding {
  const cause: Cause = AWS_CAUSES[id];
  return {
    id,
    rung: cause.rung,
    layer,
    severity: said.severity ?? cause.severity,
    method,
    says,
    remedy: said.remedy === undefined ? remedyOf(cause, layer) : said.remedy,
    evidence: facts.length === 0 ? [] : [{ facts }],
    sources: [...cause.sources],
  };
}

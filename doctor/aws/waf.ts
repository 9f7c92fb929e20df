import type { Finding } from "../report/report.ts";
import { found } from "./found.ts";
import type { WebAcl, WebAclRule } from "./seen.ts";

/** The managed rule group, and its rule, that refuse bodies of more than 8 KB. */
const COMMON = "AWSManagedRulesCommonRuleSet";
const BODY_SIZE = "SizeRestrictions_BODY";

/** Whether the web ACL looks into bodies, which messages of MCP may be too large for. */
export function judgeWaf({ name, rules }: WebAcl): Finding[] {
  const inspecting = rules.filter(mayRefuseBodies);
  if (inspecting.length === 0) return [];
  const facts = inspecting.map((rule) =>
    rule.managed === COMMON
      ? `${rule.name}: ${COMMON}, whose ${BODY_SIZE} blocks bodies over 8 KB`
      : `${rule.name}: inspects the body`,
  );
  const says = `The web ACL ${name} looks into bodies (${inspecting.map((rule) => rule.name).join(", ")}): of a request it sees 8 KB, and a larger message may be answered 403.`;
  return [found("waf.body-limit", { says, layer: "waf", facts })];
}

function mayRefuseBodies({ managed, overrides, counts, inspectsBody }: WebAclRule): boolean {
  if (counts) return false;
  return managed === COMMON ? !["Count", "Allow"].includes(overrides[BODY_SIZE] ?? "") : inspectsBody;
}

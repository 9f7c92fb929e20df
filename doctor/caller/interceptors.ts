/**
 * Products that put themselves between a company's machines and the internet and sign certificates anew, by what stands in the
 * issuer's name of their certificates. Their makers' manuals say how the authority is named by default.
 */
const INTERCEPTORS: readonly (readonly [product: string, issuer: RegExp])[] = [
  ["Zscaler", /zscaler/i],
  ["Netskope", /netskope|goskope/i],
  ["Palo Alto Networks", /palo ?alto|globalprotect|prisma access/i],
  ["Fortinet", /fortinet|fortigate|fortiproxy/i],
  ["Cisco Umbrella", /cisco umbrella|opendns|cisco secure access/i],
  ["Blue Coat / Symantec ProxySG", /blue ?coat|proxysg|symantec (?:web|cloud) (?:gateway|secure)/i],
  ["Forcepoint", /forcepoint|websense/i],
  ["McAfee / Skyhigh Web Gateway", /mcafee web gateway|skyhigh/i],
  ["Sophos", /sophos/i],
  ["Check Point", /check ?point/i],
  ["Barracuda", /barracuda/i],
  ["Cloudflare Gateway", /cloudflare.*gateway|gateway ca.*cloudflare/i],
  ["Cato Networks", /cato networks/i],
  ["iboss", /\biboss\b/i],
  ["Kaspersky", /kaspersky/i],
  ["ESET", /\beset\b.*filter/i],
  ["Avast / AVG", /(?:avast|avg).*(?:web|mail) shield/i],
  ["mitmproxy", /mitmproxy/i],
  ["Charles", /charles proxy/i],
  ["Burp Suite", /portswigger/i],
  ["Fiddler", /do_not_trust_fiddlerroot|fiddler/i],
  ["Proxyman", /proxyman/i],
  ["Squid", /\bsquid\b/i],
];

/** The product whose authority issued a certificate; null where the issuer is none of those known. */
export function interceptorOf(issuer: string): string | null {
  return INTERCEPTORS.find(([, pattern]) => pattern.test(issuer))?.[0] ?? null;
}

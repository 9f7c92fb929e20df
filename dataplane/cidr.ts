import { BlockList, isIP } from "node:net";

/** The addresses of a CIDR block, or undefined where the text is none; a bare address is none to AWS either. */
export function blockOf(cidr: string): BlockList | undefined {
  const [address, bits, ...rest] = cidr.split("/");
  if (address === undefined || bits === undefined || rest.length > 0) return undefined;
  const family = isIP(address);
  if (family === 0 || address.includes("%")) return undefined;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family === 4 ? "ipv4" : "ipv6");
  return block;
}

/**
 * Whether a CIDR block holds an address; false where either text is malformed. An IPv4 address written as IPv6, the way
 * a dual-stack socket names it, is found in IPv4 blocks too; one written as IPv4 is in no block of IPv6, not even `::/0`.
 *
 * @example contains("10.0.0.0/8", "::ffff:10.1.2.3") // true
 */
export function contains(cidr: string, address: string): boolean {
  const family = isIP(address);
  if (family === 0 || (family === 4 && cidr.includes(":"))) return false;
  const [withoutZone = ""] = address.split("%");
  return blockOf(cidr)?.check(withoutZone, family === 4 ? "ipv4" : "ipv6") ?? false;
}

/**
 * A `Host` header without its port.
 *
 * @example hostWithoutPort("demo.example.com:8443") // "demo.example.com"
 * @example hostWithoutPort("[2001:db8::1]:8443") // "[2001:db8::1]"
 */
export function hostWithoutPort(host: string): string {
  return host.replace(/:\d*$/, "");
}

/** A request as it reaches the balancer. */
export interface Request {
  /** As sent: methods are case-sensitive. */
  method: string;
  /** The request target's path as sent, still encoded, without the query. */
  path: string;
  /** What follows the first `?`, without it; "" where there is none. */
  query: string;
  /** In the order sent, names as sent; a name may stand several times. */
  headers: [name: string, value: string][];
  /** The caller's address, IPv4 or IPv6. */
  sourceIp: string;
}

/** The values of a header, in the order sent; names are compared without case. */
export function headerValues(request: Pick<Request, "headers">, name: string): string[] {
  const wanted = name.toLowerCase();
  return request.headers.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value);
}

/**
 * A path as rules see it: "The rule evaluation is performed only after URI normalization occurs." Which normalization,
 * AWS does not say; this is the syntax-based one of RFC 3986 (section 6.2.2). The path that is forwarded stays as sent.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 * @example normalizedPath("/a/./b/../%6Dcp") // "/a/mcp"
 */
export function normalizedPath(path: string): string {
  return withoutDotSegments(withoutNeedlessEscapes(path));
}

/** Percent-encodings of unreserved characters are decoded; all others keep their meaning and get upper-case digits. */
export function withoutNeedlessEscapes(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
  });
}

function withoutDotSegments(path: string): string {
  if (!path.startsWith("/")) return path;
  const segments = path.slice(1).split("/");
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  const endsInDots = segments.at(-1) === "." || segments.at(-1) === "..";
  return `/${kept.join("/")}${endsInDots && kept.length > 0 ? "/" : ""}`;
}

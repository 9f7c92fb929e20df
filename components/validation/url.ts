import { endpointOf, endpointPatterns, metadataPath } from "../endpoint.ts";
import * as limits from "../limits.ts";
import { type Problem, shown } from "../problem.ts";
import { notPlainText } from "./forms.ts";

/** Problems of the public URL. */
export function urlProblems(url: unknown): Problem[] {
  const problem = (what: string, remedy: string): Problem[] => [{ path: "url", what, remedy }];
  const example = 'Give the address that clients are given, such as "https://demo.quiltdata.com/mcp".';
  if (url === undefined) return problem("is missing.", example);
  if (typeof url !== "string") return notPlainText("url", url, example);
  if (!URL.canParse(url)) return problem(`${shown(url)} is not a URL.`, example);
  const { protocol, username, password, search, hash, origin, pathname } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:")
    return problem(`${shown(url)} is neither https nor http.`, example);
  const plain = origin + pathname;
  return [
    ...(username || password
      ? problem("holds credentials, which no client would send.", "Leave them out.")
      : []),
    ...(search || hash
      ? problem(
          `has a query or a fragment after ${shown(plain)}, which is no part of an endpoint.`,
          "Leave it out.",
        )
      : []),
    // What is wrong with the rest is told of the rest.
    ...pathProblems(pathname, username || password || search || hash ? plain : url),
  ];
}

function pathProblems(path: string, url: string): Problem[] {
  const problem = (what: string, remedy: string): Problem[] => [{ path: "url", what, remedy }];
  if (path !== "/" && path.endsWith("/")) {
    return problem(
      `${shown(url)} ends with a slash.`,
      "Leave it out: the route takes the path with and without it.",
    );
  }
  if (/[*?]/.test(path))
    return problem(`${shown(url)} holds a wildcard.`, "Give one path; what is under it is taken too.");
  if (!/^[A-Za-z0-9_.$/~'@:+&-]*$/.test(path)) {
    return problem(
      `${shown(url)} has a path with characters that no path pattern may hold (${limits.rule.page}).`,
      "Mount the server on a path of letters, digits and _ - . $ / ~ ' @ : + &.",
    );
  }
  const plain = plainUrl(url);
  if (plain !== undefined)
    return problem(`${shown(url)} is not what clients make of it.`, `Write ${shown(plain)}.`);
  const longest = Math.max(
    ...[...endpointPatterns(path), metadataPath(path)].map((pattern) => pattern.length),
  );
  if (longest <= limits.rule.patternLength) return [];
  return problem(
    `${shown(url)} has a path whose longest pattern, ${shown(metadataPath(path))}, has ${longest} characters; ` +
      `a rule takes ${limits.rule.patternLength} (${limits.rule.page}).`,
    `Mount the server on a path of at most ${path.length - (longest - limits.rule.patternLength)} characters.`,
  );
}

/**
 * What clients make of a URL with `..`, spaces or backslashes in it; undefined where they take it as it
 * stands.
 */
function plainUrl(url: string): string | undefined {
  const { protocol, host, origin, pathname } = new URL(url);
  const [scheme, empty, authority, ...rest] = url.split("/");
  const hosts = [host, `${host}${protocol === "https:" ? ":443" : ":80"}`];
  const isSame =
    scheme?.toLowerCase() === protocol &&
    empty === "" &&
    hosts.includes(authority?.toLowerCase() ?? "") &&
    `/${rest.join("/")}` === pathname;
  return isSame ? undefined : origin + pathname.replace(/^\/$/, "");
}

/** The endpoint's path, where the URL is one. */
export function endpointPath(url: unknown): string | undefined {
  return typeof url === "string" && URL.canParse(url) ? endpointOf(url).path : undefined;
}

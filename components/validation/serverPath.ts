import { metadataRewrite } from "../rewrite.ts";
import * as limits from "../limits.ts";
import { type Problem, shown } from "../problem.ts";
import { notPlainText } from "./forms.ts";
import { endpointPath } from "./url.ts";

/** Problems of the path at which the server is mounted. */
export function serverPathProblems(serverPath: unknown, url: unknown): Problem[] {
  if (serverPath === undefined) return [];
  const problem = (what: string, remedy = EXAMPLE): Problem[] => [{ path: "serverPath", what, remedy }];
  if (typeof serverPath !== "string") return notPlainText("serverPath", serverPath, EXAMPLE);
  // `$` begins a group's number in what replaces: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html
  if (!/^\/[A-Za-z0-9_.~'@:+&/-]*$/.test(serverPath))
    return problem(
      `${shown(serverPath)} is not a path of letters, digits and _ - . / ~ ' @ : + & (${limits.rewrite.page}).`,
    );
  if (serverPath !== "/" && serverPath.endsWith("/"))
    return problem(`${shown(serverPath)} ends with a slash.`, "Leave it out.");
  if (!isPlain(serverPath))
    return problem(
      `${shown(serverPath)} has empty parts or dots that are no names.`,
      "Write the path without.",
    );
  const path = endpointPath(url);
  if (path === "/" && serverPath !== "/")
    return problem(
      `${shown(serverPath)} cannot be put before every path: the server would get ${shown(`${serverPath}/`)}.`,
      "Give the public URL a path of its own, or mount the server at /.",
    );
  const { replace } = metadataRewrite(path ?? "/mcp", serverPath);
  if (replace.length <= limits.rewrite.length) return [];
  const room = serverPath.length - (replace.length - limits.rewrite.length);
  return problem(
    `has ${serverPath.length} characters; a rule rewrites to ${limits.rewrite.length}, the metadata's path counted (${limits.rewrite.page}).`,
    `Give at most ${room}.`,
  );
}

/** Whether servers and clients take a path as it stands. */
function isPlain(path: string): boolean {
  return !path.includes("//") && new URL(path, "http://server").pathname === path;
}

const EXAMPLE = 'Give the path that the server itself listens on, such as "/".';

import type { Figure } from "./figure.ts";

const HEAD = [
  "part",
  "what",
  "against",
  "times as much: median [least–most] (medians)",
  "at most",
  "verdict",
];

/** The figures as a table in Markdown, one a line. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ part, what, against, result, bound, verdict }) => [
    part,
    what,
    against,
    result,
    bound,
    verdict,
  ]);
  return [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

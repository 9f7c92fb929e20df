import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LAYER_NAMES } from "../../doctor/layers.ts";
import { FAULTS } from "../doctor/bed/faults.ts";
import type { Fault } from "../doctor/bed/faults/fault.ts";
import { HEALTHY } from "../doctor/bed/healthy.ts";
import { type Comparison, FILE } from "../doctor/comparison/comparison.ts";

/** The page of the bed's faults. */
export const PAGE = fileURLToPath(new URL("../../docs/doctor-faults.md", import.meta.url));

/** The page as it has to be: the bed's own table, and what other tools said of the same routes when they were last run. */
export function faultsPage(): string {
  const { tools, routes } = JSON.parse(readFileSync(FILE, "utf8")) as Comparison;
  const names = Object.keys(tools);
  const others = (id: string) => names.map((name) => cell(routes[id]?.[name]));
  const compared = Object.keys(routes).filter((id) => !FAULTS.some((fault) => fault.id === id));
  return [
    "# The faults that the doctor is held to",
    "",
    "Made by `npm run golden` of the tests' own table, and of what the other tools said when `npm run comparison` last ran them on the same",
    `routes, side by side. \`tests/doctor/faults.spec.ts\` brings up each of these ${FAULTS.length} routes and holds the doctor to verdict, layer and cause,`,
    `and each of ${HEALTHY.length} healthy ones, of which it must not complain; \`tests/doctor/awsFaults.spec.ts\` holds it to the cause with \`--aws\`.`,
    "",
    ...table(["fault", "how it is made", "the doctor: verdict", "layer", "cause"], FAULTS.map(row)),
    "",
    "## What other tools say of the same routes",
    "",
    ...names.map((name) => `- **${name}** ${tools[name]?.version ?? ""}: \`${tools[name]?.install ?? ""}\``),
    "",
    "Each cell has the exit code and what the tool says first. Two healthy routes come first: what a tool says of those, it says for nothing.",
    "",
    ...table(
      ["route", "the doctor", ...names],
      [
        ...compared.map((id) => [code(id), "works", ...others(id)]),
        ...FAULTS.map((fault) => [
          code(fault.id),
          `${fault.verdict}: ${code(fault.cause)}`,
          ...others(fault.id),
        ]),
      ],
    ),
    "",
  ].join("\n");
}

function row({ id, how, verdict, layer, cause, awsCause, source }: Fault): string[] {
  const withAws = awsCause === undefined ? "" : `; with \`--aws\` ${code(awsCause)}`;
  return [
    code(id),
    source === undefined ? how : `${how} [Shown here](${source})`,
    verdict,
    layer === null ? "cannot be told from outside" : LAYER_NAMES[layer],
    `${code(cause)}${withAws}`,
  ];
}

function cell(said: { exit: number | null; says: string } | undefined): string {
  if (said === undefined) return "not run";
  return `${said.exit === null ? "" : `${said.exit}: `}${said.says}`;
}

const code = (text: string): string => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(" | ")} |`;
  return [line(head), `| ${head.map(() => "---").join(" | ")} |`, ...rows.map(line)];
}

/** On one line, and without what would end the cell, or be taken for HTML. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

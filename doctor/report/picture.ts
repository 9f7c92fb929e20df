import { LAYERS, LAYER_NAMES, type Layer } from "../layers.ts";
import { charactersOf, escapeMarkup, visible } from "./escape.ts";
import { hopOf } from "./place.ts";
import type { HopReport, Report } from "./report.ts";

/** Pixels of a box, of the arrow behind it, and of a row with its caption. */
const BOX = { width: 200, height: 52, arrow: 34, row: 96, caption: 22 };
/** Characters that a box's two lines hold. */
const NAME = 25;
const MARK = 27;
/** Characters that a row's caption has at most. */
const CAPTION = 60;

/** One box on the way. */
interface Box {
  name: string;
  mark: string;
  isGuilty: boolean;
}

/**
 * The way of a request as an SVG: for each hop a row from the caller through the layers seen, outermost first, to the
 * server. The guilty layer is marked at the hop of the primary finding; behind it the way is dashed where it is broken.
 */
export function picture(report: Report): string {
  const rows = report.hops.map((hop) => ({ hop, boxes: boxesOf(hop, guiltyAt(hop, report)) }));
  const longest = Math.max(...rows.map(({ boxes }) => boxes.length));
  const width = longest * (BOX.width + BOX.arrow) - BOX.arrow + 4;
  const height = rows.length * BOX.row;
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeMarkup(description(rows))}">`,
    ...rows.flatMap(({ hop, boxes }, index) => rowLines(hop, boxes, index * BOX.row, report)),
    "</svg>",
  ].join("\n");
}

/** The guilty layer, if this is the hop at which it was found. */
function guiltyAt(hop: HopReport, report: Report): Layer | null {
  const [primary] = report.findings;
  const isHere = primary === undefined || hopOf(primary, report) === hop.name;
  return isHere ? report.layer : null;
}

/** The layers seen, and the guilty one where it left no mark, between the caller and the server. */
function boxesOf({ layers }: HopReport, guilty: Layer | null): Box[] {
  const boxes = layers
    .filter(({ layer }) => layer !== "caller" && layer !== "server")
    .map(({ layer, mark }) => boxOf(layer, mark, guilty));
  const isSeen = layers.some(({ layer }) => layer === guilty);
  if (guilty !== null && guilty !== "caller" && guilty !== "server" && !isSeen) {
    const order = LAYERS.indexOf(guilty);
    const before = layers.filter(({ layer }) => layer !== "caller" && LAYERS.indexOf(layer) < order).length;
    boxes.splice(before, 0, boxOf(guilty, "", guilty));
  }
  const mark = (layer: Layer) => layers.find((seen) => seen.layer === layer)?.mark ?? "";
  return [boxOf("caller", mark("caller"), guilty), ...boxes, boxOf("server", mark("server"), guilty)];
}

/** A box bears the layer's name, or its identifier where that is too long. */
function boxOf(layer: Layer, mark: string, guilty: Layer | null): Box {
  const name = LAYER_NAMES[layer].replace(/^the /, "");
  return { name: name.length > NAME ? layer : name, mark, isGuilty: layer === guilty };
}

function description(rows: readonly { hop: HopReport; boxes: readonly Box[] }[]): string {
  return rows
    .map(
      ({ hop, boxes }) =>
        `${hop.name}: ${boxes.map(({ name, isGuilty }) => (isGuilty ? `${name} (here)` : name)).join(", ")}`,
    )
    .join("; ");
}

function rowLines(hop: HopReport, boxes: readonly Box[], top: number, { verdict }: Report): string[] {
  const guilty = boxes.findIndex(({ isGuilty }) => isGuilty);
  const isReached = (index: number) => verdict !== "broken" || guilty === -1 || index <= guilty;
  return [
    textAt(2, top + 14, "caption", short(`${hop.name}: ${hop.url}`, CAPTION)),
    ...boxes.flatMap((box, index) => [
      ...(index === 0 ? [] : [arrow(index, top, isReached(index))]),
      ...boxLines(box, index, top, isReached(index), verdict),
    ]),
  ];
}

function left(index: number): number {
  return 2 + index * (BOX.width + BOX.arrow);
}

function boxLines(
  { name, mark, isGuilty }: Box,
  index: number,
  top: number,
  isReached: boolean,
  verdict: Report["verdict"],
): string[] {
  const [x, y] = [left(index), top + BOX.caption];
  const looks = isGuilty ? `box guilty ${verdict}` : isReached ? "box" : "box unreached";
  return [
    `<rect class="${looks}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    textAt(x + 10, y + 22, "name", `${isGuilty ? "▶ " : ""}${name}`),
    ...(mark === "" ? [] : [textAt(x + 10, y + 40, "mark", short(mark, MARK))]),
  ];
}

function arrow(index: number, top: number, isReached: boolean): string {
  const [x, y] = [left(index), top + BOX.caption + BOX.height / 2];
  return `<path class="${isReached ? "arrow" : "arrow unreached"}" d="M${x - BOX.arrow + 4} ${y}H${x - 4}m-7 -5l7 5l-7 5"/>`;
}

function textAt(x: number, y: number, looks: string, text: string): string {
  return `<text class="${looks}" x="${x}" y="${y}">${escapeMarkup(text)}</text>`;
}

/** The start of a text that the page holds whole elsewhere. */
function short(text: string, length: number): string {
  const characters = charactersOf(visible(text));
  return characters.length <= length ? characters.join("") : `${characters.slice(0, length - 1).join("")}…`;
}

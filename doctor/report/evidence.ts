import type { Evidence } from "./report.ts";

/** One line of what was seen; neither part has been escaped. */
export interface EvidenceLine {
  /** What it is, such as `status`; empty where a line goes on. */
  label: string;
  text: string;
}

/** How many lines of a body are shown. */
const BODY_LINES = 12;

/**
 * What was seen, line by line. Each line of a body stands behind a label or the place of one, so that no body can
 * pretend to be a status or a header.
 */
export function evidenceLines({
  probe,
  hop,
  request,
  status,
  headers = [],
  body,
  times,
  facts = [],
}: Evidence): EvidenceLine[] {
  return [
    ...labelled("probe", probe),
    ...labelled("hop", hop),
    ...labelled("request", request),
    ...labelled("status", status),
    ...headers.map((text) => ({ label: "header", text })),
    ...bodyLines(body),
    ...labelled("times", times && timesText(times)),
    ...facts.map((text) => ({ label: "seen", text })),
  ];
}

function labelled(label: string, text: string | undefined): EvidenceLine[] {
  return text === undefined ? [] : [{ label, text }];
}

function bodyLines(body = ""): EvidenceLine[] {
  const lines = body.split(/\r\n|\n|\r/);
  // The end of the last line is no line.
  if (lines.at(-1) === "") lines.pop();
  const more = lines.length - BODY_LINES;
  return [...lines.slice(0, BODY_LINES), ...(more > 0 ? [`… (${more} more lines)`] : [])].map(
    (text, index) => ({
      label: index === 0 ? "body" : "",
      text,
    }),
  );
}

function timesText({ head, firstByte, end }: NonNullable<Evidence["times"]>): string {
  const first = firstByte === null ? "no body" : `first byte of the body ${firstByte} ms`;
  return `head ${head} ms, ${first}, end ${end} ms`;
}

/** The lines as text, one column for the labels. Not escaped yet. */
export function evidenceText(evidence: Evidence): string[] {
  return evidenceLines(evidence).map(({ label, text }) => `${label.padEnd(LABEL_WIDTH)}${text}`);
}

/** Characters that the column of labels takes. */
const LABEL_WIDTH = 9;

import { regionOf } from "./loadBalancer.ts";

/** A text as one word of a shell's command. */
export function word(text: string): string {
  return /^[\w/.,:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The option that has the AWS CLI work in the region of an ARN; nothing where the ARN has none. */
export function inRegionOf(arn: string): string {
  return inRegion(regionOf(arn));
}

/** The option that has the AWS CLI work in a region; nothing where the region is not known. */
export function inRegion(region: string | undefined): string {
  return region ? ` --region ${region}` : "";
}

/** A matcher as the AWS CLI takes it: its shorthand parts a value at each comma that is not quoted. */
export function matcherOption(matcher: string): string {
  return `--matcher ${word(`HttpCode=${matcher.includes(",") ? `"${matcher}"` : matcher}`)}`;
}

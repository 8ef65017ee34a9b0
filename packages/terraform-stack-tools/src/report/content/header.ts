import { accessCounts } from "../../knowledge/pages/access-rows";
import { codes, type Inline, type Part, type Run, runs } from "../../shared/document";
import type { Provenance } from "../provenance";
import { looksAtAccess, type ReviewedStack } from "../reviewed-stack";
import { resourceCounts } from "./counts";

/** What is counted, and where the report comes from. */
export function headerParts(stacks: readonly ReviewedStack[], provenance: Provenance | undefined): Part[] {
  const seen = stacks.filter(looksAtAccess);
  const items: (readonly [string, Inline])[] = [
    ["Resources", resourceCounts(stacks)],
    ...(seen.length === 0 ? [] : [["Access", accessCounts(seen.map(({ access }) => access))] as const]),
    ...(provenance === undefined ? [] : origin(provenance)),
  ];
  return [{ kind: "facts", items }];
}

function origin({ source, target, date, tool, engine, providers, madeUp }: Provenance): (readonly [string, Inline])[] {
  const compared: Run[] = [
    ...(source === undefined ? [] : runs(source)),
    ...(source === undefined || target === undefined ? [] : [", compared with "]),
    ...(target === undefined ? [] : runs(target)),
  ];
  const title = source === undefined ? "Compared with" : "Change";
  const made = `by stack-tools ${tool}${engine === undefined ? "" : ` with ${engine}`}`;
  return [
    ...(compared.length === 0 ? [] : [[title, compared] as const]),
    ["Made", date === undefined ? made : `${dateWords(date)}, ${made}`],
    ...(providers.length === 0 ? [] : [["Providers", codes(providers)] as const]),
    ["Made up", madeUp],
  ];
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** Such as `28 November 2026`, or `28 November 2026, 04:20 UTC`. */
function dateWords(date: string): string {
  const time = new Date(date);
  const day = `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
  return date.includes("T") ? `${day}, ${time.toISOString().slice(11, 16)} UTC` : day;
}

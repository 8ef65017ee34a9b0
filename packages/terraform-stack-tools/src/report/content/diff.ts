import { type Run, someCodes } from "../../shared/document";
import { counted } from "../../shared/words";
import type { Json } from "../../stack/json";
import type { ReviewedChange } from "../reviewed-stack";
import { anotherValue, documentChanges, shortened, valueLines } from "./values";

/** The lines of a diff, with a sign in front. Empty for what does not change, and for what is deleted. */
export function diffOf(change: ReviewedChange): string[] {
  const { action, changes, movedFrom, importedFrom } = change;
  const moved = [
    ...(movedFrom === undefined ? [] : [`  moved from ${movedFrom}`]),
    ...(importedFrom === undefined ? [] : [`  imported by the id ${importedFrom}`]),
  ];
  if (changes !== undefined) {
    return [
      ...moved,
      ...Object.entries(changes)
        .flatMap(
          ([path, { before, after }]) => documentChanges(path, before, after) ?? [[path, before, after] as const],
        )
        .flatMap(([path, before, after]) => changed(path, before, after)),
    ];
  }
  if (action === "no-op" || action === "read") {
    return moved;
  }
  return [...moved, ...Object.entries(change.values ?? {}).flatMap(([name, value]) => signed("+", name, value))];
}

/** What the diff is about, for whoever has not opened it. */
export function diffSummary(change: ReviewedChange): Run[] {
  const { action, changes, movedFrom, importedFrom } = change;
  const parts: (readonly Run[])[] = [
    ...(movedFrom === undefined ? [] : [["moved from ", { code: movedFrom }]]),
    ...(importedFrom === undefined ? [] : [["imported by its id"]]),
  ];
  const names = Object.keys(changes ?? {});
  if (names.length > 0) {
    parts.push(someCodes(names.map(shortened), MOST_NAMED));
  } else if (changes === undefined && action !== "no-op" && action !== "read") {
    const count = Object.keys(change.values ?? {}).length;
    parts.push(count === 0 ? [] : [counted(count, "argument")]);
  }
  return parts.filter(({ length }) => length > 0).flatMap((part, index) => [index === 0 ? ": " : "; ", ...part]);
}

/** A summary is one line. */
const MOST_NAMED = 3;

/** What a plan does not know on either side prints alike, and is another value. */
function changed(path: string, before: Json, after: Json): string[] {
  const [old, fresh] = [signed("-", path, before), signed("+", path, after)];
  const isAlike = old.join("\n").slice(1) === fresh.join("\n").slice(1);
  return isAlike ? [...old, `+ ${shortened(path)} = (${anotherValue(after)})`] : [...old, ...fresh];
}

function signed(sign: string, path: string, value: Json): string[] {
  return value === null ? [] : valueLines(path, value).map((line) => `${sign} ${shortened(line)}`);
}

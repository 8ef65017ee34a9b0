import { isList, isObject, type Json, listOf, objectOf, textValues } from "../stack/json";
import type { Change, PlanJson } from "./plan-json";

/**
 * The texts in the places that the engine marks as sensitive, derived ones among them. Where one of them stands elsewhere, as in an
 * attribute that a provider copies, the engine has lost its mark.
 * @param written the texts that the stack itself has, which everybody can read
 */
export function sensitiveTexts(plan: PlanJson, written: ReadonlySet<string>): string[] {
  const { resource_changes = [], output_changes = {} } = plan;
  const changes: readonly Change[] = [
    ...resource_changes.map(({ change }) => change),
    ...Object.values(output_changes),
  ];
  const found = changes.flatMap(({ before, after, before_sensitive, after_sensitive }) => [
    ...textsAt(before, before_sensitive),
    ...textsAt(after, after_sensitive),
  ]);
  return [...new Set(found)].filter((text) => text.length >= SHORTEST && !written.has(text));
}

/** Shorter texts are parts of common words. */
const SHORTEST = 4;

function textsAt(value: Json | undefined, marks: Json | undefined): string[] {
  if (marks === true) {
    return textValues(value ?? null);
  }
  if (isList(marks)) {
    return marks.flatMap((mark, index) => textsAt(listOf(value)[index], mark));
  }
  return isObject(marks) ? Object.entries(marks).flatMap(([name, mark]) => textsAt(objectOf(value)[name], mark)) : [];
}

import { entries, type JsonObject, sorted } from "../../stack/json";

/** Two versions of something with a name, of which at least one exists. */
export interface Pair<T> {
  readonly name: string;
  readonly before?: T;
  readonly after?: T;
}

/** What two versions have by the same name, in the order of the names. */
export function pairsOf<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): Pair<T>[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.map((name) => ({ name, before: before.get(name), after: after.get(name) }));
}

/** Whether two values are equal, whatever the order of their members. */
export function isEqual(left: JsonObject[string], right: JsonObject[string]): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

/** The names of the members that differ. */
export function changedMembers(before: JsonObject, after: JsonObject): string[] {
  return pairsOf(new Map(entries(before)), new Map(entries(after)))
    .filter((pair) => pair.before === undefined || pair.after === undefined || !isEqual(pair.before, pair.after))
    .map(({ name }) => name);
}

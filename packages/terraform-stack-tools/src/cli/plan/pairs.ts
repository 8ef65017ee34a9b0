import type { Source } from "../../shared/input/source";
import type { Sources } from "../../shared/input/sources";
import { compare } from "../../stack/json";

/** The two versions of a stack. At least one exists. */
export interface Pair {
  readonly name: string;
  readonly changed?: Source;
  readonly existing?: Source;
}

/**
 * The stacks of both versions by name. A stack of an app that the other version does not have is created or deleted. Two
 * single stacks are versions of each other, whatever their names.
 */
export function pairsOf(changed: Sources, existing: Sources | undefined): Pair[] {
  const before = existing?.sources ?? [];
  const [only, earlier] = [changed.sources[0], before[0]];
  if (!changed.isApp && existing?.isApp === false && earlier !== undefined) {
    return [{ name: only.name, changed: only, existing: earlier }];
  }
  const kept = changed.sources.map((source) => ({
    name: source.name,
    changed: source,
    existing: before.find(({ name }) => name === source.name),
  }));
  const names = kept.map(({ name }) => name);
  const deleted = changed.isApp && existing?.isApp ? before.filter(({ name }) => !names.includes(name)) : [];
  const pairs: Pair[] = [...kept, ...deleted.map((source) => ({ name: source.name, existing: source }))];
  return pairs.sort((left, right) => compare(left.name, right.name));
}

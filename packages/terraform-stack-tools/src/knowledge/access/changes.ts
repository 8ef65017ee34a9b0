import type { Access } from "./access";
import { matches } from "./actions";
import { originWords } from "./origin";

/** Access before and after a change. */
export interface AccessChanges {
  readonly gained: readonly Access[];
  readonly lost: readonly Access[];
  /** As it is after the change. */
  readonly kept: readonly Access[];
}

/** What is gained is what nothing before allowed to the same pods or people, by whatever means. */
export function accessChanges(before: readonly Access[], after: readonly Access[]): AccessChanges {
  const [previous, next] = [byHolder(before), byHolder(after)];
  const isIn = (holders: ReadonlyMap<string, readonly Access[]>, line: Access) =>
    (holders.get(holder(line)) ?? []).some((other) => covers(other, line));
  return {
    gained: after.filter((line) => !isIn(previous, line)),
    lost: before.filter((line) => !isIn(next, line)),
    kept: after.filter((line) => isIn(previous, line)),
  };
}

function byHolder(lines: readonly Access[]): ReadonlyMap<string, readonly Access[]> {
  const holders = new Map<string, Access[]>();
  for (const line of lines) {
    const known = holders.get(holder(line)) ?? [];
    known.push(line);
    holders.set(holder(line), known);
  }
  return holders;
}

function holder({ who, registry, mode }: Access): string {
  return [registry, who, mode ?? ""].join("\n");
}

/** Whether one line allows everything that another does. What is not known covers only itself. */
function covers(one: Access, other: Access): boolean {
  if (other.rights.length === 0 || one.rights.length === 0) {
    return (
      originWords(one.origin) === originWords(other.origin) &&
      one.repository === other.repository &&
      one.rights.length === other.rights.length
    );
  }
  return matches(one.repository, other.repository) && other.rights.every((right) => one.rights.includes(right));
}

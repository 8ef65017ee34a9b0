import type { Access } from "../../knowledge/access/access";
import { accessIn } from "../../knowledge/access/access-in";
import { type AccessChanges, accessChanges, type ChangedAccess } from "../../knowledge/access/changes";
import { type ReachChange, reachChanges } from "../../knowledge/reach/reach";
import { Reachability } from "../../knowledge/reach/reach-in";
import type { PlannedStack } from "../../planned/planned-stack";

/** One stack before a change, unless it is new, and after it. */
export interface Versions {
  readonly before: readonly PlannedStack[];
  readonly after: PlannedStack;
}

export interface ComparedAccess {
  readonly access: AccessChanges;
  readonly reach: readonly ReachChange[];
}

/** For each stack. Access is compared across all of them, so that a grant which moves to another one is neither gained nor lost. */
export function comparedAccess(stacks: readonly Versions[]): ComparedAccess[] {
  const [former, later] = [
    new Reachability(stacks.flatMap(({ before }) => before)),
    new Reachability(stacks.map(({ after }) => after)),
  ];
  const read = stacks.map(({ before, after }) => ({
    after,
    accessBefore: accessIn(before, former),
    accessAfter: accessIn([after], later),
  }));
  const access = accessChanges(
    read.flatMap(({ accessBefore }) => accessBefore),
    read.flatMap(({ accessAfter }) => accessAfter),
  );
  const reachBefore = former.cells();
  return read.map(({ after, accessBefore, accessAfter }) => ({
    access: only(access, new Set([...accessBefore, ...accessAfter])),
    reach: reachChanges(reachBefore, later.cells(after)),
  }));
}

function only({ gained, lost, kept, opaque, after }: AccessChanges, own: ReadonlySet<Access>): AccessChanges {
  const isOwn = (part: ChangedAccess) => own.has(part.line ?? part);
  return {
    after: after.filter(isOwn),
    gained: gained.filter(isOwn),
    lost: lost.filter(isOwn),
    kept: kept.filter(isOwn),
    opaque: opaque.filter(isOwn),
  };
}

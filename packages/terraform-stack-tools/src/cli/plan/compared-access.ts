import type { Access } from "../../knowledge/access/access";
import { accessIn } from "../../knowledge/access/access-in";
import { type AccessChanges, accessChanges, type ChangedAccess } from "../../knowledge/access/changes";
import { type Opening, withOpened } from "../../knowledge/reach/openings";
import { type ReachChange, reachChanges } from "../../knowledge/reach/reach";
import { Reachability } from "../../knowledge/reach/reach-in";
import type { PlannedStack } from "../../planned/planned-stack";

/** One stack before a change and after it. */
export interface Versions {
  /** As its state has it. @default as it was found */
  readonly agreed?: PlannedStack;
  /** What a new stack finds is there before it, too. */
  readonly before: PlannedStack;
  readonly after: PlannedStack;
  readonly isUpdate: boolean;
}

export interface ComparedAccess {
  readonly access: AccessChanges;
  /** What was changed outside of the engine. @default nothing */
  readonly found?: AccessChanges;
  readonly reach: readonly ReachChange[];
  /** Whose network lets in more than before. */
  readonly opened: readonly Opening[];
}

/** For each stack. Access is compared across all of them, so that a grant which moves to another one is neither gained nor lost. */
export function comparedAccess(stacks: readonly Versions[]): ComparedAccess[] {
  const [former, later] = [
    new Reachability(stacks.map(({ before }) => before)),
    new Reachability(stacks.map(({ after }) => after)),
  ];
  const read = stacks.map(({ before, after, isUpdate }) => ({
    after,
    cellsBefore: isUpdate ? former.cells(before) : [],
    accessBefore: accessIn([before], former),
    accessAfter: accessIn([after], later),
  }));
  const opened = later.openedSince(former);
  const changes = accessChanges(
    read.flatMap(({ accessBefore }) => accessBefore),
    read.flatMap(({ accessAfter }) => accessAfter),
  );
  const access = withOpened(withoutIdle(changes, stacks), opened);
  const found = foundAccess(
    stacks,
    read.map(({ accessBefore }) => accessBefore),
  );
  const reachBefore = read.flatMap(({ cellsBefore }) => cellsBefore);
  return read.map(({ after, accessBefore, accessAfter }, index) => ({
    access: only(access, new Set([...accessBefore, ...accessAfter])),
    ...(found === undefined ? {} : { found: found[index] }),
    reach: reachChanges(reachBefore, later.cells(after)),
    opened: opened.filter(({ address }) => after.instances.some((one) => one.address === address)),
  }));
}

/** What is made by the plan has the roles of the plan alone, so that nobody gains by acting as what has none. */
function withoutIdle(changes: AccessChanges, stacks: readonly Versions[]): AccessChanges {
  const existing = new Set(stacks.flatMap(({ before }) => before.stack.blocks.map(({ address }) => address)));
  const isIdle = ({ idle }: ChangedAccess) => idle !== undefined && !idle.some((address) => existing.has(address));
  return { ...changes, gained: changes.gained.filter((line) => !isIdle(line)) };
}

/** @param found access as it was found, by stack */
function foundAccess(stacks: readonly Versions[], found: readonly (readonly Access[])[]): AccessChanges[] | undefined {
  if (stacks.every(({ agreed }) => agreed === undefined)) {
    return undefined;
  }
  const states = stacks.map(({ agreed, before }) => agreed ?? before);
  const reachability = new Reachability(states);
  const agreed = states.map((state) => accessIn([state], reachability));
  const changes = accessChanges(agreed.flat(), found.flat());
  return found.map((lines, index) => only(changes, new Set([...lines, ...agreed[index]])));
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

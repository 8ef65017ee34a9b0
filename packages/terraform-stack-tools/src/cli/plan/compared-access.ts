import type { Access } from "../../knowledge/access/access";
import { accessIn, goneSince } from "../../knowledge/access/access-in";
import { type AccessChanges, accessChanges, type ChangedAccess } from "../../knowledge/access/changes";
import { type ReachChange, reachChanges } from "../../knowledge/reach/reach";
import { Reachability } from "../../knowledge/reach/reachability";
import { type Opening, withOpened } from "../../knowledge/reach/registries";
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
  /** Whose network lets in more than before, by the plan or since somebody changed it outside of the engine. */
  readonly opened: readonly Opening[];
}

/** For each stack. Access is compared across all of them, so that a grant which moves to another one is neither gained nor lost. */
export function comparedAccess(stacks: readonly Versions[]): ComparedAccess[] {
  const former = new Reachability(stacks.map(({ before }) => before));
  const isSame = stacks.every(({ before, after }) => before === after);
  const later = isSame ? former : new Reachability(stacks.map(({ after }) => after));
  const isGone = goneSince(
    stacks.map(({ agreed, before }) => agreed ?? before),
    stacks.map(({ before }) => before),
  );
  const read = stacks.map(({ before, after, isUpdate }) => {
    const accessAfter = accessIn([after], later);
    const found = isSame ? accessAfter : accessIn([before], former);
    return {
      before,
      after,
      cellsBefore: isUpdate ? former.cells(before) : [],
      accessBefore: found.filter((line) => !isGone(line)),
      accessAfter,
    };
  });
  const opened = later.openedSince(former);
  const changes = accessChanges(
    read.flatMap(({ accessBefore }) => accessBefore),
    read.flatMap(({ accessAfter }) => accessAfter),
  );
  const access = withOpened(withoutIdle(changes, stacks), opened);
  const found = foundSince(
    stacks,
    read.map(({ accessBefore }) => accessBefore),
    former,
  );
  const reachBefore = read.flatMap(({ cellsBefore }) => cellsBefore);
  return read.map(({ before, after, accessBefore, accessAfter }, index) => ({
    access: only(access, new Set([...accessBefore, ...accessAfter])),
    ...(found === undefined ? {} : { found: found.access[index] }),
    reach: reachChanges(reachBefore, later.cells(after)),
    opened: [...(found === undefined ? [] : openedIn(before, found.opened)), ...openedIn(after, opened)],
  }));
}

/** What is made by the plan has the roles of the plan alone, so that nobody gains by acting as what has none. */
function withoutIdle(changes: AccessChanges, stacks: readonly Versions[]): AccessChanges {
  const existing = new Set(stacks.flatMap(({ before }) => before.stack.blocks.map(({ address }) => address)));
  const isIdle = ({ idle }: ChangedAccess) => idle !== undefined && !idle.some((address) => existing.has(address));
  return { ...changes, gained: changes.gained.filter((line) => !isIdle(line)) };
}

function openedIn({ instances }: PlannedStack, opened: readonly Opening[]): Opening[] {
  return opened.filter(({ address }) => instances.some((one) => one.address === address));
}

/** What was changed outside of the engine. */
interface Found {
  /** By stack. */
  readonly access: readonly AccessChanges[];
  readonly opened: readonly Opening[];
}

/** @param found access as it was found, by stack, and @param reachability of the same */
function foundSince(
  stacks: readonly Versions[],
  found: readonly (readonly Access[])[],
  reachability: Reachability,
): Found | undefined {
  if (stacks.every(({ agreed }) => agreed === undefined)) {
    return undefined;
  }
  const states = stacks.map(({ agreed, before }) => agreed ?? before);
  const former = new Reachability(states);
  const agreed = states.map((state) => accessIn([state], former));
  const opened = reachability.openedSince(former);
  const changes = withOpened(accessChanges(agreed.flat(), found.flat()), opened);
  return {
    access: found.map((lines, index) => only(changes, new Set([...lines, ...agreed[index]]))),
    opened: opened.map((one) => ({ ...one, message: `outside of Terraform, ${one.message}` })),
  };
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

import type { Access, AccessChanges, ChangedAccess } from "../../knowledge/access/access";
import { accessIn, accessMasks, goneSince, ownersById } from "../../knowledge/access/access-in";
import { accessChanges } from "../../knowledge/access/changes";
import { notJudgedIn } from "../../knowledge/judgement/judgement";
import { type Opening, withOpened } from "../../knowledge/reach/items";
import { type ReachChange, reachChanges } from "../../knowledge/reach/reach";
import { Reachability } from "../../knowledge/reach/reachability";
import { switchesIn } from "../../knowledge/switch/switches";

import { changedOutputs, driftOf, type Plan, planOf } from "../../planned/plan";
import type { ShownPlan } from "../../planned/plan-json";
import type { Instance, PlannedStack } from "../../planned/planned-stack";
import { likelyRenames, momentsOf } from "../../planned/stacks";
import type { ReviewedStack } from "../../report/reviewed-stack";
import { lookUp } from "../../stack/json";
import { type Block, type Stack, withBlocks } from "../../stack/stack";

/** A plan that is read, with what is known of where it comes from. */
export interface ReadPlan extends Pick<ReviewedStack, "name" | "file" | "formerName" | "isFromEngine"> {
  readonly shown: ShownPlan;
  /** The stack that was planned. @default the plan alone tells what it has */
  readonly stack?: Stack;
  /** Whether it compares with an earlier version. @default the plan tells */
  readonly isUpdate?: boolean;
  /** The bytes of what was planned. @default the stack is deleted */
  readonly bytes?: Buffer;
  /** With their versions. */
  readonly providers: readonly string[];
}

/** A stack with its plan. */
export interface PlannedPair extends Pick<ReadPlan, "bytes" | "providers"> {
  readonly plan: Plan;
  readonly reviewed: ReviewedStack;
  /** What exists after the plan, for questions about access. */
  readonly after: PlannedStack;
}

/** All plans together: an access granted in one may be on what another one creates, and a grant that moves is neither gained nor lost. */
export function comparedPlans(read: readonly ReadPlan[]): PlannedPair[] {
  const plans = read.map(({ shown }) => shown);
  const masks = accessMasks(plans);
  const { agreed, before, after } = momentsOf(plans, masks, ownersById);
  const planned = read.map(({ shown, isUpdate }) => planOf(shown, masks, isUpdate));
  const compared = comparedAccess(
    after.map((one, index) => ({
      ...{ before: before[index], after: one, isUpdate: planned[index].isUpdate },
      ...(agreed === before ? {} : { agreed: agreed[index] }),
    })),
  );
  return read.map((one, index): PlannedPair => {
    const { name, file, shown, stack, formerName, isFromEngine, bytes, providers } = one;
    const plan = planned[index];
    return {
      plan,
      providers,
      after: after[index],
      ...(bytes === undefined ? {} : { bytes }),
      reviewed: {
        name: String(masks.marked(name)),
        file,
        stack: stack === undefined ? writtenStack(after[index]) : withBlocks(stack, blocksInModules(after[index])),
        isUpdate: plan.isUpdate,
        ...(formerName === undefined ? {} : { formerName }),
        ...(isFromEngine ? { isFromEngine } : {}),
        resources: withRenames(plan, before[index], after[index]),
        ...compared[index],
        notJudged: notJudgedIn(shown, plan, { agreed: agreed[index], before: before[index], after: after[index] }),
        checks: plan.checks,
        drift: driftOf(shown, plan, masks),
        notes: shown.notes,
        outputs: changedOutputs(shown, masks),
        switches: switchesIn(after[index], after, before),
      },
    };
  });
}

/** The stack as its configuration has it: what a plan knows beside that, nobody has written. */
function writtenStack({ stack, instances }: PlannedStack): Stack {
  const blocks = instances.map(asWritten);
  return { ...stack, blocks, blockByAddress: new Map(blocks.map((block) => [block.address, block])) };
}

function blocksInModules({ instances }: PlannedStack): Block[] {
  return instances.map(asWritten).filter(({ address }) => address.startsWith("module."));
}

function asWritten({ block, written = {} }: Instance): Block {
  return { ...block, body: written };
}

/** The changes, where what is deleted and created again under another address says so. */
function withRenames({ resources }: Plan, before: PlannedStack, after: PlannedStack): ReviewedStack["resources"] {
  const those = ({ instances }: PlannedStack, action: string) =>
    instances.filter(({ address }) => lookUp(resources, address)?.action === action);
  const renames = likelyRenames(those(before, "delete"), those(after, "create"));
  return Object.fromEntries(
    Object.entries(resources).map(([address, change]) => {
      const likelyRenamedFrom = renames.get(address);
      return [address, likelyRenamedFrom === undefined ? change : { ...change, likelyRenamedFrom }];
    }),
  );
}

/** One stack before a change and after it. */
interface Versions {
  /** As its state has it. @default as it was found */
  readonly agreed?: PlannedStack;
  /** What a new stack finds is there before it, too. */
  readonly before: PlannedStack;
  readonly after: PlannedStack;
  readonly isUpdate: boolean;
}

interface ComparedAccess {
  readonly access: AccessChanges;
  /** What was changed outside of the engine. @default nothing */
  readonly found?: AccessChanges;
  readonly reach: readonly ReachChange[];
  /** Whose network lets in more than before, by the plan or since somebody changed it outside of the engine. */
  readonly opened: readonly Opening[];
}

/** For each stack. Access is compared across all of them, so that a grant which moves to another one is neither gained nor lost. */
function comparedAccess(stacks: readonly Versions[]): ComparedAccess[] {
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

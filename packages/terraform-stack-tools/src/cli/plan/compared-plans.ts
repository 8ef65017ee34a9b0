import { accessMasks, ownersById } from "../../knowledge/access/access-in";
import { notJudgedIn } from "../../knowledge/judgement/judgement";
import { switchesIn } from "../../knowledge/switch/switches";

import { changedOutputs, driftOf, type Plan, planOf } from "../../planned/plan";
import type { ShownPlan } from "../../planned/plan-json";
import type { Instance, PlannedStack } from "../../planned/planned-stack";
import { likelyRenames } from "../../planned/renames";
import { momentsOf } from "../../planned/stacks";
import type { ReviewedStack } from "../../report/reviewed-stack";
import { lookUp } from "../../stack/json";
import { type Block, type Stack, withBlocks } from "../../stack/stack";
import { comparedAccess } from "./compared-access";

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

import { Refusal } from "../../shared/refusal";
import { blockAddress } from "../../stack/address";
import { quoted, sorted } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import type { Pair } from "./pairs";

const REPAIR = "check --existing, or add --as-rename if both are versions of one stack.";

/** @throws Refusal where two stacks are compared that are no versions of one: everything would be deleted and created */
export function checkPairs(pairs: readonly Pair[]): void {
  const isMatched = pairs.some(({ changed, existing }) => changed !== undefined && existing !== undefined);
  const created = pairs.find(({ existing }) => existing === undefined);
  const deleted = pairs.find(({ changed }) => changed === undefined);
  if (!isMatched && created !== undefined && deleted !== undefined) {
    throw new Refusal(
      `the apps have no stack in common: one has ${quoted(created.name)}, the earlier one ${quoted(deleted.name)}; ` +
        "check --existing, or add --as-rename if all stacks are to be deleted and created.",
    );
  }
  for (const { name, changed, existing } of pairs) {
    if (changed !== undefined && existing !== undefined) {
      checkVersions(name, changed.stack, existing.stack);
    }
  }
}

function checkVersions(name: string, changed: Stack, existing: Stack): void {
  if (changed.name !== undefined && existing.name !== undefined && changed.name !== existing.name) {
    throw new Refusal(
      `stack ${quoted(changed.name)} would be compared with a stack of another name, ${quoted(existing.name)}; ${REPAIR}`,
    );
  }
  if (changed.blocks.length > 0 && existing.blocks.length > 0 && !haveSomething(changed, existing)) {
    throw new Refusal(
      `stack ${quoted(name)} has no address in common with the earlier version, and no block of it is the same; ${REPAIR}`,
    );
  }
}

/** An address, the origin of a move, or a block that only has another name. */
function haveSomething(changed: Stack, existing: Stack): boolean {
  const origins = changed.moves.map(({ from }) => from);
  const likenesses = new Set(existing.blocks.map(likenessOf));
  return (
    changed.blocks.some(({ address }) => existing.blockByAddress.has(address)) ||
    origins.some((from) => existing.blockByAddress.has(blockAddress(from)) || from.modules.length > 0) ||
    changed.blocks.some((block) => likenesses.has(likenessOf(block)))
  );
}

function likenessOf({ blockType, body }: Block): string {
  return JSON.stringify([blockType, sorted(body)]);
}

import { code } from "../../../shared/markdown";
import type { Block, Stack } from "../../../stack/stack";
import type { Renamed } from "../former-names";
import type { Pair } from "../members";
import { type Danger, plain } from "./danger";
import { movedPlaces } from "./places";

/** A block, and the one that a `moved` block takes its objects to, if that is no mere rename of the block. */
export function carriedBlocks(before: Stack, renamed: Renamed, after: Stack): Pair<Block>[] {
  const found = new Map<string, Pair<Block>>();
  for (const { origin, block, isInside } of movedPlaces(before, after)) {
    const target = after.blockByAddress.get(block);
    const isRenamed = origin.address === block || renamed.origins.get(block) === origin.address;
    if (!isInside && !isRenamed && target !== undefined) {
      found.set(`${origin.address} ${block}`, { name: origin.address, before: origin, after: target });
    }
  }
  return [...found.values()];
}

/** Resources that become others. Nothing is destroyed where the provider or the engine refuses that, so it is only said. */
export function otherTypes(carried: readonly Pair<Block>[]): Danger[] {
  return carried.flatMap(({ name, before, after }) => {
    if (before === undefined || after === undefined || before.type === after.type) {
      return [];
    }
    const why = `\`moved\` makes it ${code(after.address)}, of another type`;
    return [
      {
        subject: name,
        reason: plain(why),
        text:
          `**may be replaced**: ${why}. Terraform and OpenTofu ask the provider of the new type for that and refuse the plan where ` +
          "it does not know the old one; what it does not take over is planned as a change or a replacement. Read a plan over the state before you apply",
      },
    ];
  });
}

import type { Access } from "../../knowledge/access/access";
import { otherSummary, pullSummary } from "../../knowledge/pages/summary";
import { prose } from "../../shared/markdown";
import type { Stack } from "../../stack/stack";

/** What a module is for. The first sentence can be read on its own. */
export function summary(stack: Stack, access: readonly Access[]): readonly [string, ...string[]] {
  const [first, ...others] = pullSummary(stack, access);
  return first === undefined ? [contents(stack), ...otherSummary(stack, access)] : [first, ...others];
}

function contents({ blocks }: Stack): string {
  const types = [...new Set(blocks.map(({ blockType }) => prose(blockType)))].join(", ");
  switch (blocks.length) {
    case 0:
      return "This module manages no resources.";
    case 1:
      return `This module contains one block, of type ${types}.`;
    default:
      return `This module contains ${blocks.length} blocks, of these types: ${types}.`;
  }
}

import type { Access } from "../../knowledge/access/access";
import { purpose } from "../../knowledge/pages/purpose";
import { otherSummary, pullSummary } from "../../knowledge/pages/summary";
import type { Stack } from "../../stack/stack";

/** What a module creates, and what follows for who may pull. The first sentence can be read on its own. */
export function summary(stack: Stack, access: readonly Access[]): readonly [string, ...string[]] {
  const [created, ...read] = stack.blocks.length === 0 ? NOTHING : purpose(stack);
  const pulls = pullSummary(stack, access);
  return [created, ...read, ...(pulls.length === 0 ? otherSummary(stack, access) : pulls)];
}

/** The same in a line: what is created, and the first thing that follows from it. */
export function shortSummary(stack: Stack, access: readonly Access[]): string {
  return [summary(stack, access)[0], ...pullSummary(stack, access).slice(0, 1)].join(" ");
}

const NOTHING = ["This module manages no resources."] as const;

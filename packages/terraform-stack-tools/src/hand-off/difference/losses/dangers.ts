import type { Stack } from "../../../stack/stack";
import type { Renamed } from "../former-names";
import { pairsOf } from "../members";
import { isManaged } from "../resource-changes";
import type { Danger } from "./danger";
import { otherDecisions } from "./decisions";
import { carriedBlocks, goneBlocks, goneObjects } from "./gone-objects";
import { type Loss, lossDanger } from "./loss";
import { lesserInputs, otherModules } from "./modules";
import { lostProtections } from "./protections";
import { providerTargets } from "./provider-targets";

/**
 * Everything that a handoff puts at risk: what a plan says, and what no plan with example values tells.
 * @param before under its own names
 * @param renamed the same under the names of the next one
 * @param changedFiles the paths of assets that are other ones
 * @param planned what a plan destroys or replaces. Without one, it is what the configurations alone tell
 */
export function dangersOf(
  before: Stack,
  renamed: Renamed,
  after: Stack,
  changedFiles: readonly string[],
  planned?: readonly Loss[],
): Danger[] {
  const managed = (stack: Stack) =>
    new Map(stack.blocks.filter(isManaged).map((block) => [block.address, block] as const));
  const pairs = [...pairsOf(managed(renamed.stack), managed(after)), ...carriedBlocks(before, renamed, after)];
  const named = (danger: Danger): Danger => ({
    ...danger,
    subject: renamed.origins.get(danger.subject) ?? danger.subject,
  });
  const isPlanned = planned !== undefined;
  return [
    ...lossesOf(before, after, planned).map((loss) => lossDanger(loss, before, after)),
    ...[
      ...otherDecisions(pairs, renamed.stack, after, isPlanned),
      ...otherModules(pairs, changedFiles),
      ...(isPlanned ? [] : lesserInputs(pairs, renamed.stack, after)),
      ...lostProtections(pairs, renamed.stack, after),
      ...providerTargets(renamed.stack, after, pairs),
    ].map(named),
  ];
}

function lossesOf(before: Stack, after: Stack, planned: readonly Loss[] | undefined): Loss[] {
  if (planned === undefined) {
    return goneObjects(before, after);
  }
  const blocks = goneBlocks(before, after);
  const isIn = (address: string, block: string) =>
    address === block || [".", "["].some((sign) => address.startsWith(`${block}${sign}`));
  return [...blocks, ...planned.filter((loss) => !blocks.some(({ address }) => isIn(loss.address, address)))];
}

import type { Stack } from "../../../stack/stack";
import type { Renamed } from "../former-names";
import { pairsOf } from "../members";
import { isManaged } from "../resource-changes";
import type { Danger } from "./danger";
import { lostObjects } from "./lost-objects";
import { moduleInputs } from "./module-inputs";
import { moduleSources } from "./module-sources";
import { carriedBlocks, otherTypes } from "./other-types";
import { lostProtections } from "./protections";
import { providerTargets } from "./provider-targets";

/**
 * Everything that a handoff puts at risk, as far as the configurations tell.
 * @param before under its own names
 * @param renamed the same under the names of the next one
 * @param changedFiles the paths of assets that are other ones
 */
export function dangersOf(before: Stack, renamed: Renamed, after: Stack, changedFiles: readonly string[]): Danger[] {
  const managed = (stack: Stack) =>
    new Map(stack.blocks.filter(isManaged).map((block) => [block.address, block] as const));
  const carried = carriedBlocks(before, renamed, after);
  const pairs = [...pairsOf(managed(renamed.stack), managed(after)), ...carried];
  const named = (danger: Danger): Danger => ({
    ...danger,
    subject: renamed.origins.get(danger.subject) ?? danger.subject,
  });
  return [
    ...lostObjects(before, renamed, after),
    ...[
      ...moduleSources(pairs, changedFiles),
      ...moduleInputs(pairs, renamed.stack, after),
      ...otherTypes(carried),
      ...lostProtections(pairs, renamed.stack, after),
      ...providerTargets(renamed.stack, after, pairs),
    ].map(named),
  ];
}

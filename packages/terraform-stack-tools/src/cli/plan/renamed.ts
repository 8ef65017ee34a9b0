import type { Plan } from "../../planned/plan";
import type { PlannedStack } from "../../planned/planned-stack";
import { likelyRenames } from "../../planned/renames";
import type { ReviewedStack } from "../../report/reviewed-stack";
import { lookUp } from "../../stack/json";

/** The changes, where what is deleted and created again under another address says so. */
export function withRenames(
  { resources }: Plan,
  before: readonly PlannedStack[],
  after: PlannedStack,
): ReviewedStack["resources"] {
  const those = (stacks: readonly PlannedStack[], action: string) =>
    stacks.flatMap(({ instances }) => instances.filter(({ address }) => lookUp(resources, address)?.action === action));
  const renames = likelyRenames(those(before, "delete"), those([after], "create"));
  return Object.fromEntries(
    Object.entries(resources).map(([address, change]) => {
      const likelyRenamedFrom = renames.get(address);
      return [address, likelyRenamedFrom === undefined ? change : { ...change, likelyRenamedFrom }];
    }),
  );
}

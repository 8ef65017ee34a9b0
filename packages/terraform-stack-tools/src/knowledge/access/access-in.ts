import type { PlannedStack } from "../../planned/planned-stack";
import { compare, textOf } from "../../stack/json";
import { Reachability } from "../reach/reachability";
import type { Access } from "./access";
import { originWords } from "./origin";
import { holdersOf } from "./principals";
import { isRegistry } from "./registries";
import { actingAccess } from "./sources/actors";
import { assignedAccess } from "./sources/assignments";
import { carriedAccess } from "./sources/carriers";
import { definedAccess } from "./sources/definitions";
import { federatedAccess } from "./sources/federations";
import { groupAccess } from "./sources/memberships";
import { accountAccess } from "./sources/registry-accounts";
import { secretAccess } from "./sources/secrets";
import { tokenAccess } from "./sources/tokens";
import { translated } from "./translation/translated";

/**
 * Who may do what with images, by one stack or by several that are deployed together, in a stable order.
 * @param reachability of those and of all others that are deployed with them
 */
export function accessIn(
  stacks: readonly PlannedStack[],
  reachability: Reachability = new Reachability(stacks),
): Access[] {
  const all = stacks.flatMap((stack) => {
    const planned = translated(stack);
    const assigned = assignedAccess(planned);
    const granted = [...assigned, ...tokenAccess(planned), ...accountAccess(planned)];
    const acting = actingAccess(planned, holdersOf(granted, planned));
    const holders = holdersOf([...granted, ...acting], planned);
    const lines = [
      ...granted,
      ...acting,
      ...carriedAccess(planned, assigned),
      ...secretAccess(planned, granted),
      ...groupAccess(planned, holders),
      ...federatedAccess(planned, granted, holders),
      ...definedAccess(planned, [...granted, ...acting]),
    ];
    return lines.map((line): Access => {
      const reach = reachability.of(line, stack);
      return reach === undefined ? line : { ...line, reach };
    });
  });
  return all
    .map((line) => ({ line, key: sortKey(line) }))
    .sort((left, right) => compare(left.key, right.key))
    .map(({ line }) => line);
}

/** Whether an access is to a registry that is gone since it was in some stacks: role assignments on it may still be there. */
export function goneSince(former: readonly PlannedStack[], later: readonly PlannedStack[]): (line: Access) => boolean {
  const [old, fresh] = [former, later].map((stacks) => new Set(stacks.flatMap(registryIds)));
  return ({ place }) => {
    const id = place?.id?.toLowerCase() ?? "";
    return old.has(id) && !fresh.has(id);
  };
}

function registryIds(stack: PlannedStack): string[] {
  return translated(stack)
    .instances.filter(({ block }) => isRegistry(block))
    .map(({ values }) => textOf(values.id).toLowerCase())
    .filter((id) => id !== "");
}

function sortKey({ registry, who, repository, origin, mode }: Access): string {
  return [registry, who, repository, originWords(origin), mode ?? ""].join("\n");
}

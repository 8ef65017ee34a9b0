import { compare } from "../../stack/json";
import type { Access } from "./access";
import { originWords } from "./origin";
import type { PlannedStack } from "./planned-stack";
import { assignedAccess } from "./sources/assignments";
import { definedAccess } from "./sources/definitions";
import { federatedAccess } from "./sources/federations";
import { groupAccess } from "./sources/memberships";
import { opaqueAccess } from "./sources/opaque-resources";
import { accountAccess } from "./sources/registry-accounts";
import { secretAccess } from "./sources/secrets";
import { tokenAccess } from "./sources/tokens";
import { translated } from "./translation/translated";

/** Who may do what with images, by one stack or by several that are deployed together, in a stable order. */
export function accessIn(stacks: readonly PlannedStack[]): Access[] {
  const all = stacks.map(translated).flatMap((planned) => {
    const granted = [...assignedAccess(planned), ...tokenAccess(planned), ...accountAccess(planned)];
    return [
      ...granted,
      ...secretAccess(planned, granted),
      ...groupAccess(planned),
      ...federatedAccess(planned, granted),
      ...definedAccess(planned, granted),
      ...opaqueAccess(planned),
    ];
  });
  return all.sort((left, right) => compare(sortKey(left), sortKey(right)));
}

function sortKey({ registry, who, repository, origin, mode }: Access): string {
  return [registry, who, repository, originWords(origin), mode ?? ""].join("\n");
}

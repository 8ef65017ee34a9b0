import type { ImageRight } from "../access/actions";
import type { KnownRole } from "../access/roles";
import type { Holding } from "./holdings";
import { isLoss, type LostRole } from "./mode-switch";

/**
 * The role of Docker Content Trust, which registries in ABAC mode do not support. Azure, "Azure Container Registry Entra
 * permissions and role assignments overview".
 */
const SIGNER = "AcrImageSigner";

/** It imports and pulls in both modes. Azure, "Azure Container Registry roles directory reference". */
const IMPORTER = "Container Registry Data Importer and Data Reader";

/**
 * What in ABAC mode has no effect, or less. Azure's own roles for images, Owner, Contributor and Reader lose it, by
 * Azure, "Azure Container Registry roles directory reference"; a custom role does if it allows it by actions alone.
 */
export function lostRoles(holdings: readonly Holding[]): LostRole[] {
  const all = holdings.flatMap((holding) => lostRole(holding, holdings));
  return all.sort((left, right) => gravity(left) - gravity(right));
}

function lostRole({ key, who, role, roleName, scope, address }: Holding, holdings: readonly Holding[]): LostRole[] {
  const named = { role: roleName, who, scope, address };
  if (role === undefined) {
    return [{ ...named, replacedBy: [], missing: [] }];
  }
  const loses = lostRights(role);
  if (loses.length === 0) {
    return [];
  }
  const others = holdings.filter((one) => one.key === key && one.role?.ABAC.some((right) => loses.includes(right)));
  const isReplaced = (right: string) =>
    others.some((one) => !one.hasCondition && one.role?.ABAC.some((other) => other === right));
  return [
    {
      ...named,
      loses,
      replacedBy: [...new Set(others.map(words))],
      missing: loses.filter((right) => !isReplaced(right)),
    },
  ];
}

function lostRights({
  name,
  RBAC,
  ABAC,
  importsOnly = name === IMPORTER,
}: KnownRole): readonly (ImageRight | "sign")[] {
  return name === SIGNER
    ? ["sign"]
    : RBAC.filter((right) => !ABAC.includes(right) && !(right === "push" && importsOnly));
}

function words({ roleName, hasCondition }: Holding): string {
  return hasCondition ? `${roleName}, where its condition allows` : roleName;
}

/** A loss comes first, then what nobody can judge. */
function gravity(role: LostRole): number {
  if (role.loses === undefined) {
    return 1;
  }
  return isLoss(role) ? 0 : 2;
}

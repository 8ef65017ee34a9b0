import { isObjectId } from "../agreement/agreement";
import type { Holding } from "./holdings";
import { isLoss, type LostRole } from "./mode-switch";

/** What in ABAC mode has no effect, or less. What replaces it is another role of the same identity that allows the same there. */
export function lostRoles(holdings: readonly Holding[]): LostRole[] {
  const all = holdings.flatMap((holding) => lostRole(holding, holdings));
  return all.sort((left, right) => gravity(left) - gravity(right));
}

function lostRole({ key, who, role, roleName, scope, address }: Holding, holdings: readonly Holding[]): LostRole[] {
  const named = { role: roleName, who, ...(isObjectId(key) ? { principal: key } : {}), scope, address };
  if (role === undefined) {
    return [{ ...named, replacedBy: [], missing: [] }];
  }
  const { loses } = role;
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

import type { Access } from "../access/access";
import { RIGHTS, type Right } from "../access/actions";

/** What some lines of access allow together. */
export interface AllowedRights {
  readonly rights: readonly Right[];
  /** Whether each line says what it allows. */
  readonly isKnown: boolean;
  /** Whether they allow pulling and nothing else. */
  readonly isPull: boolean;
}

export function rightsIn(access: readonly Access[]): AllowedRights {
  const rights = RIGHTS.filter((right) => access.some((line) => line.rights.includes(right)));
  const isKnown = access.every((line) => line.rights.length > 0);
  return { rights, isKnown, isPull: isKnown && rights.join() === "pull" };
}

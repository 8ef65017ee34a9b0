import type { Access } from "../access/access";
import { type ImageRight, POWER_NAMES, type Power, RIGHTS } from "../access/roles";

/** What some lines of access allow together. */
export interface AllowedRights {
  readonly rights: readonly ImageRight[];
  /** What leads to any right. */
  readonly powers: readonly Power[];
  /** Whether each line says what it allows. */
  readonly isKnown: boolean;
  /** Whether they allow pulling and nothing else. */
  readonly isPull: boolean;
}

export function rightsIn(access: readonly Access[]): AllowedRights {
  const rights = RIGHTS.filter((right) => access.some((line) => line.rights.includes(right)));
  const powers = POWER_NAMES.filter((power) => access.some((line) => line.rights.includes(power)));
  const isKnown = access.every((line) => line.rights.length > 0);
  return { rights, powers, isKnown, isPull: isKnown && [...rights, ...powers].join() === "pull" };
}

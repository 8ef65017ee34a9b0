import { collected } from "../../stack/json";
import type { AssignedRole, ChangedAccess } from "./access";

/**
 * Two roles of one holder, of which one acts in RBAC mode and the other one in ABAC mode, are one grant, whatever mode the
 * registry is in: what both allow depends on no mode.
 */
export function joinedGrants<T extends ChangedAccess>(lines: readonly T[]): T[] {
  const byKey = collected(lines.filter(isJoinable).map((line) => [keyOf(line), line] as const));
  const joined = new Map<T, readonly T[]>();
  for (const own of byKey.values()) {
    const others = own.filter(({ mode }) => mode === "ABAC");
    for (const one of own.filter(({ mode }) => mode === "RBAC")) {
      const index = others.findIndex(({ rights }) => rights.join() === one.rights.join());
      const [other] = others.splice(Math.max(index, 0), 1);
      if (other !== undefined) {
        joined.set(one, [...both(one, other), ...without(one, other)]);
        joined.set(other, without(other, one));
      }
    }
  }
  return lines.flatMap((line) => joined.get(line) ?? [line]);
}

/** Nobody can tell of an unknown holder, or an unknown place, whether two are the same. */
function isJoinable({ mode, identity, place }: ChangedAccess): boolean {
  return mode !== undefined && identity?.isComplete === true && place?.isComplete === true;
}

function keyOf(line: ChangedAccess): string {
  const { who, registry, repository, identity, place, secret, until, change, before, after } = line;
  const sides = change === undefined ? [] : [change, before, after];
  const where = [registry, repository, place?.id?.toLowerCase() ?? place?.text];
  return JSON.stringify([who, identity?.text, ...where, secret, until, roleOf(line)?.how, ...sides]);
}

function roleOf({ origin }: ChangedAccess): AssignedRole | undefined {
  return "role" in origin ? origin.role : undefined;
}

function both<T extends ChangedAccess>(one: T, other: T): T[] {
  const rights = one.rights.filter((right) => other.rights.includes(right));
  const [first, second] = [one, other].map((line) => roleOf(line));
  const name = `${first?.name} in RBAC mode, ${second?.name} in ABAC mode`;
  const isOne = first?.name === second?.name;
  const role = first === undefined || isOne ? first : { ...first, name };
  const from = [one, other].map(({ address, grantedBy }) => grantedBy ?? address);
  const origin = role === undefined ? one.origin : { ...one.origin, role };
  const { mode: _mode, ...line } = one;
  return rights.length === 0 ? [] : [{ ...line, rights, origin, from } as unknown as T];
}

function without<T extends ChangedAccess>(one: T, other: T): T[] {
  const rights = one.rights.filter((right) => !other.rights.includes(right));
  return rights.length === 0 ? [] : [{ ...one, rights }];
}

import { defined, grouped } from "../../stack/json";
import type { Access, AccessChanges, Origin } from "./access";

/**
 * Two roles of one holder on one registry, each of which acts in one mode of it, are one access in either mode. Azure, "Azure
 * Container Registry Entra permissions and role assignments overview" of 2026-06-11.
 */
export function withoutTwins<T extends Access>(lines: readonly T[]): T[] {
  const pairs = new Map<Access, Access | undefined>();
  for (const alike of grouped(lines.filter(isOfOneMode), keyOf).values()) {
    const [first, second, ...others] = alike;
    if (second !== undefined && first.mode !== second.mode && others.length === 0) {
      const [acting, other] = first.mode === "RBAC" ? [first, second] : [second, first];
      pairs.set(acting, other);
      pairs.set(other, undefined);
    }
  }
  return lines.flatMap((line) => {
    const other = pairs.get(line);
    if (other !== undefined) {
      return [paired(line, other)];
    }
    return pairs.has(line) ? [] : [line];
  });
}

export function changesWithoutTwins(changes: AccessChanges): AccessChanges {
  return {
    gained: withoutTwins(changes.gained),
    lost: withoutTwins(changes.lost),
    kept: withoutTwins(changes.kept),
    opaque: withoutTwins(changes.opaque),
    after: withoutTwins(changes.after),
  };
}

function isOfOneMode({ mode, origin }: Access): boolean {
  return mode !== undefined && roleOf(origin) !== undefined;
}

/** Everything but the mode, the roles and what assigns them. */
function keyOf(line: Access & { readonly change?: string }): string {
  const { who, principal, registry, isScope, scope, repository, rights, origin, secret, until, holder, place } = line;
  const role = roleOf(origin);
  const by = [origin.kind, "name" in origin ? origin.name : undefined, role?.how, role?.isKnown];
  const where = [registry.toLowerCase(), isScope, scope, place?.id?.toLowerCase() ?? place?.text, repository, rights];
  return JSON.stringify([who, principal, holder?.text, secret, until, line.change, by, where]);
}

function roleOf(origin: Origin) {
  return "role" in origin ? origin.role : undefined;
}

function paired<T extends Access>(line: T, other: Access): T {
  const role = roleOf(line.origin);
  const inAbacMode = roleOf(other.origin)?.name;
  const origin = { ...line.origin, role: role && { ...role, inAbacMode } };
  const addresses = [line.grantedBy ?? line.address, other.grantedBy ?? other.address];
  return defined({ ...line, mode: undefined, origin, twinAddresses: addresses }) as T;
}

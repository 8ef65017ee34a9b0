import { blockOfInstance, parseAddress } from "../stack/address";
import { collected, entries, grouped, type Json, sorted } from "../stack/json";
import { META_ARGUMENTS } from "../stack/stack";
import type { Instance } from "./planned-stack";
import { isUnset } from "./values";

/**
 * What looks as if it only had another address: the old address by the new one. It has the same type, the same key and the
 * same arguments, and nothing else has them.
 * @param deleted what is there before a change and not after it
 * @param created what is there after it and not before
 */
export function likelyRenames(deleted: readonly Instance[], created: readonly Instance[]): ReadonlyMap<string, string> {
  let found = new Map<string, string>();
  if (deleted.length === 0 || created.length === 0) {
    return found;
  }
  // What refers to something renamed is the same once that is known.
  for (let size = -1; size < found.size; ) {
    size = found.size;
    found = matching(deleted, created, found);
  }
  return found;
}

function matching(
  deleted: readonly Instance[],
  created: readonly Instance[],
  known: ReadonlyMap<string, string>,
): Map<string, string> {
  const names = new Map([...known].map(([to, from]) => [blockOfInstance(from), blockOfInstance(to)]));
  const alike = grouped(created, (one) => JSON.stringify([one.block.blockType, [...computedOf(one)].sort()]));
  return new Map(
    [...alike.values()].flatMap((group) => {
      const [{ block }] = group;
      const computed = computedOf(group[0]);
      const ofType = deleted.filter((one) => one.block.blockType === block.blockType);
      const before = byLikeness(ofType, names, computed);
      return [...byLikeness(group, new Map(), computed)].flatMap(([likeness, [instance, ...others]]) => {
        const [old, ...more] = before.get(likeness) ?? [];
        return old === undefined || others.length + more.length > 0 ? [] : [[instance.address, old.address] as const];
      });
    }),
  );
}

/** What nobody knows of it and no configuration decides, such as its id. Whatever is deleted has that. */
function computedOf({ block, values, written }: Instance): ReadonlySet<string> {
  const unknown = Object.keys(block.body).filter((name) => !(name in values));
  return new Set(written === undefined ? [] : unknown.filter((name) => !(name in written)));
}

function byLikeness(
  instances: readonly Instance[],
  names: ReadonlyMap<string, string>,
  computed: ReadonlySet<string>,
): ReadonlyMap<string, readonly Instance[]> {
  return collected(
    instances.flatMap((instance) => {
      const likeness = likenessOf(instance, names, computed);
      return likeness === undefined ? [] : [[likeness, instance] as const];
    }),
  );
}

/** Everything that is known of an instance but its address and what is computed; undefined where that says nothing. */
function likenessOf(
  { address, block, values }: Instance,
  names: ReadonlyMap<string, string>,
  computed: ReadonlySet<string>,
): string | undefined {
  const own = entries(block.body).filter(([name]) => !META_ARGUMENTS.includes(name) && !computed.has(name));
  const hidden = own.filter(([name]) => !(name in values)).map(([name, value]) => [name, underNames(value, names)]);
  const known = Object.entries(values).filter(([name, value]) => !computed.has(name) && !isUnset(value));
  return own.length === 0
    ? undefined
    : JSON.stringify([parseAddress(address)?.key ?? null, sorted(Object.fromEntries(known)), hidden]);
}

/** An argument whose value a plan does not tell, as it is written. */
function underNames(value: Json, names: ReadonlyMap<string, string>): Json {
  return [...names].reduce<string>((text, [from, to]) => text.split(`${from}.`).join(`${to}.`), JSON.stringify(value));
}

import { blockOfInstance, parseAddress } from "../stack/address";
import { entries, type Json, sorted } from "../stack/json";
import { META_ARGUMENTS } from "../stack/stack";
import type { Instance } from "./planned-stack";

/**
 * What looks as if it only had another address: the old address by the new one. It has the same type, the same key and the
 * same arguments, and nothing else has them.
 * @param deleted what is there before a change and not after it
 * @param created what is there after it and not before
 */
export function likelyRenames(deleted: readonly Instance[], created: readonly Instance[]): ReadonlyMap<string, string> {
  let found = new Map<string, string>();
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
  const before = byLikeness(deleted, names);
  const after = byLikeness(created, new Map());
  return new Map(
    [...after].flatMap(([likeness, [instance, ...others]]) => {
      const [old, ...more] = before.get(likeness) ?? [];
      return old === undefined || others.length + more.length > 0 ? [] : [[instance.address, old.address]];
    }),
  );
}

function byLikeness(instances: readonly Instance[], names: ReadonlyMap<string, string>): Map<string, Instance[]> {
  const found = new Map<string, Instance[]>();
  for (const instance of instances) {
    const likeness = likenessOf(instance, names);
    if (likeness !== undefined) {
      found.set(likeness, [...(found.get(likeness) ?? []), instance]);
    }
  }
  return found;
}

/** Everything that is known of an instance but its address; undefined where that says nothing. */
function likenessOf({ address, block, values }: Instance, names: ReadonlyMap<string, string>): string | undefined {
  const own = entries(block.body).filter(([name]) => !META_ARGUMENTS.includes(name));
  const hidden = own.filter(([name]) => !(name in values)).map(([name, value]) => [name, underNames(value, names)]);
  return own.length === 0
    ? undefined
    : JSON.stringify([block.blockType, parseAddress(address)?.key ?? null, sorted(values), hidden]);
}

/** An argument whose value a plan does not tell, as it is written. */
function underNames(value: Json, names: ReadonlyMap<string, string>): Json {
  return [...names].reduce<string>((text, [from, to]) => text.split(`${from}.`).join(`${to}.`), JSON.stringify(value));
}

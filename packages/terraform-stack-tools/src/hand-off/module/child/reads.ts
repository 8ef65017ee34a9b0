import { addressIn, blockAddress } from "../../../stack/address";
import { referencesIn } from "../../../stack/expression/reference";
import { entries, type Json, listOf } from "../../../stack/json";
import type { Stack } from "../../../stack/stack";

/** Names of what expressions read: `var.x`, `local.x` or the address of a block. */
export type Names = ReadonlySet<string>;

export function namesIn(value: Json | undefined): Names {
  const names = referencesIn(value).flatMap((reference): string[] => {
    const { root, steps } = reference;
    const [first] = steps;
    if ((root === "var" || root === "local") && first?.kind === "attribute") {
      return [`${root}.${first.name}`];
    }
    const found = addressIn(reference);
    return found === undefined ? [] : [blockAddress(found.address)];
  });
  return new Set(names);
}

/** What each local and each block of a stack reads, by its own name. */
export function readsOf({ sections, blocks }: Stack): ReadonlyMap<string, Names> {
  const locals = listOf(sections.locals)
    .flatMap((section) => entries(section))
    .map(([name, value]) => [`local.${name}`, namesIn(value)] as const);
  return new Map([...locals, ...blocks.map(({ address, body }) => [address, namesIn(body)] as const)]);
}

/** Names with all that they read, and so on. */
export function closure(names: Iterable<string>, readBy: (name: string) => Iterable<string>): Names {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (!found.has(name)) {
      found.add(name);
      open.push(...readBy(name));
    }
  }
  return found;
}

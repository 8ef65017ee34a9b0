import type { Json } from "./json";
import { once } from "./once";
import { blocksNamedBy, blocksReferredTo, type Names, namesIn } from "./references";
import type { Block, Stack } from "./stack";

/** What each local value and each block of a stack reads, by its own name. Read once for a stack. */
export function readsOf(stack: Stack): ReadonlyMap<string, Names> {
  const known = reads.get(stack) ?? readAll(stack);
  reads.set(stack, known);
  return known;
}

const reads = new WeakMap<Stack, ReadonlyMap<string, Names>>();

function readAll({ locals, blocks }: Stack): ReadonlyMap<string, Names> {
  return new Map([
    ...[...locals].map(([name, value]) => [`local.${name}`, namesIn(value)] as const),
    ...blocks.map(({ address, body }) => [address, namesIn(body)] as const),
  ]);
}

/** The same by name, read as far as somebody asks: most blocks of a large plan are named by nothing that is asked for. */
const readingOf = once(({ locals, blockByAddress }: Stack): ((name: string) => Names) => {
  const known = new Map<string, Names>();
  return (name) => {
    const found =
      known.get(name) ??
      namesIn(blockByAddress.get(name)?.body ?? (isLocal(name) ? locals.get(name.slice("local.".length)) : undefined));
    known.set(name, found);
    return found;
  };
});

/** Names with all that they read, and so on. */
export function closure(names: Iterable<string>, readBy: (name: string) => Iterable<string>): Names {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (!found.has(name)) {
      found.add(name);
      for (const read of readBy(name)) {
        open.push(read);
      }
    }
  }
  return found;
}

/** The blocks that a value depends on: those that it refers to, those that they refer to, and so on. */
export function dependenciesOf(value: Json | undefined, stack: Stack): Block[] {
  const names = closure(namesIn(value), readingOf(stack));
  return blocksNamedBy(names, stack.blocks);
}

/** The blocks that a value refers to by itself or by the local values that it names. */
export function blocksReadBy(value: Json | undefined, stack: Stack, blocks = stack.blocks): Block[] {
  return blocksReferredTo(withLocals(value, stack), blocks);
}

/** A value together with the local values that it names, and those that they name. */
export function withLocals(value: Json | undefined, stack: Stack): Json {
  if (stack.locals.size === 0) {
    return [value ?? null];
  }
  const names = closure([...namesIn(value)].filter(isLocal), (name) => [...readingOf(stack)(name)].filter(isLocal));
  return [value ?? null, ...[...stack.locals].flatMap(([name, local]) => (names.has(`local.${name}`) ? [local] : []))];
}

export function isLocal(name: string): boolean {
  return name.startsWith("local.");
}

import { addressIn, blockAddress, MAXIMUM_MODULES, printAddress } from "./address";
import { collected, isList, type Json } from "./json";
import { mayName, type Reference, referencesIn, type Step } from "./reference";
import { once, remembered } from "./remembered";
import type { Block, Stack } from "./stack";

/** The blocks that a value refers to, in the order given. */
export function blocksReferredTo(value: Json | undefined, blocks: readonly Block[]): Block[] {
  return blocksNamedBy(namesIn(value), blocks);
}

/** The blocks with some addresses, in the order given. */
export function blocksNamedBy(names: Iterable<string>, blocks: readonly Block[]): Block[] {
  const byAddress = placesByAddress(blocks);
  const places = [...names].flatMap((name) => byAddress.get(name) ?? []);
  return places.sort((left, right) => left - right).map((place) => blocks[place]);
}

const placesByAddress = once((blocks: readonly Block[]) =>
  collected(blocks.map(({ address }, place) => [address, place])),
);

/** Names of what expressions read: `var.x`, `local.x` or the address of a block. */
type Names = ReadonlySet<string>;

export function namesIn(value: Json | undefined): Names {
  if (typeof value === "string") {
    return mayName(value) ? namesInText(value) : NO_NAMES;
  }
  if (isList(value)) {
    const [first, ...others] = value.map(namesIn).filter(({ size }) => size > 0);
    return others.length === 0 ? (first ?? NO_NAMES) : new Set([first, ...others].flatMap((names) => [...names]));
  }
  return new Set(namesOf(referencesIn(value)));
}

const NO_NAMES: Names = new Set();

const namesInText = remembered((text): Names => new Set(namesOf(referencesIn(text))));

function namesOf(references: readonly Reference[]): string[] {
  return references.flatMap((reference): string[] => {
    const { root, steps } = reference;
    const [first] = steps;
    return (root === "var" || root === "local") && first?.kind === "attribute"
      ? [`${root}.${first.name}`]
      : blocksNamed(reference).map(([address]) => address);
  });
}

/** The names of the variables that a value refers to, each once. */
export function variablesIn(value: Json | undefined): string[] {
  return [...namesIn(value)].filter((name) => name.startsWith("var.")).map((name) => name.slice("var.".length));
}

/** The attributes and nested blocks that a value reads, by the address of their block. */
export function attributesRead(value: Json | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const attributes = new Map<string, Set<string>>();
  for (const [address, [first]] of referencesIn(value).flatMap((reference) => blocksNamed(reference))) {
    if (first?.kind === "attribute") {
      attributes.set(address, (attributes.get(address) ?? new Set()).add(first.name));
    }
  }
  return attributes;
}

/** The outputs of other stacks that a stack reads, by the address of the `terraform_remote_state` data source. */
export function remoteOutputs({ sections, blocks }: Stack): ReadonlyMap<string, readonly string[]> {
  const outputs = new Map<string, string[]>();
  // Most stacks read no other, and reading every expression takes a while.
  if (!blocks.some(({ blockType }) => blockType === "data.terraform_remote_state")) {
    return outputs;
  }
  for (const reference of referencesIn(sections)) {
    const found = addressIn(reference);
    if (found?.address.kind === "data" && found.address.type === "terraform_remote_state") {
      const address = blockAddress(found.address);
      const name = outputIn(found.path);
      const known = outputs.get(address) ?? [];
      outputs.set(address, name === undefined || known.includes(name) ? known : [...known, name]);
    }
  }
  return outputs;
}

/** `outputs.name` or `outputs["name"]`. */
function outputIn([first, second]: readonly Step[]): string | undefined {
  if (first?.kind !== "attribute" || first.name !== "outputs") {
    return undefined;
  }
  if (second?.kind === "attribute") {
    return second.name;
  }
  return second?.kind === "key" ? String(second.key) : undefined;
}

/**
 * The addresses of the blocks that a reference may name, with the steps after them. One into a module names the call; with
 * the address of a block in the module, as plans have it, that block as well.
 */
function blocksNamed(reference: Reference, depth = 0): (readonly [address: string, path: readonly Step[]])[] {
  const found = addressIn(reference);
  if (found === undefined || depth > MAXIMUM_MODULES) {
    return [];
  }
  const { address, path } = found;
  const [next, ...steps] = path;
  const inner =
    address.kind === "module" && next?.kind === "attribute" ? blocksNamed({ root: next.name, steps }, depth + 1) : [];
  const module = printAddress(address);
  // As plans have them, an instance may be a block of its own.
  const instance = address.key === undefined || address.kind === "module" ? [] : [[module, path] as const];
  return [
    [blockAddress(address), path],
    ...instance,
    ...inner.map(([block, rest]) => [`${module}.${block}`, rest] as const),
  ];
}

/** What each local value and each block of a stack reads, by its own name. */
export const readsOf = once(
  ({ locals, blocks }: Stack): ReadonlyMap<string, Names> =>
    new Map([
      ...[...locals].map(([name, value]) => [`local.${name}`, namesIn(value)] as const),
      ...blocks.map(({ address, body }) => [address, namesIn(body)] as const),
    ]),
);

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

import { addressIn, blockAddress, MAXIMUM_MODULES, printAddress } from "./address";
import { mayName, type Reference, referencesIn, type Step } from "./expression/reference";
import { isList, type Json } from "./json";
import { once } from "./once";
import { remembered } from "./remembered";
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

const placesByAddress = once((blocks: readonly Block[]): ReadonlyMap<string, readonly number[]> => {
  const places = new Map<string, number[]>();
  for (const [place, { address }] of blocks.entries()) {
    const others = places.get(address) ?? [];
    others.push(place);
    places.set(address, others);
  }
  return places;
});

/** Names of what expressions read: `var.x`, `local.x` or the address of a block. */
export type Names = ReadonlySet<string>;

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
  const names = referencesIn(value).flatMap(({ root, steps: [first] }) =>
    root === "var" && first?.kind === "attribute" ? [first.name] : [],
  );
  return [...new Set(names)];
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

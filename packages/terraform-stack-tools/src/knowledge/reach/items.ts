import { type Instance, instancesOf, type PlannedStack } from "../../planned/planned-stack";
import { addressIn, blockAddress, parseAddress } from "../../stack/address";
import { blockOf, dynamicContent, type Json, type JsonObject, objectOf } from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { once } from "../../stack/remembered";
import type { Block } from "../../stack/stack";
import { isOfType, type KnownBlockType } from "../catalogue/block-types";

/** Stacks that are deployed together. */
export type Stacks = readonly PlannedStack[];

/** One instance of a resource or a data source, with the stack that it is in. */
export interface Item {
  readonly instance: Instance;
  readonly planned: PlannedStack;
}

const itemsByType = once((stacks: Stacks): ReadonlyMap<string, readonly Item[]> => {
  const found = new Map<string, Item[]>();
  for (const planned of stacks) {
    for (const instance of planned.instances) {
      const { blockType } = instance.block;
      const items = found.get(blockType) ?? [];
      items.push({ instance, planned });
      found.set(blockType, items);
    }
  }
  return found;
});

/** @param types which have no other names */
export function itemsOf(types: readonly KnownBlockType[], stacks: Stacks): Item[] {
  return types.flatMap((type) => itemsByType(stacks).get(type) ?? []);
}

export function isOneOf(block: Pick<Block, "blockType">, types: readonly KnownBlockType[]): boolean {
  return types.some((type) => isOfType(block, type));
}

export function isManaged({ instance }: Item): boolean {
  return instance.block.kind === "resource";
}

/** What an argument is: as planned, where that is known, and as written. Both are undefined for one that is not set. */
export interface Argument {
  readonly value: Json | undefined;
  readonly written: Json | undefined;
}

/** @param path the names that lead to it, through blocks */
export function argumentOf({ instance }: Item, ...path: readonly string[]): Argument {
  return {
    value: path.reduce<Json | undefined>((value, name) => blockOf(value)[name], instance.values) ?? undefined,
    written: path.reduce<Json | undefined>(written, instance.block.body) ?? undefined,
  };
}

function written(value: Json | undefined, name: string): Json | undefined {
  const body = blockOf(value);
  return body[name] ?? dynamicContent(body, name);
}

/** A text that is known, whatever it is written as. */
export function textAt(item: Item, ...path: readonly string[]): string | undefined {
  const { value } = argumentOf(item, ...path);
  return typeof value === "string" ? value : undefined;
}

/** The name that Azure knows it by, or the one in the stack. */
export function nameOf(item: Item): string {
  return textAt(item, "name") ?? item.instance.block.name;
}

/** The instances of a block that an expression of another instance means. */
export function instancesMeant(block: Block, expression: Json, { instance, planned }: Item): readonly Instance[] {
  const all = instancesOf(block, planned);
  if (all.length < 2) {
    return all;
  }
  const key = (address: string) => parseAddress(address)?.key;
  const named = referencesIn(expression)
    .flatMap((reference) => addressIn(reference)?.address ?? [])
    .filter((address) => blockAddress(address) === block.address)
    .flatMap((address) => address.key ?? []);
  const [wanted = key(instance.address)] = named;
  const meant = all.filter((one) => key(one.address) === wanted);
  return meant.length === 0 || wanted === undefined ? all : meant;
}

/** The values of blocks of one name, in a list. */
export function blocksAt(value: Json | undefined): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined).map(objectOf);
}

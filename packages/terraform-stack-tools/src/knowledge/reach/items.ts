import { type Instance, instancesOf, type PlannedStack, valuesOf } from "../../planned/planned-stack";

import { addressIn, blockAddress, parseAddress } from "../../stack/address";
import { blockOf, dynamicContent, isList, type Json, type JsonObject, lookUp, objectOf } from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { blocksReferredTo, variablesIn, withLocals } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block } from "../../stack/stack";
import { providerIdentity } from "../access/registries";
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
interface Argument {
  readonly value: Json | undefined;
  readonly written: Json | undefined;
}

/** @param path the names that lead to it, through blocks */
export function argumentOf({ instance }: Item, ...path: readonly string[]): Argument {
  const value = path.reduce<Json | undefined>((outer, name) => blockOf(outer)[name], instance.values) ?? undefined;
  const read = path.reduce<Json | undefined>(written, instance.block.body) ?? undefined;
  // Of a plan, what the provider alone fills is written as an empty list.
  const isFilled = value === undefined && isList(read) && read.length === 0;
  return { value, written: isFilled ? undefined : read };
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
function instancesMeant(block: Block, expression: Json, { instance, planned }: Item): readonly Instance[] {
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

/** What an argument leads to. */
export type Lead =
  | { readonly kind: "item"; readonly item: Item }
  | { readonly kind: "id"; readonly id: string }
  /** The argument is not set. */
  | { readonly kind: "nothing" }
  /** Something else, such as an output of another stack. */
  | { readonly kind: "unknown"; readonly words: string };

/** @param types what it may lead to */
export function leadOf(item: Item, types: readonly KnownBlockType[], ...path: readonly string[]): Lead {
  const { value, written } = argumentOf(item, ...path);
  return leadIn(value, written, item, types);
}

export function leadIn(
  value: Json | undefined,
  written: Json | undefined,
  item: Item,
  types: readonly KnownBlockType[],
): Lead {
  if (typeof value === "string" && value.startsWith("/")) {
    return { kind: "id", id: value };
  }
  if (written === undefined || written === null) {
    return { kind: "nothing" };
  }
  const { stack } = item.planned;
  const read = withLocals(written, stack);
  const meant = blocksReferredTo(read, stack.blocks)
    .filter((block) => isOneOf(block, types))
    .flatMap((block) => instancesMeant(block, read, item));
  const [instance, ...others] = meant;
  if (instance !== undefined && others.length === 0) {
    return { kind: "item", item: { instance, planned: item.planned } };
  }
  const [variable] = variablesIn(read);
  return { kind: "unknown", words: variable === undefined ? item.instance.address : `var.${variable}` };
}

/** An object of Azure by what tells it from others of its type. */
export interface Thing {
  readonly name: string;
  /** Undefined where it is not known. */
  readonly group?: string;
  /** The subscription, as far as the stack says it. */
  readonly subscription: string;
  /** Undefined for one that is only known by its id or its name. */
  readonly item?: Item;
}

export function thingOf(item: Item): Thing {
  return {
    name: nameOf(item),
    group: textAt(item, "name") === undefined ? undefined : textAt(item, "resource_group_name"),
    subscription: subscriptionOf(item),
    item,
  };
}

/** @param type such as `virtualNetworks`, whose name is in the id */
export function thingById(id: string, type: string): Thing | undefined {
  const pattern = new RegExp(`^/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/[^/]+/${type}/([^/]+)`, "i");
  const [, subscription, group, name] = pattern.exec(id) ?? [];
  return name === undefined ? undefined : { name, group, subscription };
}

export function subscriptionOf({ instance, planned }: Item): string {
  return providerIdentity(instance.block.provider, planned).text;
}

/** Azure compares names without regard to case. What has no known name is only itself. */
export function isSame(one: Thing, other: Thing): boolean {
  if (one.item !== undefined && one.item.instance === other.item?.instance) {
    return true;
  }
  return (
    one.group !== undefined &&
    one.group.toLowerCase() === other.group?.toLowerCase() &&
    one.name.toLowerCase() === other.name.toLowerCase() &&
    mayBeSame(one.subscription, other.subscription)
  );
}

const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Where a provider says none, its subscription comes from the environment and may be any. */
function mayBeSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => GUID.exec(text)?.[0].toLowerCase());
  return first === second || first === undefined || second === undefined;
}

/** With the data sources, of which a plan lists only those that it cannot read yet. */
export function completed(planned: PlannedStack): PlannedStack {
  const { stack, instances, variables } = planned;
  const listed = new Set(instances.map(({ block }) => block.address));
  const others = stack.blocks
    .filter(({ kind, address }) => kind === "data" && !listed.has(address))
    .map((block): Instance => {
      // Which of its instances is which, only a plan tells.
      const values = block.isRepeated ? {} : withVariables(valuesOf(block, stack), variables);
      return { address: block.address, block, values };
    });
  return others.length === 0 ? planned : { ...planned, instances: [...instances, ...others] };
}

function withVariables(values: JsonObject, variables: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, variableOf(value, variables) ?? value]),
  );
}

function variableOf(value: Json, variables: JsonObject): Json | undefined {
  return typeof value === "string" && value.startsWith("var.") ? lookUp(variables, value.slice(4)) : undefined;
}

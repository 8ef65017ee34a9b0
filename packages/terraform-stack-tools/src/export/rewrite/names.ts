import { createHash } from "node:crypto";
import { parseAddress } from "../../stack/address";
import { entries, listOf, objectOf, textOf } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import { type Draft, moved, renamed, renamedSections } from "./draft";

/** The draft with plain names: snake_case, without cdktf's hashes and without words that it has joined twice. */
export function withPlainNames(draft: Draft): Draft {
  const names = namesFor(draft.stack);
  if (names.size === 0) {
    return draft;
  }
  const moves = [...names].map(([address, name]): [string, string] => [address, renamed(address, name)]);
  return moved(draft, renamedSections(draft.stack.sections, names), new Map(moves));
}

/** How cdktf begins the name of the data source with the outputs of another stack. */
const CROSS_STACK = /^cross_stack_reference_input_(?=[a-z])/;

function namesFor(stack: Stack): ReadonlyMap<string, string> {
  const names = plainNames(stack);
  const present = stack.blocks.map(({ address, name }) => renamed(address, names.get(address) ?? name));
  const taken = new Set([...present, ...formerAddresses(stack)]);
  for (const { address, blockType, name } of stack.blocks) {
    const short = withoutCommonWords((names.get(address) ?? name).replace(CROSS_STACK, ""), stack.name ?? "");
    if (blockType === "data.terraform_remote_state" && !taken.has(renamed(address, short))) {
      taken.add(renamed(address, short));
      names.set(address, short);
    }
  }
  return new Map([...names].filter(([address, name]) => renamed(address, name) !== address));
}

/** `network` for `network_dev` in a stack called `teams-dev`: both are of one environment. */
function withoutCommonWords(name: string, own: string): string {
  const words = name.split("_");
  const others = own.toLowerCase().split(/[^a-z\d]+/);
  while (words.length > 1 && words[words.length - 1] === others.pop()) {
    words.pop();
  }
  return words.join("_");
}

/** The names that would do, the best one first; the last one may get a number. @param path of the construct; undefined where nobody knows it */
function namesOf(address: string, name: string, path: string | undefined): string[] {
  const plain = plainName(name, isHashed(name, path));
  const short = withoutType(plain, parseAddress(address)?.type ?? "");
  return [withoutDoubles(short), withoutDoubles(plain), plain];
}

/** `jobs` for an `aws_sqs_queue` called `jobs_aws_sqs_queue`, as ids are to be unique in an app. */
function withoutType(name: string, type: string): string {
  return type === "" ? name : name.replace(new RegExp(`^${type}_(?=[a-z])|_${type}$`), "");
}

/** Whether the end of a name is cdktf's hash of the ids above the element: of early versions, that of the stack as well. */
function isHashed(name: string, path: string | undefined): boolean {
  const [end] = HASH.exec(name) ?? [];
  const ids = path?.split("/") ?? [];
  return end !== undefined && (path === undefined || ids.some((_id, above) => `_${hashOf(ids.slice(above))}` === end));
}

/** As cdktf has it in `makeUniqueId`, read in version 0.21.0 on 2026-11-30. */
function hashOf(ids: readonly string[]): string {
  const path = ids.filter((id) => id !== "Default").join("/");
  return createHash("md5").update(path).digest("hex").slice(0, 8).toUpperCase();
}

/** `resource_group` for `resource_group_resource_group`: ids repeat those that they are joined to. */
export function withoutDoubles(name: string): string {
  const kept: string[] = [];
  for (const word of name.split("_")) {
    kept.push(word);
    kept.length -= doubledAtEnd(kept);
  }
  return kept.join("_");
}

/** How many of the last words are those right before them. Numbers count something. */
function doubledAtEnd(words: readonly string[]): number {
  for (let length = Math.floor(words.length / 2); length > 0; length--) {
    const last = words.slice(-length);
    const isDouble = last.every((word, index) => word === words[words.length - 2 * length + index]);
    if (isDouble && last.some((word) => !/^\d+$/.test(word))) {
      return length;
    }
  }
  return 0;
}

/**
 * A name in snake_case, without cdktf's hash, for each block and local value that has another one: by the address, such
 * as `aws_subnet.Front_1A2B3C4D`. Names are unique within a type. No block takes a name that another one had or
 * that a `moved` or `removed` block mentions, so that every former address means one thing only.
 */
function plainNames(stack: Stack): Map<string, string> {
  const addresses = [
    ...stack.blocks.map(({ address }) => address),
    ...[...stack.locals.keys()].map((name) => `local.${name}`),
  ];
  const taken = new Set([...addresses, ...formerAddresses(stack)]);
  const changing = addresses
    .map((address) => ({ address, name: address.slice(address.lastIndexOf(".") + 1) }))
    .filter(({ name }) => !SNAKE_CASE.test(name) || HASH.test(name))
    .map(({ address, name }) => ({ address, name, wanted: namesOf(address, name, stack.constructPaths.get(address)) }))
    .filter(({ name, wanted }) => wanted[0] !== name);
  const whole = new Set(changing.map(({ address, wanted }) => renamed(address, wanted[wanted.length - 1])));
  const numbers = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { address, wanted } of changing) {
    const plain = wanted[wanted.length - 1];
    const own = renamed(address, plain);
    const short = wanted.find((one) => !whole.has(renamed(address, one)) && !taken.has(renamed(address, one)));
    let free = short ?? plain;
    while (taken.has(renamed(address, free))) {
      const number = (numbers.get(own) ?? 1) + 1;
      numbers.set(own, number);
      free = `${plain}_${number}`;
    }
    taken.add(renamed(address, free));
    names.set(address, free);
  }
  return names;
}

/** The addresses of blocks that are no longer there, and those of data sources that belong to a check. */
export function formerAddresses({ moves, sections, checks }: Stack): string[] {
  const removed = listOf(sections.removed).flatMap((body) => parseAddress(textOf(objectOf(body).from)) ?? []);
  const moved = moves.flatMap(({ from, to }) => [from, to]);
  const scoped = checks.flatMap(({ body }) =>
    entries(body.data).flatMap(([type, named]) => entries(named).map(([name]) => `data.${type}.${name}`)),
  );
  return [...[...removed, ...moved].map(({ type, kind, name }) => `${type === "" ? kind : type}.${name}`), ...scoped];
}

const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
/** The hash that cdktf adds to the ids of constructs inside others. */
const HASH = /_[0-9A-F]{8}$/;

export function plainName(name: string, isHashed: boolean): string {
  const words = (isHashed ? name.replace(HASH, "") : name)
    .normalize("NFKD")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
  const plain = words.join("_");
  return /^[a-z]/.test(plain) ? plain : ["block", ...words].join("_");
}

import type { Source } from "../../shared/sources";
import { parseAddress } from "../../stack/address";
import { entries, listOf, objectOf, textOf } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import { renamedStack } from "./renamed-stack";

/** The names of blocks: those of the stack, or plain ones in snake_case. */
export type Names = "plain" | "stack";

/** A source whose blocks may have other names than in the stack. */
export interface NamedSource extends Source {
  /** The names that differ, by the address in the stack. */
  readonly names: ReadonlyMap<string, string>;
}

/** The sources under the names that are asked for, before anything else is read in them. */
export function namedSources(sources: readonly Source[], style: Names): NamedSource[] {
  return sources.map(({ stack, ...source }) => {
    const names = style === "plain" ? plainNames(stack) : new Map<string, string>();
    return { ...source, names, stack: renamedStack(stack, names) };
  });
}

/** Something of a stack that has a name, by how references begin: `aws_subnet`, `data.aws_subnet`, `module`, `local`. */
interface Named {
  readonly prefix: string;
  readonly name: string;
}

/**
 * A name in snake_case, without cdktf's hash, for each block and local value that has another one: by the address, such
 * as `aws_subnet.Front_1A2B3C4D`. Names are unique within a type. No block takes a name that another one had or
 * that a `moved` or `removed` block mentions, so that every former address means one thing only.
 */
export function plainNames(stack: Stack): ReadonlyMap<string, string> {
  const named = namedIn(stack);
  const taken = new Set([...named.map(addressOf), ...formerAddresses(stack)]);
  const numbers = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { prefix, name } of named.filter((one) => !isPlain(one, stack))) {
    const plain = plainName(name, isNested(`${prefix}.${name}`, stack));
    let free = plain;
    while (taken.has(`${prefix}.${free}`)) {
      const number = (numbers.get(`${prefix}.${plain}`) ?? 1) + 1;
      numbers.set(`${prefix}.${plain}`, number);
      free = `${plain}_${number}`;
    }
    taken.add(`${prefix}.${free}`);
    names.set(`${prefix}.${name}`, free);
  }
  return names;
}

function namedIn({ blocks, locals }: Stack): Named[] {
  return [
    ...blocks.map(({ blockType, name }) => ({ prefix: blockType, name })),
    ...[...locals.keys()].map((name) => ({ prefix: "local", name })),
  ];
}

function addressOf({ prefix, name }: Named): string {
  return `${prefix}.${name}`;
}

/** The addresses of blocks that are no longer there, and those of data sources that belong to a check. */
function formerAddresses({ moves, sections, checks }: Stack): string[] {
  const removed = listOf(sections.removed).flatMap((body) => parseAddress(textOf(objectOf(body).from)) ?? []);
  const moved = moves.flatMap(({ from, to }) => [from, to]);
  const scoped = checks.flatMap(({ body }) =>
    entries(body.data).flatMap(([type, named]) => entries(named).map(([name]) => `data.${type}.${name}`)),
  );
  return [...[...removed, ...moved].map(({ type, kind, name }) => `${type === "" ? kind : type}.${name}`), ...scoped];
}

const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const HASH = /_[0-9A-F]{8}$/;

function isPlain({ prefix, name }: Named, stack: Stack): boolean {
  return SNAKE_CASE.test(name) && !(HASH.test(name) && isNested(`${prefix}.${name}`, stack));
}

/** Whether cdktf has added a hash, as it does for constructs inside others. Of a path that is not known, it may have. */
function isNested(address: string, { constructPaths }: Stack): boolean {
  const path = constructPaths.get(address);
  return path === undefined || path.split("/").length > 2;
}

function plainName(name: string, isHashed: boolean): string {
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

import { FORCE_NEW, FORCE_NEW_VERSIONS } from "../../catalogue/data/force-new";
import { sometimesForceNew } from "../../catalogue/sometimes-force-new";
import { blockOf, isObject, type Json } from "../mocked/json";

/** A resource before and after, as far as replacement goes. */
export interface ResourceUpdate {
  readonly type: string;
  readonly before: Json;
  readonly after: Json;
  readonly unknown: Json;
  /** What the configurations set. What neither sets is the provider's affair and stays as it is. */
  readonly existing: Json;
  readonly changed: Json;
  readonly schema: Json;
  /** Whether the resource lies in a module, whose configuration is not at hand. */
  readonly isInModule?: boolean;
}

/** The arguments that replace a resource, and those that may, since nobody knows what Azure has chosen for them so far. */
export interface Replacement {
  readonly forced: string[];
  readonly uncertain: string[];
}

interface Argument {
  readonly name: string;
  readonly isCounted: boolean;
  readonly fallback?: unknown;
  readonly children: Argument[];
}

/** Whether it is known what replaces a type in the version in use. A later version may replace for more. */
export function isKnown(type: string, version: string | undefined, extra: Readonly<Record<string, readonly string[]>>): boolean {
  const held = FORCE_NEW_VERSIONS[type.split("_")[0]];
  const isHeld = type in FORCE_NEW && version !== undefined && version.localeCompare(held, undefined, { numeric: true }) <= 0;
  return type === "terraform_data" || type in extra || (isHeld && version.split(".")[0] === held.split(".")[0]);
}

/** What an update that mocked providers report really is. */
export function replacementOf(update: ResourceUpdate, extra: Readonly<Record<string, readonly string[]>>): Replacement {
  const replacement: Replacement = { forced: [], uncertain: [] };
  const paths = [FORCE_NEW[update.type] ?? "", ...(extra[update.type] ?? []).map((path) => path.replace(/\.(.*)/g, nested))];
  for (const path of paths) {
    compare(parse(path), update, "", replacement);
  }
  const possible: Replacement = { forced: [], uncertain: [] };
  compare(parse(sometimesForceNew(update.type, update.before)), update, "", possible);
  replacement.uncertain.push(...possible.forced, ...possible.uncertain);
  return { forced: [...new Set(replacement.forced)].sort(), uncertain: [...new Set(replacement.uncertain)].sort() };
}

function nested(_all: string, rest: string): string {
  return `(${rest.replace(/\.(.*)/, nested)})`;
}

function compare(names: Argument[], update: ResourceUpdate, prefix: string, replacement: Replacement): void {
  const { before, after, unknown, existing, changed, schema } = update;
  for (const { name, isCounted, fallback, children } of names) {
    const path = prefix + name;
    const block = schema.block_types?.[name];
    if (children.length === 0 && block === undefined) {
      const differs = unknown[name] !== undefined && unknown[name] !== false ? true : !equal(before[name], after[name], fallback);
      const isComputed = schema.attributes?.[name]?.computed === true;
      if (differs && isComputed && update.isInModule) {
        replacement.uncertain.push(path);
      } else if (differs && !(isComputed && isUnset(changed[name]))) {
        (isComputed && isUnset(existing[name]) && isUnset(fallback) ? replacement.uncertain : replacement.forced).push(path);
      }
      continue;
    }
    const [one, other, open] = [before[name], after[name], unknown[name]].map(listOf);
    if ((isCounted || children.length === 0) && (one.length !== other.length || unknown[name] === true)) {
      replacement.forced.push(path);
    }
    const isSet = block?.nesting_mode === "set";
    const [first, second] = isSet ? [unmatched(one, other), unmatched(other, one)] : [one, other];
    for (let index = 0; index < Math.max(first.length, second.length); index++) {
      const part = {
        ...update,
        before: first[index] ?? {},
        after: second[index] ?? {},
        // The unknown parts of a set stand in another order than its elements.
        unknown: isSet ? {} : (open[index] ?? {}),
        existing: bodyOf(existing[name] ?? dynamicOf(existing, name), index),
        changed: bodyOf(changed[name] ?? dynamicOf(changed, name), index),
        schema: block?.block ?? {},
      };
      compare(children, part, `${path}.`, replacement);
    }
    if (unknown[name] === true || (isSet && JSON.stringify(open).includes("true"))) {
      replacement.uncertain.push(path);
    }
  }
}

function unmatched(some: Json[], others: Json[]): Json[] {
  const texts = others.map((element) => JSON.stringify(element));
  return some.filter((element) => !texts.includes(JSON.stringify(element)));
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value : isObject(value) ? [value] : [];
}

function bodyOf(value: unknown, index: number): Json {
  return Array.isArray(value) ? (value[index] ?? {}) : blockOf(value);
}

/** The content of a dynamic block stands for each of its blocks. */
function dynamicOf(body: Json, name: string): Json | undefined {
  const blocks = [body.dynamic ?? []].flat().filter((one: Json) => one[name]);
  return blocks.length > 0 ? blockOf(blockOf(blocks[0][name]).content) : undefined;
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Providers read an argument that is not set as its default, or as nothing of its kind. */
function equal(one: unknown, other: unknown, fallback: unknown): boolean {
  const [before, after] = [one, other].map((value) => {
    const full = value ?? fallback ?? null;
    const isNothing = full === "" || full === false || full === 0 || (Array.isArray(full) && full.length === 0);
    return JSON.stringify(isUnset(fallback) && isNothing ? null : full);
  });
  return before === after;
}

const parsed = new Map<string, Argument[]>();

function parse(text: string): Argument[] {
  let known = parsed.get(text);
  if (known === undefined) {
    const tokens = text.match(/"[^"]*"|[(),=!]|[^(),=!"]+/g) ?? [];
    known = read(tokens);
    parsed.set(text, known);
  }
  return known;
}

function read(tokens: string[]): Argument[] {
  const all: Argument[] = [];
  while (tokens.length > 0 && tokens[0] !== ")") {
    const name = tokens.shift() as string;
    const isCounted = tokens[0] === "!" && tokens.shift() !== undefined;
    const fallback = tokens[0] === "=" ? JSON.parse(tokens.splice(0, 2)[1]) : undefined;
    const children = tokens[0] === "(" ? read(tokens.splice(0, 1) && tokens) : [];
    if (tokens[0] === ")" && children.length > 0) {
      tokens.shift();
    }
    if (tokens[0] === ",") {
      tokens.shift();
    }
    all.push({ name, isCounted, fallback, children });
  }
  return all;
}

import { sometimesForceNew } from "../../catalogue/questions";
import { type ForceNewArguments, forceNewArguments, isReplacementKnown } from "../../catalogue/replacements";
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

/** Whether it is known what replaces a type in the version in use. */
export function isKnown(type: string, version: string | undefined, extra: Readonly<Record<string, readonly string[]>>): boolean {
  return type === "terraform_data" || type in extra || isReplacementKnown(type, version);
}

/** What an update that mocked providers report really is. */
export function replacementOf(update: ResourceUpdate, extra: Readonly<Record<string, readonly string[]>>): Replacement {
  const replacement: Replacement = { forced: [], uncertain: [] };
  for (const forcing of [forceNewArguments(update.type) ?? {}, ...(extra[update.type] ?? []).map(argumentAt)]) {
    compare(forcing, update, "", replacement);
  }
  const possible: Replacement = { forced: [], uncertain: [] };
  compare(sometimesForceNew(update.type, update.before), update, "", possible);
  replacement.uncertain.push(...possible.forced, ...possible.uncertain);
  return { forced: [...new Set(replacement.forced)].sort(), uncertain: [...new Set(replacement.uncertain)].sort() };
}

/** The argument at a path such as `spec.port.name`. */
function argumentAt(path: string): ForceNewArguments {
  const [name, ...rest] = path.split(".");
  return { [name]: rest.length === 0 ? {} : { arguments: argumentAt(rest.join(".")) } };
}

function compare(forcing: ForceNewArguments, update: ResourceUpdate, prefix: string, replacement: Replacement): void {
  const { before, after, unknown, existing, changed, schema } = update;
  for (const [name, { isCounted = false, default: fallback, arguments: children }] of Object.entries(forcing)) {
    const path = prefix + name;
    const block = schema.block_types?.[name];
    if (children === undefined && block === undefined) {
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
    if ((isCounted || children === undefined) && (one.length !== other.length || unknown[name] === true)) {
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
      compare(children ?? {}, part, `${path}.`, replacement);
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

import { sometimesForceNew } from "../../catalogue/questions";
import {
  type ForceNewArgument,
  type ForceNewArguments,
  forceNewArguments,
  isReplacementKnown,
} from "../../catalogue/replacements";
import type { BlockSchema } from "../../providers/schema";
import { blockOf, dynamicContent, isList, type Json, type JsonObject, listOf, objectOf } from "../../terraform/json";

/** A resource, or a nested block of it, before and after an update. */
export interface Update {
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** The plan's marks of values that are known after apply. */
  readonly unknown: JsonObject;
  /** What the earlier version sets. */
  readonly existing: JsonObject;
  /** What the stack sets. An argument that neither version sets is the provider's choice and stays as it is. */
  readonly changed: JsonObject;
  readonly schema: BlockSchema;
  /** Whether it is part of a module, whose configuration is not read. */
  readonly isInModule: boolean;
}

/** The arguments that force a replacement and those that may, by path such as `metadata.name`. */
export interface Replacement {
  readonly forced: readonly string[];
  readonly uncertain: readonly string[];
}

/** Paths of arguments that force a replacement, by type, given in addition to what this package knows. */
export type ForceNew = Readonly<Record<string, readonly string[]>>;

/** Whether it is known which arguments replace a type in a version of its provider. */
export function isKnown(type: string, version: string | undefined, forceNew: ForceNew): boolean {
  return type === "terraform_data" || type in forceNew || isReplacementKnown(type, version);
}

/** Which arguments replace a resource in an update as mocked providers report it. */
export function replacementOf(type: string, update: Update, forceNew: ForceNew): Replacement {
  const known = [forceNewArguments(type) ?? {}, ...(forceNew[type] ?? []).map(argumentAt)];
  const findings = known.flatMap((forcing) => findingsIn(forcing, update, ""));
  const possible = findingsIn(sometimesForceNew(type, update.before), update, "");
  const pathsOf = (effect: Effect) => findings.filter((finding) => finding.effect === effect).map(({ path }) => path);
  return {
    forced: [...new Set(pathsOf("forced"))].sort(),
    uncertain: [...new Set([...pathsOf("uncertain"), ...possible.map(({ path }) => path)])].sort(),
  };
}

/** The argument at a path such as `spec.port.name`. */
function argumentAt(path: string): ForceNewArguments {
  const [name, ...rest] = path.split(".");
  return { [name]: rest.length === 0 ? {} : { arguments: argumentAt(rest.join(".")) } };
}

export type Effect = "none" | "forced" | "uncertain";

interface Finding {
  readonly path: string;
  readonly effect: Effect;
}

function findingsIn(forcing: ForceNewArguments, update: Update, prefix: string): Finding[] {
  return Object.entries(forcing)
    .flatMap(([name, argument]) => {
      const path = prefix + name;
      if (argument.arguments === undefined && update.schema.block_types?.[name] === undefined) {
        return [{ path, effect: classify(name, argument, update) }];
      }
      const nested = blocksOf(name, update).flatMap((block) => findingsIn(argument.arguments ?? {}, block, `${path}.`));
      return [{ path, effect: classifyBlocks(name, argument, update) }, ...nested];
    })
    .filter(({ effect }) => effect !== "none");
}

/** What the change of an argument that forces a replacement means. */
export function classify(name: string, argument: ForceNewArgument, update: Update): Effect {
  const { before, after, unknown, existing, changed, schema, isInModule } = update;
  const mayDiffer = (unknown[name] ?? false) !== false;
  if (!mayDiffer && isEqual(before[name], after[name], argument.default)) {
    return "none";
  }
  if (schema.attributes?.[name]?.computed !== true) {
    return "forced";
  }
  if (isInModule) {
    return "uncertain";
  }
  // The provider keeps what it has chosen.
  if (isUnset(changed[name])) {
    return "none";
  }
  // Azure has chosen a value that mocks do not know. The stack may set the same one.
  if (isUnset(existing[name]) && isUnset(argument.default)) {
    return "uncertain";
  }
  return "forced";
}

/** What the change of the number of blocks means, for blocks whose arguments are looked at one by one. */
function classifyBlocks(
  name: string,
  { isCounted = false, arguments: nested }: ForceNewArgument,
  update: Update,
): Effect {
  const counts = isCounted || nested === undefined;
  const isUnknown = update.unknown[name] === true;
  if (counts && (isUnknown || listOf(update.before[name]).length !== listOf(update.after[name]).length)) {
    return "forced";
  }
  const isPartlyUnknown = isSet(name, update) && JSON.stringify(update.unknown[name] ?? null).includes("true");
  return isUnknown || isPartlyUnknown ? "uncertain" : "none";
}

/** The nested blocks of a name, each one before with the one after at the same position. */
function blocksOf(name: string, update: Update): Update[] {
  const [before, after] = [listOf(update.before[name]), listOf(update.after[name])];
  // The elements of a set have no order. The equal ones are left out; their unknown marks cannot be assigned.
  const [first, second] = isSet(name, update) ? [without(before, after), without(after, before)] : [before, after];
  const unknown = isSet(name, update) ? [] : listOf(update.unknown[name]);
  const longest = second.length > first.length ? second : first;
  return longest.map((_, index) => ({
    before: objectOf(first[index]),
    after: objectOf(second[index]),
    unknown: objectOf(unknown[index]),
    existing: bodyAt(name, index, update.existing),
    changed: bodyAt(name, index, update.changed),
    schema: update.schema.block_types?.[name]?.block ?? {},
    isInModule: update.isInModule,
  }));
}

function isSet(name: string, { schema }: Update): boolean {
  return schema.block_types?.[name]?.nesting_mode === "set";
}

function without(some: readonly Json[], others: readonly Json[]): Json[] {
  const texts = new Set(others.map((element) => JSON.stringify(element)));
  return some.filter((element) => !texts.has(JSON.stringify(element)));
}

/** What a configuration sets in a nested block. The content of a dynamic block counts for each of its blocks. */
function bodyAt(name: string, index: number, configuration: JsonObject): JsonObject {
  const value = configuration[name] ?? dynamicContent(configuration, name);
  return isList(value) ? objectOf(value[index]) : blockOf(value);
}

/** Providers read an argument that is not set as its default or as the empty value of its type. */
function isEqual(before: Json | undefined, after: Json | undefined, fallback: Json | undefined): boolean {
  return textOf(before, fallback) === textOf(after, fallback);
}

function textOf(value: Json | undefined, fallback: Json | undefined): string {
  const full = value ?? fallback ?? null;
  const isEmpty = full === "" || full === false || full === 0 || (isList(full) && full.length === 0);
  return JSON.stringify(isUnset(fallback) && isEmpty ? null : full);
}

function isUnset(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

import { addressIn, blockAddress } from "./address";
import { blockOf, isList, isObject, type Json, type JsonObject, lookUp, mapMembers, sorted } from "./json";
import { literalKeys, type Reference, referencesIn, wholeReference } from "./reference";
import { type Block, META_ARGUMENTS, type Stack } from "./stack";
import { isTemplate, unwrapped } from "./template";

type Names = Pick<Stack, "locals" | "variables">;

/** More local values than this are not built upon one another, unless Terraform refuses the circle. */
const DEEPEST = 20;

/** What a template names and is nothing else: the default of a variable, or a local value, as it is written. */
function namedValue(value: Json | undefined, names: Names, depth = 0): Json | undefined {
  const expression = typeof value === "string" && depth < DEEPEST ? unwrapped(value) : undefined;
  const { root, steps = [] } = wholeReference(expression?.trim() ?? "") ?? {};
  const [first, ...rest] = steps;
  if (first?.kind !== "attribute" || rest.length > 0) {
    return undefined;
  }
  switch (root) {
    case "var":
      return names.variables.find(({ name }) => name === first.name)?.default;
    case "local": {
      const local = names.locals.get(first.name);
      return namedValue(local, names, depth + 1) ?? local;
    }
    default:
      return undefined;
  }
}

/**
 * A value that stands in the configuration itself, also as what it names. Undefined where an expression decides, which only a
 * plan evaluates.
 */
export function literalOf(value: Json | undefined, names: Names, depth = 0): Json | undefined {
  if (isList(value)) {
    const elements = value.map((element) => literalOf(element, names, depth));
    return elements.every((element) => element !== undefined) ? elements : undefined;
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(([name, member]) => [name, literalOf(member, names, depth)] as const);
    const isWritten = (member: readonly [string, Json | undefined]): member is readonly [string, Json] =>
      !isTemplate(member[0]) && member[1] !== undefined;
    return members.every(isWritten) ? Object.fromEntries(members) : undefined;
  }
  if (typeof value !== "string" || !isTemplate(value)) {
    return value;
  }
  const expression = unwrapped(value)?.trim() ?? "";
  if (/^(?:true|false|null|0|[1-9]\d*)$/.test(expression)) {
    return JSON.parse(expression);
  }
  return depth === DEEPEST ? undefined : literalOf(namedValue(value, names), names, depth + 1);
}

/**
 * Everything that decides what a value is, as far as it stands in the configuration: the defaults of variables, local
 * values, what data sources look up. Two versions in which it is equal have the same value wherever the cloud and the
 * inputs answer the same.
 * @param isThorough whether all arguments count of a resource or a module whose result is read, since any may decide it
 */
export function definitionsOf(value: Json, stack: Stack, isThorough: boolean): JsonObject {
  const found = new Map<string, Json>([["", value]]);
  const left: Json[] = [value];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for (const [name, definition] of referencesIn(next).flatMap((reference) =>
      definitionAt(reference, stack, isThorough),
    )) {
      if (!found.has(name)) {
        found.set(name, definition);
        left.push(definition);
      }
    }
  }
  return sorted(Object.fromEntries(found));
}

function definitionAt(reference: Reference, stack: Stack, isThorough: boolean): [name: string, definition: Json][] {
  const { root, steps } = reference;
  const [first] = steps;
  if (first?.kind !== "attribute") {
    return [];
  }
  const name = `${root}.${first.name}`;
  switch (root) {
    case "var": {
      const variable = stack.variables.find((one) => one.name === first.name);
      return variable === undefined
        ? []
        : [[name, variable.default === undefined ? {} : { default: variable.default }]];
    }
    case "local":
      return stack.locals.has(first.name) ? [[name, stack.locals.get(first.name) ?? null]] : [];
    default:
      return inBlock(reference, stack, isThorough);
  }
}

function inBlock(reference: Reference, stack: Stack, isThorough: boolean): [name: string, definition: Json][] {
  const found = addressIn(reference);
  const block = found && stack.blockByAddress.get(blockAddress(found.address));
  if (found === undefined || block === undefined) {
    return [];
  }
  const { count = null, for_each = null } = block.body;
  const [attribute] = found.path;
  const read = attribute?.kind === "attribute" ? attribute.name : "";
  const set = META_ARGUMENTS.includes(read) ? undefined : lookUp(block.body, read);
  return [
    [`${block.address} instances`, { count, for_each }],
    block.kind === "resource" && set !== undefined
      ? [`${block.address}.${read}`, set]
      : [`${block.address} arguments`, read === "" ? null : decisiveIn(block, isThorough)],
  ];
}

/** What a lookup asks for, or where a module is from. What the cloud answers of a resource may follow from anything. */
function decisiveIn({ kind, body }: Block, isThorough: boolean): Json {
  const { source = null, version = null } = body;
  const own = Object.entries(body).filter(([name]) => !META_ARGUMENTS.includes(name) || name === "provider");
  if (isThorough || kind === "data" || kind === "ephemeral") {
    return Object.fromEntries(own);
  }
  return kind === "module" ? { source, version } : null;
}

/**
 * The keys of a block's instances that are written in it, in the local value that it names, or in the default of a variable;
 * none where others decide.
 */
export function writtenKeys({ body }: Block, stack: Pick<Stack, "locals" | "variables">): string[] {
  return literalKeys(namedValue(body.for_each, stack) ?? body.for_each);
}

export type Key = string | number | undefined;

/** More instances are not listed one by one. */
const MAXIMUM_INSTANCES = 10_000;

/** The keys of a block's instances; undefined where only Terraform can evaluate them. */
export function keysOf(block: Block, stack: Stack): readonly Key[] | undefined {
  const { body, isRepeated } = block;
  if (!isRepeated) {
    return oneIf(blockOf(body.lifecycle).enabled);
  }
  if ("count" in body) {
    const count = /^\d{1,5}$/.test(String(body.count)) ? Number(body.count) : MAXIMUM_INSTANCES;
    return count < MAXIMUM_INSTANCES ? [...Array(count).keys()] : undefined;
  }
  const keys = writtenKeys(block, stack);
  const isLiteral = keys.length > 0 && keys.every((key) => !/[$%]\{/.test(key));
  return isLiteral ? keys : undefined;
}

/** OpenTofu, "The enabled Meta-Argument", undated: it decides whether there is an instance. */
function oneIf(enabled: Json = true): readonly Key[] | undefined {
  if (typeof enabled === "boolean") {
    return enabled ? [undefined] : [];
  }
  return undefined;
}

/**
 * The text of a value and of everything it refers to. Two such texts differ wherever the values may. Sensitive
 * variables count by name alone, because made-up values are derived from this text.
 */
export function expandedText(value: Json, stack: Stack, variables: JsonObject): string {
  const given = stack.variables.map(({ name, isSecret, default: fallback = null }): [string, Json] => [
    `var.${name}`,
    isSecret ? null : (lookUp(variables, name) ?? fallback),
  ]);
  const values = new Map(given);
  return JSON.stringify(
    mapMembers(definitionsOf(value, stack, true), (one, name) => (values.has(name) ? (values.get(name) ?? null) : one)),
  );
}

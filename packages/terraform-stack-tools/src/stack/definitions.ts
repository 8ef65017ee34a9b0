import { addressIn, blockAddress } from "./address";
import { type Json, type JsonObject, lookUp, mapMembers, sorted } from "./json";
import { literalKeys, type Reference, referencesIn, wholeReference } from "./reference";
import { type Block, META_ARGUMENTS, type Stack } from "./stack";
import { unwrapped } from "./template";

type Names = Pick<Stack, "locals" | "variables">;

/** More local values than this are not built upon one another, unless Terraform refuses the circle. */
const DEEPEST = 20;

/** What a template names and is nothing else: the default of a variable, or a local value, as it is written. */
export function namedValue(value: Json | undefined, names: Names, depth = 0): Json | undefined {
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
 * Everything that decides what a value is, as far as it stands in the configuration: the defaults of variables, local
 * values, what data sources look up. Two versions in which it is equal have the same value wherever the cloud and the
 * inputs answer the same.
 */
function definitionsOf(value: Json, stack: Stack): JsonObject {
  const found = new Map<string, Json>([["", value]]);
  const left: Json[] = [value];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for (const [name, definition] of referencesIn(next).flatMap((reference) => definitionAt(reference, stack))) {
      if (!found.has(name)) {
        found.set(name, definition);
        left.push(definition);
      }
    }
  }
  return sorted(Object.fromEntries(found));
}

function definitionAt(reference: Reference, stack: Stack): [name: string, definition: Json][] {
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
      return inBlock(reference, stack);
  }
}

function inBlock(reference: Reference, stack: Stack): [name: string, definition: Json][] {
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
      : [`${block.address} arguments`, read === "" ? null : decisiveIn(block)],
  ];
}

/** All arguments count of what is read, since any may decide it. */
function decisiveIn({ body }: Block): Json {
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => !META_ARGUMENTS.includes(name) || name === "provider"),
  );
}

/**
 * The keys of a block's instances that are written in it, in the local value that it names, or in the default of a variable;
 * none where others decide.
 */
export function writtenKeys({ body }: Block, stack: Pick<Stack, "locals" | "variables">): string[] {
  return literalKeys(namedValue(body.for_each, stack) ?? body.for_each);
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
    mapMembers(definitionsOf(value, stack), (one, name) => (values.has(name) ? (values.get(name) ?? null) : one)),
  );
}

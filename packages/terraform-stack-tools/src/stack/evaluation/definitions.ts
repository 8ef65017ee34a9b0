import { addressIn, blockAddress } from "../address";
import { type Reference, referencesIn } from "../expression/reference";
import { type Json, type JsonObject, lookUp, sorted } from "../json";
import { type Block, META_ARGUMENTS, type Stack } from "../stack";

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

import { addressIn, blockAddress, MAXIMUM_MODULES, printAddress } from "./address";
import { collected, isList, type Json, type JsonObject, lookUp, mapMembers, pickMembers, sorted } from "./json";
import { literalKeys, mayName, type Reference, referencesIn, type Step, wholeReference } from "./reference";
import { once, remembered } from "./remembered";
import { type Block, META_ARGUMENTS, type Stack } from "./stack";
import { unwrapped } from "./template";

/** The blocks that a value refers to, in the order given. */
export function blocksReferredTo(value: Json | undefined, blocks: readonly Block[]): Block[] {
  return blocksNamedBy(namesIn(value), blocks);
}

/** The blocks with some addresses, in the order given. */
export function blocksNamedBy(names: Iterable<string>, blocks: readonly Block[]): Block[] {
  const byAddress = placesByAddress(blocks);
  const places = [...names].flatMap((name) => byAddress.get(name) ?? []);
  return places.sort((left, right) => left - right).map((place) => blocks[place]);
}

const placesByAddress = once((blocks: readonly Block[]) =>
  collected(blocks.map(({ address }, place) => [address, place])),
);

/** Names of what expressions read: `var.x`, `local.x` or the address of a block. */
type Names = ReadonlySet<string>;

export function namesIn(value: Json | undefined): Names {
  if (typeof value === "string") {
    return mayName(value) ? namesInText(value) : NO_NAMES;
  }
  if (isList(value)) {
    const [first, ...others] = value.map(namesIn).filter(({ size }) => size > 0);
    return others.length === 0 ? (first ?? NO_NAMES) : new Set([first, ...others].flatMap((names) => [...names]));
  }
  return new Set(namesOf(referencesIn(value)));
}

const NO_NAMES: Names = new Set();

const namesInText = remembered((text): Names => new Set(namesOf(referencesIn(text))));

function namesOf(references: readonly Reference[]): string[] {
  return references.flatMap((reference): string[] => {
    const { root, steps } = reference;
    const [first] = steps;
    return (root === "var" || root === "local") && first?.kind === "attribute"
      ? [`${root}.${first.name}`]
      : blocksNamed(reference).map(([address]) => address);
  });
}

/** The names of the variables that a value refers to, each once. */
export function variablesIn(value: Json | undefined): string[] {
  return [...namesIn(value)].filter((name) => name.startsWith("var.")).map((name) => name.slice("var.".length));
}

/** The attributes and nested blocks that a value reads, by the address of their block. */
export function attributesRead(value: Json | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const attributes = new Map<string, Set<string>>();
  for (const [address, [first]] of referencesIn(value).flatMap((reference) => blocksNamed(reference))) {
    if (first?.kind === "attribute") {
      attributes.set(address, (attributes.get(address) ?? new Set()).add(first.name));
    }
  }
  return attributes;
}

/** The outputs of other stacks that a stack reads, by the address of the `terraform_remote_state` data source. */
export function remoteOutputs({ sections, blocks }: Stack): ReadonlyMap<string, readonly string[]> {
  // Most stacks read no other, and reading every expression takes a while.
  const hasStates = blocks.some(({ blockType }) => blockType === "data.terraform_remote_state");
  const found = hasStates ? referencesIn(sections).flatMap((reference) => addressIn(reference) ?? []) : [];
  const outputs = found
    .filter(({ address: { kind, type } }) => kind === "data" && type === "terraform_remote_state")
    .flatMap(({ address, path }) => outputIn(path).map((name) => [blockAddress(address), name] as const));
  return new Map([...collected(outputs)].map(([address, names]) => [address, [...new Set(names)]]));
}

/** `outputs.name` or `outputs["name"]`. */
function outputIn([first, second]: readonly Step[]): string[] {
  if (first?.kind !== "attribute" || first.name !== "outputs") {
    return [];
  }
  if (second?.kind === "attribute") {
    return [second.name];
  }
  return second?.kind === "key" ? [String(second.key)] : [];
}

/**
 * The addresses of the blocks that a reference may name, with the steps after them. One into a module names the call; with
 * the address of a block in the module, as plans have it, that block as well.
 */
export function blocksNamed(reference: Reference, depth = 0): (readonly [address: string, path: readonly Step[]])[] {
  const found = addressIn(reference);
  if (found === undefined || depth > MAXIMUM_MODULES) {
    return [];
  }
  const { address, path } = found;
  const [next, ...steps] = path;
  const inner =
    address.kind === "module" && next?.kind === "attribute" ? blocksNamed({ root: next.name, steps }, depth + 1) : [];
  const module = printAddress(address);
  // As plans have them, an instance may be a block of its own.
  const instance = address.key === undefined || address.kind === "module" ? [] : [[module, path] as const];
  return [
    [blockAddress(address), path],
    ...instance,
    ...inner.map(([block, rest]) => [`${module}.${block}`, rest] as const),
  ];
}

/** What each local value and each block of a stack reads, by its own name. */
export const readsOf = once(
  ({ locals, blocks }: Stack): ReadonlyMap<string, Names> =>
    new Map([
      ...[...locals].map(([name, value]) => [`local.${name}`, namesIn(value)] as const),
      ...blocks.map(({ address, body }) => [address, namesIn(body)] as const),
    ]),
);

/** The same by name, read as far as somebody asks: most blocks of a large plan are named by nothing that is asked for. */
const readingOf = once(({ locals, blockByAddress }: Stack): ((name: string) => Names) => {
  const known = new Map<string, Names>();
  return (name) => {
    const found =
      known.get(name) ??
      namesIn(blockByAddress.get(name)?.body ?? (isLocal(name) ? locals.get(name.slice("local.".length)) : undefined));
    known.set(name, found);
    return found;
  };
});

/** Names with all that they read, and so on. */
export function closure(names: Iterable<string>, readBy: (name: string) => Iterable<string>): Names {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (!found.has(name)) {
      found.add(name);
      for (const read of readBy(name)) {
        open.push(read);
      }
    }
  }
  return found;
}

/** The blocks that a value depends on: those that it refers to, those that they refer to, and so on. */
export function dependenciesOf(value: Json | undefined, stack: Stack): Block[] {
  const names = closure(namesIn(value), readingOf(stack));
  return blocksNamedBy(names, stack.blocks);
}

/** The blocks that a value refers to by itself or by the local values that it names. */
export function blocksReadBy(value: Json | undefined, stack: Stack, blocks = stack.blocks): Block[] {
  return blocksReferredTo(withLocals(value, stack), blocks);
}

/** A value together with the local values that it names, and those that they name. */
export function withLocals(value: Json | undefined, stack: Stack): Json {
  if (stack.locals.size === 0) {
    return [value ?? null];
  }
  const names = closure([...namesIn(value)].filter(isLocal), (name) => [...readingOf(stack)(name)].filter(isLocal));
  return [value ?? null, ...[...stack.locals].flatMap(([name, local]) => (names.has(`local.${name}`) ? [local] : []))];
}

export function isLocal(name: string): boolean {
  return name.startsWith("local.");
}

type Values = Pick<Stack, "locals" | "variables">;

/** More local values than this are not built upon one another, unless Terraform refuses the circle. */
const DEEPEST = 20;

/** What a template names and is nothing else: the default of a variable, or a local value, as it is written. */
export function namedValue(value: Json | undefined, names: Values, depth = 0): Json | undefined {
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
      : // All arguments count of what is read, since any may decide it.
        [`${block.address} arguments`, read === "" ? null : pickMembers(block.body, isDecisive)],
  ];
}

function isDecisive(argument: string): boolean {
  return argument === "provider" || !META_ARGUMENTS.includes(argument);
}

/**
 * The keys of a block's instances that are written in it, in the local value that it names, or in the default of a variable;
 * none where others decide.
 */
export function writtenKeys({ body }: Block, stack: Values): string[] {
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

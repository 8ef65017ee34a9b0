import { listed } from "../shared/words";
import { addressIn, blockAddress, parseAddress } from "../stack/address";
import { grouped, isList, isObject, type Json, type JsonObject, listOf, objectOf } from "../stack/json";
import { readTemplate } from "../stack/lexer";
import { literalKeys, memberAt, type Reference, type Step, wholeReference } from "../stack/reference";
import { variablesIn } from "../stack/references";
import { once } from "../stack/remembered";
import type { Block, Stack } from "../stack/stack";
import { isLiteral, isTemplate, stringOf, unwrapped } from "../stack/template";
import { type Naming, PLAIN_NAMES } from "./sensitive";

/** A stack with what its plan says of it. */
export interface PlannedStack {
  readonly stack: Stack;
  /** What exists after the plan. */
  readonly instances: readonly Instance[];
  /** What things are called in sentences. */
  readonly naming: Naming;
  /** Values of variables, by name, as far as they are given or have a default. */
  readonly variables: JsonObject;
  /** Instances of other stacks whose blocks the stack also has, since it names what they have made. */
  readonly others?: readonly Instance[];
}

/** One instance of a resource or of a data source. */
export interface Instance {
  /** As plans print it, such as `aws_subnet.pull["a"]`. */
  readonly address: string;
  /** In a module with the arguments of this instance, so that the block of another one is another object. */
  readonly block: Block;
  /** Values that are known. In sentences, `naming` tells their names. */
  readonly values: JsonObject;
  /** The arguments as the configuration has them, with references as templates. @default the configuration is not known */
  readonly written?: JsonObject;
  /** The types of its provisioners, such as `local-exec`. @default none */
  readonly provisioners?: readonly string[];
  /** What decides arguments that nobody knows, where that is not read. */
  readonly hanging?: Pick<ReadonlyMap<string, Hanging>, "get">;
}

/** What decides an argument, each in words such as `local.ids of module.network`. */
export interface Hanging {
  /** Of which nobody knows what they are. */
  readonly open: readonly string[];
  /** Which choose one of those that the argument refers to. */
  readonly choice: readonly string[];
}

/** All instances of a block of the stack itself. */
export function instancesOf({ address }: Pick<Block, "address">, { instances }: PlannedStack): readonly Instance[] {
  return byBlock(instances).get(address) ?? [];
}

const byBlock = once((instances: readonly Instance[]) => grouped(instances, ({ block }) => block.address));

/** The first instance of a block. */
export function instanceOf({ address }: Block, planned: PlannedStack): Instance | undefined {
  return firstByBlock(planned).get(address);
}

const firstByBlock = once(
  ({ instances, others = [] }: PlannedStack): ReadonlyMap<string, Instance> =>
    new Map([...instances, ...others].reverse().map((instance) => [instance.block.address, instance])),
);

/**
 * What nobody knows, with what decides it. In a module it has the address of the module, whose other instances may be given
 * something else.
 */
export function unknown(what: string, { address, hanging }: Instance, ...names: readonly string[]): string {
  const on = names
    .flatMap((name) => hanging?.get(name))
    .flatMap((one) => [...(one?.open ?? []), ...(one?.choice ?? [])]);
  const modules = parseAddress(address)?.modules ?? [];
  const whole = modules.length === 0 ? what : `${what} of ${modules.join(".")}`;
  return on.length === 0 ? whole : `${whole}, which depends on ${listed([...new Set(on)])}`;
}

/** A value as a reader recognizes it: the literal or planned one, or the variable that it comes from. */
export function nameIn(
  planned: Json | undefined,
  configured: Json | undefined,
  { variables, naming }: PlannedStack,
): string | undefined {
  if (typeof planned === "string" && planned !== "") {
    return naming.of(planned);
  }
  if (isLiteral(configured)) {
    return naming.of(configured);
  }
  const [variable] = variablesIn(configured);
  if (variable === undefined) {
    return undefined;
  }
  const value = variables[variable];
  return typeof value === "string" && isWholeVariable(configured) ? naming.of(value) : `var.${variable}`;
}

function isWholeVariable(configured: Json | undefined): boolean {
  return typeof configured === "string" && /^\$\{var\.[\w-]+\}$/.test(configured);
}

/** What the cloud calls the first instance of a block. */
export function blockName(block: Block, planned: PlannedStack): string {
  return resourceName(instanceOf(block, planned) ?? { block, values: {} }, planned);
}

/** What the cloud calls a resource. */
export function resourceName({ block, values }: Pick<Instance, "block" | "values">, planned: PlannedStack): string {
  return nameIn(values.name, block.body.name, planned) ?? block.name;
}

/** No value refers to another one over more steps than this, unless Terraform refuses the circle. */
const DEEPEST = 20;

/** More keys of `for_each` than this are counted, not listed. */
const MOST_KEYS = 3;

/**
 * A stack that nobody has planned, for the same questions: each block is one instance with the values it is configured
 * with. A value that only a plan knows is the variable that it comes from, as `var.namespace`, or it is left out.
 */
export function configuredStack(stack: Stack): PlannedStack {
  const instances = stack.blocks
    .filter(({ kind }) => kind === "resource" || kind === "data" || kind === "module")
    .map((block): Instance => {
      const { address } = block;
      return { address, block, values: valuesOf(block, stack), provisioners: provisionersOf(block) };
    });
  return { stack, instances, variables: {}, naming: PLAIN_NAMES };
}

/** The types of the provisioners of a block, such as `local-exec`. */
export function provisionersOf({ body }: Block): string[] {
  return listOf(body.provisioner).flatMap((one) => Object.keys(objectOf(one)));
}

/** The values that a block is configured with. */
function valuesOf(block: Block, stack: Stack): JsonObject {
  const values = objectOf(configured(block.body, { stack, block, depth: 0 }));
  const { condition } = block.body;
  // A condition that cannot be read still limits what a role allows.
  return condition === undefined || condition === null
    ? values
    : { ...values, condition: values.condition ?? condition };
}

/** Where a value is found. */
interface Place {
  readonly stack: Stack;
  readonly block: Block;
  readonly depth: number;
}

function configured(value: Json, place: Place): Json | undefined {
  if (isList(value)) {
    return value.map((element) => configured(element, place) ?? null);
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(([name, member]) => [name, configured(member, place)] as const);
    return Object.fromEntries(members.flatMap(([name, member]) => (member === undefined ? [] : [[name, member]])));
  }
  return typeof value === "string" && isTemplate(value) ? evaluated(value, place) : value;
}

function evaluated(text: string, place: Place): Json | undefined {
  const literal = stringOf(readTemplate(text));
  if (literal !== undefined) {
    return literal;
  }
  const reference = wholeReference(unwrapped(text) ?? "");
  return reference === undefined || place.depth === DEEPEST ? undefined : referred(reference, place);
}

function referred(reference: Reference, place: Place): Json | undefined {
  const { root, steps } = reference;
  const [first, ...rest] = steps;
  if (first?.kind !== "attribute") {
    return undefined;
  }
  switch (root) {
    case "var":
      return `var.${first.name}`;
    case "each":
      return rest.length === 0 ? keysOf(place.block.body.for_each) : undefined;
    case "local": {
      const local = place.stack.locals.get(first.name);
      return local === undefined ? undefined : memberOf(local, rest, { ...place, depth: place.depth + 1 });
    }
    default:
      return attributeOf(reference, place);
  }
}

function attributeOf(reference: Reference, { stack, depth }: Place): Json | undefined {
  const found = addressIn(reference);
  const block = found && stack.blockByAddress.get(blockAddress(found.address));
  return found === undefined || block === undefined
    ? undefined
    : memberOf(block.body, found.path, { stack, block, depth: depth + 1 });
}

function memberOf(value: Json, path: readonly Step[], place: Place): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) {
    return configured(value, place);
  }
  const member = memberAt(value, step);
  return member === undefined ? undefined : memberOf(member, rest, place);
}

/** What a block is repeated for, in words: the variable, or the keys as far as they are literal. */
function keysOf(forEach: Json | undefined): string | undefined {
  const [variable] = variablesIn(forEach);
  if (variable !== undefined) {
    return `var.${variable}`;
  }
  const keys = literalKeys(forEach);
  if (keys.length > MOST_KEYS) {
    return `${keys.slice(0, MOST_KEYS).join(", ")} and ${keys.length - MOST_KEYS} more`;
  }
  return keys.length === 0 ? undefined : keys.join(", ");
}

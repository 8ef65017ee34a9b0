import { addressIn, blockAddress } from "../stack/address";
import { readTemplate } from "../stack/expression/lexer";
import { literalKeys } from "../stack/expression/literal-keys";
import { stringOf } from "../stack/expression/quoted-string";
import { type Reference, type Step, wholeReference } from "../stack/expression/reference";
import { isTemplate, unwrapped } from "../stack/expression/template";
import { isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf } from "../stack/json";
import { variablesIn } from "../stack/references";
import type { Block, Stack } from "../stack/stack";
import { PLAIN_NAMES } from "./naming";
import type { Instance, PlannedStack } from "./planned-stack";

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
export function valuesOf(block: Block, stack: Stack): JsonObject {
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
  switch (step.kind) {
    case "attribute": {
      const member = lookUp(objectOf(value), step.name);
      return member === undefined ? undefined : memberOf(member, rest, place);
    }
    case "key": {
      const element = typeof step.key === "number" ? listOf(value)[step.key] : lookUp(objectOf(value), step.key);
      return element === undefined ? undefined : memberOf(element, rest, place);
    }
    default:
      return undefined;
  }
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

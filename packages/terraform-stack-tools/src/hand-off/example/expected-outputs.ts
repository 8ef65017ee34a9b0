import { literalSecrets } from "../../knowledge/secrets/secret-scan";
import { addressIn, blockAddress } from "../../stack/address";
import { entries, isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf } from "../../stack/json";
import { type Reference, type Step, wholeReference } from "../../stack/reference";
import { type Block, META_ARGUMENTS, type Stack } from "../../stack/stack";
import { isTemplate, quote } from "../../stack/template";

/** What a test asserts of one output: all conditions must hold. */
export interface Expected {
  readonly name: string;
  readonly conditions: readonly string[];
}

/** What the values of outputs rest on. */
export interface Known {
  /** The values of all inputs, by name. */
  readonly inputs: ReadonlyMap<string, Json>;
  /** What a data source answers while the test plans. */
  readonly answers: (block: Block) => JsonObject;
}

/**
 * What the plan of a test gives for outputs that follow from inputs, literals, arguments and answers, without a function. No
 * other output has a condition: Terraform refuses one on what only an apply tells. Nothing is compared of a stack with
 * secrets in it, which a test would repeat.
 */
export function expectedOutputs(stack: Stack, known: Known): Expected[] {
  if (literalSecrets(stack).length > 0) {
    return [];
  }
  return stack.outputs
    .filter(({ isSecret }) => !isSecret)
    .flatMap(({ name, value }) => {
      const found = knownValue(value, { stack, known, depth: 0 });
      const conditions = found === undefined ? [] : conditionsOn(`output.${name}`, found);
      return conditions.length === 0 ? [] : [{ name, conditions }];
    });
}

interface Place {
  readonly stack: Stack;
  readonly known: Known;
  readonly depth: number;
}

/** No value refers to another one over more steps than this, unless Terraform refuses the circle. */
const DEEPEST = 20;

/** Undefined where a value is not known for certain. */
function knownValue(value: Json, place: Place): Json | undefined {
  if (isList(value)) {
    const elements = value.map((element) => knownValue(element, place));
    return elements.every((element) => element !== undefined) ? elements : undefined;
  }
  if (isObject(value)) {
    const members = entries(value).map(([name, member]) => [name, knownValue(member, place)] as const);
    const isKnown = members.every(([name, member]) => !isTemplate(name) && member !== undefined);
    return isKnown ? Object.fromEntries(members.flatMap(([name, member = null]) => [[name, member]])) : undefined;
  }
  if (typeof value !== "string" || !isTemplate(value)) {
    return value;
  }
  const parts = value.split(INTERPOLATION).map((part, index) => {
    if (index % 2 === 0) {
      return isTemplate(part) ? undefined : part;
    }
    const reference = place.depth < DEEPEST ? wholeReference(part.trim()) : undefined;
    return reference && referred(reference, { ...place, depth: place.depth + 1 });
  });
  const [before, whole, after] = parts;
  if (parts.length === 3 && before === "" && after === "") {
    return whole;
  }
  return parts.every((part) => typeof part === "string") ? parts.join("") : undefined;
}

/** What has no brackets of its own, and is no escape. */
const INTERPOLATION = /(?<!\$)\$\{([^{}]*)\}/;

function referred(reference: Reference, place: Place): Json | undefined {
  const { stack, known } = place;
  const [first, ...rest] = reference.steps;
  if (first?.kind !== "attribute") {
    return undefined;
  }
  switch (reference.root) {
    case "var":
      return memberOf(known.inputs.get(first.name), rest, (value) => value);
    case "local":
      return memberOf(stack.locals.get(first.name), rest, (value) => knownValue(value, place));
    default: {
      const found = addressIn(reference);
      const block = found && stack.blockByAddress.get(blockAddress(found.address));
      return block === undefined ? undefined : attributeOf(block, found?.path ?? [], place);
    }
  }
}

/** An argument is in the plan as it is configured. What a data source answers is, too, where it can be read meanwhile. */
function attributeOf(block: Block, path: readonly Step[], place: Place): Json | undefined {
  const { body, kind, isRepeated } = block;
  const [first] = path;
  const isPlain = !isRepeated && (kind === "resource" || kind === "data");
  if (!isPlain || first?.kind !== "attribute" || first.name.endsWith("_wo")) {
    return undefined;
  }
  if (first.name in body && !META_ARGUMENTS.includes(first.name)) {
    return memberOf(body, path, (value) => knownValue(value, place));
  }
  const isRead = kind === "data" && body.depends_on === undefined && isKnown(body, place);
  return isRead ? memberOf(place.known.answers(block), path, (value) => value) : undefined;
}

function isKnown(body: JsonObject, place: Place): boolean {
  const read = entries(body).filter(([name]) => !META_ARGUMENTS.includes(name));
  return read.every(([, value]) => knownValue(value, place) !== undefined);
}

function memberOf(
  value: Json | undefined,
  path: readonly Step[],
  last: (value: Json) => Json | undefined,
): Json | undefined {
  const [step, ...rest] = path;
  if (value === undefined || step === undefined) {
    return value === undefined ? undefined : last(value);
  }
  switch (step.kind) {
    case "attribute":
      return memberOf(lookUp(objectOf(value), step.name), rest, last);
    case "key": {
      const member = typeof step.key === "number" ? listOf(value)[step.key] : lookUp(objectOf(value), step.key);
      return memberOf(member, rest, last);
    }
    default:
      return undefined;
  }
}

/** A condition for each text, number and list in a value. */
function conditionsOn(expression: string, value: Json): string[] {
  if (isList(value)) {
    const texts = value.map(textIn);
    // Sets have no order, and a provider may take for a set what is written as a list.
    return texts.length > 0 && texts.every((text) => text !== undefined)
      ? [`toset([for one in ${expression} : tostring(one)]) == toset([${texts.map(quote).join(", ")}])`]
      : [];
  }
  if (isObject(value)) {
    return entries(value).flatMap(([name, member]) => conditionsOn(`${expression}[${quote(name)}]`, member));
  }
  const text = textIn(value);
  if (text === undefined) {
    return [];
  }
  // Terraform converts "1" to a number and back.
  return [typeof value === "string" ? `${expression} == ${quote(text)}` : `tostring(${expression}) == ${quote(text)}`];
}

/** What `tostring` gives; undefined where a text may be written in another way, as a number such as `1.0` is. */
function textIn(value: Json): string | undefined {
  switch (typeof value) {
    case "string":
      return value === "true" || value === "false" || Number.isFinite(Number(value)) ? undefined : value;
    case "boolean":
      return String(value);
    case "number":
      return Number.isSafeInteger(value) ? String(value) : undefined;
    default:
      return undefined;
  }
}

import { type Address, blockAddress, type Kind, parseAddress } from "../stack/address";
import {
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
  textOf,
  withParts,
} from "../stack/json";
import { objectWith } from "../stack/remembered";
import { type Block, blockTypeOf, type ProviderReference } from "../stack/stack";
import { escaped, escapedText } from "../stack/template";
import type { ConfiguredModule, Each, Meaning } from "./configuration";
import type { StateResource } from "./plan-json";
import type { Hanging, Instance } from "./planned-stack";
import { hasNone, isMarked, partsOf } from "./values";

/** An object before or after a plan, before it is known what its values refer to. */
export interface Owner extends Pick<Instance, "block" | "values" | "address"> {
  readonly providerName: string;
  /** `true` in the places of values that nobody knows yet. */
  readonly unknown: Json;
  /** Of a plan that was made here: all values, with marks that may tell what takes the place of one comes from. */
  readonly marked?: JsonObject;
  readonly parsed: Address | undefined;
  /** How other stacks call it. */
  readonly foreign: string;
}

export type Content = Pick<Owner, "values" | "unknown" | "marked">;

/** @param foreign what comes before the address where another stack names it */
export function ownerOf(
  { address, mode, type, name, providerName }: Omit<StateResource, "values" | "sensitive">,
  content: Content,
  foreign: string,
): Owner {
  const parsed = parseAddress(address);
  const kind: Kind = mode === "data" ? "data" : "resource";
  const block: Block = {
    kind,
    type,
    name: nameOf(parsed, name, address),
    address,
    blockType: blockTypeOf(kind, type),
    provider: NO_PROVIDER,
    body: NO_BODY,
    isRepeated: false,
  };
  return { address, block, providerName, parsed, foreign: `${foreign}${address}`, ...content };
}

const NO_PROVIDER: ProviderReference = { name: "" };
const NO_BODY: JsonObject = {};

/** What stands for the name in the cloud where that is not known: modules call most of their resources the same. */
function nameOf(parsed: Address | undefined, name: string, address: string): string {
  return parsed === undefined || parsed.modules.length > 0 || parsed.key !== undefined ? address : name;
}

/** What an id belongs to: an attribute of an object, such as `identity[0].principal_id`. */
export interface IdOwner<T> {
  readonly owner: T;
  readonly attribute: string;
}

/** Finds the object whose id a text is, other than the one that has the text. */
export type FindOwner<T> = (text: string, asking: T) => IdOwner<T> | undefined;

/** Which attributes of objects are ids is known to whoever knows the providers. */
export type FindOwners = <T extends Pick<Instance, "block" | "values">>(all: readonly T[]) => FindOwner<T>;

/** How addresses and values of one stack are turned into references. */
export interface Linking {
  readonly find: FindOwner<Owner>;
  /** The address by which this stack names an owner. */
  readonly addressOf: (owner: Owner) => string;
  readonly root: ConfiguredModule | undefined;
  /** Of a plan that was made here, whose configuration was planned without its provisioners. By block. */
  readonly provisioners?: ReadonlyMap<string, readonly string[]>;
}

/** The instance with a block of its own, whose arguments are known values, or else what they refer to. */
export function instanceOf(owner: Owner, linking: Linking): Instance {
  const { parsed, block, values, unknown } = owner;
  const module = parsed?.modules.reduce<ConfiguredModule | undefined>((one, step) => one?.child(step), linking.root);
  const own = parsed === undefined ? undefined : blockAddress({ ...parsed, modules: [] });
  const resource = objectOf(own === undefined ? undefined : module?.resource(own));
  const expressions = objectOf(resource.expressions);
  const each: Each = { key: parsed?.key, forEach: resource.for_each_expression };
  const programs = [
    ...listOf(resource.provisioners).map((one) => textOf(objectOf(one).type)),
    ...(own === undefined || (parsed?.modules.length ?? 0) > 0 ? [] : (linking.provisioners?.get(own) ?? [])),
  ];
  const hanging = new Map<string, Hanging>();
  const body = objectWith({
    names: () => [...new Set([...Object.keys(values), ...Object.keys(objectOf(unknown)), ...Object.keys(expressions)])],
    member: (name) => argumentOf(name, { owner, linking, module, expressions, each, hanging }),
  });
  return {
    address: owner.address,
    block: { ...block, body, provider: providerOf(resource, owner) },
    values,
    ...(own === undefined || module?.resource(own) === undefined ? {} : { written: writtenArguments(expressions) }),
    ...(programs.length === 0 ? {} : { provisioners: programs }),
    hanging: { get: (name) => (body[name] === undefined ? undefined : hanging.get(name)) },
  };
}

/** The arguments as they are written: in Terraform's JSON syntax to the letter, in HCL as constants and references. */
function writtenArguments(expressions: JsonObject): JsonObject {
  return objectWith({ names: () => Object.keys(expressions), member: (name) => asWritten(lookUp(expressions, name)) });
}

function asWritten(expression: Json | undefined): Json | undefined {
  if (isList(expression)) {
    return expression.map((one) => asWritten(one) ?? null);
  }
  if (!isObject(expression)) {
    return undefined;
  }
  const { constant_value: constant, references } = expression;
  if (references !== undefined) {
    const named = listOf(references).map((one) => `\${${String(one)}}`);
    return constant ?? (named.length === 1 ? named[0] : named);
  }
  if (constant !== undefined) {
    return escaped(constant);
  }
  return Object.fromEntries(Object.entries(expression).map(([name, one]) => [name, asWritten(one) ?? null]));
}

/** What an argument of an instance is made of. */
interface Source {
  readonly owner: Owner;
  readonly linking: Linking;
  readonly module: ConfiguredModule | undefined;
  readonly expressions: JsonObject;
  readonly each: Each;
  /** Where it is told what decides the argument. */
  readonly hanging: Map<string, Hanging>;
}

/** Undefined for an argument that is not set. */
function argumentOf(name: string, { owner, linking, module, expressions, each, hanging }: Source): Json | undefined {
  const value = lookUp(owner.values, name) ?? null;
  const unknown = lookUp(objectOf(owner.unknown), name) ?? false;
  const expression = lookUp(expressions, name);
  const isOpen = !hasNone(unknown);
  if (!isOpen && (value === null || (isList(value) && value.length === 0))) {
    const isWritten = isWriteOnly(name) && expression !== undefined && module !== undefined;
    return isWritten && module.constant(expression) !== null
      ? written(expression, module, each, () => undefined)
      : undefined;
  }
  const sourced = fromMarks(lookUp(owner.marked ?? {}, name), owner, linking);
  if (sourced !== undefined || !isOpen) {
    return sourced ?? linked(value, owner, linking);
  }
  if (expression === undefined || module === undefined) {
    if (unknown === true) {
      hanging.set(name, { open: linking.root === undefined ? [WITHOUT_CONFIGURATION] : [], choice: [] });
      return [];
    }
    return filled(value, unknown, [], owner, linking);
  }
  const whole = written(expression, module, each, (found) => hanging.set(name, found));
  return isFlat(expression) && isObject(value) ? filled(value, unknown, whole, owner, linking) : whole;
}

/** What a value comes from whose marks all tell it; undefined for any other. */
function fromMarks(marked: Json | undefined, owner: Owner, linking: Linking): Json | undefined {
  if (marked === undefined) {
    return undefined;
  }
  if (isList(marked) || isObject(marked)) {
    const parts = Object.entries(marked).map(([name, part]) => [name, fromMarks(part, owner, linking)] as const);
    const known = parts.flatMap(([name, part]) => (part === undefined ? [] : [[name, part] as const]));
    if (known.length < parts.length) {
      return undefined;
    }
    return isList(marked) ? known.map(([, part]) => part) : Object.fromEntries(known);
  }
  if (typeof marked !== "string" || !isMarked(marked)) {
    return linked(marked, owner, linking);
  }
  const parts = partsOf(marked).map((part) => (typeof part === "string" ? escapedText(part) : part.template));
  return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
}

/** A plan never has their values, so that only the configuration tells whether they are set. Providers name them so. */
function isWriteOnly(name: string): boolean {
  return name === "sensitive_body" || name.endsWith("_wo");
}

/** Whether one expression stands for all of a value. */
function isFlat(expression: Json): boolean {
  return isObject(expression) && "references" in expression;
}

/** An object of which a part is not known, with what that comes from in its place, where it is the only such part. */
function filled(value: Json, unknown: Json, source: Json, owner: Owner, linking: Linking): Json {
  const missing = unknownParts(unknown);
  const put = (part: Json | undefined, marks: Json): Json => {
    if (marks === true) {
      return missing === 1 ? source : [];
    }
    if (hasNone(marks)) {
      return linked(part ?? null, owner, linking);
    }
    if (isList(marks)) {
      return marks.map((mark, index) => put(listOf(part)[index], mark));
    }
    const names = [...new Set([...Object.keys(objectOf(part)), ...Object.keys(objectOf(marks))])];
    return Object.fromEntries(
      names.map((name) => [name, put(lookUp(objectOf(part), name), lookUp(objectOf(marks), name) ?? false)]),
    );
  };
  return put(value, unknown);
}

function unknownParts(unknown: Json): number {
  if (isList(unknown) || isObject(unknown)) {
    return Object.values(unknown).reduce<number>((count, one) => count + unknownParts(one), 0);
  }
  return unknown === true ? 1 : 0;
}

const WITHOUT_CONFIGURATION = "the configuration, which is not in this plan";

/** A known value, in which an id is a reference to what has it. */
function linked(value: Json, owner: Owner, linking: Linking): Json {
  if (typeof value !== "string") {
    return withParts(value, (one) => linked(one, owner, linking));
  }
  const found = linking.find(value, owner);
  return found === undefined ? escaped(value) : `\${${linking.addressOf(found.owner)}.${found.attribute}}`;
}

/** An argument is one expression, a block has several. */
export function written(value: Json, module: ConfiguredModule, each: Each, onHanging: (found: Hanging) => void): Json {
  if (isList(value)) {
    return value.map((one) => written(one, module, each, onHanging));
  }
  if (!isObject(value)) {
    return [];
  }
  if (value.constant_value !== undefined && value.references === undefined) {
    return escaped(value.constant_value);
  }
  if (value.references === undefined) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, written(one, module, each, onHanging)]),
    );
  }
  const meaning = module.meaning(value, each);
  if (meaning.open.length + meaning.choice.length > 0) {
    onHanging(meaning);
  }
  return template(meaning);
}

/** A list where there are several, with an empty one in it where something is not known. */
function template({ sources, open, choice }: Meaning): Json {
  const templates = sources.map((source) => `\${${source}}`);
  const isWhole = open.length + choice.length === 0;
  return isWhole && templates.length === 1 ? templates[0] : [...templates, ...(isWhole ? [] : [[]])];
}

/** A configuration that a module has itself is another one than that of the stack. */
function providerOf({ provider_config_key }: JsonObject, { providerName }: Owner): ProviderReference {
  if (typeof provider_config_key !== "string") {
    return { name: providerName.split("/").at(-1) ?? "" };
  }
  return providerAt(provider_config_key);
}

export function providerAt(key: string): ProviderReference {
  const end = key.lastIndexOf(":");
  const [name, alias] = key.slice(end + 1).split(".");
  const parts = [...(end === -1 ? [] : [key.slice(0, end)]), ...(alias === undefined ? [] : [alias])];
  return parts.length === 0 ? { name } : { name, alias: parts.join(".") };
}

import { TerraformProvider, TerraformResource, TerraformStack, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { checkAzapiType, isAzapiResource } from "../azapi-resource";
import { fail, type Place } from "../fail";
import { enums, interfaces, structs } from "./declared.json";
import { isNearly } from "./misspelt";
import {
  DECIDED_AT,
  EXACT,
  FOREIGN,
  INTERFACES,
  INTERNAL,
  PROVIDERS,
  type ProviderType,
  REPAIRS,
  UNREAD,
} from "./untold";
import * as values from "./values";
import { type Kind, refuse } from "./values";

/** Rows of declared.json: the type of each property, with `?` if it may be left out, and what it extends. */
type Rows = Readonly<Record<string, Readonly<Record<string, string>>>>;

const ENUMS: Readonly<Record<string, readonly string[]>> = enums;
const STRUCTS: Rows = { ...structs, ...INTERNAL };
const OBJECTS: Rows = { ...interfaces, ...FOREIGN };

/** A struct, and how each of its properties is read. */
interface Shape {
  readonly type: string;
  readonly properties: ReadonlyMap<string, Property>;
}

interface Property {
  readonly name: string;
  readonly isOptional: boolean;
  readonly kind: Kind;
}

/** Where a property is declared: its struct or interface. */
interface Owner {
  readonly type: string;
  /** How a text is read: that of an interface is never empty, since it refers to something. */
  readonly text: Kind<string>;
}

/** Reads all properties of a struct: null becomes undefined, tokens get the declared type, and the rest is refused. */
export function readProps<P extends object>(place: Place, given: P, struct: string): P {
  return readStruct(place, given, shapeOf(struct)) as P;
}

/** Reads what is no property of a struct by its type, such as an argument. */
export function read<T>(place: Place, property: string, given: T, type: string): T {
  return kept(kinds, type, () => kindOf(type, "", { type: "", text: values.text }))(place, property, given) as T;
}

const kinds = new Map<string, Kind>();
const shapes = new Map<string, Shape>();

/** Made on first use, since an app uses few structs. */
function kept<T>(all: Map<string, T>, name: string, make: () => T): T {
  let one = all.get(name);
  if (one === undefined) {
    one = make();
    all.set(name, one);
  }
  return one;
}

function shapeOf(struct: string): Shape {
  return kept(shapes, struct, () => shapeIn({ type: struct, text: values.text }));
}

function shapeIn(owner: Owner): Shape {
  const all = propertiesIn(STRUCTS, owner);
  return { type: owner.type, properties: new Map(all.map((property) => [property.name, property])) };
}

function propertiesIn(rows: Rows, owner: Owner, type = owner.type): Property[] {
  const { extends: bases, ...own } = rows[type];
  const inherited = bases === undefined ? [] : bases.split(" ").flatMap((base) => propertiesIn(rows, owner, base));
  const declared = Object.entries(own).map(([name, declaredType]) => {
    const isOptional = declaredType.endsWith("?");
    return { name, isOptional, kind: kindOf(isOptional ? declaredType.slice(0, -1) : declaredType, name, owner) };
  });
  return [...inherited, ...declared];
}

/** What a table of ./untold says of a property. */
function untold<T>(table: Readonly<Record<string, T>>, name: string, { type }: Owner): T | undefined {
  return table[`${type}.${name}`] ?? table[name];
}

/** The property of some structs that takes a provider of a type. */
export function providerProperty(structs: readonly string[], type: string): string {
  const own = structs.flatMap((struct) => providersIn(struct, type));
  return own[0] ?? structs.flatMap((struct) => nestedProvidersIn(struct, type))[0] ?? "provider";
}

function providersIn(struct: string, type: string): string[] {
  const isFor = (name: string) => (PROVIDERS[`${struct}.${name}`] ?? PROVIDERS[name]) === type;
  return [...shapeOf(struct).properties.keys()].filter(isFor);
}

/** Such as `application.azureadProvider`. */
function nestedProvidersIn(struct: string, type: string): string[] {
  return Object.entries(STRUCTS[struct]).flatMap(([name, declared]) => {
    const inner = declared.replace("?", "");
    return inner in STRUCTS ? providersIn(inner, type).map((one) => `${name}.${one}`) : [];
  });
}

function kindOf(type: string, name: string, owner: Owner): Kind {
  const decided = untold(DECIDED_AT, name, owner);
  const inner = type.slice(0, -2);
  if (type.endsWith("[]")) {
    return inner === "string" && decided !== "synth" ? values.texts : values.listOf(kindOf(inner, "", owner));
  }
  if (type.endsWith("{}")) {
    return inner === "string" && decided !== "synth" ? values.textMap : values.mapOf(kindOf(inner, "", owner));
  }
  if (type in ENUMS) {
    return values.oneOf(ENUMS[type], decided === "plan", REPAIRS[type]);
  }
  if (type in STRUCTS) {
    return structOf({ type, text: owner.text });
  }
  if (type in INTERFACES) {
    return objectOf(type);
  }
  if (type === "TerraformProvider") {
    return provider(untold(PROVIDERS, name, owner), owner.type in OBJECTS);
  }
  const plain: Readonly<Record<string, Kind>> = {
    string: decided === "synth" ? values.knownText : owner.text,
    number: values.number,
    boolean: decided === "plan" ? values.flag : values.knownFlag,
    method,
    Node: node,
  };
  return plain[type];
}

function readStruct(place: Place, given: unknown, shape: Shape, path?: string): object {
  if (!isBag(given)) {
    return refuse(place, path ?? "props", given, { must: "be an object", repair: `pass { ${mainNames(shape)} }` });
  }
  refuseMisspelt(place, given, shape, path);
  const props = { ...given };
  for (const { name, isOptional, kind } of shape.properties.values()) {
    const value = given[name] ?? undefined;
    const isLeftOut = isOptional && value === undefined;
    const meant = isLeftOut ? undefined : kind(place, path === undefined ? name : `${path}.${name}`, value);
    // Most are what they were, and writing those again is what takes the time here.
    if (meant !== props[name]) {
      props[name] = meant;
    }
  }
  return props;
}

/** The names of the properties that are required, or of all where none is. */
function mainNames({ properties }: Shape): string {
  const required = [...properties.values()].filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  return (required.length === 0 ? [...properties.keys()] : required).join(", ");
}

/** An object may have more than most structs declare, but a name that is nearly one that it lacks is a slip. */
function refuseMisspelt(
  place: Place,
  given: Record<string, unknown>,
  { type, properties }: Shape,
  path?: string,
): void {
  for (const got of Object.keys(given)) {
    const names = properties.has(got) ? [] : [...properties.keys()];
    const meant = names.find((name) => given[name] === undefined && isNearly(got, name));
    if (meant !== undefined || (names.length > 0 && EXACT.has(type))) {
      const must = `have names that ${type} declares`;
      const repair = meant === undefined ? `use ${names.join(", ")}, or remove it` : `did you mean '${meant}'?`;
      fail(place, { property: path ?? "props", must, got, repair });
    }
  }
}

function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === "object" && given !== null;
}

/** Whether it can have properties. A token of a map is an object with one name, which is the token. */
function isBag(given: unknown): given is Record<string, unknown> {
  if (!isObject(given) || Array.isArray(given) || Construct.isConstruct(given)) {
    return false;
  }
  return !Tokenization.isResolvable(given) && (Object.keys(given).length !== 1 || !Token.isUnresolved(given));
}

/** A struct inside another. */
function structOf(owner: Owner): Kind {
  let shape: Shape | undefined;
  return (place, property, given) => {
    shape ??= shapeIn(owner);
    return readStruct(place, given, shape, property);
  };
}

const MISSING = { must: "be there", repair: "implement all that the interface requires" };

/**
 * Whatever has the members that an interface requires, since users implement our interfaces. Of those, only what costs
 * nothing is read.
 */
function objectOf(type: string): Kind {
  // Credentials are plain data, whose texts have rules of their own.
  const text = type === "IRegistryCredentials" ? values.text : values.name;
  let members: Property[] | undefined;
  let looked: Property[] = [];
  return (place, property, given) => {
    if (members === undefined) {
      members = propertiesIn(OBJECTS, { type, text });
      looked = members.filter(({ name }) => !UNREAD.has(name));
    }
    if (!isObject(given) || !members.every(({ name, isOptional }) => isOptional || name in given)) {
      return refuse(place, property, given, INTERFACES[type]);
    }
    for (const { name, isOptional, kind } of looked) {
      const inner = `${property}.${name}`;
      const value = given[name] ?? undefined;
      if (value !== undefined) {
        kind(place, inner, value);
      } else if (!isOptional) {
        refuse(place, inner, value, MISSING);
      }
    }
    return given;
  };
}

const IN_TREE = { must: "be the node of a construct", repair: "extend Construct, or pass the node of one" };

/** With a root, which says that it is in the tree of an app. */
const node: Kind = (place, property, given) =>
  Construct.isConstruct(Object(given).root) ? given : refuse(place, property, given, IN_TREE);

const METHOD = { must: "be a method", repair: "implement it" };

/** The method of an interface, which takes more arguments than can be checked. */
const method: Kind = (place, property, given) =>
  typeof given === "function" ? given : refuse(place, property, given, METHOD);

/**
 * A provider of one type. cdktf would ignore a text, and Terraform would use the default provider in its place: for a
 * secret, that is another cluster. A provider of another stack would do the same, unless an object of that stack has it.
 */
function provider(type: ProviderType | undefined, isOfAnyStack: boolean): Kind {
  const refusal = {
    must: isOfAnyStack ? `be the ${type} provider` : `be the ${type} provider, of the same stack`,
    repair: "pass the construct itself, not its name or alias",
  };
  return (place, property, given) => {
    const isRight =
      Construct.isConstruct(given) &&
      TerraformProvider.isTerraformProvider(given) &&
      given.terraformResourceType === type &&
      (isOfAnyStack || typeof place === "string" || TerraformStack.of(given) === TerraformStack.of(place));
    return isRight ? given : refuse(place, property, given, refusal);
  };
}

/** A resource of one type, of any binding, or what is the same in azapi. */
export function resource(type: string, azapiType: string): Kind<TerraformResource> {
  const isRight = (given: unknown): given is TerraformResource =>
    Construct.isConstruct(given) &&
    TerraformResource.isTerraformResource(given) &&
    (given.terraformResourceType === type || isAzapiResource(given));
  const refusal = {
    must: `be a resource ${type}, or an azapi_resource of the type ${azapiType}`,
    repair: "pass the construct of the binding, as `new` returned it",
  };
  return (place, property, given) => {
    if (!isRight(given)) {
      return refuse(place, property, given, refusal);
    }
    if (isAzapiResource(given)) {
      checkAzapiType(given, `${property}.type`, azapiType);
    }
    return given;
  };
}

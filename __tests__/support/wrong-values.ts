import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { type TerraformStack, TerraformVariable, Token } from "cdktf";
import type { Assembly, TypeReference } from "./assembly";

/** The name of the variable behind every token, so that it can be found in what is synthesized. */
export const TOKEN = "wrong";

/** A value that callers without a type checker pass, and how to make it in a stack. */
export interface WrongValue {
  readonly title: string;
  readonly isToken?: boolean;
  make(stack: TerraformStack): unknown;
}

const variableOf = (stack: TerraformStack, type: string) => new TerraformVariable(stack, TOKEN, { type });

const WRONG_VALUES: readonly WrongValue[] = [
  { title: "undefined", make: () => undefined },
  { title: "null", make: () => null },
  { title: "an empty text", make: () => "" },
  { title: "the text 'false'", make: () => "false" },
  { title: "the text '5'", make: () => "5" },
  { title: "a number", make: () => 1.3 },
  { title: "NaN", make: () => Number.NaN },
  { title: "true", make: () => true },
  { title: "false", make: () => false },
  { title: "an empty list", make: () => [] },
  { title: "a list of a text", make: () => ["apps"] },
  { title: "a list of null", make: () => [null] },
  { title: "a list with a hole", make: () => new Array(1) },
  { title: "a list of a number", make: () => [5] },
  { title: "an object", make: () => ({}) },
  { title: "an object of an object", make: () => ({ team: {} }) },
  { title: "an object of null", make: () => ({ team: null }) },
  { title: "an object of undefined", make: () => ({ team: undefined }) },
  { title: "a date", make: () => new Date("2027-01-31T00:00:00Z") },
  { title: "a function", make: () => () => "contoso" },
  { title: "a resource", make: (stack) => new ResourceGroup(stack, "other", { name: "rg", location: "westeurope" }) },
  { title: "a stack", make: (stack) => stack },
  ...["azurerm", "azuread", "kubernetes"].map((type) => ({
    title: `the ${type} provider`,
    make: (stack: TerraformStack) => stack.node.findChild(type),
  })),
  { title: "a variable itself", make: (stack) => variableOf(stack, "string") },
  { title: "a token of a text", isToken: true, make: (stack) => variableOf(stack, "string").stringValue },
  { title: "a token of a number", isToken: true, make: (stack) => variableOf(stack, "number").numberValue },
  { title: "a token of a list", isToken: true, make: (stack) => variableOf(stack, "list(string)").listValue },
  { title: "a token of a boolean", isToken: true, make: (stack) => variableOf(stack, "bool").booleanValue },
  { title: "a token of a map", isToken: true, make: (stack) => Token.asAnyMap(variableOf(stack, "map(string)").value) },
  { title: "a token of any type", isToken: true, make: (stack) => variableOf(stack, "any").value },
  { title: "a text with a token of a number", isToken: true, make: (stack) => `x${variableOf(stack, "number").numberValue}` },
  { title: "a text with a token of a list", isToken: true, make: (stack) => `x${variableOf(stack, "list(string)").listValue}` },
];

/** The values that are wrong for a type by their mere form. */
export function wrongValues({ types }: Assembly, type: TypeReference): WrongValue[] {
  return WRONG_VALUES.filter(({ title }) => !RIGHT[kindOf(types, type)].includes(title));
}

/** Whether a property of the type may take the value. Whether this one does is its own business. */
export function mayBeTaken({ types }: Assembly, type: TypeReference, optional: boolean, { title }: WrongValue): boolean {
  return (optional && NOTHING.includes(title)) || MEANINGFUL[kindOf(types, type)].includes(title);
}

/** For an optional property, the same as leaving it out. */
export const NOTHING = ["undefined", "null"];

type Kind = "boolean" | "enumeration" | "list" | "list of texts" | "map" | "number" | "object" | "provider" | "struct" | "text";

function kindOf(types: Assembly["types"], { primitive, fqn = "", collection }: TypeReference): Kind {
  if (collection?.kind === "map") {
    return "map";
  }
  if (collection) {
    return collection.elementtype.primitive === "string" ? "list of texts" : "list";
  }
  if (primitive === "boolean" || primitive === "number") {
    return primitive;
  }
  if (primitive) {
    return "text";
  }
  if (types[fqn]?.kind === "enum") {
    return "enumeration";
  }
  if (types[fqn]?.datatype) {
    return "struct";
  }
  return fqn?.endsWith(".TerraformProvider") ? "provider" : "object";
}

const NO_VALUES: readonly string[] = [];

/** Right by their form: their content is judged by the tests of each construct. */
const RIGHT = {
  boolean: ["true", "false"],
  enumeration: NO_VALUES,
  list: ["an empty list"],
  "list of texts": ["an empty list", "a list of a text"],
  map: ["an object"],
  number: NO_VALUES,
  object: NO_VALUES,
  provider: NO_VALUES,
  // Those without properties, where none is required.
  struct: ["an object", "an object of an object", "an object of null", "an object of undefined", "a date"],
  text: ["the text 'false'", "the text '5'"],
};

const ANY_TOKEN = ["a token of a boolean", "a token of any type"];

const MEANINGFUL = {
  boolean: ANY_TOKEN,
  enumeration: [...ANY_TOKEN, "a token of a text"],
  list: NO_VALUES,
  "list of texts": [...ANY_TOKEN, "a token of a text", "a token of a list"],
  map: [...ANY_TOKEN, "a token of a map"],
  number: [...ANY_TOKEN, "a token of a number"],
  object: NO_VALUES,
  provider: ["the azurerm provider", "the azuread provider", "the kubernetes provider"],
  struct: NO_VALUES,
  text: [...ANY_TOKEN, "a token of a text"],
};

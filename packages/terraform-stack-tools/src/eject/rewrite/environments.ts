import { freeName } from "../../hand-off/module/layout";
import { PARAMETERS } from "../../knowledge/catalogue/arguments";
import { isSecretInput } from "../../knowledge/secrets/secret-scan";
import { pluralOf } from "../../shared/words";
import {
  grouped,
  isList,
  isObject,
  type Json,
  type JsonObject,
  lookUp,
  objectOf,
  pickMembers,
  textValues,
} from "../../stack/json";
import { readVariables } from "../../stack/stack";
import { isLiteral, isTemplate } from "../../stack/template";
import {
  affixesOf,
  type Difference,
  differencesOf,
  hasSequence,
  type Route,
  shapeOf,
  templateAround,
  withValues,
} from "./differences";
import { type Draft, moved, takesVariable } from "./draft";

/** Drafts of one app that differ in nothing but values, such as those of one class of stack in several environments. */
export interface Environments {
  /** What all of them are called. */
  readonly name: string;
  /** With the parameters as variables. */
  readonly members: readonly Member[];
  readonly parameters: readonly Parameter[];
}

interface Member {
  /** Its position among all drafts. */
  readonly index: number;
  readonly draft: Draft;
}

/** Sections that say something else for each environment anyway. */
const OWN = ["terraform", "moved", "removed", "import"];

/** Groups the drafts. One that no other is like is a group of its own, without parameters. */
export function environmentsIn(drafts: readonly Draft[]): Environments[] {
  const members = drafts.map((draft, index) => ({ index, draft }));
  const alike = grouped(members, ({ draft }) => JSON.stringify(shapeOf(bodyOf(draft.stack.sections))));
  return [...alike.values()].flatMap(fitting).map(withParameters);
}

/** Where one does not fit to all others, those that fit to the first of a group are tried one by one. */
const MAXIMUM_TRIED = 50;

/** Groups of what has one structure: nearly always one. */
function fitting(members: readonly Member[]): (readonly Member[])[] {
  const draftsOf = (group: readonly Member[]) => group.map(({ draft }) => draft);
  if (members.length === 1 || parametersIn(draftsOf(members)) !== undefined) {
    return [members];
  }
  const groups: Member[][] = [];
  for (const member of members) {
    const group = groups
      .slice(0, MAXIMUM_TRIED)
      .find((one) => one.length < MAXIMUM_TRIED && parametersIn([...draftsOf(one), member.draft]) !== undefined);
    if (group === undefined) {
      groups.push([member]);
    } else {
      group.push(member);
    }
  }
  return groups;
}

function withParameters(members: readonly Member[]): Environments {
  const names = members.map(({ draft }) => draft.stack.name ?? "");
  const parameters = members.length === 1 ? [] : (parametersIn(members.map(({ draft }) => draft)) ?? []);
  return {
    name: members.length === 1 ? names[0] : commonPart(names),
    parameters,
    members: members.map(({ index, draft }, own) => ({ index, draft: parameterized(draft, parameters, own) })),
  };
}

function parametersIn(drafts: readonly Draft[]): Parameter[] | undefined {
  const bodies = drafts.map(({ stack }) => bodyOf(stack.sections));
  const names = drafts.map(({ stack }) => stack.name ?? "");
  const [first] = drafts;
  const hasBlocks = first.stack.blocks.length > 0;
  const differences = hasBlocks ? differencesOf(bodies) : undefined;
  // What has a default of its own already needs none.
  const open = withTables(
    differences?.filter(({ route }) => !(route[0] === "variable" && route[2] === "default")),
    bodies,
  );
  const declared = objectOf(first.stack.sections.variable);
  const parameters = open && parametersOf(open, wordsOf(names), (name) => name in declared);
  return parameters?.some(isSecret) === true ? undefined : parameters;
}

/** Everybody could read it in the default. */
function isSecret(parameter: Parameter): boolean {
  const declarations = parameter.values.map((_value, index) => ({ [parameter.name]: declaration(parameter, index) }));
  return declarations.flatMap(readVariables).some(isSecretInput);
}

function bodyOf(sections: JsonObject): JsonObject {
  return pickMembers(sections, (name) => !OWN.includes(name));
}

/** What names differ in; undefined where some have nothing of their own. */
function wordsOf(names: readonly string[]): readonly string[] | undefined {
  const { prefix, suffix } = affixesOf(names);
  const words = names.map((name) => name.slice(prefix.length, name.length - suffix.length));
  return new Set(words).size === words.length && words.every((word) => /^[A-Za-z][A-Za-z0-9]+$/.test(word))
    ? words
    : undefined;
}

function commonPart(names: readonly string[]): string {
  const { prefix, suffix } = affixesOf(names);
  return `${prefix}${suffix}`.replace(/^\W+|\W+$/g, "").replace(/\W{2,}/g, "-") || "environment";
}

function declaration({ type, description, values }: Parameter, index: number): JsonObject {
  return { type, ...(description !== undefined && { description }), default: values[index] };
}

function parameterized(draft: Draft, parameters: readonly Parameter[], index: number): Draft {
  if (parameters.length === 0) {
    return draft;
  }
  const { sections } = draft.stack;
  const replaced = withValues(
    sections,
    parameters.flatMap(({ places }) => places),
  );
  const declared = parameters.map((parameter) => [parameter.name, declaration(parameter, index)]);
  const variable = { ...objectOf(sections.variable), ...Object.fromEntries(declared) };
  return moved(draft, { ...objectOf(replaced), variable }, new Map());
}

/** A value that each environment has of its own, and the places that it is in. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  /** Undefined where it is that of the argument. */
  readonly description: string | undefined;
  /** One for each environment. */
  readonly values: readonly Json[];
  /** What takes the place of the value, by place. */
  readonly places: readonly (readonly [route: Route, template: string])[];
}

/**
 * The parameters in which environments differ; undefined where a difference is none of a value.
 * @param words what the names of the environments differ in, such as `dev` and `prod`; undefined where they have none
 * @param isTaken whether a variable has a name already
 */
function parametersOf(
  differences: readonly Difference[],
  words: readonly string[] | undefined,
  isTaken: (name: string) => boolean,
): Parameter[] | undefined {
  const parameters = new Map<string, OpenParameter>();
  const used = new Set<string>();
  const add = (
    key: string,
    name: () => string,
    place: readonly [Route, string],
    of: Omit<Parameter, "name" | "places">,
  ) => {
    const known = parameters.get(key) ?? { ...of, name: name(), places: [] };
    known.places.push(place);
    used.add(known.name);
    parameters.set(key, known);
  };
  for (const { route, values } of differences) {
    if (!isPlace(route)) {
      return undefined;
    }
    const environment = words && templateAround(values, words, "var.environment");
    if (environment !== undefined && words !== undefined && !isTaken("environment")) {
      const description = lookUp(PARAMETERS, "environment");
      add("environment", () => "environment", [route, environment], { type: "string", description, values: words });
      continue;
    }
    const part = varyingPart(values);
    const type = part === undefined ? undefined : typeOf(part.values);
    if (part === undefined || type === undefined) {
      return undefined;
    }
    const key = JSON.stringify(part.values);
    const name = () => nameFor(route, (one) => one === "environment" || isTaken(one) || used.has(one));
    const expression = `\${var.${parameters.get(key)?.name ?? name()}}`;
    const template = `${part.prefix}${expression}${part.suffix}`;
    if (!hasSequence(template, expression.slice(2, -1))) {
      return undefined;
    }
    add(key, name, [route, template], { type, description: descriptionOf(route), values: part.values });
  }
  return [...parameters.values()];
}

/** While places are being found. */
type OpenParameter = Omit<Parameter, "places"> & { readonly places: (readonly [Route, string])[] };

function isPlace(route: Route): boolean {
  return takesVariable(route) || (route[0] === "output" && route[2] === "value");
}

interface Part {
  readonly prefix: string;
  readonly suffix: string;
  readonly values: readonly Json[];
}

/** What differs of values without expressions, or of texts around which expressions are the same. */
function varyingPart(values: readonly Json[]): Part | undefined {
  if (values.every(isConstant)) {
    return { prefix: "", suffix: "", values };
  }
  const texts = values.filter((value): value is string => typeof value === "string");
  if (texts.length < values.length) {
    return undefined;
  }
  const { prefix, suffix } = affixesOf(texts);
  const parts = texts.map((text) => text.slice(prefix.length, text.length - suffix.length));
  const isWritable =
    !/[$%]$/.test(prefix) && parts.every((part) => part !== "" && !isTemplate(part) && !/[{}]/.test(part));
  return isWritable ? { prefix, suffix, values: parts } : undefined;
}

/** A default means itself, so that nothing in it may be an escape. */
function isConstant(value: Json): boolean {
  if (isObject(value)) {
    return tableType(value) !== undefined;
  }
  if (isList(value)) {
    return value.every((element) => typeof element === "string" && isConstant(element));
  }
  return typeof value !== "string" || value === "" || (isLiteral(value) && !isTemplate(value));
}

function typeOf(values: readonly Json[]): string | undefined {
  if (values.every(isList)) {
    return "list(string)";
  }
  if (values.every(isObject)) {
    return tableType(values[0]);
  }
  const [first] = values;
  switch (typeof first) {
    case "string":
      return "string";
    case "number":
      return "number";
    case "boolean":
      return "bool";
    default:
      return undefined;
  }
}

/** Names that say little without that of their block. */
const BARE = /^(name|value|id|type|key|count|size|path|content|input|title|text|data|description|\d.*)$/;

function nameFor(route: Route, isTaken: (name: string) => boolean): string {
  const words = route
    .filter((step): step is string => typeof step === "string")
    .map((step) => step.replace(/\W+/g, "_"));
  const block = words[0] === "provider" ? words[1] : (words[2] ?? words[1]);
  const isTable = words.length === 4 && words[3] === "for_each";
  const leaf = isTable ? pluralOf(block) : words[words.length - 1].toLowerCase();
  const names = [leaf, `${block}_${leaf}`, words.slice(1).join("_")].filter((one) => /^[A-Za-z_]/.test(one));
  const good = names.find((name) => !BARE.test(name) && !isTaken(name));
  return freeName(good ?? `value_of_${leaf}`, isTaken);
}

function descriptionOf(route: Route): string | undefined {
  const words = route.filter((step): step is string => typeof step === "string");
  return lookUp(PARAMETERS, words[words.length - 1]);
}

/** How many names lead to the instances of a block: the section, its type, its name, and `for_each`. */
const DEPTH = 4;

/**
 * Differences with one in place of those within the instances of a block: their table is one value, which each environment
 * has of its own.
 */
function withTables(
  differences: readonly Difference[] | undefined,
  bodies: readonly Json[],
): readonly Difference[] | undefined {
  const counts = new Map<string, number>();
  for (const difference of differences ?? []) {
    const key = tableOf(difference);
    counts.set(key ?? "", (counts.get(key ?? "") ?? 0) + 1);
  }
  const written = new Set<string>();
  return differences?.flatMap((difference) => {
    const key = tableOf(difference);
    const route = difference.route.slice(0, DEPTH);
    const values = key === undefined || (counts.get(key) ?? 0) < 2 ? [] : bodies.map((body) => valueAt(body, route));
    const [type, ...types] = values.map(tableType);
    if (key === undefined || type === undefined || types.some((other) => other !== type)) {
      return [difference];
    }
    const isFirst = !written.has(key);
    written.add(key);
    return isFirst ? [{ route, values }] : [];
  });
}

function tableOf({ route }: Difference): string | undefined {
  const isTable = route.length > DEPTH && route[0] === "resource" && route[DEPTH - 1] === "for_each";
  return isTable ? JSON.stringify(route.slice(0, DEPTH)) : undefined;
}

function valueAt(body: Json, route: Difference["route"]): Json {
  return route.reduce<Json>((value, step) => objectOf(value)[step] ?? null, body);
}

/** The type of a table that a default may have: a map of single values, or of objects of such; undefined for any other. */
function tableType(value: Json): string | undefined {
  if (!isObject(value) || textValues(value).some(isTemplate) || Object.keys(value).length === 0) {
    return undefined;
  }
  const types = new Set(Object.values(value).map((row) => (isObject(row) ? rowType(row) : primitive(row))));
  const [type] = types;
  return types.size === 1 && type !== undefined ? `map(${type})` : undefined;
}

function rowType(row: { readonly [name: string]: Json }): string | undefined {
  const members = Object.entries(row).map(([name, value]) => {
    const type = primitive(value);
    return type === undefined || !/^[a-z_]\w*$/i.test(name) ? undefined : `${name} = ${type}`;
  });
  return members.includes(undefined) ? undefined : `object({ ${members.join(", ")} })`;
}

function primitive(value: Json): string | undefined {
  if (value === null || isList(value) || isObject(value)) {
    return undefined;
  }
  return typeof value === "boolean" ? "bool" : typeof value;
}

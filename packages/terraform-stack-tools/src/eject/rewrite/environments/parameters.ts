import { PARAMETERS } from "../../../knowledge/catalogue/arguments";
import { pluralOf } from "../../../shared/words";
import { isList, isObject, type Json, lookUp } from "../../../stack/json";
import { isLiteral, isTemplate } from "../../../stack/template";
import { affixesOf, type Difference, hasSequence, type Route, templateAround } from "../differences";
import { takesVariable } from "../values/places";
import { tableType } from "./tables";

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
export function parametersOf(
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
    const name = () => freeName(route, (one) => one === "environment" || isTaken(one) || used.has(one));
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

function freeName(route: Route, isTaken: (name: string) => boolean): string {
  const words = route
    .filter((step): step is string => typeof step === "string")
    .map((step) => step.replace(/\W+/g, "_"));
  const block = words[0] === "provider" ? words[1] : (words[2] ?? words[1]);
  const isTable = words.length === 4 && words[3] === "for_each";
  const leaf = isTable ? pluralOf(block) : words[words.length - 1].toLowerCase();
  const names = [leaf, `${block}_${leaf}`, words.slice(1).join("_")].filter((one) => /^[A-Za-z_]/.test(one));
  const good = names.find((name) => !BARE.test(name) && !isTaken(name));
  let free = good ?? `value_of_${leaf}`;
  for (let number = 2; isTaken(free); number++) {
    free = `${good ?? `value_of_${leaf}`}_${number}`;
  }
  return free;
}

function descriptionOf(route: Route): string | undefined {
  const words = route.filter((step): step is string => typeof step === "string");
  return lookUp(PARAMETERS, words[words.length - 1]);
}

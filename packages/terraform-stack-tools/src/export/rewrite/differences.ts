import { addressIn, blockAddress } from "../../stack/address";
import { entries, isList, isObject, type Json, mapMembers, objectOf } from "../../stack/json";
import { isSymbol, type Part, readTemplate } from "../../stack/lexer";
import { wholeReference } from "../../stack/reference";
import { isTemplate, unwrapped } from "../../stack/template";

/** The names and positions that lead to a value. */
export type Route = readonly (string | number)[];

/** A value that is not the same in all of several bodies. */
export interface Difference {
  readonly route: Route;
  /** One for each body. */
  readonly values: readonly Json[];
}

/**
 * Where bodies of one structure have other values; undefined where they are of several structures. A list of single
 * values counts as one value where its length differs.
 */
export function differencesOf(bodies: readonly Json[], route: Route = []): Difference[] | undefined {
  const [first, ...others] = bodies;
  const below = (steps: readonly (string | number)[]) => {
    const parts = steps.map((step) =>
      differencesOf(
        bodies.map((body) => memberOf(body, step)),
        [...route, step],
      ),
    );
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  };
  if (isObject(first)) {
    const names = Object.keys(first).join("\n");
    const isSame = others.every((other) => isObject(other) && Object.keys(other).join("\n") === names);
    return isSame ? below(entries(first).map(([name]) => name)) : undefined;
  }
  if (isList(first)) {
    if (!others.every(isList)) {
      return undefined;
    }
    if (others.every(({ length }) => length === first.length)) {
      return below([...first.keys()]);
    }
    return bodies.every(isFlat) ? [{ route, values: bodies }] : undefined;
  }
  if (others.every((other) => other === first)) {
    return [];
  }
  return others.every((other) => other !== null && typeof other === typeof first && !isObject(other) && !isList(other))
    ? [{ route, values: bodies }]
    : undefined;
}

function memberOf(body: Json, step: string | number): Json {
  if (isList(body)) {
    return body[Number(step)] ?? null;
  }
  return objectOf(body)[step] ?? null;
}

function isFlat(value: Json): boolean {
  return isList(value) && value.every((element) => !isObject(element) && !isList(element));
}

/** A body with another value at a place. */
export function withValue(body: Json, [step, ...rest]: Route, value: Json): Json {
  if (step === undefined) {
    return value;
  }
  if (isList(body)) {
    return body.map((element, index) => (index === step ? withValue(element, rest, value) : element));
  }
  return isObject(body) && typeof step === "string" ? { ...body, [step]: withValue(body[step], rest, value) } : body;
}

/** The structure of a value: what bodies that differ in nothing but values have in common. */
export function shapeOf(value: Json): Json {
  if (isList(value)) {
    return isFlat(value) ? "list" : value.map(shapeOf);
  }
  if (isObject(value)) {
    return mapMembers(value, shapeOf);
  }
  return value === null ? null : typeof value;
}

/** What texts have in common around the parts in which they differ: from the start and from the end. */
export function affixesOf(texts: readonly string[]): { readonly prefix: string; readonly suffix: string } {
  const [first, ...others] = texts;
  let start = 0;
  while (start < first.length && others.every((other) => other[start] === first[start])) {
    start++;
  }
  const shortest = Math.min(...texts.map(({ length }) => length));
  let end = 0;
  while (
    end < shortest - start &&
    others.every((other) => other[other.length - 1 - end] === first[first.length - 1 - end])
  ) {
    end++;
  }
  const prefix = first.slice(0, start).replace(/[A-Za-z0-9]+$/, "");
  const suffix = first.slice(first.length - end).replace(/^[A-Za-z0-9]+/, "");
  return { prefix, suffix };
}

/** A text in which an expression stands for what differs. */
type Template = string;

const KEY_OF_INSTANCE = "each.key";

/** The text that values have in common around the key of each; undefined where they have none. */
function templateAround(values: readonly Json[], words: readonly string[]): Template | undefined {
  // Numbers and single letters are in texts by chance, but for the end of each.
  const areWords = words.every((word) => word.length > 1 && !/^\d+$/.test(word));
  if (!areWords && !values.every((value, index) => isAtEnd(value, words[index]))) {
    return undefined;
  }
  const [first = [], ...others] = values.map((value, index) => templatesOf(value, words[index]));
  return first.find((template) => others.every((other) => other.includes(template)));
}

function isAtEnd(value: Json, word: string): boolean {
  return (
    value === word || (typeof value === "string" && /[-_]$/.test(value.slice(0, -word.length)) && value.endsWith(word))
  );
}

/** With each place of a word in turn. A `$` before a sequence would escape it. */
function templatesOf(value: Json, word: string): Template[] {
  if (typeof value !== "string") {
    return [];
  }
  const found: Template[] = [];
  for (let at = value.indexOf(word); at !== -1; at = value.indexOf(word, at + 1)) {
    const [before, after] = [value.slice(0, at), value.slice(at + word.length)];
    const template = `${before}\${${KEY_OF_INSTANCE}}${after}`;
    if (!/[A-Za-z0-9$%]$/.test(before) && !/^[A-Za-z0-9]/.test(after) && hasKey(readTemplate(template))) {
      found.push(template);
    }
  }
  return found;
}

/** Whether the key is a sequence of a template by itself, or of a text in a call such as `file("${each.key}")`. */
function hasKey(template: readonly Part[]): boolean {
  return template.some(
    (part) =>
      part.kind === "sequence" &&
      (part.tokens.map((token) => ("text" in token ? token.text : "")).join("") === KEY_OF_INSTANCE ||
        part.tokens.some(
          (token, index) => token.kind === "string" && !isSymbol(part.tokens[index - 1], "[") && hasKey(token.template),
        )),
  );
}

/** The keys of instances, one for each. */
type Keys = readonly string[];

/** The templates of the differences that follow from the keys. */
export type Templates = ReadonlyMap<Difference, Template>;

/** What people use as a key, without anything that must be escaped. */
const KEY = /^[\w.][-\w./]{0,127}$/;

/**
 * Keys that siblings could get, the best ones first: those of the instances that they refer to, what their names differ
 * in, their ids, and whole names. A number is a key where nothing else is.
 */
export function keysFor(differences: readonly Difference[], names: readonly string[]): Keys[] {
  const ids = shortened(names);
  const texts = differences.flatMap((difference) => textsOf(difference, ids));
  const all = [...inherited(differences), ...texts.map(varyingParts), ids, ...texts];
  return all.filter((keys) => new Set(keys.filter((key) => KEY.test(key))).size === ids.length);
}

/** What takes the place of values in which the key of each instance is, or that refer to the instances of the same keys. */
export function templatesFor(differences: readonly Difference[], keys: Keys): Templates {
  const found = differences.flatMap((difference): [Difference, Template][] => {
    const template = instanceTemplate(difference, keys) ?? templateAround(difference.values, keys);
    return template === undefined ? [] : [[difference, template]];
  });
  return new Map(found);
}

/** The keys in references to instances of one block, such as `aws_subnet.all["a"].id`. */
function inherited(differences: readonly Difference[]): Keys[] {
  return differences.flatMap(({ values }) => {
    const found = values.flatMap((value) => instanceIn(value) ?? []);
    const isOne = found.length === values.length && new Set(found.map(({ block }) => block)).size === 1;
    return isOne ? [found.map(({ key }) => key)] : [];
  });
}

function instanceIn(value: Json): { readonly block: string; readonly key: string } | undefined {
  const expression = typeof value === "string" ? unwrapped(value) : undefined;
  const reference = expression === undefined ? undefined : wholeReference(expression);
  const found = reference && addressIn(reference);
  return typeof found?.address.key === "string"
    ? { block: blockAddress(found.address), key: found.address.key }
    : undefined;
}

/** References to the instances of the same keys. */
function instanceTemplate({ values }: Difference, keys: Keys): Template | undefined {
  const templates = values.map((value, index) =>
    typeof value === "string" && instanceIn(value)?.key === keys[index]
      ? value.replace(`["${keys[index]}"]`, "[each.key]")
      : undefined,
  );
  return templates.every((one) => one === templates[0]) ? templates[0] : undefined;
}

/** The texts that people call things by, and those that ids begin with in other letters; none of other differences. */
function textsOf({ route, values }: Difference, ids: readonly string[]): Keys[] {
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z\d]/g, "");
  const texts = values.filter((value): value is string => typeof value === "string");
  const isName =
    /(^|_)(name|key)$/.test(String(route[route.length - 1])) ||
    texts.every((text, index) => text !== "" && letters(ids[index]).startsWith(letters(text)));
  return isName && texts.length === values.length ? [texts] : [];
}

/** What differs in texts, without what is around it in all of them; nothing where numbers do, which say little. */
function varyingParts(texts: readonly string[]): readonly string[] {
  const { prefix, suffix } = affixesOf(texts);
  const parts = texts.map((text) => text.slice(prefix.length, text.length - suffix.length));
  return parts.every((part) => part.length > 1 && !/^\d+$/.test(part) && !isTemplate(part)) ? parts : [];
}

/** Names without the words that all of them begin or end with. */
function shortened(names: readonly string[]): Keys {
  const { prefix, suffix } = affixesOf(names);
  const parts = names.map((name) => name.slice(prefix.length, name.length - suffix.length));
  return parts.every((part) => part !== "") ? parts : names;
}

import { addressIn, blockAddress } from "../../stack/address";
import type { Json } from "../../stack/json";
import { wholeReference } from "../../stack/reference";
import { isTemplate, unwrapped } from "../../stack/template";
import { affixesOf, type Difference, type Template, templateAround } from "./differences";

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
    const template = instanceTemplate(difference, keys) ?? templateAround(difference.values, keys, "each.key");
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

/** The texts that people call things by, and those that ids say in other letters; none of other differences. */
function textsOf({ route, values }: Difference, ids: readonly string[]): Keys[] {
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z\d]/g, "");
  const texts = values.filter((value): value is string => typeof value === "string");
  const isName =
    /(^|_)(name|key)$/.test(String(route[route.length - 1])) ||
    texts.every((text, index) => letters(text) === letters(ids[index]));
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

import { addressIn, blockAddress } from "../../../stack/address";
import type { Json } from "../../../stack/json";
import { wholeReference } from "../../../stack/reference";
import { isTemplate, unwrapped } from "../../../stack/template";
import { affixesOf, type Difference, type Template, templateAround } from "../differences";

export interface Keys {
  /** One for each sibling. */
  readonly keys: readonly string[];
  /** The templates of the differences that follow from the keys. */
  readonly templates: ReadonlyMap<Difference, Template>;
}

/** What people use as a key, without anything that must be escaped. */
const KEY = /^[A-Za-z0-9][-\w./]{0,63}$/;

/**
 * The keys that siblings get: those of the instances that they refer to, or what their names say, or their ids.
 * @param ids the plain names of the siblings
 */
export function keysOf(differences: readonly Difference[], ids: readonly string[]): Keys | undefined {
  const keys = inherited(differences) ?? named(differences) ?? distinct(shortened(ids));
  return keys && { keys, templates: templatesFor(differences, keys) };
}

function templatesFor(differences: readonly Difference[], keys: readonly string[]): ReadonlyMap<Difference, Template> {
  const found = differences.flatMap((difference): [Difference, Template][] => {
    const template = instanceTemplate(difference, keys) ?? templateAround(difference.values, keys, "each.key");
    return template === undefined ? [] : [[difference, template]];
  });
  return new Map(found);
}

/** The keys in references to instances of one block, such as `aws_subnet.all["a"].id`. */
function inherited(differences: readonly Difference[]): readonly string[] | undefined {
  for (const { values } of differences) {
    const found = values.map((value) => instanceIn(value));
    const blocks = new Set(found.map((one) => one?.block));
    const keys = distinct(found.flatMap((one) => (one === undefined ? [] : [one.key])));
    if (blocks.size === 1 && keys?.length === values.length) {
      return keys;
    }
  }
  return undefined;
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
function instanceTemplate({ values }: Difference, keys: readonly string[]): Template | undefined {
  const templates = values.map((value, index) =>
    typeof value === "string" && instanceIn(value)?.key === keys[index]
      ? value.replace(`["${keys[index]}"]`, "[each.key]")
      : undefined,
  );
  return templates.every((one) => one === templates[0]) ? templates[0] : undefined;
}

/** Names first, since they are what people call things by. */
function named(differences: readonly Difference[]): readonly string[] | undefined {
  const names = differences.filter(({ route }) => /(^|_)(name|key)$/.test(String(route[route.length - 1])));
  for (const { values } of names) {
    const texts = values.filter((value): value is string => typeof value === "string");
    const whole = texts.length === values.length ? distinct(texts.filter((text) => KEY.test(text))) : undefined;
    const parts = texts.length === values.length ? distinct(partsOf(texts)) : undefined;
    const keys = parts?.length === values.length && parts.every((part) => KEY.test(part)) ? parts : whole;
    if (keys?.length === values.length) {
      return keys;
    }
  }
  return undefined;
}

/** What differs in texts, without what is around it in all of them. Numbers alone would say little. */
function partsOf(texts: readonly string[]): readonly string[] {
  const { prefix, suffix } = affixesOf(texts);
  const parts = texts.map((text) => text.slice(prefix.length, text.length - suffix.length));
  return parts.every((part) => part.length > 1 && !/^\d+$/.test(part) && !isTemplate(part)) ? parts : texts;
}

/** Ids without the words that all of them begin or end with. */
function shortened(ids: readonly string[]): readonly string[] {
  const { prefix, suffix } = affixesOf(ids);
  const parts = ids.map((id) => id.slice(prefix.length, id.length - suffix.length));
  return parts.every((part) => part !== "") ? parts : ids;
}

function distinct(texts: readonly string[]): readonly string[] | undefined {
  return new Set(texts).size === texts.length && texts.every((text) => KEY.test(text)) ? texts : undefined;
}

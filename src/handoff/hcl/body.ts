import type { BodySchema } from "../../catalogue/block-schema";
import { expressionText, templateText } from "../../terraform/expression";
import { entries, isObject, type Json, type JsonObject, listOf } from "../../terraform/json";
import { type Item, keyOf, listLines, literalLines, objectLines, quote } from "./layout";

/** Collects what cannot be written, by place. */
export type Fault = (place: string, why: string) => void;

/** Arguments of every body that are not in schemas: first, or after the blocks. */
const FIRST = ["for_each", "count", "provider", "source", "version"];
const LAST = ["depends_on", "lifecycle"];

/** The arguments and blocks of a body, in the order in which people write them. */
export function itemsOf(body: JsonObject, schema: BodySchema, place: string, fault: Fault): Item[] {
  const items = entries(body)
    .filter(([name]) => name !== "//" && name !== "dynamic")
    .flatMap(([name, value]) => itemOf(name, value, schema, `${place}.${name}`, fault).map((item) => ({ name, item })));
  const dynamic = entries(body.dynamic).flatMap(([name, value]) =>
    dynamicItems(name, value, schema, `${place}.dynamic.${name}`, fault).map((item) => ({ name, item })),
  );
  const rank = ({ name, item }: { name: string; item: Item }) => {
    const first = FIRST.indexOf(name);
    const last = LAST.indexOf(name);
    return last >= 0 ? 200 + last : "header" in item ? 100 : first >= 0 ? first : 50;
  };
  return [...items, ...dynamic].sort((left, right) => rank(left) - rank(right)).map(({ item }) => item);
}

function itemOf(name: string, value: Json, schema: BodySchema, place: string, fault: Fault): Item[] {
  if (!isName(name)) {
    fault(place, "its name is none of HCL");
    return [];
  }
  const block = schema.blockOf(name);
  if (block === undefined) {
    if (isCollection(value) && !schema.takesCollection(name)) {
      fault(place, "the provider's schema knows neither a block nor a collection of that name");
      return [];
    }
    return [{ name, value: argumentLines(value, schema.ways[name], place, fault) }];
  }
  return listOf(value).flatMap((one, index): Item[] => {
    const where = Array.isArray(value) ? `${place}[${index}]` : place;
    if (one === null) {
      return [];
    }
    if (!isObject(one)) {
      fault(where, "a block must be an object");
      return [];
    }
    return [{ header: name, items: itemsOf(one, block, where, fault) }];
  });
}

function dynamicItems(name: string, value: Json, schema: BodySchema, place: string, fault: Fault): Item[] {
  const block = schema.blockOf(name);
  return listOf(value).flatMap((one): Item[] => {
    if (!isObject(one) || block === undefined || !isObject(one.content) || !isName(name)) {
      fault(place, "the provider's schema knows no block of that name");
      return [];
    }
    const { content, ...others } = one;
    const head = entries(others).map(([key, child]) => ({
      name: key,
      value: argumentLines(child, key === "iterator" ? "reference" : undefined, `${place}.${key}`, fault),
    }));
    return [
      {
        header: `dynamic ${quote(name)}`,
        items: [...head, { header: "content", items: itemsOf(content, block, `${place}.content`, fault) }],
      },
    ];
  });
}

function argumentLines(value: Json, way: BodySchema["ways"][string] | undefined, place: string, fault: Fault): readonly string[] {
  try {
    switch (way) {
      case "literal":
        return literalLines(value);
      case "type":
        return [typeText(value)];
      case "reference":
        return referenceLines(value);
      default:
        return valueLines(value);
    }
  } catch (error) {
    fault(place, (error as Error).message);
    return ["null"];
  }
}

/** A value whose texts are templates, as most are. */
export function valueLines(value: Json): readonly string[] {
  if (Array.isArray(value)) {
    return listLines(value.map(valueLines));
  }
  if (isObject(value)) {
    return objectLines(entries(value).map(([key, child]) => ({ name: keyText(key), value: valueLines(child) })));
  }
  return [typeof value === "string" ? templateText(value) : JSON.stringify(value)];
}

/** A key is a template too. */
function keyText(key: string): string {
  const text = templateText(key);
  return text.startsWith('"') ? keyOf(key, text) : `(${text})`;
}

/** An address, or the word `all`. Anything else could end the argument and begin another. */
function referenceLines(value: Json): readonly string[] {
  if (Array.isArray(value)) {
    return listLines(value.map(referenceLines));
  }
  if (isObject(value)) {
    return objectLines(entries(value).map(([key, child]) => ({ name: keyOf(key, quote(key)), value: referenceLines(child) })));
  }
  const text = typeof value === "string" ? expressionText(value.replace(/^\$\{([\s\S]*)\}$/, "$1")) : "";
  if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*(\.[\p{ID_Continue}*-]+|\[[^[\]]+\])*$/u.test(text)) {
    throw new Error("it must be an address");
  }
  return [text];
}

function typeText(value: Json): string {
  const text = expressionText(String(value).replace(/^\$\{([\s\S]*)\}$/, "$1"));
  if (!/^(list|map|set)$/.test(text) && !/^(string|number|bool|any|(list|map|set|object|tuple|optional)\(.*\))$/.test(text)) {
    throw new Error("it must be a type");
  }
  return /^(list|map|set)$/.test(text) ? `${text}(any)` : text;
}

export function isName(name: string): boolean {
  return /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name);
}

function isCollection(value: Json): boolean {
  return typeof value === "object" && value !== null;
}

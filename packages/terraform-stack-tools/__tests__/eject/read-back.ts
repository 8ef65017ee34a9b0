import { parse } from "@cdktf/hcl2json";
import type { Draft } from "../../src/eject/rewrite/draft";
import { parseAddress } from "../../src/stack/address";
import { entries, isList, isObject, type Json, type JsonObject, listOf, objectOf } from "../../src/stack/json";
import { isSymbol, readTemplate, type Template, type Token } from "../../src/stack/lexer";
import type { Stack } from "../../src/stack/stack";

/** What a source and its result say differently: addresses of the source, with both values in a form that is the same for both. */
export async function differencesBetween(
  source: Stack,
  { addresses }: Draft,
  code: ReadonlyMap<string, string>,
): Promise<string[]> {
  const sections = await sectionsOf(code);
  const locals = entries(sections.locals)
    .filter(([name]) => !source.locals.has(name))
    .map(([name, value]) => [`local.${name}`, value] as const);
  const back = backwards(addresses);
  const found: string[] = [];
  const compare = async (place: string, before: Json, after: Json | undefined) => {
    const [left, right] = [await normal(before), await normal(after ?? "missing")];
    if (JSON.stringify(left) !== JSON.stringify(right)) {
      found.push(`${place}: ${JSON.stringify(left)} became ${JSON.stringify(right)}`);
    }
  };
  const values = new Map(locals);
  for (const { address, body, kind } of source.blocks) {
    const target = parseAddress(addresses.get(address) ?? "");
    const path = target === undefined ? [] : [kind, ...(kind === "module" ? [] : [target.type]), target.name];
    const block = objectOf(listOf(path.reduce<Json>((value, name) => objectOf(value)[name] ?? {}, sections))[0]);
    const isInstance = target?.key !== undefined && body.for_each === undefined && body.count === undefined;
    const instance = isInstance ? instanceOf(block, String(target?.key), values) : block;
    await compare(address, withoutOrder(body), withoutOrder(objectOf(back(replaced(instance, values)))));
  }
  for (const { name, body } of source.outputs.map((one) => ({
    name: one.name,
    body: objectOf(outputIn(source.sections, one.name)),
  }))) {
    const after = objectOf(listOf(objectOf(sections.output)[name])[0]);
    await compare(`output.${name}`, body.value ?? null, back(replaced(after.value ?? null, values)));
  }
  return found;
}

function outputIn({ output }: JsonObject, name: string): Json {
  const body = objectOf(output)[name];
  return isList(body) ? body[0] : (body ?? {});
}

async function sectionsOf(code: ReadonlyMap<string, string>): Promise<JsonObject> {
  const all: Record<string, Json> = {};
  for (const [path, text] of code) {
    for (const [section, value] of Object.entries(objectOf(await parse(path, text)))) {
      const own = section === "locals" ? listOf(value)[0] : value;
      all[section] = merged(all[section], own);
    }
  }
  return all;
}

/** Blocks of one type may be in several files. */
function merged(left: Json | undefined, right: Json): Json {
  if (!isObject(left) || !isObject(right)) {
    return right;
  }
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return Object.fromEntries(names.map((name) => [name, name in right ? merged(left[name], right[name] ?? null) : left[name]]));
}

/** How things are done is checked by plans. */
function withoutOrder({
  "//": _comment,
  depends_on: _order,
  lifecycle: _lifecycle,
  provider: _provider,
  ...body
}: JsonObject): JsonObject {
  return body;
}

type Values = ReadonlyMap<string, Json>;

/** A value in which names stand for what they are; where a whole text is a name, the value takes its place. */
function replaced(value: Json, values: Values, depth = 0): Json {
  if (isList(value)) {
    return value.map((element) => replaced(element, values, depth));
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, replaced(child, values, depth)]));
  }
  if (typeof value !== "string" || depth > 3) {
    return value;
  }
  for (const [name, own] of values) {
    if (value === `\${${name}}`) {
      return replaced(own, values, depth + 1);
    }
  }
  return [...values].reduce((text, [name, own]) => withText(text, name, own), value);
}

/** In a longer text, a sequence becomes its text; in an expression, a name becomes a literal. */
function withText(text: string, name: string, own: Json): string {
  if (isObject(own) || isList(own) || own === null) {
    return text;
  }
  const word = name.replace(/[.[\]"]/g, "\\$&");
  const inner = typeof own === "string" && /^\$\{.*\}$/s.test(own) ? own.slice(2, -1) : JSON.stringify(own);
  return text
    .replace(new RegExp(`\\$\\{${word}\\}`, "g"), () => String(own))
    .replace(new RegExp(`(?<![\\w.])${word}(?![\\w-])`, "g"), () => inner);
}

function instanceOf({ for_each: forEach, ...body }: JsonObject, key: string, values: Values): JsonObject {
  const table = objectOf(replaced(forEach ?? null, values));
  const own = table[key] ?? key;
  const each = new Map<string, Json>([
    ["each.key", key],
    ["each.value", own],
  ]);
  for (const [name, value] of entries(isObject(own) ? own : {})) {
    each.set(`each.value.${name}`, value);
  }
  const inOrder = [...each].sort(([left], [right]) => right.length - left.length);
  return objectOf(withKeys(replaced(body, new Map(inOrder)), key));
}

/** In `x[each.key]`, which has become `x["a"]` or is a literal of the key. */
function withKeys(value: Json, key: string): Json {
  return JSON.parse(
    JSON.stringify(value)
      .split("[each.key]")
      .join(JSON.stringify(`[${JSON.stringify(key)}]`).slice(1, -1)),
  );
}

/** Names of the result as the source has them. */
function backwards(addresses: ReadonlyMap<string, string>): (value: Json) => Json {
  const names = [...addresses].filter(([from, to]) => from !== to).sort(([, left], [, right]) => right.length - left.length);
  const patterns = names.map(([from, to]) => {
    const word = to.replace(/[.[\]"\\$()*+?^{}|/]/g, "\\$&");
    return [new RegExp(`(?<![\\w.-])${word}(?![\\w-])`, "g"), from] as const;
  });
  const inText = (text: string) =>
    /[$%]\{/.test(text) ? patterns.reduce((all, [pattern, from]) => all.replace(pattern, () => from), text) : text;
  const change = (value: Json): Json => {
    if (typeof value === "string") {
      return inText(value);
    }
    if (isList(value)) {
      return value.map(change);
    }
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, child]) => [name, change(child)])) : value;
  };
  return change;
}

/** The form in which a source and a result are the same: a block is its body, and a document what it says. */
async function normal(value: Json): Promise<Json> {
  if (isList(value)) {
    const elements = await Promise.all(value.map(normal));
    return elements.length === 1 && isObject(elements[0]) ? elements[0] : elements;
  }
  if (isObject(value)) {
    const members = await Promise.all(
      entries(value).map(async ([name, child]) => [canonical(name), await normal(child)] as const),
    );
    const present = members.filter(
      ([, child]) => child !== null && JSON.stringify(child) !== "[]" && JSON.stringify(child) !== "{}",
    );
    return Object.fromEntries(present.sort(([left], [right]) => (left < right ? -1 : 1)));
  }
  if (typeof value !== "string") {
    return value === null ? null : String(value);
  }
  const [, heredoc] = /^\$\{\s*chomp\((<<.*)\)\s*\}$/s.exec(value) ?? [];
  if (heredoc !== undefined) {
    return normal(String(objectOf(await parse("x.tf", `x = ${heredoc}`)).x).replace(/\n$/, ""));
  }
  const [, expression] = /^\$\{\s*jsonencode\((.*)\)\s*\}$/s.exec(value) ?? [];
  if (expression !== undefined) {
    return { json: await normal(objectOf(await parse("x.tf", `x = ${expression}`)).x ?? null) };
  }
  const document = documentIn(value);
  return document === undefined ? canonical(value) : { json: await normal(document) };
}

/** With a mark in place of each sequence, whose quotes JSON could not have. */
function documentIn(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) {
    return undefined;
  }
  const sequences: string[] = [];
  const marked = text.replace(/\$\{[^{}]*\}/g, (sequence) => `\ue000${sequences.push(sequence) - 1}\ue001`);
  try {
    const restored = (value: Json): Json => {
      if (typeof value === "string") {
        return value.replace(/\ue000(\d+)\ue001/g, (_mark, index) => sequences[Number(index)]);
      }
      if (isList(value)) {
        return value.map(restored);
      }
      const members = Object.entries(isObject(value) ? value : {});
      return isObject(value) ? Object.fromEntries(members.map(([name, child]) => [restored(name), restored(child)])) : value;
    };
    const value: Json = JSON.parse(marked);
    return isObject(value) || isList(value) ? restored(value) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A template without the space in its expressions. Provisioners have words of the language, which JSON writes as texts;
 * a document says of what may be a number that it is a text; and the parser makes a directive of a condition in a text.
 */
function canonical(text: string): string {
  return templateText(readTemplate(text))
    .replace(/^\$\{(create|destroy|continue|fail|each)\}$/, "$1")
    .replace(/^\$\{(?:tostring)?\(([^()]+)\)\}$/, "${$1}")
    .replace(/%\{if(.+?)\}\$\{(.+?)\}%\{else\}\$\{(.+?)\}%\{endif\}/g, "${$1?$2:$3}");
}

function templateText(template: Template): string {
  return template
    .map((part) => {
      switch (part.kind) {
        case "sequence":
          return `${part.marker}${tokensText(part.tokens)}}`;
        case "fault":
          return part.why;
        default:
          return part.text;
      }
    })
    .join("");
}

function tokensText(tokens: readonly Token[]): string {
  return tokens
    .map((token, index) => {
      switch (token.kind) {
        case "newline":
          return isSymbol(tokens[index - 1], "{") || isSymbol(tokens[index + 1], "}") ? "" : ",";
        case "string": {
          const own = templateText(token.template);
          const isKey = ["=", ":"].some((symbol) => isSymbol(tokens[index + 1], symbol));
          return isKey && /^[A-Za-z_][\w-]*$/.test(own) ? own : `"${own}"`;
        }
        case "heredoc":
          return templateText(token.template);
        case "fault":
          return token.why;
        default:
          return token.text;
      }
    })
    .join(" ")
    .replace(/ ?, ?(?=[\])}])/g, "")
    .replace(/ +/g, "");
}

import { isComparedByMeaning } from "../../knowledge/catalogue/arguments";
import { isList, isObject, type Json, mapMembers, sorted } from "../../stack/json";
import { wholeReference } from "../../stack/reference";
import { escapedText, escapeLetters, isTemplate, quote } from "../../stack/template";
import { type Draft, mapTexts, moved } from "./draft";

/** Below this, a document is as easy to read as a text. */
const SHORTEST = 40;

/** The draft with `jsonencode` in place of texts that are JSON documents, wherever Terraform makes the same of them. */
export function withJsonDocuments(draft: Draft): Draft {
  const { sections } = draft.stack;
  const resource = mapMembers(sections.resource, (named, type) =>
    mapMembers(named, (body) => mapMembers(body, (value, name) => policyOf(type, name, value))),
  );
  return moved(
    draft,
    mapTexts(
      { ...sections, ...(sections.resource !== undefined && { resource }) },
      (text) => (isExact(text) ? documentOf(text) : undefined) ?? text,
    ),
    new Map(),
  );
}

function policyOf(type: string, name: string, value: Json): Json {
  const isPolicy = typeof value === "string" && isComparedByMeaning(type, name);
  return isPolicy ? (documentOf(value) ?? value) : value;
}

/** Whether `jsonencode` writes a document in the very same letters. */
function isExact(text: string): boolean {
  const value = isTemplate(text) ? undefined : parsed(text);
  return value !== undefined && text === encoded(value);
}

/** As Terraform encodes a value: keys in order, and letters that mean something to HTML as escapes. */
function encoded(value: Json): string {
  return JSON.stringify(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The marks that take the place of references, which JSON could not have: private letters of Unicode around a number. */
const MARK = /\ue000(\d+)\ue001/;

/** A reference, with or without keys, and nothing that Terraform evaluates besides. */
const REFERENCE = /\$\{([^{}"$%]*(?:\["[-\w./]+"\][^{}"$%]*)*)\}/g;

/** `${jsonencode(…)}` for a text that is a document; undefined for any other, and where its values could be others then. */
function documentOf(text: string): string | undefined {
  const references: string[] = [];
  const marked = text.replace(REFERENCE, (_sequence, expression: string) => {
    references.push(expression.trim());
    return `\ue000${references.length - 1}\ue001`;
  });
  const isReadable =
    text.length >= SHORTEST &&
    !/[\ue000\ue001]/.test(text) &&
    !isTemplate(marked) &&
    references.every((one) => wholeReference(one) !== undefined);
  const value = isReadable ? parsed(marked) : undefined;
  const expression = value === undefined ? undefined : expressionOf(value, references);
  return expression === undefined ? undefined : `\${jsonencode(${expression})}`;
}

/** An object or a list; undefined for other texts, and for documents that say something twice or in other numbers. */
function parsed(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text) || text.length < SHORTEST) {
    return undefined;
  }
  try {
    const value: Json = JSON.parse(text);
    return JSON.stringify(value) === compact(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Without space between the parts, and without escapes that need not be. */
function compact(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (part) =>
    part.startsWith('"') ? JSON.stringify(JSON.parse(part)) : "",
  );
}

/** Undefined where a part would have another type, or where a control letter is in it. */
function expressionOf(value: Json, references: readonly string[]): string | undefined {
  if (isList(value)) {
    const elements = value.map((element) => expressionOf(element, references));
    return elements.includes(undefined) ? undefined : `[${elements.join(", ")}]`;
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, child]) => {
      const own = expressionOf(child, references);
      return own === undefined || MARK.test(key) ? undefined : `${quote(key)} = ${own}`;
    });
    return members.includes(undefined) ? undefined : `{ ${members.join(", ")} }`;
  }
  return typeof value === "string" ? textExpression(value, references) : JSON.stringify(value);
}

function textExpression(text: string, references: readonly string[]): string | undefined {
  const parts = text.split(MARK);
  if (/[\p{Cc}]/u.test(text.replace(/[\n\r\t]/g, ""))) {
    return undefined;
  }
  if (parts.length === 3 && parts[0] === "" && parts[2] === "") {
    const reference = references[Number(parts[1])];
    return isText(reference) ? reference : undefined;
  }
  const written = parts.map((part, index) =>
    index % 2 === 1 ? `\${${references[Number(part)]}}` : escapeLetters(escapedText(part)),
  );
  return `"${written.join("")}"`;
}

/** Whether an attribute is a text by its name. What is a number or a list would be one in the document, too. */
function isText(reference: string): boolean {
  return /(^each\.key|[._](arn|id|name|email|bucket|url|location|region|project|account_id))$/.test(reference);
}

import { isComparedByMeaning, isTextAttribute } from "../../knowledge/catalogue/block-types";
import { encoded, isList, isObject, type Json } from "../../stack/json";
import {
  closingBracket,
  isSymbol,
  type Part,
  readExpression,
  readTemplate,
  type Template,
  type Token,
} from "../../stack/lexer";
import { escapedText, escapeLetters, stringOf } from "../../stack/template";
import { tokensText } from "../hcl/expression-text";
import { type Draft, mapTexts, moved } from "./draft";

/** The draft with `jsonencode` in place of texts that are JSON documents, wherever Terraform makes the same of them. */
export function withJsonDocuments(draft: Draft): Draft {
  const { variables, sections } = draft.stack;
  const inputs = new Set(variables.filter(({ type }) => type === "string").map(({ name }) => `var.${name}`));
  const change = (text: string, [section, type, ...names]: readonly string[]) => {
    const isMeant = section === "resource" && isComparedByMeaning(type, names.slice(1));
    const isOther = section === "import" || names.some((name) => OTHERS.includes(name));
    return (isOther ? undefined : documentOf(text, inputs, isMeant)) ?? text;
  };
  return moved(draft, mapTexts(sections, change), new Map());
}

/** Arguments with a syntax of their own, wherever they are. */
const OTHERS: readonly string[] = ["depends_on", "provider", "providers", "source", "version", "description"];

/** Below this, a document is as easy to read as a text. */
const SHORTEST = 40;

/** The marks that take the place of expressions, which JSON could not have: private letters of Unicode around a number. */
const MARK = /\ue000(\d+)\ue001/;

/**
 * `${jsonencode(…)}` for a text that is a document; undefined for any other.
 * @param inputs the variables that are texts
 * @param isMeant whether only its meaning matters; otherwise each letter does, and nobody knows those of an expression
 */
function documentOf(text: string, inputs: ReadonlySet<string>, isMeant: boolean): string | undefined {
  if (text.length < SHORTEST || !/^\s*[[{]/.test(text) || /[\ue000\ue001]/.test(text)) {
    return undefined;
  }
  const expressions: string[] = [];
  const letters = readTemplate(text).map((part) => lettersOf(part, expressions));
  const document = letters.includes(undefined) ? undefined : letters.join("");
  const value = document === undefined ? undefined : parsed(document);
  const isSame = isMeant || (expressions.length === 0 && value !== undefined && document === documentText(value));
  const expression = value !== undefined && isSame ? expressionOf(value, { expressions, inputs }) : undefined;
  return expression === undefined ? undefined : `\${jsonencode(${expression})}`;
}

/** As Terraform encodes a value: keys in the order of their bytes. */
function documentText(value: Json): string {
  if (isList(value)) {
    return `[${value.map(documentText).join(",")}]`;
  }
  if (isObject(value)) {
    const keys = Object.keys(value).sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    return `{${keys.map((key) => `${encoded(key)}:${documentText(value[key])}`).join(",")}}`;
  }
  return encoded(value);
}

/** An object or a list; undefined for other texts, and for documents that say something twice or in other numbers. */
function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return JSON.stringify(value) === compact(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Without space between the parts, escapes that need not be, and exponents, which Terraform writes out. */
function compact(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+|e[-+]\d+/g, (part) =>
    part.startsWith('"') ? JSON.stringify(JSON.parse(part)) : "",
  );
}

/** What texts in a document may have in them. */
interface Written {
  /** Expressions by the numbers of their marks. */
  readonly expressions: readonly string[];
  readonly inputs: ReadonlySet<string>;
}

/** What JSON has in place of a part of a template; undefined where its value may be more than letters of a text. */
function lettersOf(part: Part, expressions: string[]): string | undefined {
  switch (part.kind) {
    case "literal":
      return part.text;
    case "escape":
      return part.text.slice(1);
    case "sequence": {
      const { tokens, marker, stripsBefore, stripsAfter } = part;
      if (marker !== "${" || stripsBefore || stripsAfter || !isHarmless(tokens)) {
        return undefined;
      }
      return `\ue000${expressions.push(tokensText(tokens)) - 1}\ue001`;
    }
    case "fault":
      return undefined;
  }
}

/** Functions that make texts of texts, and those that choose: none adds quotes or backslashes, which JSON would escape. */
const TEXTS = [
  "format",
  "join",
  "lower",
  "replace",
  "substr",
  "tostring",
  "trim",
  "trimprefix",
  "trimspace",
  "trimsuffix",
  "upper",
];
const CHOICES = ["coalesce", "element", "lookup", "one", "tobool", "try"];

function isHarmless(tokens: readonly Token[]): boolean {
  return tokens.every((token, index) => {
    switch (token.kind) {
      case "number":
        return true;
      case "name":
        return !isSymbol(tokens[index + 1], "(") || [...TEXTS, ...CHOICES].includes(token.text);
      case "symbol":
        return !["{", "}", "::", "..."].includes(token.text);
      case "string":
        return isHarmlessText(token.template);
      default:
        return false;
    }
  });
}

/** `%q` quotes. */
function isHarmlessText(template: Template): boolean {
  const literals = template.map((part) => (part.kind === "sequence" ? "" : stringOf([part])));
  return (
    literals.every((literal) => literal !== undefined && !/["\\\p{Cc}]|%[^sd]/u.test(literal)) &&
    template.every((part) => part.kind !== "sequence" || (part.marker === "${" && isHarmless(part.tokens)))
  );
}

/** Whether the value is a text for certain. What is a number or a list would be one in the document, too. */
function isText(expression: string): boolean {
  const tokens = readExpression(expression);
  const [first] = tokens;
  return first.kind === "name" && TEXTS.includes(first.text)
    ? closingBracket(tokens, 1) === tokens.length - 1
    : expression === "each.key" || isTextAttribute(expression);
}

/** Undefined where a text has letters that HCL could not say. */
function expressionOf(value: Json, written: Written): string | undefined {
  if (isList(value)) {
    const elements = value.map((element) => expressionOf(element, written));
    return elements.includes(undefined) ? undefined : `[${elements.join(", ")}]`;
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, child]) => {
      const [name, own] = [textExpression(key, written), expressionOf(child, written)];
      return name === undefined || own === undefined
        ? undefined
        : `${name.startsWith('"') ? name : `(${name})`} = ${own}`;
    });
    return members.includes(undefined) ? undefined : `{ ${members.join(", ")} }`;
  }
  return typeof value === "string" ? textExpression(value, written) : JSON.stringify(value);
}

function textExpression(text: string, { expressions, inputs }: Written): string | undefined {
  // A half of a pair is no letter, and Terraform writes letters in one of their forms.
  if (/[\p{Cc}\p{Cs}]/u.test(text.replace(/[\n\r\t]/g, "")) || text.normalize("NFC") !== text) {
    return undefined;
  }
  const parts = text.split(MARK);
  if (parts.length === 3 && parts[0] === "" && parts[2] === "") {
    const own = expressions[Number(parts[1])];
    return inputs.has(own) || isText(own) ? own : `tostring(${own})`;
  }
  // A sign before an expression would escape it.
  const isSplit = parts.some((part, index) => index % 2 === 0 && index + 1 < parts.length && /[$%]$/.test(part));
  const letters = parts.map((part, index) =>
    index % 2 === 1 ? `\${${expressions[Number(part)]}}` : escapeLetters(escapedText(part)),
  );
  return isSplit ? undefined : `"${letters.join("")}"`;
}

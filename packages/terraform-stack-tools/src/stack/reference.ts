import { isList, isObject, type Json, listOf, lookUp, objectOf } from "./json";
import { closingBracket, isSymbol, readExpression, readTemplate, type Template, type Token, wordOf } from "./lexer";
import { remembered } from "./remembered";
import { isTemplate, type Replacement, stringOf, wholeSequence, withReplacements } from "./template";

/** What an expression names, such as `var.name` or `aws_subnet.a[0].id`. */
export interface Reference {
  /** `var`, `local`, `module`, `data`, `ephemeral`, `each`, or the type of a resource. */
  readonly root: string;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "key"; readonly key: string | number }
  /** A splat: `[*]` or `.*`. */
  | { readonly kind: "every" }
  /** An index by an expression, which only Terraform can evaluate. */
  | { readonly kind: "computed" };

/** Everything that the expressions in a value name. A text that is an address by itself, as in `depends_on`, counts too. */
export function referencesIn(value: Json | undefined): readonly Reference[] {
  const found: Reference[] = [];
  collect(value, found);
  return found;
}

function collect(value: Json | undefined, found: Reference[]): void {
  if (typeof value === "string") {
    if (mayName(value)) {
      found.push(...inText(value));
    }
  } else if (isList(value)) {
    for (const child of value) {
      collect(child, found);
    }
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      collect(key, found);
      collect(value[key], found);
    }
  }
}

/** Whether a text may name anything: most are plain values, which need no reading. */
export function mayName(text: string): boolean {
  return isTemplate(text) || BARE_ADDRESS.test(text);
}

/** How an address begins that stands by itself. */
const BARE_ADDRESS = /^[\p{ID_Start}_][-\p{ID_Continue}]*\./u;

/** The same few texts are asked for again and again. */
const inText = remembered((text): readonly Reference[] => {
  if (!isTemplate(text)) {
    return inBareAddress(text);
  }
  const plain = text.startsWith("${") ? plainReference(text.slice(2, -1)) : undefined;
  const isPlain = plain !== undefined && plain.steps.length > 0 && text.endsWith("}");
  return isPlain ? [plain] : inTemplate(readTemplate(text));
});

/** Most are names and literal keys alone, which are read without tokens. */
const PLAIN = /^([A-Za-z_][\w-]{0,200})((?:\.[A-Za-z_][\w-]{0,200}|\["[\w ./:@-]{0,200}"\]|\[\d{1,15}\]){0,100})$/;
const PLAIN_STEP = /\.([\w-]+)|\["([^"]*)"\]|\[(\d+)\]/g;

function plainReference(expression: string): Reference | undefined {
  const [, root, rest] = PLAIN.exec(expression) ?? [];
  if (root === undefined) {
    return undefined;
  }
  const steps = [...rest.matchAll(PLAIN_STEP)].map(([, name, key, index]): Step => {
    if (name !== undefined) {
      return { kind: "attribute", name };
    }
    return { kind: "key", key: key ?? Number(index) };
  });
  return { root, steps };
}

/** The reference that an expression is as a whole; undefined for any other expression. */
export function wholeReference(expression: string): Reference | undefined {
  const plain = plainReference(expression);
  if (plain !== undefined) {
    return plain;
  }
  const tokens = readExpression(expression);
  const found = chainAt(tokens, 0);
  const hasFault = tokens.some(({ kind }) => kind === "fault");
  return found?.end === tokens.length && !hasFault ? found.reference : undefined;
}

function inBareAddress(text: string): readonly Reference[] {
  const plain = plainReference(text);
  if (plain !== undefined) {
    return [plain];
  }
  return wholeReference(text) === undefined ? [] : inTokens(readExpression(text));
}

function inTemplate(template: Template): Reference[] {
  return template.flatMap((part) => (part.kind === "sequence" ? inTokens(part.tokens) : []));
}

function inTokens(tokens: readonly Token[]): Reference[] {
  return tokens.flatMap((token, index) => {
    if (token.kind === "string" || token.kind === "heredoc") {
      return inTemplate(token.template);
    }
    const isStart = token.kind === "name" && !isSymbol(tokens[index - 1], ".") && !isSymbol(tokens[index - 1], "::");
    const found = isStart ? chainAt(tokens, index) : undefined;
    return found !== undefined && found.reference.steps.length > 0 ? [found.reference] : [];
  });
}

interface Chain {
  readonly reference: Reference;
  /** Position after the last token of the chain. */
  readonly end: number;
}

/** The name at a position with the attributes and indexes that follow; undefined for the name of a function. */
function chainAt(tokens: readonly Token[], start: number): Chain | undefined {
  const root = tokens[start];
  if (root?.kind !== "name" || isSymbol(tokens[start + 1], "(") || isSymbol(tokens[start + 1], "::")) {
    return undefined;
  }
  const steps: Step[] = [];
  let position = start + 1;
  for (;;) {
    const link = linkAt(tokens, position);
    if (link === undefined) {
      return { reference: { root: root.text, steps }, end: position };
    }
    steps.push(link.step);
    position = link.end;
  }
}

function linkAt(tokens: readonly Token[], position: number): { step: Step; end: number } | undefined {
  if (isSymbol(tokens[position], ".")) {
    const next = tokens[position + 1];
    const step = next === undefined ? undefined : afterDot(next);
    return step && { step, end: position + 2 };
  }
  if (isSymbol(tokens[position], "[")) {
    const end = closingBracket(tokens, position);
    return end === undefined ? undefined : { step: inBrackets(tokens.slice(position + 1, end)), end: end + 1 };
  }
  return undefined;
}

function afterDot(token: Token): Step | undefined {
  if (token.kind === "name") {
    return { kind: "attribute", name: token.text };
  }
  if (token.kind === "number") {
    return { kind: "key", key: Number(token.text) };
  }
  return isSymbol(token, "*") ? { kind: "every" } : undefined;
}

function inBrackets(tokens: readonly Token[]): Step {
  const [token, ...others] = tokens;
  if (token === undefined || others.length > 0) {
    return { kind: "computed" };
  }
  if (token.kind === "number") {
    return { kind: "key", key: Number(token.text) };
  }
  if (isSymbol(token, "*")) {
    return { kind: "every" };
  }
  const key = token.kind === "string" ? stringOf(token.template) : undefined;
  return key === undefined ? { kind: "computed" } : { kind: "key", key };
}

/** What one step leads to in a value; undefined where nothing is. */
export function memberAt(value: Json | undefined, step: Step): Json | undefined {
  switch (step.kind) {
    case "attribute":
      return lookUp(objectOf(value), step.name);
    case "key":
      return typeof step.key === "number" ? listOf(value)[step.key] : lookUp(objectOf(value), step.key);
    default:
      return undefined;
  }
}

/** The keys of a `for_each` that are written in it, as in `${toset(["shop", "web"])}`; none where others decide. */
export function literalKeys(forEach: Json | undefined): string[] {
  if (isObject(forEach)) {
    return Object.keys(forEach);
  }
  if (typeof forEach !== "string" || referencesIn(forEach).length > 0) {
    return [];
  }
  const [name, opening, bracket, ...rest] = wholeSequence(readTemplate(forEach))?.tokens ?? [];
  const isSet = wordOf(name) === "toset" && wordOf(opening) === "(" && wordOf(bracket) === "[";
  const keys = rest
    .filter((token) => ![",", "]", ")"].includes(wordOf(token)))
    .map((token) => (token.kind === "string" ? stringOf(token.template) : undefined));
  return isSet && keys.every((key) => key !== undefined) ? [...new Set(keys)] : [];
}

/**
 * A text whose references to some blocks name something else.
 * @param names by the block's address, such as `ephemeral.vault_secret.one`: the expression that takes its place
 */
export function renameBlocks(text: string, names: ReadonlyMap<string, string>): string {
  return isTemplate(text) ? withReplacements(text, placesIn(readTemplate(text), names)) : text;
}

function placesIn(template: Template, names: ReadonlyMap<string, string>): Replacement[] {
  return template.flatMap((part) => (part.kind === "sequence" ? placesAmong(part.tokens, names) : []));
}

function placesAmong(tokens: readonly Token[], names: ReadonlyMap<string, string>): Replacement[] {
  return tokens.flatMap((token, index) => {
    if (token.kind === "string" || token.kind === "heredoc") {
      return placesIn(token.template, names);
    }
    return isSymbol(tokens[index - 1], ".") ? [] : placeAt(tokens, index, names);
  });
}

/** `data.terraform_remote_state.name.outputs.name`. */
const LONGEST_ADDRESS = 5;

/** The place of a reference that begins at a position and names one of the blocks. */
function placeAt(tokens: readonly Token[], start: number, names: ReadonlyMap<string, string>): Replacement[] {
  const first = tokens[start];
  const address: string[] = [];
  for (let index = start; address.length < LONGEST_ADDRESS; index += 2) {
    const token = tokens[index];
    if (token?.kind !== "name" || (index > start && !isSymbol(tokens[index - 1], "."))) {
      break;
    }
    address.push(token.text);
    const name = names.get(address.join("."));
    if (name !== undefined && first.start !== undefined) {
      return [{ start: first.start, end: token.start + token.text.length, text: name }];
    }
  }
  return [];
}

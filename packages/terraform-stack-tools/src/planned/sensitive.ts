import { isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf, withParts } from "../stack/json";
import { encodingsOf } from "./encodings";
import type { ShownPlan } from "./shown-plan";
import { TextsAlike } from "./texts-alike";
import { SENSITIVE } from "./values";

/** Shorter texts are parts of common words. */
const SHORTEST = 4;

/** Where a text of many letters is looked for by its first four, most places are told by one look. */
const HASHES = 65_536;

/** What a plan marks as sensitive, wherever else it stands: engines lose their marks, and a configuration has constants. */
export class SensitiveValues {
  private readonly byBeginning = new Map<number, TextsAlike>();
  private readonly isHash = new Uint8Array(HASHES);

  constructor(texts: ReadonlySet<string>) {
    for (const text of texts) {
      const hash = hashAt(text, 0);
      const alike = this.byBeginning.get(hash) ?? new TextsAlike();
      alike.add(text);
      this.byBeginning.set(hash, alike);
      this.isHash[hash] = 1;
    }
  }

  public get isEmpty(): boolean {
    return this.byBeginning.size === 0;
  }

  /** A value in which a mark takes the place of each of them, also within another text. */
  public marked(value: Json): Json {
    if (this.isEmpty) {
      return value;
    }
    if (typeof value === "string") {
      return this.markedText(value);
    }
    if (typeof value === "number") {
      return this.markedText(String(value)) === SENSITIVE ? SENSITIVE : value;
    }
    return withParts(value, (one) => this.marked(one));
  }

  private markedText(text: string): string {
    const parts: string[] = [];
    let kept = 0;
    for (let start = 0; start <= text.length - SHORTEST; start++) {
      const hash = hashAt(text, start);
      if (this.isHash[hash] === 0) {
        continue;
      }
      const end = start + (this.byBeginning.get(hash)?.at(text, start)?.length ?? 0);
      // One may begin within another one.
      if (end > start && start >= kept) {
        parts.push(text.slice(kept, start), SENSITIVE);
      }
      kept = end > start ? Math.max(kept, end) : kept;
    }
    return kept === 0 ? text : [...parts, text.slice(kept)].join("");
  }
}

function hashAt(text: string, at: number): number {
  const start = text.charCodeAt(at) + text.charCodeAt(at + 1) * 31;
  return (start + text.charCodeAt(at + 2) * 961 + text.charCodeAt(at + 3) * 29_791) % HASHES;
}

/** The texts in all places that some plans mark. */
export function sensitiveValues(plans: readonly ShownPlan[]): SensitiveValues {
  const texts = new Set<string>();
  const add = (value: Json | undefined, marks: Json | undefined) => addTexts(texts, value, marks);
  for (const { resource_changes, output_changes, prior, planned, outputs, others, variables, rootModule } of plans) {
    for (const { change } of [...resource_changes, ...Object.values(output_changes).map((change) => ({ change }))]) {
      add(change.before, change.before_sensitive);
      // Whoever marks a value and changes it at once means the old one, too.
      add(change.before, change.after_sensitive);
      add(change.after, change.after_sensitive);
    }
    for (const { values, sensitive } of [...prior, ...planned]) {
      add(values, sensitive);
    }
    for (const { value, marks } of others) {
      add(value, marks);
    }
    for (const { value, isSensitive } of outputs) {
      add(value, isSensitive);
    }
    addConfigured(add, rootModule ?? {}, variables);
  }
  return new SensitiveValues(texts);
}

/**
 * The values of variables and outputs that are declared as sensitive, as far as they are constants.
 * @param given the values of the variables, or the expressions of the call
 */
function addConfigured(add: (value: Json | undefined, marks: Json) => void, root: JsonObject, given: JsonObject): void {
  const open: (readonly [module: JsonObject, givenFor: (name: string) => Json | undefined])[] = [
    [root, (name) => lookUp(given, name)],
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [module, givenFor] = next;
    for (const [name, variable] of Object.entries(objectOf(module.variables))) {
      const { sensitive, ephemeral, default: fallback } = objectOf(variable);
      add([givenFor(name) ?? null, fallback ?? null], sensitive === true || ephemeral === true);
    }
    for (const output of Object.values(objectOf(module.outputs))) {
      const { sensitive, expression } = objectOf(output);
      add(objectOf(expression).constant_value, sensitive === true);
    }
    for (const call of Object.values(objectOf(module.module_calls)).map(objectOf)) {
      const expressions = objectOf(call.expressions);
      open.push([objectOf(call.module), (name) => objectOf(lookUp(expressions, name)).constant_value]);
    }
  }
}

function addTexts(texts: Set<string>, value: Json | undefined, marks: Json | undefined): void {
  if (marks === true) {
    addAll(texts, value ?? null);
  } else if (isList(marks)) {
    for (const [index, mark] of marks.entries()) {
      addTexts(texts, listOf(value)[index], mark);
    }
  } else if (isObject(marks)) {
    for (const [name, mark] of Object.entries(marks)) {
      addTexts(texts, lookUp(objectOf(value), name), mark);
    }
  }
}

/** A number is told from others only where it is long. */
const SHORTEST_NUMBER = 6;

/** Terraform, "jsonencode Function", read on 2026-11-28: these letters of a document are escape sequences. */
const ESCAPED_BY_ENGINES = /[<>&\u2028\u2029]/g;

/** As it is, in a document, and in one that is in another one. */
function formsOf(text: string): ReadonlySet<string> {
  const forms = new Set([text, ...inDocuments(text)]);
  return forms.size === 1 ? forms : new Set([...forms, ...[...forms].flatMap(inDocuments)]);
}

/** As JavaScript and as engines write it. A document may be in another one. */
function inDocuments(text: string): [inDocument: string, byEngine: string] {
  const inDocument = JSON.stringify(text).slice(1, -1);
  return [inDocument, inDocument.replace(ESCAPED_BY_ENGINES, escapeSequence)];
}

function escapeSequence(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function addAll(texts: Set<string>, value: Json): void {
  if (typeof value === "string" && value.length >= SHORTEST) {
    if (texts.has(value)) {
      return;
    }
    // What is read from a file ends with a line break, and what is made of it often does not.
    addAll(texts, value.trim() === value ? null : value.trim());
    for (const form of formsOf(value)) {
      for (const text of [form, ...encodingsOf(form)]) {
        texts.add(text);
      }
    }
  } else if (typeof value === "number" && String(value).length >= SHORTEST_NUMBER) {
    texts.add(String(value));
  } else if (isList(value)) {
    for (const one of value) {
      addAll(texts, one);
    }
  } else if (isObject(value)) {
    for (const one of Object.values(value)) {
      addAll(texts, one);
    }
  }
}

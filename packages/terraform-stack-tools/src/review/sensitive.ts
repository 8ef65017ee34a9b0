import { SENSITIVE } from "../plan/read/planned-values";
import { isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf } from "../stack/json";
import type { ShownPlan } from "./shown-plan";

/** Shorter texts are parts of common words. */
const SHORTEST = 4;

/** What a plan marks as sensitive, wherever else it stands: engines lose their marks, and a configuration has constants. */
export class SensitiveValues {
  private readonly pattern?: RegExp;
  private readonly known = new Map<string, string>();

  constructor(texts: ReadonlySet<string>) {
    const longestFirst = [...texts].sort((left, right) => right.length - left.length || (left < right ? -1 : 1));
    if (longestFirst.length > 0) {
      this.pattern = new RegExp(
        longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"),
        "g",
      );
    }
  }

  /** A value in which a mark takes the place of each of them, also within another text. */
  public marked(value: Json): Json {
    if (this.pattern === undefined) {
      return value;
    }
    if (typeof value === "string") {
      return this.markedText(value, this.pattern);
    }
    if (isList(value)) {
      return value.map((one) => this.marked(one));
    }
    if (isObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.marked(one)]));
    }
    return typeof value === "number" && this.markedText(String(value), this.pattern) === SENSITIVE ? SENSITIVE : value;
  }

  /** Plans repeat most of their texts. */
  private markedText(text: string, pattern: RegExp): string {
    if (text.length < SHORTEST) {
      return text;
    }
    const known = this.known.get(text) ?? text.replace(pattern, SENSITIVE);
    this.known.set(text, known);
    return known;
  }
}

/** The texts in all places that some plans mark. */
export function sensitiveValues(plans: readonly ShownPlan[]): SensitiveValues {
  const texts = new Set<string>();
  const add = (value: Json | undefined, marks: Json | undefined) => addTexts(texts, value, marks);
  for (const { resource_changes, output_changes, prior, planned, outputs, variables, rootModule } of plans) {
    for (const { change } of [...resource_changes, ...Object.values(output_changes).map((change) => ({ change }))]) {
      add(change.before, change.before_sensitive);
      add(change.after, change.after_sensitive);
    }
    for (const { values, sensitive } of [...prior, ...planned]) {
      add(values, sensitive);
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

function addAll(texts: Set<string>, value: Json): void {
  if (typeof value === "string" && value.length >= SHORTEST) {
    texts.add(value);
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

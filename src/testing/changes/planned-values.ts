import type { AttributeSchema, BlockSchema } from "../../providers/schema";
import { isList, isObject, type Json, type JsonObject, objectOf } from "../../terraform/json";
import { childAt, type Path } from "./path";

export const UNKNOWN = "(known after apply)";
export const SENSITIVE = "(sensitive value)";
export const WRITE_ONLY = "(write-only value)";

/**
 * A value as a plan shows it.
 * @param unknown the plan's marks of values that are known after apply
 * @param sensitive the plan's marks of sensitive values
 */
export function shown(value: Json | undefined, unknown: Json | undefined, sensitive: Json | undefined): Json {
  if (sensitive === true) {
    return value === null && unknown !== true ? null : SENSITIVE;
  }
  if (unknown === true) {
    return UNKNOWN;
  }
  if (isList(value) || isList(unknown)) {
    const [values, unknowns, marks] = [value, unknown, sensitive].map(elementsOf);
    const longest = unknowns.length > values.length ? unknowns : values;
    return longest.map((_, index) => shown(values[index] ?? null, unknowns[index], marks[index]));
  }
  if (isObject(value) || isObject(unknown)) {
    const [values, unknowns, marks] = [value, unknown, sensitive].map(objectOf);
    const names = [...new Set([...Object.keys(values), ...Object.keys(unknowns)])].sort();
    return Object.fromEntries(names.map((name) => [name, shown(values[name] ?? null, unknowns[name], marks[name])]));
  }
  return value ?? null;
}

function elementsOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/**
 * Shows texts that mocks made up as unknown: OpenTofu's mocks have values at plan time that real providers only have
 * after apply.
 */
export function withoutMadeUp(value: Json, texts: MadeUpTexts): Json {
  if (isList(value)) {
    return value.map((element) => withoutMadeUp(element, texts));
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutMadeUp(part, texts)]));
  }
  return typeof value === "string" && texts.isIn(value) ? UNKNOWN : value;
}

/** Texts that mocks made up. A large stack has tens of thousands of them, of a few lengths. */
export class MadeUpTexts {
  private readonly lengths: readonly number[];

  constructor(private readonly texts: ReadonlySet<string>) {
    this.lengths = [...new Set([...texts].map(({ length }) => length))];
  }

  public get isEmpty(): boolean {
    return this.texts.size === 0;
  }

  /** Whether one of them is in a text. */
  public isIn(text: string): boolean {
    return this.texts.has(text) || this.lengths.some((length) => this.hasPart(text, length));
  }

  private hasPart(text: string, length: number): boolean {
    for (let start = 0; start + length <= text.length; start++) {
      if (this.texts.has(text.slice(start, start + length))) {
        return true;
      }
    }
    return false;
  }
}

/**
 * The values of a block with marks for what its provider computes and for write-only arguments, and without null and
 * empty lists of blocks.
 * @param isNew whether nothing computed is known yet
 */
export function withComputed(
  values: JsonObject,
  configuration: JsonObject,
  schema: BlockSchema,
  isNew: boolean,
): JsonObject {
  const members = Object.entries(values).map(([name, value]): [string, Json] => {
    const block = schema.block_types?.[name]?.block;
    const attribute = schema.attributes?.[name];
    const set = configuration[name] ?? null;
    const mark = attribute && markOf(attribute, set !== null, isNew);
    return [name, mark ?? (block === undefined ? value : blocksWithComputed(value, set, block, isNew))];
  });
  return Object.fromEntries(members.filter(([, value]) => value !== null));
}

function markOf(
  { write_only, computed, sensitive }: AttributeSchema,
  isSet: boolean,
  isNew: boolean,
): string | undefined {
  if (write_only === true && isSet) {
    return WRITE_ONLY;
  }
  if (computed !== true || isSet || !isNew) {
    return undefined;
  }
  return sensitive === true ? SENSITIVE : UNKNOWN;
}

function blocksWithComputed(value: Json, configuration: Json, schema: BlockSchema, isNew: boolean): Json {
  const block = (part: Json, index: number) => {
    const body = isList(configuration) ? configuration[index] : configuration;
    return isObject(part) ? withComputed(part, objectOf(body), schema, isNew) : part;
  };
  if (isList(value)) {
    return value.length === 0 ? null : value.map(block);
  }
  return block(value, 0);
}

/** The value at a path, or the mark that hides it; null where there is none. */
export function shownAt(value: Json, [name, ...rest]: Path): Json {
  return name === undefined || value === UNKNOWN || value === SENSITIVE ? value : shownAt(childAt(value, name), rest);
}

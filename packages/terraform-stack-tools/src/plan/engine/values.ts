import { createHash } from "node:crypto";
import { ADDRESS_ARGUMENT } from "../../planned/plan-json";
import { type Field, isValueList, isValueObject, Unknown, type Value, writeMessage } from "../../providers/plugin/wire";
import { isList, isObject, type Json } from "../../stack/json";
import type { ExistingResource } from "../job";

/** A text that differs where the values do. */
export function digest(value: Value | readonly (Value | undefined)[]): string {
  const text = JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? String(part) : part));
  return createHash("sha256").update(text).digest("hex");
}

/** A value of a dynamic type: its type in front of it, as cty writes both. */
export function dynamicValue(value: Json): Value {
  return value === null ? null : [Buffer.from(JSON.stringify(typeOf(value))), value];
}

function typeOf(value: Json): Json {
  if (isList(value)) {
    return ["tuple", value.map(typeOf)];
  }
  if (isObject(value)) {
    return ["object", Object.fromEntries(Object.entries(value).map(([name, member]) => [name, typeOf(member)]))];
  }
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
      return "number";
    default:
      return "string";
  }
}

/** A message with other fields in place of some. */
export function replaced(fields: readonly Field[], values: Readonly<Record<number, Buffer | undefined>>): Buffer {
  const kept = fields.filter(({ number }) => !(number in values));
  const written = Object.entries(values).map(([number, value]) => [Number(number), value] as const);
  return writeMessage(...kept.map(({ number, value }) => [number, value] as const), ...written);
}

/** A value as the provider knows it. */
export function withoutAddress(value: Value): Value {
  if (!isValueObject(value)) {
    return value;
  }
  const { [ADDRESS_ARGUMENT]: _address, ...rest } = value;
  return rest;
}

/** A value as Terraform knows it. */
export function withAddress(value: Value, address: Value): Value {
  return isValueObject(value) ? { ...value, [ADDRESS_ARGUMENT]: address } : value;
}

/** The value at a path; null where there is none. */
export function valueAt(value: Value, path: readonly (string | number)[]): Value {
  return path.reduce((part: Value, step) => {
    if (part instanceof Unknown) {
      return part;
    }
    if (Array.isArray(part)) {
      return part[Number(step)] ?? null;
    }
    return isValueObject(part) ? (part[step] ?? null) : null;
  }, value);
}

/** A value in which what is empty is so in the way that it was before. */
export function keepingEmpty(before: Value, after: Value): Value {
  if (isEmpty(before) && isEmpty(after)) {
    return before;
  }
  if (isValueList(before) && isValueList(after)) {
    return after.map((element, index) => keepingEmpty(before[index] ?? element, element));
  }
  return isValueObject(before) && isValueObject(after)
    ? Object.fromEntries(Object.entries(after).map(([name, part]) => [name, keepingEmpty(before[name] ?? null, part)]))
    : after;
}

function isEmpty(value: Value): boolean {
  if (isValueObject(value)) {
    return Object.keys(value).length === 0;
  }
  return isValueList(value) ? value.length === 0 : value === null || value === "" || value === 0 || value === false;
}

/** Whether a planned value is, or may be, another one. */
export function differs(before: Value, after: Value): boolean {
  return after instanceof Unknown || digest(before) !== digest(after);
}

/** The private state of a resource: what its proxy has Terraform keep, with what the provider itself keeps there. */
export interface PrivateState extends ExistingResource {
  /** In base 64. */
  readonly provider?: string;
}

const NOTHING: PrivateState = { open: [] };

export function readPrivateState(bytes: Buffer | undefined): PrivateState {
  return bytes === undefined || bytes.length === 0 ? NOTHING : JSON.parse(bytes.toString("utf8"));
}

export function writePrivateState(state: PrivateState): Buffer {
  return Buffer.from(JSON.stringify(state));
}

export function providerPart({ provider }: PrivateState): Buffer | undefined {
  return provider === undefined ? undefined : Buffer.from(provider, "base64");
}

export function withProviderPart(state: PrivateState, bytes: Buffer | undefined): PrivateState {
  return bytes === undefined || bytes.length === 0 ? state : { ...state, provider: bytes.toString("base64") };
}

import { decode as decodeBytes, ExtData, encode as encodeBytes } from "@msgpack/msgpack";

/** A value that is known after apply, with what the provider says about it: cty's only extensions of MessagePack. */
export const Unknown = ExtData;
export type Unknown = ExtData;

/** The one of which nothing is known. */
export const UNKNOWN_VALUE = new Unknown(0, new Uint8Array(1));

/** A value of Terraform's type system. Bytes are the type of a value of a dynamic type, in front of it. */
export type Value = null | boolean | number | bigint | string | Uint8Array | Unknown | readonly Value[] | ValueObject;

export interface ValueObject {
  readonly [name: string]: Value;
}

export function isValueObject(value: Value | undefined): value is ValueObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Unknown)
  );
}

export function isValueList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** What a number of JavaScript cannot hold stays whole. */
const OPTIONS = { useBigInt64: true } as const;

export function encode(value: Value): Buffer {
  const bytes = encodeBytes(value, OPTIONS);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws Error for what is no MessagePack */
export function decode(bytes: Buffer): Value {
  return decodeBytes(bytes, OPTIONS) as Value;
}

/** A field of a message: a number (also a boolean or an enum), or bytes (also a text or another message). */
export interface Field {
  readonly number: number;
  readonly value: number | Buffer;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/**
 * Reads a message, of which the reader knows the fields. Source: Protocol Buffers, "Encoding".
 * @throws Error for what is no message, or has fields of a kind that the plugin protocol does not use
 */
export function readMessage(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return Number(BigInt.asIntN(64, value));
      }
    }
    throw new Error("a number in a message has no end");
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = tag >> 3;
    switch (tag & 7) {
      case VARINT:
        fields.push({ number, value: varint() });
        break;
      case LENGTH_DELIMITED: {
        const length = varint();
        if (length < 0 || at + length > bytes.length) {
          throw new Error("a message ends too early");
        }
        fields.push({ number, value: bytes.subarray(at, at + length) });
        at += length;
        break;
      }
      default:
        throw new Error(`a message has a field of the unknown kind ${tag & 7}`);
    }
  }
  return fields;
}

/** What a field can be written from. Nothing is written for `undefined`, `false` and 0, as for any default. */
export type FieldValue = string | number | boolean | Buffer | undefined;

/** Writes a message, given the number of each field with its value. */
export function writeMessage(...fields: readonly (readonly [number: number, value: FieldValue])[]): Buffer {
  return Buffer.concat(fields.flatMap(([number, value]) => written(number, value)));
}

/** Writes fields as they were read. */
export function writeFields(fields: readonly Field[]): Buffer {
  return writeMessage(...fields.map(({ number, value }) => [number, value] as const));
}

function written(number: number, value: FieldValue): Buffer[] {
  switch (typeof value) {
    case "undefined":
      return [];
    case "boolean":
    case "number":
      return value ? [varint(number << 3), varint(Number(value))] : [];
    default: {
      const bytes = typeof value === "string" ? Buffer.from(value) : value;
      return [varint((number << 3) | LENGTH_DELIMITED), varint(bytes.length), bytes];
    }
  }
}

function varint(value: number): Buffer {
  // Nearly every number is a tag or a short length.
  if (value >= 0 && value < 0x80) {
    return Buffer.of(value);
  }
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.of(...bytes, Number(rest));
}

/** The last field of a number, which counts, as bytes. */
export function bytesOf(fields: readonly Field[], number: number): Buffer | undefined {
  const value = fields.filter((field) => field.number === number).at(-1)?.value;
  return typeof value === "number" ? undefined : value;
}

export function textIn(fields: readonly Field[], number: number): string {
  return bytesOf(fields, number)?.toString("utf8") ?? "";
}

export function numberIn(fields: readonly Field[], number: number): number {
  const value = fields.filter((field) => field.number === number).at(-1)?.value;
  return typeof value === "number" ? value : 0;
}

/** All fields of a number, of a list of messages or texts. */
export function listIn(fields: readonly Field[], number: number): Buffer[] {
  return fields.flatMap((field) => (field.number === number && typeof field.value !== "number" ? [field.value] : []));
}

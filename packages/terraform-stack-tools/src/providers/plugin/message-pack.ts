/** A value that is known after apply, with what the provider says about it. */
export class Unknown {
  /** @param bytes as MessagePack has it */
  constructor(public readonly bytes: Buffer = Buffer.from([0xd4, 0, 0])) {}
}

/** A value of Terraform's type system. Bytes are the type of a value of a dynamic type, in front of it. */
export type Value = null | boolean | number | bigint | string | Buffer | Unknown | readonly Value[] | ValueObject;

export interface ValueObject {
  readonly [name: string]: Value;
}

export function isValueObject(value: Value | undefined): value is ValueObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !Buffer.isBuffer(value) &&
    !(value instanceof Unknown)
  );
}

export function isValueList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Source: the MessagePack specification, and cty's "MessagePack Serialization" for values that are unknown. */
export function encode(value: Value): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: Value, parts: Buffer[]): void {
  if (value instanceof Unknown) {
    parts.push(value.bytes);
  } else if (Buffer.isBuffer(value)) {
    parts.push(head(value.length, [0xc4, 0xc5, 0xc6]), value);
  } else if (isValueList(value)) {
    parts.push(value.length < 16 ? Buffer.from([0x90 | value.length]) : head(value.length, [undefined, 0xdc, 0xdd]));
    for (const element of value) {
      write(element, parts);
    }
  } else if (isValueObject(value)) {
    const members = Object.entries(value);
    parts.push(
      members.length < 16 ? Buffer.from([0x80 | members.length]) : head(members.length, [undefined, 0xde, 0xdf]),
    );
    for (const [name, member] of members) {
      write(name, parts);
      write(member, parts);
    }
  } else {
    parts.push(...primitive(value));
  }
}

function primitive(value: null | boolean | number | bigint | string): Buffer[] {
  switch (typeof value) {
    case "string": {
      const bytes = Buffer.from(value);
      return [bytes.length < 32 ? Buffer.from([0xa0 | bytes.length]) : head(bytes.length, [0xd9, 0xda, 0xdb]), bytes];
    }
    case "boolean":
      return [Buffer.from([value ? 0xc3 : 0xc2])];
    case "object":
      return [Buffer.from([0xc0])];
    default: {
      const bytes = Buffer.alloc(9);
      const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
      bytes[0] = isWhole ? (value < 0 ? 0xd3 : 0xcf) : 0xcb;
      if (!isWhole) {
        bytes.writeDoubleBE(Number(value), 1);
      } else if (value < 0) {
        bytes.writeBigInt64BE(BigInt(value), 1);
      } else {
        bytes.writeBigUInt64BE(BigInt(value), 1);
      }
      return [bytes];
    }
  }
}

/** @param marks of a length of one, two and four bytes */
function head(length: number, [one, two, four]: readonly [number | undefined, number, number]): Buffer {
  if (one !== undefined && length < 0x100) {
    return Buffer.from([one, length]);
  }
  const bytes = Buffer.alloc(length < 0x1_0000 ? 3 : 5);
  bytes[0] = length < 0x1_0000 ? two : four;
  bytes.writeUIntBE(length, 1, bytes.length - 1);
  return bytes;
}

/** @throws Error for what is no MessagePack */
export function decode(bytes: Buffer): Value {
  const reader = new Reader(bytes);
  const value = reader.value();
  if (!reader.isAtEnd) {
    throw new Error("something follows a value");
  }
  return value;
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  public get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  public value(): Value {
    const start = this.at;
    const mark = this.unsigned(1);
    if (mark < 0x80) {
      return mark;
    }
    if (mark < 0x90) {
      return this.object(mark & 0x0f);
    }
    if (mark < 0xa0) {
      return this.list(mark & 0x0f);
    }
    if (mark < 0xc0) {
      return this.text(mark & 0x1f);
    }
    return mark >= 0xe0 ? mark - 0x100 : this.marked(mark, start);
  }

  private marked(mark: number, start: number): Value {
    switch (mark) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return mark === 0xc3;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.slice(this.unsigned(2 ** (mark - 0xc4)));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.extension(start, this.unsigned(2 ** (mark - 0xc7)));
      case 0xca:
        return this.slice(4).readFloatBE();
      case 0xcb:
        return this.slice(8).readDoubleBE();
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.unsigned(2 ** (mark - 0xcc));
      case 0xcf:
        return shortened(this.slice(8).readBigUInt64BE());
      case 0xd0:
      case 0xd1:
      case 0xd2: {
        const size = 2 ** (mark - 0xd0);
        return this.slice(size).readIntBE(0, size);
      }
      case 0xd3:
        return shortened(this.slice(8).readBigInt64BE());
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.extension(start, 2 ** (mark - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.text(this.unsigned(2 ** (mark - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.list(this.unsigned(2 * (mark - 0xdb)));
      case 0xde:
      case 0xdf:
        return this.object(this.unsigned(2 * (mark - 0xdd)));
      default:
        throw new Error(`${mark} begins no value`);
    }
  }

  /** Extensions are unknown values, the only ones of cty. Their type is a byte in front of the data. */
  private extension(start: number, length: number): Unknown {
    this.slice(1 + length);
    return new Unknown(this.bytes.subarray(start, this.at));
  }

  private list(length: number): Value[] {
    return Array.from({ length: this.checked(length) }, () => this.value());
  }

  private object(length: number): ValueObject {
    return Object.fromEntries(
      Array.from({ length: this.checked(length) }, (): [string, Value] => [String(this.value()), this.value()]),
    );
  }

  private text(length: number): string {
    return this.slice(length).toString("utf8");
  }

  private unsigned(size: number): number {
    return this.slice(size).readUIntBE(0, size);
  }

  private slice(length: number): Buffer {
    const from = this.at;
    this.at += this.checked(length);
    return this.bytes.subarray(from, this.at);
  }

  /** Nothing is longer than the bytes that are left. */
  private checked(length: number): number {
    if (length > this.bytes.length - this.at) {
      throw new Error("a value ends too early");
    }
    return length;
  }
}

function shortened(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

import { type ClientHttp2Session, constants, createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import { buffer } from "node:stream/consumers";
import { decode as decodeBytes, ExtData, encode as encodeBytes } from "@msgpack/msgpack";
import type {
  AttributeSchema,
  BlockSchema,
  FunctionSchema,
  NestedAttributeType,
  NestedBlockSchema,
  TypeSchema,
} from "../initialized-folder";

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
type FieldValue = string | number | boolean | Buffer | undefined;

/** Writes a message, given the number of each field with its value. */
export function writeMessage(...fields: readonly (readonly [number: number, value: FieldValue])[]): Buffer {
  return Buffer.concat(fields.flatMap(([number, value]) => written(number, value)));
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

/** An object with other values by the same names. */
export function mapMembers(value: ValueObject, change: (member: Value, name: string) => Value): ValueObject {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member, name)]));
}

export function isValueList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** What a number of JavaScript cannot hold stays whole. */
const OPTIONS = { useBigInt64: true } as const;

function encode(value: Value): Buffer {
  const bytes = encodeBytes(value, OPTIONS);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws Error for what is no MessagePack */
function decode(bytes: Buffer): Value {
  return decodeBytes(bytes, OPTIONS) as Value;
}

/** The schemas that a provider serves. */
interface ServedSchemas {
  readonly provider: TypeSchema;
  readonly resources: Readonly<Record<string, TypeSchema>>;
  readonly dataSources: Readonly<Record<string, TypeSchema>>;
  readonly ephemeralResources: Readonly<Record<string, TypeSchema>>;
  readonly functions: Readonly<Record<string, FunctionSchema>>;
}

/** The answer to `GetProviderSchema` in protocol 6. Source: Terraform, "Provider plugin protocol". */
export function schemaMessage(schemas: ServedSchemas): Buffer {
  return writeMessage(
    [1, schema(schemas.provider)],
    ...mapField(2, schemas.resources, schema),
    ...mapField(3, schemas.dataSources, schema),
    ...mapField(7, schemas.functions, functionMessage),
    ...mapField(8, schemas.ephemeralResources, schema),
  );
}

function mapField<T>(number: number, values: Readonly<Record<string, T>>, message: (value: T) => Buffer) {
  return Object.entries(values).map(([key, value]) => [number, writeMessage([1, key], [2, message(value)])] as const);
}

/** A `Schema` by itself. */
export function schema({ version = 0, block: body }: TypeSchema): Buffer {
  return writeMessage([1, version], [2, block(body)]);
}

function block({ attributes = {}, block_types = {} }: BlockSchema): Buffer {
  return writeMessage(
    ...Object.entries(attributes).map(([name, value]) => [2, attribute(name, value)] as const),
    ...Object.entries(block_types).map(([name, value]) => [3, nestedBlock(name, value)] as const),
  );
}

function attribute(name: string, value: AttributeSchema): Buffer {
  const { type, nested_type: nested, required, optional, computed, sensitive, deprecated, write_only } = value;
  return writeMessage(
    [1, name],
    [2, type === undefined ? undefined : JSON.stringify(type)],
    [4, required],
    [5, optional],
    [6, computed],
    [7, sensitive],
    [9, deprecated],
    [10, nested && nestedType(nested)],
    [11, write_only],
  );
}

const ATTRIBUTE_NESTING = { single: 1, list: 2, set: 3, map: 4 } as const;

function nestedType({ attributes, nesting_mode }: NestedAttributeType): Buffer {
  const members = Object.entries(attributes).map(([name, value]) => [1, attribute(name, value)] as const);
  return writeMessage(...members, [3, ATTRIBUTE_NESTING[nesting_mode]]);
}

const BLOCK_NESTING = { single: 1, list: 2, set: 3, map: 4, group: 5 } as const;

function nestedBlock(
  name: string,
  { nesting_mode = "list", block: body, min_items, max_items }: NestedBlockSchema,
): Buffer {
  return writeMessage([1, name], [2, block(body)], [3, BLOCK_NESTING[nesting_mode]], [4, min_items], [5, max_items]);
}

function functionMessage({ parameters = [], variadic_parameter: variadic, return_type }: FunctionSchema): Buffer {
  return writeMessage(
    ...parameters.map((parameter) => [1, parameterMessage(parameter)] as const),
    [2, variadic && parameterMessage(variadic)],
    [3, writeMessage([1, JSON.stringify(return_type)])],
  );
}

function parameterMessage({ name, type, is_nullable }: NonNullable<FunctionSchema["variadic_parameter"]>): Buffer {
  return writeMessage([1, name], [2, JSON.stringify(type)], [3, is_nullable]);
}

/*
 * The parts of Terraform's plugin protocol that are read or written here, with the numbers that both protocols use.
 * Source: Terraform, "Provider plugin protocol".
 */

/** Numbers of fields, by message. */
export const Message = {
  ValidateConfig: { type: 1, config: 2 },
  Validated: { diagnostics: 1 },
  Configure: { terraformVersion: 1, config: 2 },
  ConfigureDiagnostics: 1,
  Upgrade: { type: 1, version: 2, state: 3 },
  Upgraded: { state: 1, diagnostics: 2 },
  Plan: { type: 1, prior: 2, proposed: 3, config: 4, priorPrivate: 5 },
  Planned: { state: 1, replace: 2, private: 3, diagnostics: 4, isLegacy: 5 },
  Apply: { type: 1, prior: 2, planned: 3, config: 4, private: 5 },
  Applied: { state: 1, private: 2, diagnostics: 3, isLegacy: 4 },
  Read: { type: 1, state: 2, private: 3 },
  ReadAnswer: { state: 1, private: 3 },
  Import: { type: 1, id: 2 },
  Imported: { resources: 1, diagnostics: 2 },
  /** Of data sources and ephemeral resources. */
  Look: { type: 1, config: 2 },
  Found: { state: 1 },
  OpenedEphemeral: { result: 3 },
  Move: { state: 4, private: 6 },
  Moved: { state: 1, diagnostics: 2, private: 3 },
} as const;

const RawState = { json: 1 } as const;

/** A value, or what is there in place of one: nothing. */
export function readValue(fields: readonly Field[], number: number): Value {
  const dynamic = readMessage(bytesOf(fields, number) ?? Buffer.alloc(0));
  const [messagePack, json] = [bytesOf(dynamic, 1), bytesOf(dynamic, 2)];
  if (messagePack !== undefined && messagePack.length > 0) {
    return decode(messagePack);
  }
  return json === undefined ? null : JSON.parse(json.toString("utf8"));
}

export function writeValue(value: Value): Buffer {
  return writeMessage([1, encode(value)]);
}

/** A value in the JSON that a state has. */
export function writeJson(json: Buffer): Buffer {
  return writeMessage([2, json]);
}

/** The state of a request, as a state file has it. */
export function rawState(fields: readonly Field[], number: number): Buffer {
  return bytesOf(readMessage(bytesOf(fields, number) ?? Buffer.alloc(0)), RawState.json) ?? Buffer.from("null");
}

export function writeRawState(json: Buffer): Buffer {
  return writeMessage([RawState.json, json]);
}

const ERROR = 1;
const WARNING = 2;

/** The words of the errors; empty if there is none. */
export function errorsIn(fields: readonly Field[], number: number): string {
  const errors = listIn(fields, number)
    .map(readMessage)
    .filter((diagnostic) => numberIn(diagnostic, 1) === ERROR);
  const words = errors.map((error) => [textIn(error, 2), textIn(error, 3)].filter((text) => text !== "").join(": "));
  return words.join("\n");
}

export function writeWarning(summary: string, detail: string): Buffer {
  return writeMessage([1, WARNING], [2, summary], [3, detail]);
}

export function readPath(bytes: Buffer): (string | number)[] {
  return listIn(readMessage(bytes), 1).map((step) => {
    const fields = readMessage(step);
    const name = bytesOf(fields, 1) ?? bytesOf(fields, 2);
    return name === undefined ? numberIn(fields, 3) : name.toString("utf8");
  });
}

/** The path of an attribute at the top. */
export function writePath(attribute: string): Buffer {
  return writeMessage([1, writeMessage([1, attribute])]);
}

/** A call that has no answer: the provider's process, or the connection to it, is at fault. */
export class CallError extends Error {}

export class TimeoutError extends CallError {}

/** Compressed or not in one byte, the length in four. Source: gRPC, "gRPC over HTTP2". */
const PREFIX = 5;

/** An error that means "there is no such method". */
const UNIMPLEMENTED = "12";

/** Calls a method that takes one message and answers with one. @throws CallError after `timeout` milliseconds */
export function call(session: ClientHttp2Session, path: string, request: Buffer, timeout: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: path,
      [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
      [constants.HTTP2_HEADER_TE]: "trailers",
    });
    const timer = setTimeout(() => {
      reject(new TimeoutError(`no answer in ${timeout / 1000} seconds`));
      stream.close(constants.NGHTTP2_CANCEL);
    }, timeout);
    const parts: Buffer[] = [];
    let status: unknown;
    let message: unknown;
    for (const event of ["response", "trailers"]) {
      stream.on(event, (headers: Readonly<Record<string, unknown>>) => {
        status = headers["grpc-status"] ?? status;
        message = headers["grpc-message"] ?? message;
      });
    }
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("error", (error) => reject(new CallError(error.message)));
    stream.on("close", () => {
      clearTimeout(timer);
      const answer = Buffer.concat(parts);
      if (status === "0" && answer.length >= PREFIX) {
        resolve(answer.subarray(PREFIX));
      } else {
        reject(new CallError(decodeURIComponent(String(message ?? "the connection was closed"))));
      }
    });
    stream.end(framed(request));
  });
}

function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Answers one call, or nothing if there is no such method. */
export type Handler = (method: string, request: Buffer) => Promise<Buffer> | undefined;

/** Serves the methods of a service. @param handlerFor makes the handler of one connection */
export function serve(handlerFor: () => Promise<Handler>): Http2Server {
  const server = createServer();
  server.on("session", (session) => {
    let handler: Promise<Handler> | undefined;
    session.on("stream", async (stream, headers) => {
      stream.on("error", () => stream.destroy());
      const method = String(headers[constants.HTTP2_HEADER_PATH]).split("/").at(-1) ?? "";
      try {
        const request = await buffer(stream);
        handler ??= handlerFor();
        const answerTo = await handler;
        answer(stream, await answerTo(method, request.subarray(PREFIX)));
      } catch (error) {
        end(stream, "2", error instanceof Error ? error.message : String(error));
      }
    });
  });
  return server;
}

function answer(stream: ServerHttp2Stream, message: Buffer | undefined): void {
  if (message === undefined) {
    end(stream, UNIMPLEMENTED, "no such method");
    return;
  }
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.respond({ [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc" }, { waitForTrailers: true });
  stream.end(framed(message));
}

function end(stream: ServerHttp2Stream, status: string, message: string): void {
  if (stream.destroyed) {
    return;
  }
  stream.respond(
    {
      [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
      "grpc-status": status,
      "grpc-message": encodeURIComponent(message),
    },
    { endStream: true },
  );
}

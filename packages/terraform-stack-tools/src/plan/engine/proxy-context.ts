import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MadeUpText, MadeUpTexts } from "../../planned/sensitive";
import { ADDRESS_ARGUMENT } from "../../planned/values";
import {
  type BlockSchema,
  type InstalledProvider,
  providerSchema,
  type SchemaKind,
  type TypeSchema,
  typeSchemas,
} from "../../providers/initialized-folder";
import {
  type Field,
  isValueList,
  isValueObject,
  mapMembers,
  schemaMessage,
  UNKNOWN_VALUE,
  type Value,
  type ValueObject,
  writeMessage,
} from "../../providers/plugin/wire";
import { isList, isObject, type Json, type JsonObject } from "../../stack/json";
import type { ExistingResource, Job, JobVersion } from "../job";
import type { MadeUpValues } from "../prepare/made-up-values";

/** Who answers the questions that need no cloud: a provider's own program, or what stands in for the built-in one. */
export interface Planner {
  /** The path of its program; empty where it has none. */
  readonly file: string;
  /** Why its errors may come from the missing configuration; nothing if it is configured. */
  readonly unconfigured?: string;
  prepare?(own: ValueObject): void;
  ask(method: string, request: Buffer, isInVain?: () => boolean): Promise<Buffer>;
  /** An id of the form that it accepts; undefined where its errors do not tell it. */
  exampleId?(type: string): Promise<string | undefined>;
  /** What follows, once a resource is created, from what was planned. */
  completed?(state: ValueObject): ValueObject;
  /** What a block answers, instead of made-up values. @param given by the user */
  found?(block: string, given: JsonObject, values: MadeUpValues): JsonObject;
}

/** What a proxy works with. */
export interface ProxyContext {
  readonly provider: Planner;
  /** The answer to the question for schemas. */
  readonly schemas: Buffer;
  readonly schemaOf: (kind: SchemaKind, type: string) => TypeSchema | undefined;
  readonly version: Pick<JobVersion, "mocks" | "read" | "moved">;
  /** Whether the provider's words about a resource it does not accept are those of the plan. */
  readonly refuses: boolean;
  /** Whether what may be replaced or updated in place is updated in place. */
  readonly updatesInPlace: boolean;
  /** Whether Terraform wrote the state elsewhere, perhaps with another version of the provider. */
  readonly isStateGiven: boolean;
  /** The schema of a resource in the version of the provider that wrote the state, if that is another one. */
  readonly earlierSchemaOf?: (type: string) => TypeSchema | undefined;
  /** Why the provider did not answer, by question. */
  readonly unanswered: Map<string, string>;
  readonly exampleId: (type: string) => Promise<string | undefined>;
  readonly onMadeUp: (texts: readonly MadeUpText[]) => void;
  /** The texts that stand for what only the cloud knows, until now. */
  readonly madeUp: () => readonly MadeUpText[];
  /** That something may be replaced or updated in place. */
  readonly onReplacementUnknown: () => void;
}

/** The schema of a type; empty for one that the provider does not have. */
export function blockSchema({ schemaOf }: ProxyContext, kind: SchemaKind, type: string): BlockSchema {
  return schemaOf(kind, type)?.block ?? {};
}

/** What all proxies of one run of Terraform share. */
export type RunContext = Pick<
  ProxyContext,
  "refuses" | "updatesInPlace" | "isStateGiven" | "unanswered" | "onMadeUp" | "madeUp" | "onReplacementUnknown"
> & {
  readonly version: JobVersion;
  /** The version that wrote the state. */
  readonly stateFrom: JobVersion;
};

export function proxyContext(
  { types }: Job,
  { stateFrom, ...run }: RunContext,
  provider: InstalledProvider,
  own: Planner,
): ProxyContext {
  const before = stateFrom.providers.find(({ address }) => address === provider.address);
  const schemaOf = typeSchemas(provider.schemas);
  const earlier = typeSchemas(before?.schemas ?? "");
  return {
    ...run,
    provider: own,
    schemas: servedSchemas(types, provider, schemaOf),
    schemaOf,
    ...(before === undefined || before.version === provider.version
      ? {}
      : { earlierSchemaOf: (type: string) => earlier("resource", type) }),
    exampleId: (type) => exampleId(provider, own, type),
  };
}

function servedSchemas(
  types: readonly string[],
  provider: InstalledProvider,
  schemaOf: ProxyContext["schemaOf"],
): Buffer {
  const ofKind = (kind: SchemaKind) =>
    Object.fromEntries(
      types.flatMap((type) => {
        const schema = schemaOf(kind, type);
        return schema === undefined ? [] : [[type, withAddressArgument(schema)]];
      }),
    );
  return schemaMessage({
    ...providerSchema(provider.schemas),
    resources: ofKind("resource"),
    dataSources: ofKind("data_source"),
    ephemeralResources: ofKind("ephemeral_resource"),
  });
}

function withAddressArgument({ version, block }: TypeSchema): TypeSchema {
  const attributes = { ...block.attributes, [ADDRESS_ARGUMENT]: { type: "string", optional: true } as const };
  return { version, block: { ...block, attributes } };
}

/** Asks the provider once for each of its versions. */
async function exampleId(provider: InstalledProvider, own: Planner, type: string): Promise<string | undefined> {
  if (own.exampleId === undefined) {
    return undefined;
  }
  const file = join(provider.schemas, `id.${type}.txt`);
  if (!existsSync(file)) {
    const example = await own.exampleId(type).catch(() => undefined);
    writeFileSync(`${file}.${process.pid}`, example ?? "");
    renameSync(`${file}.${process.pid}`, file);
  }
  return readFileSync(file, "utf8") || undefined;
}

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

/** A value in which whatever has one of the texts is unknown. */
export function withoutTexts(value: Value, texts: readonly MadeUpText[]): Value {
  const all = new MadeUpTexts(texts);
  const opened = (part: Value): Value => {
    if (typeof part === "string") {
      return all.marked(part) === part ? part : UNKNOWN_VALUE;
    }
    if (isValueList(part)) {
      return part.map(opened);
    }
    return isValueObject(part) ? mapMembers(part, opened) : part;
  };
  return opened(value);
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

import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ADDRESS_ARGUMENT } from "../../planned/plan-json";
import type { MadeUpText } from "../../planned/sensitive";
import type { InstalledProvider } from "../../providers/initialized-folder";
import { schemaMessage, type ValueObject } from "../../providers/plugin/wire";
import { type BlockSchema, providerSchema, type SchemaKind, type TypeSchema, typeSchema } from "../../providers/schema";
import type { JsonObject } from "../../stack/json";
import type { Job, JobVersion } from "../job";
import type { MadeUpValues } from "../prepare/made-up-values";

/** Who answers the questions that need no cloud: a provider's own program, or what stands in for the built-in one. */
export interface Planner {
  /** The path of its program; empty where it has none. */
  readonly file: string;
  /** Why its errors may come from the missing configuration; nothing if it is configured. */
  readonly unconfigured?: string;
  /** Whether its errors about ids say which form they have. */
  readonly tellsIds?: boolean;
  prepare?(own: ValueObject): void;
  ask(method: string, request: Buffer): Promise<Buffer>;
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
  /** The schema of a resource in the version of the provider that wrote the state, if that is another one. */
  readonly earlierSchemaOf?: (type: string) => TypeSchema | undefined;
  /** Why the provider did not answer, by question. */
  readonly unanswered: Map<string, string>;
  readonly exampleId: (type: string) => Promise<string | undefined>;
  readonly onMadeUp: (texts: readonly MadeUpText[]) => void;
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
  "refuses" | "updatesInPlace" | "unanswered" | "onMadeUp" | "onReplacementUnknown"
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
  const known = new Map<string, TypeSchema | undefined>();
  const schemaOf = (kind: SchemaKind, type: string) => {
    const key = `${kind}.${type}`;
    if (!known.has(key)) {
      known.set(key, typeSchema(provider.schemas, kind, type));
    }
    return known.get(key);
  };
  return {
    ...run,
    provider: own,
    schemas: servedSchemas(types, provider, schemaOf),
    schemaOf,
    ...(before === undefined || before.version === provider.version
      ? {}
      : { earlierSchemaOf: (type: string) => typeSchema(before.schemas, "resource", type) }),
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
  if (!own.tellsIds) {
    return undefined;
  }
  const file = join(provider.schemas, `id.${type}.txt`);
  if (!existsSync(file)) {
    const example = await own.exampleId?.(type).catch(() => undefined);
    writeFileSync(`${file}.${process.pid}`, example ?? "");
    renameSync(`${file}.${process.pid}`, file);
  }
  return readFileSync(file, "utf8") || undefined;
}

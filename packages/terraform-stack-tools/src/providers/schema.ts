import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What `terraform providers schema -json` prints, as far as it is read here. */
export interface ProviderSchemas {
  /** By the provider's address, such as `registry.terraform.io/hashicorp/aws`. */
  readonly provider_schemas?: Readonly<Record<string, ProviderSchema>>;
}

export type ProviderSchema = {
  readonly [Kind in SchemaKind as `${Kind}_schemas`]?: Readonly<Record<string, TypeSchema>>;
} & {
  /** Of the provider's configuration. */
  readonly provider?: TypeSchema;
  readonly functions?: Readonly<Record<string, FunctionSchema>>;
};

export type SchemaKind = "resource" | "data_source" | "ephemeral_resource";

export interface TypeSchema {
  /** Of what a state has. */
  readonly version?: number;
  readonly block: BlockSchema;
}

export interface BlockSchema {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
  readonly block_types?: Readonly<Record<string, NestedBlockSchema>>;
}

export interface AttributeSchema {
  readonly type?: AttributeType;
  /** In place of `type` for attributes that have attributes of their own. */
  readonly nested_type?: NestedAttributeType;
  readonly required?: boolean;
  readonly computed?: boolean;
  readonly optional?: boolean;
  readonly sensitive?: boolean;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly write_only?: boolean;
}

export type AttributeType =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | readonly ["list" | "set" | "map", AttributeType]
  | readonly ["object", Readonly<Record<string, AttributeType>>]
  | readonly ["tuple", readonly AttributeType[]];

export interface NestedAttributeType {
  readonly nesting_mode: "single" | "list" | "set" | "map";
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
}

export interface NestedBlockSchema {
  readonly nesting_mode?: "single" | "group" | "list" | "set" | "map";
  readonly min_items?: number;
  readonly max_items?: number;
  readonly block: BlockSchema;
}

/** Of a function that a provider has. */
export interface FunctionSchema {
  readonly parameters?: readonly FunctionParameter[];
  readonly variadic_parameter?: FunctionParameter;
  readonly return_type: AttributeType;
}

export interface FunctionParameter {
  readonly name: string;
  readonly type: AttributeType;
  readonly is_nullable?: boolean;
}

/** Looks up the schema of a type. Types that are built into Terraform have none. */
export type Schemas = (kind: SchemaKind, type: string) => BlockSchema | undefined;

const KINDS: readonly SchemaKind[] = ["resource", "data_source", "ephemeral_resource"];

export const PROVIDER_FILE = "provider.json";

/** What a provider has besides types. */
export type ProviderOwnSchema = Required<Pick<ProviderSchema, "provider" | "functions">>;

/**
 * Writes one small file for each type, in a folder for each provider, because reading the whole schema of a large provider takes
 * longer than a plan.
 */
export function writeSchemas({ provider_schemas = {} }: ProviderSchemas, folder: string): void {
  for (const [address, provider] of Object.entries(provider_schemas)) {
    const own = schemaFolder(folder, address);
    mkdirSync(own, { recursive: true });
    const { functions = {} } = provider;
    // The built-in provider has a configuration without a block.
    const configuration = { block: {}, ...provider.provider };
    write(join(own, PROVIDER_FILE), { provider: configuration, functions } satisfies ProviderOwnSchema);
    for (const kind of KINDS) {
      for (const [type, schema] of Object.entries(provider[`${kind}_schemas`] ?? {})) {
        write(join(own, `${kind}.${type}.json`), { version: schema.version, block: schema.block });
      }
    }
  }
}

/** The folder with the schemas of one provider, by its address. */
export function schemaFolder(folder: string, address: string): string {
  return join(folder, address.split("/").join("_"));
}

function write(file: string, schema: object): void {
  writeFileSync(file, JSON.stringify(schema));
}

/** Reads what `writeSchemas` wrote of one provider. */
export function providerSchema(folder: string): ProviderOwnSchema {
  return JSON.parse(readFileSync(join(folder, PROVIDER_FILE), "utf8"));
}

/** Reads what `writeSchemas` wrote of a type of one provider. */
export function typeSchema(folder: string, kind: SchemaKind, type: string): TypeSchema | undefined {
  const file = join(folder, `${kind}.${type}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** The names of all types of one provider. */
export function typeNames(folder: string): string[] {
  const names = readdirSync(folder).map((file) => file.split("."));
  return names.flatMap(([kind, type, extension]) => (kind !== "provider" && extension === "json" ? [type] : []));
}

/** Reads what `writeSchemas` wrote, each type once. */
export function schemasIn(folder: string): Schemas {
  const known = new Map<string, BlockSchema | undefined>();
  const folders = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return (kind, type) => {
    const key = `${kind}.${type}`;
    if (!known.has(key)) {
      const found = folders.map((one) => typeSchema(one, kind, type)).find((one) => one !== undefined);
      known.set(key, found?.block);
    }
    return known.get(key);
  };
}

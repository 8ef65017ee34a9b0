import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json } from "../terraform/json";

/** What `terraform providers schema -json` prints, as far as it is read here. */
export interface ProviderSchemas {
  /** By the provider's address, such as `registry.terraform.io/hashicorp/azurerm`. */
  readonly provider_schemas?: Readonly<Record<string, ProviderSchema>>;
}

export type ProviderSchema = {
  readonly [Kind in SchemaKind as `${Kind}_schemas`]?: Readonly<Record<string, TypeSchema>>;
};

export type SchemaKind = "resource" | "data_source" | "ephemeral_resource";

export interface TypeSchema {
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
  readonly computed?: boolean;
  readonly optional?: boolean;
  readonly sensitive?: boolean;
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
  readonly block: BlockSchema;
}

/** Looks up the schema of a type. Types that are built into Terraform have none. */
export type Schemas = (kind: SchemaKind, type: string) => BlockSchema | undefined;

const KINDS: readonly SchemaKind[] = ["resource", "data_source", "ephemeral_resource"];

/** Writes one small file for each type, because reading the whole schema of azurerm takes longer than a plan. */
export function writeSchemas({ provider_schemas = {} }: ProviderSchemas, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const provider of Object.values(provider_schemas)) {
    for (const kind of KINDS) {
      for (const [type, { block }] of Object.entries(provider[`${kind}_schemas`] ?? {})) {
        writeFileSync(fileOf(folder, kind, type), JSON.stringify(block, withoutDescription));
      }
    }
  }
}

/** Reads what `writeSchemas` wrote, each type once. */
export function schemasIn(folder: string): Schemas {
  const known = new Map<string, BlockSchema | undefined>();
  return (kind, type) => {
    const file = fileOf(folder, kind, type);
    if (!known.has(file)) {
      known.set(file, existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined);
    }
    return known.get(file);
  };
}

function fileOf(folder: string, kind: SchemaKind, type: string): string {
  return join(folder, `${kind}.${type}.json`);
}

/**
 * Only what has a `description_kind` is described by its `description`: an object type may have a field of that name.
 */
function withoutDescription(_key: string, value: Json): Json {
  if (!isObject(value) || typeof value.description_kind !== "string") {
    return value;
  }
  const { description: _description, ...rest } = value;
  return rest;
}

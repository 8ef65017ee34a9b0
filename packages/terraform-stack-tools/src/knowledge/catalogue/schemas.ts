import {
  ANY_ARGUMENTS,
  type BodySchema,
  builtInSchema,
  kindOf,
  providerType,
  type SchemaSource,
} from "../../providers/schemas/known-schemas";
import { fits } from "../../providers/schemas/sources";
import { lookUp, quoted } from "../../stack/json";
import { remembered } from "../../stack/remembered";
import providers from "./data/providers.json";

/**
 * The versions of each provider that this package supports, whose schemas `data/provider-schemas.json` holds: the last release
 * that the prebuilt bindings of cdktf require, and the one that `ProviderGeneration` moves a stack to.
 */
export const PROVIDER_VERSIONS = providers.versions;

export type KnownProvider = keyof typeof PROVIDER_VERSIONS;

export function isKnownProvider(name: string): name is KnownProvider {
  return lookUp(PROVIDER_VERSIONS, name) !== undefined;
}

/** A body as `data/provider-schemas.json` and `data/azapi-schemas.json` have it. */
interface SchemaBody {
  /** Arguments that take a list, a set, a map or an object. */
  readonly collections?: readonly string[];
  /** Arguments and attributes that the provider marks as sensitive. */
  readonly sensitive?: readonly string[];
  /** Arguments and blocks without which a body is not valid. */
  readonly required?: readonly string[];
  /** Blocks: their bodies, or the names of bodies that several blocks share. */
  readonly blocks?: Readonly<Record<string, SchemaBody | string>>;
}

interface SchemaData {
  readonly shared: Readonly<Record<string, SchemaBody>>;
  readonly types: Readonly<Record<string, SchemaBody | string>>;
}

/** The body of a block type, such as `data.azurerm_subnet` or `provider.azurerm`; nothing if its schema is unknown. */
export function schemaOf(type: string): BodySchema | undefined {
  return builtInSchema(type) ?? bodySchema(lookUp(schemaData().types, type));
}

/**
 * The paths of what the provider's own schema marks as sensitive, arguments and computed attributes alike, such as
 * `["admin_password", "site_credential.password"]`; nothing if the type is unknown. The names of a path lead through
 * nested blocks, of which there may be several each. Write-only arguments are in it only where the provider marks them.
 * What either of the two supported major versions marks counts.
 */
export const sensitiveArgumentsOf = remembered((type): readonly string[] | undefined => {
  if (builtInSchema(type) !== undefined) {
    return [];
  }
  const body = lookUp(schemaData().types, type);
  return body === undefined ? undefined : sensitivePaths(body);
});

function sensitivePaths(body: SchemaBody | string): string[] {
  const { sensitive = [], blocks = {} } = expanded(body);
  const nested = Object.entries(blocks).flatMap(([name, block]) =>
    sensitivePaths(block).map((path) => `${name}.${path}`),
  );
  return [...sensitive, ...nested];
}

function bodySchema(body: SchemaBody | string | undefined): BodySchema | undefined {
  if (body === undefined) {
    return undefined;
  }
  const { collections = [], required = [], blocks = {} } = expanded(body);
  return {
    blockOf: (name) => bodySchema(lookUp(blocks, name)),
    takesCollection: (name) => collections.includes(name),
    isRequired: (name) => required.includes(name),
  };
}

function expanded(body: SchemaBody | string): SchemaBody {
  return typeof body === "string" ? schemaData().shared[body] : body;
}

let data: SchemaData | undefined;

/** Read at the first question. The compiler checks the files against the types above. */
function schemaData(): SchemaData {
  if (data === undefined) {
    const read: typeof import("./data/provider-schemas.json") = require("./data/provider-schemas.json");
    const azapi: typeof import("./data/azapi-schemas.json") = require("./data/azapi-schemas.json");
    data = { shared: { ...read.shared, ...azapi.shared }, types: { ...read.types, ...azapi.types } };
  }
  return data;
}

/** The schemas that are part of this package. */
export const SHIPPED_SCHEMAS: SchemaSource = {
  find: (type, provider) => {
    const utility = utilityBody(type, provider.source);
    if (utility !== undefined) {
      return { body: utility, origin: "the provider's documentation" };
    }
    const source = provider.source.replace(REGISTRY, "").toLowerCase();
    const name = source === "azure/azapi" ? "azapi" : providerType(provider.source);
    const versions = versionsOf(name, source);
    if (versions === undefined) {
      return undefined;
    }
    const words = `${name} ${versions.join(" and ")}`;
    if (!versions.some((version) => fits(version, provider.version))) {
      return { gap: `version ${quoted(provider.version)} is required, and this package has ${words}` };
    }
    const body = schemaOf(kindOf(type).kind === "provider" ? `provider.${name}` : type);
    return body === undefined
      ? { gap: `${words} ${versions.length > 1 ? "have" : "has"} no such type` }
      : { body, origin: `this package (${words})` };
  },
};

const REGISTRY = /^registry\.(terraform\.io|opentofu\.org)\//;

/** Of azapi the release that `data/azapi-schemas.json` was read from: the major version is what matters. */
function versionsOf(name: string, source: string): readonly string[] | undefined {
  if (name === "azapi") {
    return source === "azure/azapi" ? [providers.azapi] : undefined;
  }
  return isKnownProvider(name) && source === `hashicorp/${name}`
    ? [PROVIDER_VERSIONS[name].bindings, PROVIDER_VERSIONS[name].latest]
    : undefined;
}

/**
 * HashiCorp's providers that need no cloud have hardly any blocks, in every version: by source, the blocks of the types
 * that have some. These blocks have none themselves. Source: the pages of these types in the Terraform Registry.
 */
const BLOCKS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = providers.blocks;

/** The body of a type of such a provider; undefined for other providers. */
function utilityBody(type: string, source: string): BodySchema | undefined {
  const types = lookUp(BLOCKS, source);
  if (types === undefined) {
    return undefined;
  }
  const blocks = lookUp(types, type) ?? [];
  return {
    blockOf: (name) => (blocks.includes(name) ? ANY_ARGUMENTS : undefined),
    takesCollection: (name) => !blocks.includes(name),
  };
}

import { type BodySchema, builtInSchema } from "../../providers/schemas/schema-source";
import { lookUp } from "../../stack/json";

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
export function sensitiveArgumentsOf(type: string): readonly string[] | undefined {
  if (builtInSchema(type) !== undefined) {
    return [];
  }
  const body = lookUp(schemaData().types, type);
  const paths = marked.get(type) ?? (body === undefined ? undefined : sensitivePaths(body));
  if (paths !== undefined) {
    marked.set(type, paths);
  }
  return paths;
}

/** What has been asked before, since stacks have many blocks of few types. */
const marked = new Map<string, readonly string[]>();

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

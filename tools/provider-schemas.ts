import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { isKnownProvider, PROVIDER_VERSIONS } from "../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { spawnedOnline } from "../packages/terraform-stack-tools/src/providers/terraform-binary";
import {
  compare,
  entries,
  type Json,
  type JsonObject,
  objectOf,
} from "../packages/terraform-stack-tools/src/stack/json";
import { InputError, runTool, writeTables } from "./inputs";

const HELP = `Writes packages/terraform-stack-tools/src/knowledge/catalogue/data/provider-schemas.json: which names are blocks and which arguments
are required, so that a bundle can be written in HCL, and which arguments the provider marks as sensitive.

  npm run data:schemas -- <terraform, tofu or a path>

Downloads the providers of packages/terraform-stack-tools/src/knowledge/catalogue/data/providers.json in both of their versions, and merges what they say.
packages/terraform-stack-tools/src/knowledge/catalogue/data/azapi-schemas.json has the same of azapi. It stays as it is where azapi cannot be installed.
`;

const SECTIONS = [
  ["resource_schemas", ""],
  ["data_source_schemas", "data."],
  ["ephemeral_resource_schemas", "ephemeral."],
] as const;

/** The bodies of all types, by the type as `schemaOf` takes it, in alphabetical order. */
function bodiesOf(schemas: readonly ProviderSchema[]): [type: string, body: Body][] {
  const bodies = new Map<string, Body>();
  const add = (type: string, schema: JsonObject) => {
    const body = bodies.get(type) ?? new Body();
    bodies.set(type, body);
    body.merge(objectOf(schema.block), type);
  };
  for (const { provider, schema } of schemas) {
    add(`provider.${provider}`, objectOf(schema.provider));
    for (const [section, prefix] of SECTIONS) {
      for (const [type, one] of objects(schema[section])) {
        add(prefix + type, one);
      }
    }
  }
  return [...bodies].sort(byName);
}

interface ProviderSchema {
  readonly provider: string;
  readonly schema: JsonObject;
}

/** The schemas of the providers that this package knows, from what `terraform providers schema -json` prints. */
function schemasIn(printed: JsonObject): ProviderSchema[] {
  return objects(printed.provider_schemas)
    .map(([address, schema]) => ({ provider: basename(address), schema }))
    .filter(({ provider }) => isKnownProvider(provider));
}

/** The content of the data file, from what is printed with each version. Later schemas of a provider add to earlier ones. */
export function providerSchemas(printed: readonly JsonObject[]) {
  const schemas = printed.flatMap(schemasIn);
  const missing = Object.keys(PROVIDER_VERSIONS).filter((name) => schemas.every(({ provider }) => provider !== name));
  if (missing.length > 0) {
    throw new InputError(
      `no schema of ${missing.join(", ")} was printed; require every provider that this package knows.`,
    );
  }
  return tablesOf(schemas);
}

function tablesOf(schemas: readonly ProviderSchema[]) {
  const bodies = bodiesOf(schemas);
  const writer = new BodyWriter(bodies);
  const types = Object.fromEntries(bodies.map(([type, body]) => [type, writer.write(body)]));
  return { shared: writer.shared(), types };
}

type Requirements = Readonly<Record<string, { readonly source: string; readonly version?: string }>>;

/** One version of all providers. */
function requirementsOf(version: "bindings" | "latest"): Requirements {
  const required = objects(PROVIDER_VERSIONS).map(([name, versions]) => [
    name,
    { source: `hashicorp/${name}`, version: versions[version] },
  ]);
  return Object.fromEntries(required);
}

/** The schemas of providers, printed by the binary in a folder of its own. */
function printedSchemas(binary: string, required_providers: Requirements): JsonObject {
  const folder = mkdtempSync(join(tmpdir(), "provider-schemas-"));
  try {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers } }));
    run(binary, ["init", "-backend=false"], folder);
    return objectOf(JSON.parse(run(binary, ["providers", "schema", "-json"], folder)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(binary: string, args: readonly string[], folder: string): string {
  const { status, stdout, stderr, fault } = spawnedOnline(binary, args, folder, {});
  if (status !== 0) {
    throw new InputError(
      `${binary} ${args.join(" ")} failed: ${fault === undefined ? stderr : "there is no such program"}`,
    );
  }
  return stdout;
}

/** One schema, or none where the provider cannot be installed. It is not published beside the others, and has no binding. */
function azapiSchemas(binary: string): ProviderSchema[] {
  try {
    const printed = printedSchemas(binary, { azapi: { source: "Azure/azapi" } });
    return objects(printed.provider_schemas).map(([, schema]) => ({ provider: "azapi", schema }));
  } catch (error) {
    console.error(`azapi is left out: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    return [];
  }
}

/** What this package must know of a body: which names are blocks, and which arguments take a collection, are sensitive or required. */
class Body {
  readonly collections = new Set<string>();
  readonly sensitive = new Set<string>();
  /** Arguments and blocks that some version requires. */
  readonly required = new Set<string>();
  readonly blocks = new Map<string, Body>();

  /** Adds what another version of the provider has. `place` is for messages. */
  merge(block: JsonObject, place: string): void {
    for (const [name, attribute] of objects(block.attributes)) {
      if (this.blocks.has(name)) {
        throw new InputError(
          `${place}.${name} is a block in one version and an argument in another, so no HCL fits both.`,
        );
      }
      if (isSettable(attribute) && takesCollection(attribute)) {
        this.collections.add(name);
      }
      if (attribute.sensitive === true) {
        this.sensitive.add(name);
      }
      if (attribute.required === true) {
        this.required.add(name);
      }
    }
    for (const [name, nested] of objects(block.block_types)) {
      if (nested.nesting_mode === "map" || this.collections.has(name)) {
        throw new InputError(`${place}.${name} is not a block in every version, or has a label, so no HCL fits all.`);
      }
      const child = this.blocks.get(name) ?? new Body();
      this.blocks.set(name, child);
      if (Number(nested.min_items ?? 0) > 0) {
        this.required.add(name);
      }
      child.merge(objectOf(nested.block), `${place}.${name}`);
    }
  }
}

function isSettable({ optional, required }: JsonObject): boolean {
  return optional === true || required === true;
}

function takesCollection({ type, nested_type }: JsonObject): boolean {
  return nested_type !== undefined || typeof type !== "string" || type === "dynamic";
}

interface Written {
  readonly collections?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly required?: readonly string[];
  readonly blocks?: Readonly<Record<string, Written | string>>;
}

/** Writes a body that has blocks and occurs in several places once, under the name of the shortest of these places. */
class BodyWriter {
  private readonly places = new Map<string, string[]>();
  private readonly found = new Map<string, Written>();

  constructor(bodies: readonly [string, Body][]) {
    for (const [type, body] of bodies) {
      this.note(body, type);
    }
  }

  write(body: Body): Written | string {
    const text = textOf(body);
    const [name, ...others] = this.places.get(text) ?? [];
    if (body.blocks.size === 0 || others.length === 0 || text.length <= SHORT) {
      return this.expanded(body);
    }
    if (!this.found.has(name)) {
      this.found.set(name, this.expanded(body));
    }
    return name;
  }

  shared(): Record<string, Written> {
    return Object.fromEntries([...this.found].sort(byName));
  }

  private expanded(body: Body): Written {
    const blocks = [...body.blocks].sort(byName).map(([name, child]) => [name, this.write(child)]);
    return {
      ...(body.collections.size > 0 ? { collections: [...body.collections].sort() } : {}),
      ...(body.sensitive.size > 0 ? { sensitive: [...body.sensitive].sort() } : {}),
      ...(body.required.size > 0 ? { required: [...body.required].sort() } : {}),
      ...(blocks.length > 0 ? { blocks: Object.fromEntries(blocks) } : {}),
    };
  }

  private note(body: Body, place: string): void {
    const text = textOf(body);
    const places = [...(this.places.get(text) ?? []), place];
    this.places.set(
      text,
      places.sort((left, right) => left.length - right.length || compare(left, right)),
    );
    for (const [name, child] of body.blocks) {
      this.note(child, `${place}.${name}`);
    }
  }
}

/** A body up to this length of JSON is written where it is used. */
const SHORT = 120;

function textOf(body: Body): string {
  const blocks = [...body.blocks].sort(byName).map(([name, child]) => `${JSON.stringify(name)}:${textOf(child)}`);
  const names = [body.collections, body.sensitive, body.required].map((set) => [...set].sort());
  return `{${JSON.stringify(names)},${blocks.join()}}`;
}

function objects(value: Json | undefined): [string, JsonObject][] {
  return entries(value).map(([name, one]) => [name, objectOf(one)]);
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return compare(left, right);
}

const DATA = "packages/terraform-stack-tools/src/knowledge/catalogue/data";

if (require.main === module) {
  runTool(HELP, ([binary]) => {
    const printed = (["bindings", "latest"] as const).map((version) => printedSchemas(binary, requirementsOf(version)));
    writeTables(`${DATA}/provider-schemas.json`, providerSchemas(printed));
    const [schema] = azapiSchemas(binary);
    if (schema !== undefined) {
      writeTables(`${DATA}/azapi-schemas.json`, tablesOf([schema]));
    }
  });
}

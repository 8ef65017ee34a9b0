import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { isKnownProvider, PROVIDER_VERSIONS } from "../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { spawnedOnline } from "../packages/terraform-stack-tools/src/providers/terraform-binary";
import { type JsonObject, objectOf } from "../packages/terraform-stack-tools/src/stack/json";
import { InputError, runTool, writeTables } from "./inputs";
import { Body, BodyWriter, byName, objects } from "./schema-body";

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

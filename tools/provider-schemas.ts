import { basename } from "node:path";
import { recordOf } from "../src/catalogue/block-types";
import { isKnownProvider, PROVIDER_VERSIONS } from "../src/catalogue/provider-versions";
import { isObject, type JsonObject, objectOf } from "../src/terraform/json";
import { InputError, readInputs, runTool, writeData } from "./inputs";
import { Body, BodyWriter, byName, objects } from "./schema-body";

const HELP = `Writes src/catalogue/data/provider-schemas.json, which tells blocks from arguments when a bundle is written in HCL.

  npm run data:schemas -- <file or folder>...

Each file contains what "terraform providers schema -json" prints in a folder whose configuration requires the providers
of src/catalogue/provider-versions.ts: one file for the versions called "bindings", one for those called "latest". A
file with the schema of one provider alone, which is a value of "provider_schemas" there, is accepted too. Of a
folder, all *.json files are read, except *.rules.json. Several schemas of one provider are merged. Of azurerm, only the
types that have a record in src/catalogue/block-types are kept.
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
      for (const [type, one] of objects(schema[section]).filter(([type]) => isKept(provider, type))) {
        add(prefix + type, one);
      }
    }
  }
  return [...bodies].sort(byName);
}

/** azurerm has more than a thousand types, most of which have nothing to do with pulling images. */
function isKept(provider: string, type: string): boolean {
  return provider !== "azurerm" || SECTIONS.some(([, prefix]) => recordOf(prefix + type) !== undefined);
}

interface ProviderSchema {
  readonly provider: string;
  readonly schema: JsonObject;
}

/** The schemas in one file, of the providers that this package knows. */
function schemasIn(file: string, content: JsonObject): ProviderSchema[] {
  if (isObject(content.provider_schemas)) {
    return objects(content.provider_schemas)
      .map(([address, schema]) => ({ provider: basename(address), schema }))
      .filter(({ provider }) => isKnownProvider(provider));
  }
  const [type] = Object.keys(objectOf(content.resource_schemas));
  if (type === undefined || !isKnownProvider(type.split("_")[0])) {
    const known = Object.keys(PROVIDER_VERSIONS).join(", ");
    throw new InputError(
      `${file} has no schema of ${known}; give it what \`terraform providers schema -json\` prints.`,
    );
  }
  return [{ provider: type.split("_")[0], schema: content }];
}

/** The content of the data file, from the content of the inputs by their names. Later schemas of a provider add to earlier ones. */
export function providerSchemas(inputs: readonly [file: string, content: JsonObject][]) {
  const schemas = inputs.flatMap(([file, content]) => schemasIn(file, content));
  const missing = Object.keys(PROVIDER_VERSIONS).filter((name) => schemas.every(({ provider }) => provider !== name));
  if (missing.length > 0) {
    throw new InputError(
      `no schema of ${missing.join(", ")} was given; give one for each provider of provider-versions.ts.`,
    );
  }
  const bodies = bodiesOf(schemas);
  const writer = new BodyWriter(bodies);
  const types = Object.fromEntries(bodies.map(([type, body]) => [type, writer.write(body)]));
  return { shared: writer.shared(), types };
}

if (require.main === module) {
  runTool(HELP, (paths) => {
    const inputs = readInputs(paths, (file) => file.endsWith(".json") && !file.endsWith(".rules.json"));
    writeData("provider-schemas", providerSchemas(inputs));
  });
}

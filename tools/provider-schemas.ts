import { basename } from "node:path";
import { blockType } from "../src/catalogue/block-types";
import { isKnownProvider, PROVIDER_VERSIONS } from "../src/catalogue/provider-versions";
import { entries, isObject, type Json, type JsonObject } from "../src/terraform/json";
import { InputError, readInputs, runTool, writeData } from "./inputs";

const HELP = `Writes src/catalogue/data/provider-schemas.json, which tells blocks from arguments when a bundle is written in HCL.

  npm run data:schemas -- <file or folder>...

Each file contains what \`terraform providers schema -json\` prints, in a folder whose configuration requires the providers of
src/catalogue/provider-versions.ts: one file for the versions called "bindings", one for those called "latest". A file with the
schema of one provider alone, a value of "provider_schemas" there, is accepted too. Folders stand for their *.json files, without
*.rules.json. Several schemas of one provider are merged. Of azurerm, the types that have a record in src/catalogue/block-types
are kept.
`;

const SECTIONS = [
  ["resource_schemas", ""],
  ["data_source_schemas", "data."],
  ["ephemeral_resource_schemas", "ephemeral."],
] as const;

/** What HCL must know of a body: which arguments take a collection, and which names are blocks. */
class Body {
  readonly collections = new Set<string>();
  readonly blocks = new Map<string, Body>();

  /** Adds what another version of the provider has. `place` is for messages. */
  merge(block: JsonObject, place: string): void {
    for (const [name, attribute] of objects(block.attributes)) {
      if (this.blocks.has(name)) {
        throw new InputError(`${place}.${name} is a block in one version and an argument in another, so no HCL fits both.`);
      }
      if (isSettable(attribute) && takesCollection(attribute)) {
        this.collections.add(name);
      }
    }
    for (const [name, nested] of objects(block.block_types)) {
      if (nested.nesting_mode === "map" || this.collections.has(name)) {
        throw new InputError(`${place}.${name} is not a block in every version, or has a label, so no HCL fits all.`);
      }
      const child = this.blocks.get(name) ?? new Body();
      this.blocks.set(name, child);
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
  return provider !== "azurerm" || SECTIONS.some(([, prefix]) => blockType(prefix + type) !== undefined);
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
    throw new InputError(`${file} has no schema of ${known}; give it what \`terraform providers schema -json\` prints.`);
  }
  return [{ provider: type.split("_")[0], schema: content }];
}

type Written = { readonly collections?: readonly string[]; readonly blocks?: Readonly<Record<string, Written | string>> };

/** Writes a body that has blocks and occurs in several places once, under the name of the shortest of these places. */
class Writer {
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
      ...(blocks.length > 0 ? { blocks: Object.fromEntries(blocks) } : {}),
    };
  }

  private note(body: Body, place: string): void {
    const text = textOf(body);
    const places = [...(this.places.get(text) ?? []), place];
    this.places.set(
      text,
      places.sort((left, right) => left.length - right.length || (left < right ? -1 : 1)),
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
  return `{${JSON.stringify([...body.collections].sort())},${blocks.join()}}`;
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function objects(value: Json | undefined): [string, JsonObject][] {
  return entries(value).map(([name, one]) => [name, objectOf(one)]);
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}

/** The content of the data file, from the content of the inputs by their names. Later schemas of a provider add to earlier ones. */
export function providerSchemas(inputs: readonly [file: string, content: JsonObject][]) {
  const schemas = inputs.flatMap(([file, content]) => schemasIn(file, content));
  const missing = Object.keys(PROVIDER_VERSIONS).filter((name) => schemas.every(({ provider }) => provider !== name));
  if (missing.length > 0) {
    throw new InputError(`no schema of ${missing.join(", ")} was given; give one for each provider of provider-versions.ts.`);
  }
  const bodies = bodiesOf(schemas);
  const writer = new Writer(bodies);
  const types = Object.fromEntries(bodies.map(([type, body]) => [type, writer.write(body)]));
  return { shared: writer.shared(), types };
}

if (require.main === module) {
  runTool(HELP, (paths) => {
    const inputs = readInputs(paths, (file) => file.endsWith(".json") && !file.endsWith(".rules.json"));
    writeData("provider-schemas", providerSchemas(inputs));
  });
}

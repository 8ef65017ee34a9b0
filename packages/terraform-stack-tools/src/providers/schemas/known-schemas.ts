import { readFileSync, statSync } from "node:fs";
import { onDisk, PlanError, Refusal } from "../../shared/refusal";
import { entries, isList, isObject, type Json, type JsonObject, lookUp, objectOf, quoted } from "../../stack/json";
import { META_ARGUMENTS, type RequiredProvider } from "../../stack/stack";
import { type InstalledProvider, initializedFolder, installedProviders } from "../initialized-folder";
import { type BlockSchema, providerSchema, typeSchema } from "../schema";
import { terraformBinary } from "../terraform-binary";
import { bindingSchemas } from "./bindings";
import {
  type Answer,
  type BodySchema,
  blockBody,
  builtInSchema,
  isGap,
  isSameProvider,
  type KnownType,
  kindOf,
  type SchemaSource,
} from "./schema-source";

/**
 * The schemas in a file with what `terraform providers schema -json` prints.
 * @throws Refusal where the file is something else
 */
export function printedSchemas(file: string): SchemaSource {
  const origin = `the file ${quoted(file)}`;
  const schemas = entries(readSchemas(file));
  return {
    find: (type, { source }) => {
      const provider = schemas.find(([address]) => isSameProvider(source, address))?.[1];
      if (provider === undefined) {
        return undefined;
      }
      const { kind, name } = kindOf(type);
      const types = objectOf(objectOf(provider)[`${kind}_schemas`]);
      const schema = kind === "provider" ? objectOf(provider).provider : lookUp(types, name);
      const block = objectOf(schema).block;
      return isBlockSchema(block) ? { body: blockBody(block), origin } : { gap: `${origin} has no such type` };
    },
  };
}

function readSchemas(file: string): Json | undefined {
  const text = onDisk(file, () => {
    if (!statSync(file).isFile()) {
      throw new Refusal(`${quoted(file)} is not a file; ${PRINT}.`);
    }
    return readFileSync(file, "utf8");
  });
  const { provider_schemas: schemas } = objectOf(parsed(text));
  if (!isObject(schemas)) {
    throw new Refusal(`${quoted(file)} has no provider_schemas; ${PRINT}.`);
  }
  return schemas;
}

const PRINT = "give what `terraform providers schema -json` prints in an initialized folder";

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The file is a user's, so its parts may be anything. */
function isBlockSchema(value: Json | undefined): value is Json & BlockSchema {
  if (!isObject(value)) {
    return false;
  }
  const { attributes = {}, block_types = {} } = value;
  return (
    isObject(attributes) &&
    Object.values(attributes).every(isObject) &&
    isObject(block_types) &&
    Object.values(block_types).every((nested) => isBlockSchema(objectOf(nested).block))
  );
}

/**
 * The schemas of the providers themselves, which the first question about each initializes.
 * @param binary `terraform`, `tofu` or a path; by default the first one on the PATH
 */
export function initializedSchemas(binary?: string): SchemaSource {
  const installed = new Map<string, InstalledProvider | undefined>();
  return {
    find: (type, provider) => {
      const key = `${provider.source} ${provider.version}`;
      if (!installed.has(key)) {
        installed.set(key, install(provider, binary));
      }
      const own = installed.get(key);
      if (own === undefined) {
        return undefined;
      }
      const origin = `the initialized provider ${own.address} ${own.version}`;
      const { kind, name } = kindOf(type);
      const schema = kind === "provider" ? providerSchema(own.schemas).provider : typeSchema(own.schemas, kind, name);
      return schema === undefined ? { gap: `${origin} has no such type` } : { body: blockBody(schema.block), origin };
    },
  };
}

/** Only the provider in question, so that one which cannot be had does not hide the others. */
function install({ name, source, version }: RequiredProvider, binary?: string): InstalledProvider | undefined {
  const requirement: JsonObject = version === "" ? { source } : { source, version };
  try {
    const folder = initializedFolder(terraformBinary(binary), {
      terraform: { required_providers: { [name]: requirement } },
    });
    return installedProviders(folder).find(({ address }) => isSameProvider(source, address));
  } catch (error) {
    if (error instanceof PlanError) {
      throw new Refusal(`--init could not read the schema of ${quoted(source)}: ${error.message}`);
    }
    throw error;
  }
}

interface GivenSchemas {
  /** Files with what `terraform providers schema -json` prints. */
  readonly files: readonly string[];
  /** Whether to initialize the providers and ask them. */
  readonly init: boolean;
  /** `terraform`, `tofu` or a path. */
  readonly binary?: string;
}

/** Where else than from this package the schemas for a stack in a folder are, in the order in which they count. */
export function schemaSources(folder: string, { files, init, binary }: GivenSchemas): SchemaSource[] {
  const initialized = init ? [initializedSchemas(binary)] : [];
  return [...files.map(printedSchemas), ...initialized, bindingSchemas(folder)];
}

/** The schemas of several sources, of which the first that knows a type counts. */
export class KnownSchemas {
  private readonly answers = new Map<string, Answer>();

  /** @param onDifference called with a sentence where another source contradicts the one that counts */
  constructor(
    private readonly sources: readonly SchemaSource[],
    private readonly onDifference: (sentence: string) => void = () => {},
  ) {}

  /** The schema of a type, or what the sources lack. A type is looked up once for each requirement of its provider. */
  public find(type: string, provider: RequiredProvider): Answer {
    const key = `${type} ${provider.source} ${provider.version}`;
    const answer = this.answers.get(key) ?? this.ask(type, provider);
    this.answers.set(key, answer);
    return answer;
  }

  private ask(type: string, provider: RequiredProvider): Answer {
    const known: KnownType[] = [];
    const gaps: string[] = [];
    for (const answer of this.sources.map((source) => source.find(type, provider))) {
      if (isGap(answer)) {
        gaps.push(answer.gap);
      } else if (answer !== undefined) {
        known.push(answer);
      }
    }
    return known.length === 0 ? { gap: gaps.join("; ") } : { ...known[0], body: this.compared(type, known) };
  }

  /** The body of the first source. A name is compared with the other sources when it is first asked for. */
  private compared(place: string, [first, ...others]: readonly KnownType[]): BodySchema {
    const blocks = new Map<string, BodySchema | undefined>();
    const blockOf = (name: string): BodySchema | undefined => {
      const own = first.body.blockOf(name);
      const contrary = others.find(
        ({ body }) => isContrary(own, body, name) || isContrary(body.blockOf(name), first.body, name),
      );
      if (contrary !== undefined) {
        const [kind, other] = own === undefined ? ["an argument", "a block"] : ["a block", "an argument"];
        this.onDifference(
          `${quoted(`${place}.${name}`)} is ${kind} by ${first.origin}, which counts, and ${other} by ${contrary.origin}`,
        );
      }
      if (own === undefined) {
        return undefined;
      }
      const nested = others.flatMap(({ body, origin }) => {
        const block = body.blockOf(name);
        return block === undefined ? [] : [{ body: block, origin }];
      });
      return this.compared(`${place}.${name}`, [{ body: own, origin: first.origin }, ...nested]);
    };
    return {
      ...first.body,
      blockOf: (name) => {
        if (!blocks.has(name)) {
          blocks.set(name, blockOf(name));
        }
        return blocks.get(name);
      },
    };
  }
}

/** A name that one of them does not know is no contradiction. */
function isContrary(block: BodySchema | undefined, other: BodySchema, name: string): boolean {
  return block !== undefined && other.takesCollection(name);
}

interface Missing {
  /** What the sources say, as clauses; empty where none knows the provider. */
  readonly gap: string;
  /** The addresses of the blocks. */
  readonly places: string[];
}

/** The schemas for the blocks of one stack. Types that no source knows are collected. */
export class StackSchemas {
  private readonly missing = new Map<string, Missing>();

  constructor(
    private readonly providers: readonly RequiredProvider[],
    private readonly known: KnownSchemas,
  ) {}

  /**
   * @param provider the local name of the provider. Terraform's own is not required by any stack
   * @param body which may have nothing that is a block or an argument, as only the schema tells
   */
  public find(type: string, provider: string, address: string, body: JsonObject): BodySchema | undefined {
    const required = this.providers.find(({ name }) => name === provider);
    const answer = required === undefined ? undefined : this.known.find(type, required);
    const found = required === undefined ? builtInSchema(type) : undefined;
    if (answer !== undefined && !isGap(answer)) {
      return answer.body;
    }
    if (found !== undefined || isUnambiguous(body)) {
      return found ?? ARGUMENTS;
    }
    return this.miss(type, answer?.gap ?? "", address);
  }

  /** A line for each type that is missing, and one that says how to give the schemas; nothing if none is. */
  public get problems(): string[] {
    const lines = [...this.missing].map(([type, missing]) => lineFor(type, missing));
    return lines.length === 0 ? [] : [...lines, HOW_TO_GIVE];
  }

  private miss(type: string, gap: string, address: string): undefined {
    const places = this.missing.get(type)?.places ?? [];
    places.push(address);
    this.missing.set(type, { gap, places });
  }
}

/** What has a schema of its own, wherever it is. */
const KNOWN: readonly string[] = [...META_ARGUMENTS, "connection", "provisioner", "//"];

/** Whether all of a body are arguments: single values, or lists of such. */
function isUnambiguous(body: JsonObject): boolean {
  return Object.entries(body).every(([name, value]) => KNOWN.includes(name) || isArgument(value));
}

function isArgument(value: Json): boolean {
  return isList(value) ? value.length > 0 && value.every((element) => isSingle(element)) : isSingle(value);
}

function isSingle(value: Json): boolean {
  return value !== null && !isObject(value) && !isList(value);
}

/** A body without blocks. */
const ARGUMENTS: BodySchema = { blockOf: () => undefined, takesCollection: () => true, isRequired: () => false };

function lineFor(type: string, { gap, places: [first, ...others] }: Missing): string {
  const place = others.length === 0 ? quoted(first) : `${quoted(first)} and ${others.length} more`;
  return `  ${place}: no schema of ${quoted(type)} is known${gap === "" ? "" : ` (${gap})`}`;
}

const HOW_TO_GIVE =
  "Only a schema tells blocks from arguments. In the stack's folder, run `terraform init` and " +
  "`terraform providers schema -json > schemas.json`, then add --schemas schemas.json; or add --init, which downloads " +
  "the providers and asks them.";

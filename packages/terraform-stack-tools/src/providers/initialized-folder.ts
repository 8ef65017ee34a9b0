import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, relative } from "node:path";
import type { Ended } from "../shared/process";
import { onDisk, PlanError, Refusal } from "../shared/refusal";
import { locked, type Remainder, withRemainder } from "../shared/remainders";
import type { JsonObject } from "../stack/json";
import { SOURCE_SETTINGS, spawned, spawnedOnline, type TerraformBinary } from "./terraform-binary";

/** `init` writes none where there is nothing to lock. */
const LOCK_FILE = ".terraform.lock.hcl";

/** Where a folder has the schemas of its providers. */
const SCHEMAS = "schemas";

const MODULES = join(".terraform", "modules", "modules.json");

/** The address of the provider that is built into Terraform and OpenTofu. */
export const BUILT_IN_PROVIDER = "terraform.io/builtin/terraform";

/** A provider that `init` has installed. */
export interface InstalledProvider {
  /** With the registry's host, such as `registry.terraform.io/hashicorp/aws`. */
  readonly address: string;
  readonly version: string;
  /** Its program. */
  readonly file: string;
  /** The folder with the schemas of its types. */
  readonly schemas: string;
}

/** What a complete folder has, so that a damaged one is noticed. */
const RECORD = "record.json";

interface FolderRecord {
  readonly hasModules: boolean;
  readonly providers: readonly RecordedProvider[];
}

/** Paths are relative to the folder. */
interface RecordedProvider extends InstalledProvider {
  /** Of the program, in bytes. */
  readonly size: number;
}

/** Whether the programs have their size, and modules and schemas are there as recorded; not each file of theirs. */
function isComplete(folder: string): boolean {
  try {
    const { hasModules, providers } = recordOf(folder);
    const hasSize = ({ file, size }: RecordedProvider) => statSync(join(folder, file)).size === size;
    const hasSchemas = ({ schemas }: RecordedProvider) => existsSync(join(folder, schemas, PROVIDER_FILE));
    return (
      hasModules === existsSync(join(folder, MODULES)) && providers.every((one) => hasSize(one) && hasSchemas(one))
    );
  } catch {
    return false;
  }
}

function recordOf(folder: string): FolderRecord {
  return JSON.parse(readFileSync(join(folder, RECORD), "utf8"));
}

/** The schemas of the providers that an initialized folder has. */
export function schemasOf(folder: string): Schemas {
  return schemasIn(join(folder, SCHEMAS));
}

/** The providers that `init` selected for an initialized folder, and the built-in one where its schemas were asked for. */
export function installedProviders(folder: string): InstalledProvider[] {
  const builtIn = schemaFolder(join(folder, SCHEMAS), BUILT_IN_PROVIDER);
  return [
    ...recordOf(folder).providers.map(({ address, version, file, schemas }) => ({
      address,
      version,
      file: join(folder, file),
      schemas: join(folder, schemas),
    })),
    ...(existsSync(builtIn) ? [{ address: BUILT_IN_PROVIDER, version: "", file: "", schemas: builtIn }] : []),
  ];
}

/** Written last: what is there without it is not complete. */
export function writeRecord(folder: string): void {
  const lock = join(folder, LOCK_FILE);
  const text = existsSync(lock) ? readFileSync(lock, "utf8") : "";
  const locks = text.matchAll(/^provider "([^"]+)" \{\s+version\s+= "([^"]+)"/gm);
  const providers = [...locks].map(([, address, version]): RecordedProvider => {
    const file = programOf(join(folder, ".terraform", "providers", address, version));
    return {
      address,
      version,
      file: relative(folder, file),
      schemas: schemaFolder(SCHEMAS, address),
      size: statSync(file).size,
    };
  });
  const record: FolderRecord = { hasModules: existsSync(join(folder, MODULES)), providers };
  writeFileSync(join(folder, RECORD), JSON.stringify(record));
}

/** The program in the folder of one version, below a folder for the one platform that it was downloaded for. */
function programOf(folder: string): string {
  const files = readdirSync(folder).flatMap((platform) =>
    readdirSync(join(folder, platform)).map((file) => join(folder, platform, file)),
  );
  return files.find((file) => basename(file).startsWith("terraform-provider-")) ?? folder;
}

/** A download of every provider over a slow connection takes less. */
const TIMEOUT = 10 * 60_000;

/** To be raised when the content of a folder changes. */
const FORMAT = 3;

/**
 * A folder in which `init` has run for a configuration that names providers and modules, to be read by any number of
 * plans at once. A damaged one is made anew.
 * @param timeout in milliseconds, for an `init` of another process
 * @throws PlanError if `init` fails, or if the cache cannot be written
 */
export function initializedFolder(binary: TerraformBinary, requirements: JsonObject, timeout = TIMEOUT): string {
  const root = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "terraform-stack-tools", "plan");
  const sources = SOURCE_SETTINGS.map((name) => process.env[name]);
  const placeFor = (...folders: readonly string[]) => {
    const key = JSON.stringify([FORMAT, binary.product, binary.version, sources, requirements, ...folders]);
    return join(root, createHash("sha256").update(key).digest("hex").slice(0, 16));
  };
  const downloaded = placeFor();
  const folder = isComplete(downloaded) ? downloaded : placeFor(...(binary.folders ?? []));
  if (!isComplete(folder)) {
    inCache(root, () => {
      const lock = join(root, "lock");
      const refusal = () =>
        new PlanError(`another plan has held ${lock} for too long; remove that folder if no plan is running`);
      // One init at a time: neither Terraform nor OpenTofu protects the download folder against a second one.
      locked(lock, { timeout, refusal }, () => {
        if (!isComplete(folder)) {
          rmSync(folder, { recursive: true, force: true });
          initialize(binary, requirements, folder, join(root, "downloads"));
        }
      });
    });
  }
  return folder;
}

function inCache(root: string, body: () => void): void {
  try {
    onDisk(root, body);
  } catch (error) {
    throw error instanceof Refusal
      ? new PlanError(`${error.message} It is the cache of providers, whose place XDG_CACHE_HOME changes`)
      : error;
  }
}

/**
 * Works in a draft, so that a folder is either complete or missing.
 * @param downloads where the providers are that were ever downloaded, as `-plugin-dir` and a plugin cache have them
 */
function initialize(binary: TerraformBinary, requirements: JsonObject, folder: string, downloads: string): void {
  withRemainder(
    (): Remainder => {
      const draft = `${folder}.draft`;
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(draft);
      return { kind: "folder", path: draft };
    },
    ({ path: draft }) => {
      writeFileSync(join(draft, "main.tf.json"), JSON.stringify(requirements));
      writeSchemas(JSON.parse(downloadedSchemas(binary, draft, downloads)), join(draft, SCHEMAS));
      writeRecord(draft);
      renameSync(draft, folder);
    },
  );
}

/** A download that was cut short fails only when the provider is asked: then all of them are made once more. */
function downloadedSchemas(binary: TerraformBinary, draft: string, downloads: string): string {
  const isOwn = binary.folders === undefined && existsSync(downloads) && readdirSync(downloads).length > 0;
  download(binary, draft, downloads);
  const asked = schemasFrom(binary, draft);
  if (asked.status === 0 || !isOwn) {
    return output(binary, "providers", draft, asked);
  }
  rmSync(downloads, { recursive: true, force: true });
  rmSync(join(draft, ".terraform"), { recursive: true, force: true });
  rmSync(join(draft, LOCK_FILE), { force: true });
  download(binary, draft, downloads);
  return output(binary, "providers", draft, schemasFrom(binary, draft));
}

function download(binary: TerraformBinary, draft: string, downloads: string): void {
  const args = ["init", "-backend=false", "-input=false", "-no-color"];
  if (binary.folders !== undefined) {
    const own = binary.folders.map((folder) => `-plugin-dir=${folder}`);
    output(binary, "init", draft, spawned(binary.command, [...args, ...own], draft));
    return;
  }
  mkdirSync(downloads, { recursive: true });
  // The lock file serves this cache alone, so a download may do without the checksums of other platforms.
  const settings = { TF_PLUGIN_CACHE_DIR: downloads, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1" };
  output(binary, "init", draft, spawnedOnline(binary.command, args, draft, settings));
}

/** Starts the providers, so it gets no credentials. */
function schemasFrom({ command }: TerraformBinary, draft: string): Ended {
  return spawned(command, ["providers", "schema", "-json"], draft);
}

function output({ command }: TerraformBinary, name: string, folder: string, { status, stdout, stderr }: Ended): string {
  if (status !== 0) {
    const text = stderr.replace(/^[│╷╵ ]+$/gm, "").split(folder);
    throw new PlanError(`${command} ${name} failed:\n${text.join(".").trim()}`, "provider-download");
  }
  return stdout;
}

/** What `terraform providers schema -json` prints, as far as it is read here. */
export interface ProviderSchemas {
  /** By the provider's address, such as `registry.terraform.io/hashicorp/aws`. */
  readonly provider_schemas?: Readonly<Record<string, ProviderSchema>>;
}

type ProviderSchema = {
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

interface FunctionParameter {
  readonly name: string;
  readonly type: AttributeType;
  readonly is_nullable?: boolean;
}

/** Looks up the schema of a type. Types that are built into Terraform have none. */
export type Schemas = (kind: SchemaKind, type: string) => BlockSchema | undefined;

const KINDS: readonly SchemaKind[] = ["resource", "data_source", "ephemeral_resource"];

const PROVIDER_FILE = "provider.json";

/** What a provider has besides types. */
type ProviderOwnSchema = Required<Pick<ProviderSchema, "provider" | "functions">>;

/**
 * Writes one small file for each type, in a folder for each provider, because reading the whole schema of a large provider takes
 * longer than a plan.
 */
function writeSchemas({ provider_schemas = {} }: ProviderSchemas, folder: string): void {
  for (const [address, provider] of Object.entries(provider_schemas)) {
    const own = schemaFolder(folder, address);
    mkdirSync(own, { recursive: true });
    const { functions = {} } = provider;
    // The built-in provider has a configuration without a block.
    const configuration = { block: {}, ...provider.provider };
    const ownSchema: ProviderOwnSchema = { provider: configuration, functions };
    writeFileSync(join(own, PROVIDER_FILE), JSON.stringify(ownSchema));
    for (const kind of KINDS) {
      for (const [type, { version, block }] of Object.entries(provider[`${kind}_schemas`] ?? {})) {
        writeFileSync(join(own, `${kind}.${type}.json`), JSON.stringify({ version, block }));
      }
    }
  }
}

/** The folder with the schemas of one provider, by its address. */
function schemaFolder(folder: string, address: string): string {
  return join(folder, address.split("/").join("_"));
}

/** Reads what `writeSchemas` wrote of one provider. */
export function providerSchema(folder: string): ProviderOwnSchema {
  return JSON.parse(readFileSync(join(folder, PROVIDER_FILE), "utf8"));
}

/** Reads what `writeSchemas` wrote of the types of one provider, each once. */
export function typeSchemas(folder: string): (kind: SchemaKind, type: string) => TypeSchema | undefined {
  const known = new Map<string, TypeSchema | undefined>();
  return (kind, type) => {
    const file = join(folder, `${kind}.${type}.json`);
    if (!known.has(file)) {
      known.set(file, existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined);
    }
    return known.get(file);
  };
}

/** The names of all types of one provider. */
export function typeNames(folder: string): string[] {
  const names = readdirSync(folder).map((file) => file.split("."));
  return names.flatMap(([kind, type, extension]) => (kind !== "provider" && extension === "json" ? [type] : []));
}

/** Reads what `writeSchemas` wrote of all providers. */
function schemasIn(folder: string): Schemas {
  const providers = existsSync(folder) ? readdirSync(folder).map((name) => typeSchemas(join(folder, name))) : [];
  return (kind, type) => providers.map((one) => one(kind, type)).find((one) => one !== undefined)?.block;
}

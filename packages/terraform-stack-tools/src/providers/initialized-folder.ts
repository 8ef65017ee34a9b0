import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, relative } from "node:path";
import type { Ended } from "../shared/process";
import { onDisk, PlanError, Refusal } from "../shared/refusal";
import { locked, type Remainder, withRemainder } from "../shared/remainders";
import type { JsonObject } from "../stack/json";
import { PROVIDER_FILE, type Schemas, schemaFolder, schemasIn, writeSchemas } from "./schema";
import { type Product, SOURCE_SETTINGS, spawned, spawnedOnline, type TerraformBinary } from "./terraform-binary";

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
  const root = cacheFolder();
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
      // One init at a time: neither Terraform nor OpenTofu protects the download folder against a second one.
      locked(lock, { timeout, refusal: () => refusalOf(lock) }, () => {
        if (!isComplete(folder)) {
          rmSync(folder, { recursive: true, force: true });
          initialize(binary, requirements, folder, downloadFolder());
        }
      });
    });
  }
  return folder;
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "terraform-stack-tools", "plan");
}

/** Where the providers are that were ever downloaded, as `-plugin-dir` and a plugin cache have them. */
function downloadFolder(): string {
  return join(cacheFolder(), "downloads");
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

function refusalOf(lock: string): PlanError {
  return new PlanError(`another plan has held ${lock} for too long; remove that folder if no plan is running`);
}

/** Works in a draft, so that a folder is either complete or missing. */
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

/**
 * The folders of this machine that have providers as `-plugin-dir` wants them: those that `init` was told of, and the
 * cache of this package. What is beside a stack belongs to its input, of which nothing is run.
 */
export function providerFolders(): string[] {
  const told = [...(process.env.TF_CLI_ARGS_init ?? "").matchAll(/-plugin-dir=(?:'([^']*)'|"([^"]*)"|(\S+))/g)];
  const configuration = process.env.TF_CLI_CONFIG_FILE ?? join(homedir(), ".terraformrc");
  const folders = [
    ...told.map(([, single, double, bare]) => single ?? double ?? bare),
    process.env.TF_PLUGIN_CACHE_DIR ?? "",
    ...foldersIn(configuration),
    join(homedir(), ".terraform.d", "plugins"),
    downloadFolder(),
  ];
  return [...new Set(folders)].filter((folder) => folder !== "" && existsSync(folder));
}

/** The cache and the mirrors that a configuration of the command line names. */
function foldersIn(configuration: string): string[] {
  const text = existsSync(configuration) ? readFileSync(configuration, "utf8") : "";
  return [...text.matchAll(/^\s*(?:plugin_cache_dir|path)\s*=\s*"([^"]+)"/gm)].map(([, path]) => path);
}

/** The providers of which no folder has any version. */
export function missingProviders(sources: readonly string[], folders: readonly string[], product: Product): string[] {
  return sources.filter((source) => !folders.some((folder) => hasVersions(join(folder, addressOf(source, product)))));
}

function addressOf(source: string, product: Product): string {
  const parts = source.toLowerCase().split("/");
  const host = product === "Terraform" ? "registry.terraform.io" : "registry.opentofu.org";
  const [name, namespace = "hashicorp", own = host] = [...parts].reverse();
  return join(own, namespace, name);
}

function hasVersions(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { locked } from "../shared/folder-lock";
import { PlanError } from "../shared/refusal";
import type { JsonObject } from "../stack/json";
import { type Schemas, schemaFolder, schemasIn, writeSchemas } from "./schema";
import { SOURCE_SETTINGS, spawned, type TerraformBinary } from "./terraform-binary";

/** A download of every provider over a slow connection takes less. */
const TIMEOUT = 10 * 60_000;

/** To be raised when the content of a folder changes. */
const FORMAT = 3;

/** `init` writes none where there is nothing to lock. */
const LOCK_FILE = ".terraform.lock.hcl";

const SCHEMAS = "schemas";

/**
 * A folder in which `init` has run for a configuration that names providers and modules, to be read by any number of
 * plans at once.
 * @param timeout in milliseconds, for an `init` of another process
 * @throws PlanError if `init` fails
 */
export function initializedFolder(binary: TerraformBinary, requirements: JsonObject, timeout = TIMEOUT): string {
  const root = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "terraform-stack-tools", "plan");
  const sources = SOURCE_SETTINGS.map((name) => process.env[name]);
  const key = JSON.stringify([FORMAT, binary.product, binary.version, sources, requirements]);
  const folder = join(root, createHash("sha256").update(key).digest("hex").slice(0, 16));
  if (!existsSync(folder)) {
    mkdirSync(root, { recursive: true });
    const lock = join(root, "lock");
    // One init at a time: neither Terraform nor OpenTofu protects the download folder against a second one.
    locked(lock, { timeout, refusal: () => refusalOf(lock) }, () => {
      if (!existsSync(folder)) {
        initialize(binary, requirements, folder, join(root, "downloads"));
      }
    });
  }
  return folder;
}

function refusalOf(lock: string): PlanError {
  return new PlanError(`another plan has held ${lock} for too long; remove that folder if no plan is running`);
}

/** The schemas of the providers that an initialized folder has. */
export function schemasOf(folder: string): Schemas {
  return schemasIn(join(folder, SCHEMAS));
}

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

/** The providers that `init` selected for an initialized folder, and the built-in one where its schemas were asked for. */
export function installedProviders(folder: string): InstalledProvider[] {
  const lock = join(folder, LOCK_FILE);
  const text = existsSync(lock) ? readFileSync(lock, "utf8") : "";
  const locks = text.matchAll(/^provider "([^"]+)" \{\s+version\s+= "([^"]+)"/gm);
  const builtIn = schemaFolder(join(folder, SCHEMAS), BUILT_IN_PROVIDER);
  return [
    ...[...locks].map(([, address, version]) => ({
      address,
      version,
      file: programOf(join(folder, ".terraform", "providers", address, version)),
      schemas: schemaFolder(join(folder, SCHEMAS), address),
    })),
    ...(existsSync(builtIn) ? [{ address: BUILT_IN_PROVIDER, version: "", file: "", schemas: builtIn }] : []),
  ];
}

/** The program in the folder of one version, below a folder for the one platform that it was downloaded for. */
function programOf(folder: string): string {
  const files = readdirSync(folder).flatMap((platform) =>
    readdirSync(join(folder, platform)).map((file) => join(folder, platform, file)),
  );
  return files.find((file) => basename(file).startsWith("terraform-provider-")) ?? folder;
}

/** Works in a draft, so that a folder is either complete or missing. */
function initialize(binary: TerraformBinary, requirements: JsonObject, folder: string, downloads: string): void {
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(downloads, { recursive: true });
  mkdirSync(draft, { recursive: true });
  try {
    writeFileSync(join(draft, "main.tf.json"), JSON.stringify(requirements));
    output(binary, ["init", "-backend=false", "-input=false", "-no-color"], draft, downloads);
    const schemas = output(binary, ["providers", "schema", "-json"], draft, downloads);
    writeSchemas(JSON.parse(schemas), join(draft, SCHEMAS));
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function output({ command }: TerraformBinary, args: readonly string[], folder: string, downloads: string): string {
  // The lock file serves this cache alone, so a download may do without the checksums of other platforms.
  const settings = { TF_PLUGIN_CACHE_DIR: downloads, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1" };
  const { status, stdout, stderr } = spawned(command, args, folder, settings);
  if (status !== 0) {
    const text = stderr.replace(/^[│╷╵ ]+$/gm, "").split(folder);
    throw new PlanError(`${command} ${args[0]} failed:\n${text.join(".").trim()}`, "provider-download");
  }
  return stdout;
}

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { isObject, type Json } from "../testing/mocked/json";
import { PlanError } from "./plan-error";
import { KEPT, spawned, type TerraformBinary } from "./terraform-binary";

/** A folder where `init` was run for a set of providers and modules, to be read by any number of plans at once. */
export function initializedFolder(binary: TerraformBinary, requirements: Json, patience = PATIENCE): string {
  const root = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "cdktf-acr-aks", "plan");
  const sources = KEPT.map((name) => process.env[name]);
  const key = createHash("sha256").update(JSON.stringify([FORMAT, binary.product, binary.version, sources, requirements]));
  const folder = join(root, key.digest("hex").slice(0, 16));
  if (!existsSync(folder)) {
    mkdirSync(root, { recursive: true });
    // One init at a time: neither Terraform nor OpenTofu guards the folder of downloads against another one.
    const body = () => existsSync(folder) || initialize(binary, requirements, folder, join(root, "downloads"));
    locked(join(root, "lock"), body, patience);
  }
  return folder;
}

/** Raised when what stands in a folder changes. */
const FORMAT = 1;

function initialize(binary: TerraformBinary, requirements: Json, folder: string, downloads: string): void {
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(downloads, { recursive: true });
  mkdirSync(join(draft, "schemas"), { recursive: true });
  try {
    writeFileSync(join(draft, "main.tf.json"), JSON.stringify(requirements));
    // The lock file is ours alone, so a download may do without the checksums of other platforms.
    const settings = { TF_PLUGIN_CACHE_DIR: downloads, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1" };
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawned(binary.command, args, draft, settings);
      if (status !== 0) {
        throw new PlanError(
          `${binary.command} ${args[0]} failed:\n${stderr
            .replace(/^[│╷╵ ]+$/gm, "")
            .split(draft)
            .join(".")
            .trim()}`,
        );
      }
      return stdout;
    };
    run("init", "-backend=false", "-input=false", "-no-color");
    writeSchemas(JSON.parse(run("providers", "schema", "-json")), join(draft, "schemas"));
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** One small file for each type: the schema of azurerm as a whole takes longer to read than a plan takes. */
function writeSchemas(schemas: Json, folder: string): void {
  for (const provider of Object.values<Json>(schemas.provider_schemas ?? {})) {
    for (const kind of ["resource", "data_source", "ephemeral_resource"]) {
      for (const [type, { block }] of Object.entries<Json>(provider[`${kind}_schemas`] ?? {})) {
        writeFileSync(join(folder, `${kind}.${type}.json`), JSON.stringify(withoutDescriptions(block)));
      }
    }
  }
}

function withoutDescriptions(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, part) => {
    // An object type may have a field of that name.
    if (isObject(part) && typeof part.description_kind === "string") {
      delete part.description;
    }
    return part;
  });
}

/** Where there is nothing to lock, init writes none. */
export const LOCK_FILE = ".terraform.lock.hcl";

/** The versions that init chose, by the provider's address without its host. */
export function lockedVersions(folder: string): Readonly<Record<string, string>> {
  const file = join(folder, LOCK_FILE);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return Object.fromEntries(
    [...text.matchAll(/^provider "[^/]+\/([^"]+)" \{\s+version\s+= "([^"]+)"/gm)].map(([, name, version]) => [name, version]),
  );
}

/** An init that downloads everything over a slow line takes less. */
const PATIENCE = 10 * 60_000;

/** Lets one process at a time in. A folder is made by one process only, on every file system. */
function locked(path: string, body: () => void, patience: number): void {
  const deadline = Date.now() + patience;
  while (!taken(path)) {
    if (Date.now() > deadline) {
      throw new PlanError(`${path} was held by another plan for too long; remove that folder if no plan is running`);
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  try {
    body();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function taken(path: string): boolean {
  try {
    mkdirSync(path);
    writeFileSync(join(path, "pid"), String(process.pid));
    return true;
  } catch {
    removeIfAbandoned(path);
    return false;
  }
}

function removeIfAbandoned(path: string): void {
  try {
    process.kill(Number(readFileSync(join(path, "pid"), "utf8")), 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A process that died between making the folder and saying whose it is leaves it empty.
    const isOld = () => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 10_000;
    if (code === "ESRCH" || (code === "ENOENT" && isOld())) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { locked } from "../shared/folder-lock";
import type { Ended } from "../shared/program";
import { onDisk, PlanError, Refusal } from "../shared/refusal";
import { removeFolder } from "../shared/remove-folder";
import { type Remainder, withRemainder } from "../shared/supervisor";
import type { JsonObject } from "../stack/json";
import { isComplete, LOCK_FILE, SCHEMAS, writeRecord } from "./initialized-folder";
import { writeSchemas } from "./schema";
import { SOURCE_SETTINGS, spawned, spawnedOnline, type TerraformBinary } from "./terraform-binary";

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
export function downloadFolder(): string {
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
    ({ path }) => removeFolder(path),
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

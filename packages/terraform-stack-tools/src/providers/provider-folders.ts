import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Product } from "../stack/version";
import { downloadFolder } from "./initialized-folder";

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

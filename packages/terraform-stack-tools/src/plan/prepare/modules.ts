import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { InstalledProvider } from "../../providers/initialized-folder";
import { typeNames } from "../../providers/schema";
import type { JsonObject } from "../../stack/json";
import type { Stack } from "../../stack/stack";

const MODULES = join(".terraform", "modules");
const MANIFEST = join(MODULES, "modules.json");

/** An entry of `.terraform/modules/modules.json`, from which Terraform knows where each module is. */
type ManifestEntry = {
  /** The names of the calls that lead to the module, joined with dots; empty for the root. */
  readonly Key: string;
  readonly Source: string;
  readonly Dir: string;
};

/** A name for the source of a module, so that stacks that call it by different names share one download. */
export function moduleId({ source, version }: JsonObject): string {
  const hash = createHash("sha256").update(`${source} ${version ?? ""}`);
  return `m_${hash.digest("hex").slice(0, 12)}`;
}

/** What a stack needs to find the modules that `init` downloaded into a folder, which calls each by its id. */
export interface InstalledModules {
  /** The folder that has them. */
  readonly folder: string;
  /** The manifest, as `init` would write it for the stack. */
  readonly files: Readonly<Record<string, JsonObject>>;
}

/** Undefined where `init` downloaded none. */
export function installedModules({ blocks }: Stack, initialized: string): InstalledModules | undefined {
  const file = join(initialized, MANIFEST);
  if (!existsSync(file)) {
    return undefined;
  }
  const { Modules: installed }: { readonly Modules: readonly ManifestEntry[] } = JSON.parse(readFileSync(file, "utf8"));
  const called = blocks
    .filter(({ kind }) => kind === "module")
    .flatMap(({ name, body }) => {
      const id = moduleId(body);
      return installed
        .filter(({ Key }) => Key === id || Key.startsWith(`${id}.`))
        .map((entry) => ({ ...entry, Key: name + entry.Key.slice(id.length) }));
    });
  return {
    folder: join(initialized, MODULES),
    files: { [MANIFEST]: { Modules: [{ Key: "", Source: "", Dir: "." }, ...called] } },
  };
}

/** The types that modules mention. Their files are not parsed, so a comment may add one. */
export function moduleTypes(folders: readonly string[], installed: readonly InstalledProvider[]): string[] {
  const text = folders
    .flatMap((folder) => moduleFiles(join(folder, MODULES)))
    .map((file) => readFileSync(file, "utf8"));
  if (text.length === 0) {
    return [];
  }
  const words = new Set(text.join("\n").match(/\w+/g));
  return [...new Set(installed.flatMap(({ schemas }) => typeNames(schemas)))].filter((type) => words.has(type));
}

function moduleFiles(folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files.filter((file) => /\.(tf|tofu)(\.json)?$/.test(file)).map((file) => join(folder, file));
}

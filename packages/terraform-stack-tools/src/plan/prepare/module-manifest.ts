import type { Stack } from "../../stack/stack";
import { moduleId } from "./requirements";

/** An entry of `.terraform/modules/modules.json`, from which Terraform knows where each module is. */
export interface ManifestEntry {
  /** The names of the calls that lead to the module, joined with dots; empty for the root. */
  readonly Key: string;
  readonly Source: string;
  readonly Dir: string;
}

/**
 * The entries of the modules that a stack calls, as `init` would write them.
 * @param key of the stack itself
 * @param initialized the entries of the folder in which `init` has run, which calls each module by its id
 */
export function calledModules(key: string, { blocks }: Stack, initialized: readonly ManifestEntry[]): ManifestEntry[] {
  const calls = blocks.filter(({ kind }) => kind === "module");
  return calls.flatMap(({ name, body }) => {
    const id = moduleId(body);
    const path = key === "" ? name : `${key}.${name}`;
    return initialized
      .filter(({ Key }) => Key === id || Key.startsWith(`${id}.`))
      .map((entry) => ({ ...entry, Key: path + entry.Key.slice(id.length) }));
  });
}

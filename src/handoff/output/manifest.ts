import { createHash } from "node:crypto";
import { isObject, type JsonObject } from "../../terraform/json";
import { providersOf } from "../../terraform/provider";
import type { Source } from "../input/source";

export const MANIFEST = "manifest.json";
const FORMAT = "cdktf-acr-aks hand-off 1";

export function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Where a bundle comes from, and what it was when it was written: by that, edits of a person are seen. */
export function manifestOf(
  { name, bytes, stack }: Source,
  version: string,
  format: string,
  files: ReadonlyMap<string, Buffer>,
): JsonObject {
  const metadata = isObject(stack["//"]) && isObject(stack["//"].metadata) ? stack["//"].metadata : {};
  return {
    format: FORMAT,
    language: format,
    generator: `cdktf-acr-aks ${version}`,
    stack: {
      name,
      digest: digestOf(bytes),
      ...(typeof metadata.version === "string" ? { cdktf: metadata.version } : {}),
    },
    providers: Object.fromEntries(
      providersOf(stack).map(({ name: provider, source, pinned, range }) => [provider, { source, pinned, allowed: range }]),
    ),
    files: digestsOf(files),
  };
}

export function indexManifestOf(names: readonly string[], version: string, files: ReadonlyMap<string, Buffer>): JsonObject {
  return { format: FORMAT, generator: `cdktf-acr-aks ${version}`, bundles: [...names], files: digestsOf(files) };
}

function digestsOf(files: ReadonlyMap<string, Buffer>): JsonObject {
  return Object.fromEntries([...files].map(([path, bytes]) => [path, digestOf(bytes)]));
}

export interface Manifest {
  /** The digest of each file, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** The folders of an index. */
  readonly bundles: readonly string[];
}

/** A manifest that this program wrote; nothing for any other file. It may be forged, so its paths prove nothing. */
export function readManifest(text: string): Manifest | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { format, files, bundles } = (manifest ?? {}) as { format?: unknown; files?: JsonObject; bundles?: unknown };
  if (format !== FORMAT || !isObject(files)) {
    return undefined;
  }
  return {
    files: new Map(Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === "string")),
    bundles: Array.isArray(bundles) ? bundles.filter((name) => typeof name === "string") : [],
  };
}

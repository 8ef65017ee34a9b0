import { posix } from "node:path";
import type { Folder } from "./folder";
import { digestOf, MANIFEST, type Manifest, readManifest } from "./manifest";

/** What an earlier handoff wrote to a folder, according to its manifests. */
export interface Previous {
  /** The paths of its manifests. */
  readonly manifests: readonly string[];
  /** The digests of its other files, by path. Only paths inside the folder, whatever the manifests say. */
  readonly digests: ReadonlyMap<string, string>;
  /** Whether the folder itself was a bundle, and not a folder of bundles. */
  readonly isBundle: boolean;
  /** The name of each bundle's stack, by the bundle's folder. */
  readonly stacks: ReadonlyMap<string, string>;
}

export function readPrevious(folder: Folder): Previous {
  const top = manifestIn(folder, ".");
  const bundles = (top?.bundles ?? []).map((name) => manifestIn(folder, name));
  const found = [top, ...bundles].filter((manifest) => manifest !== undefined);
  return {
    manifests: found.map(({ path }) => path),
    digests: new Map(found.flatMap(digestsIn)),
    isBundle: top !== undefined && top.bundles.length === 0,
    stacks: new Map(found.flatMap(({ path, stack }) => (stack === undefined ? [] : [[posix.dirname(path), stack]]))),
  };
}

/** Whether a file was edited since, or was never written by the handoff. */
export function isEdited({ digests }: Previous, path: string, bytes: Buffer): boolean {
  return digestOf(bytes) !== digests.get(path);
}

interface FoundManifest extends Manifest {
  readonly path: string;
}

function manifestIn(folder: Folder, directory: string): FoundManifest | undefined {
  const path = posix.join(directory, MANIFEST);
  const bytes = directory === "." || isInside(directory) ? folder.readIfFile(path) : undefined;
  const manifest = bytes && readManifest(bytes.toString("utf8"));
  return manifest && { path, ...manifest };
}

function digestsIn({ path, digests }: FoundManifest): [string, string][] {
  return [...digests]
    .filter(([name]) => isInside(name))
    .map(([name, digest]) => [posix.join(path, "..", name), digest]);
}

/** Nothing outside the folder is ever removed because of a manifest. */
export function isInside(path: string): boolean {
  return path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !/[\\:\0]/.test(part));
}

import { posix } from "node:path";
import { type Folder, WORKSPACE } from "./folder";
import { digestOf, MANIFEST, type Manifest, readManifest } from "./manifest";

/** What an earlier handoff wrote to a folder, according to its manifests. */
export interface Previous {
  /** The paths of its manifests, and of those of interrupted handoffs. */
  readonly manifests: readonly string[];
  /** The digests that its other files may have, by path: several where a handoff was interrupted. Only paths inside the folder, whatever the manifests say. */
  readonly digests: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether the folder itself was a bundle, and not a folder of bundles. */
  readonly isBundle: boolean;
  /** The name of each bundle's stack, by the bundle's folder. */
  readonly stacks: ReadonlyMap<string, string>;
}

export function readPrevious(folder: Folder): Previous {
  const [own, ...interrupted] = folder.versions().map(manifestsIn);
  const found = [...own, ...interrupted.flat()];
  const digests = new Map<string, Set<string>>();
  for (const [path, digest] of found.flatMap(digestsIn)) {
    digests.set(path, (digests.get(path) ?? new Set()).add(digest));
  }
  return {
    manifests: [...new Set(found.map(({ path }) => path))],
    digests,
    isBundle: own.some(({ path, bundles }) => path === MANIFEST && bundles.length === 0),
    stacks: new Map(own.flatMap(({ path, stack }) => (stack === undefined ? [] : [[posix.dirname(path), stack]]))),
  };
}

/** The manifests of a bundle, or of a folder of bundles and of each of them. */
export function manifestsIn(folder: Folder): FoundManifest[] {
  const top = manifestIn(folder);
  const bundles = (top?.bundles ?? []).map((name) => manifestIn(folder, name));
  return [top, ...bundles].filter((manifest) => manifest !== undefined);
}

/** Whether a file was edited since, or was never written by the handoff. */
export function isEdited({ digests }: Previous, path: string, bytes: Buffer): boolean {
  return digests.get(path)?.has(digestOf(bytes)) !== true;
}

/** A manifest at a path in a folder. */
export interface FoundManifest extends Manifest {
  readonly path: string;
}

/** The manifest of a bundle, whose folder is in another one; undefined where there is none. */
export function manifestIn(folder: Folder, bundle = "."): FoundManifest | undefined {
  const path = posix.join(bundle, MANIFEST);
  const bytes = bundle === "." || isInside(bundle) ? folder.readIfFile(path) : undefined;
  const manifest = bytes && readManifest(bytes);
  return manifest && { path, ...manifest };
}

/** The digests of files by their paths in the folder that the manifest is below. */
export function digestsIn({ path, digests }: FoundManifest): [string, string][] {
  return [...digests]
    .filter(([name]) => isInside(name))
    .map(([name, digest]) => [posix.join(path, "..", name), digest]);
}

/** The paths of the files that can be run, in the folder that the manifest is below. */
export function executablesIn({ path, executables }: FoundManifest): string[] {
  return executables.map((name) => posix.join(path, "..", name));
}

/** Nothing outside the folder, of its repository or of the workspace is ever removed because of a manifest. */
function isInside(path: string): boolean {
  return path.split("/").every((part) => !NOT_WRITTEN.includes(part) && !/[\\:\0]/.test(part));
}

const NOT_WRITTEN = ["", ".", "..", ".git", WORKSPACE];

import { lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { onDisk, Refusal, shown } from "../input/refusal";
import { digestOf, MANIFEST, type Manifest, readManifest } from "./manifest";

export type Files = ReadonlyMap<string, Buffer>;

/** What a write would do to a folder that stands already. */
export interface Changes {
  /** Written by somebody else, or edited since. */
  readonly foreign: readonly string[];
  /** Written by the hand-over before, and no part of this one. */
  readonly obsolete: readonly string[];
  /** Whole bundles among these: a module that somebody may have applied. */
  readonly lost: readonly string[];
}

export function changesOf(folder: string, files: Files): Changes {
  const before = manifestsOf(folder);
  const written = new Map(
    before.flatMap(({ path, files: digests }) =>
      [...digests].map(([name, digest]) => [join(dirname(path), name), digest] as const),
    ),
  );
  const known = before.map(({ path }) => path);
  const isEdited = (path: string): boolean => {
    const bytes = current(folder, path);
    return bytes !== undefined && digestOf(bytes) !== written.get(path);
  };
  const changed = [...files].filter(([path, bytes]) => {
    const there = current(folder, path);
    return there !== undefined && !there.equals(bytes) && !known.includes(path) && isEdited(path);
  });
  const obsolete = [...written.keys()].filter((path) => isPlain(path) && !files.has(path) && current(folder, path) !== undefined);
  const gone = known.filter((path) => !files.has(path));
  const isIndex = [...files.keys()].some((path) => path.endsWith(`/${MANIFEST}`));
  const wasBundle = before.some(({ path, bundles }) => path === MANIFEST && bundles.length === 0);
  const lost = [...gone.map(dirname), ...(wasBundle && isIndex ? ["."] : [])];
  const fresh = [...files.keys()].filter((path) => basename(path) === MANIFEST && !known.includes(path)).map(dirname);
  const foreign = [...strangers(folder, files, fresh), ...changed.map(([path]) => path), ...obsolete.filter(isEdited)];
  return { foreign: foreign.sort(), obsolete: [...obsolete, ...gone, ...otherFormat(folder, files, fresh)], lost };
}

/** Both formats in one folder would be one module with everything twice. A hand-over that lost its manifest does not know the other one. */
function otherFormat(folder: string, files: Files, fresh: readonly string[]): string[] {
  const others = fresh.flatMap((directory) => {
    const isHcl = files.has(join(directory, "versions.tf"));
    return MODULE.map((name) => join(directory, `${name}${isHcl ? ".tf.json" : ".tf"}`));
  });
  return others.filter((path) => current(folder, path) !== undefined);
}

const MODULE = ["main", "variables", "outputs", "versions"];

interface FoundManifest extends Manifest {
  readonly path: string;
}

/** The manifests of the hand-over before: its own, and those of the bundles that its index lists. */
function manifestsOf(folder: string): FoundManifest[] {
  const read = (path: string): FoundManifest[] => {
    const isFile = isPlain(path) && statsOf(join(folder, path))?.isFile();
    const manifest = isFile ? readManifest(readFileSync(join(folder, path), "utf8")) : undefined;
    return manifest ? [{ path, ...manifest }] : [];
  };
  const top = read(MANIFEST);
  return [...top, ...top.flatMap(({ bundles }) => bundles.flatMap((name) => read(`${name}/${MANIFEST}`)))];
}

/** What lies in a folder that becomes a bundle and was none before: Terraform would take it for a part of the module. */
function strangers(folder: string, files: Files, fresh: readonly string[]): string[] {
  return fresh.flatMap((directory) => {
    const full = join(folder, directory);
    const names = statsOf(full)?.isDirectory() ? onDisk(full, () => readdirSync(full)).filter((name) => name !== ".git") : [];
    const paths = names.map((name) => join(directory, name));
    return paths.filter((path) => ![...files.keys()].some((file) => file === path || file.startsWith(`${path}/`)));
  });
}

/** The bytes at a path of the folder. A link on the way would lead out of it. */
function current(folder: string, path: string): Buffer | undefined {
  const parts = path.split("/");
  for (let length = 1; length <= parts.length; length++) {
    const full = join(folder, ...parts.slice(0, length));
    const stats = statsOf(full);
    if (stats === undefined) {
      return undefined;
    }
    if (length < parts.length ? !stats.isDirectory() : !stats.isFile()) {
      throw new Refusal(`${shown(full)} is a link, or a folder in place of a file; move it away.`);
    }
  }
  return onDisk(join(folder, path), () => readFileSync(join(folder, path)));
}

/** A manifest may be forged: nothing outside the folder is ever removed for it. */
function isPlain(path: string): boolean {
  return path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !/[\\:\0]/.test(part));
}

export function statsOf(path: string): Stats | undefined {
  return onDisk(path, () => lstatSync(path, { throwIfNoEntry: false }));
}

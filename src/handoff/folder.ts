import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { digestOf, MANIFEST, type Manifest, readManifest } from "./manifest";
import { onDisk, Refusal, shown } from "./refusal";

export type Files = ReadonlyMap<string, Buffer>;

/** What a write would do to a folder that stands already. */
interface Changes {
  /** Written by somebody else, or edited since. */
  readonly foreign: readonly string[];
  /** Written by the hand-over before, and no part of this one. */
  readonly obsolete: readonly string[];
}

/**
 * Puts the files into the folder, all or none: they are written to a place of their own first, where a full disk or a missing right shows,
 * and moved afterwards. What else lies in the folder stays.
 */
export function writeFolder(out: string, files: Files, { input, force }: { input: string; force: boolean }): void {
  const folder = resolve(out);
  refuseOverlap(folder, resolve(input));
  const exists = isFolder(folder);
  const { foreign, obsolete } = exists ? changesOf(folder, files) : { foreign: [], obsolete: [] };
  if (foreign.length > 0 && !force) {
    const lines = foreign.map((path) => `  ${shown(path)}`).join("\n");
    throw new Refusal(
      `${shown(folder)} holds what no hand-over wrote or what was edited since; move it away, or overwrite it with --force:\n${lines}`,
    );
  }
  // On one file system with the folder, which may be a mount: in it, if it stands already.
  const place = exists ? folder : dirname(folder);
  const made = onDisk(place, () => mkdirSync(place, { recursive: true }));
  let stage: string | undefined;
  let done = false;
  try {
    const own = onDisk(place, () => mkdtempSync(join(place, `.${basename(folder)}.`)));
    stage = own;
    for (const [path, bytes] of files) {
      onDisk(join(folder, path), () => write(join(own, "new", path), bytes));
    }
    onDisk(folder, () => (exists ? exchange(folder, own, [...files.keys()], obsolete) : renameSync(join(own, "new"), folder)));
    done = true;
  } finally {
    if (stage !== undefined) {
      rmSync(stage, { recursive: true, force: true });
    }
    if (!done && made !== undefined) {
      rmSync(made, { recursive: true, force: true });
    }
  }
}

function write(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes, { flag: "wx" });
}

/** Moves file by file, and everything back when one cannot be moved. */
function exchange(folder: string, stage: string, paths: readonly string[], obsolete: readonly string[]): void {
  const undo: (() => void)[] = [];
  const move = (from: string, to: string): void => {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
    undo.unshift(() => renameSync(to, from));
  };
  try {
    for (const path of [...paths, ...obsolete]) {
      if (statsOf(join(folder, path))) {
        move(join(folder, path), join(stage, "old", path));
      }
    }
    for (const path of paths) {
      move(join(stage, "new", path), join(folder, path));
    }
    for (const path of obsolete) {
      removeEmpty(folder, dirname(path));
    }
  } catch (error) {
    for (const step of undo) {
      step();
    }
    throw error;
  }
}

/** A folder of which nothing is left goes too. */
function removeEmpty(folder: string, path: string): void {
  for (let part = path; part !== "."; part = dirname(part)) {
    if (!statsOf(join(folder, part))?.isDirectory() || readdirSync(join(folder, part)).length > 0) {
      return;
    }
    rmdirSync(join(folder, part));
  }
}

function changesOf(folder: string, files: Files): Changes {
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
  const foreign = [...strangers(folder, files, known), ...changed.map(([path]) => path), ...obsolete.filter(isEdited)];
  return { foreign: foreign.sort(), obsolete: [...obsolete, ...gone] };
}

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
function strangers(folder: string, files: Files, known: readonly string[]): string[] {
  const fresh = [...files.keys()].filter((path) => basename(path) === MANIFEST && !known.includes(path)).map(dirname);
  return fresh.flatMap((directory) => {
    const full = join(folder, directory);
    const names = statsOf(full)?.isDirectory() ? onDisk(full, () => readdirSync(full)) : [];
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

function isFolder(path: string): boolean {
  const stats = statsOf(path);
  if (stats && !stats.isDirectory()) {
    throw new Refusal(
      `${shown(path)} is a ${stats.isSymbolicLink() ? "link" : "file"}; give a folder, or a path where nothing is yet.`,
    );
  }
  return stats !== undefined;
}

function statsOf(path: string): Stats | undefined {
  return onDisk(path, () => lstatSync(path, { throwIfNoEntry: false }));
}

/** Writing into the input would change what is read, and cdktf wipes its folder. */
function refuseOverlap(folder: string, input: string): void {
  const target = realOf(folder);
  const source = onDisk(input, () => realpathSync(input));
  const isWithin = (inner: string, outer: string) => {
    const path = relative(outer, inner);
    return path === "" || (path !== ".." && !path.startsWith(`..${sep}`) && resolve(path) !== path);
  };
  if (isWithin(target, source) || isWithin(source, target)) {
    throw new Refusal(`${shown(folder)} and the input ${shown(input)} lie in each other; choose a folder elsewhere.`);
  }
}

/** The path without links, as far as it exists. */
function realOf(path: string): string {
  const stats = statsOf(path);
  if (stats === undefined) {
    return dirname(path) === path ? path : join(realOf(dirname(path)), basename(path));
  }
  return onDisk(path, () => realpathSync(path));
}

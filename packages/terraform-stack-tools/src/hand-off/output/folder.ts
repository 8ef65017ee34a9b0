import { lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { join, posix } from "node:path";
import { onDisk, Refusal } from "../../shared/refusal";
import { quoted } from "../../stack/json";

/** Files by path in a folder, with `/` on every system. */
export type Files = ReadonlyMap<string, Buffer>;

/** What a hand-off works with while it writes to a folder. It removes it at its end. */
export const WORKSPACE = ".hand-off";

/** Where the manifests are of versions that the files of an interrupted hand-off may be of, one folder for each. */
export const VERSIONS = "versions";

/**
 * Terraform refuses a folder with this file, in the words of its content. No system call exchanges two folders with
 * people's own files in them, so that files are replaced one by one: meanwhile nobody can plan what is half old.
 */
export const UNFINISHED = "unfinished-handoff.tf.json";

/** More than any bundle has: what is larger is not read into the memory. */
const MAXIMUM_BYTES = 2 ** 30;

/** More than any file that is read as a text has. */
const MAXIMUM_TEXT = 2 ** 26;

/** A folder as it is before the bundle is written. Paths in it are relative. */
export class Folder {
  constructor(private readonly path: string) {}

  /**
   * The content of a file; undefined where there is none.
   * @throws Refusal for a link, which could lead elsewhere, and for a file that is too large
   */
  public read(path: string): Buffer | undefined {
    const parts = path.split("/");
    for (let length = 1; length <= parts.length; length++) {
      const full = join(this.path, ...parts.slice(0, length));
      const stats = statsOf(full);
      if (stats === undefined) {
        return undefined;
      }
      const isExpected = length < parts.length ? stats.isDirectory() : stats.isFile();
      if (!isExpected) {
        throw new Refusal(`${quoted(full)} is a link, a folder or a pipe where a file is expected; move it away.`);
      }
      if (stats.isFile() && stats.size > MAXIMUM_BYTES) {
        throw new Refusal(`${quoted(full)} is larger than ${MAXIMUM_BYTES / 2 ** 20} MiB; move it away.`);
      }
    }
    const full = join(this.path, path);
    return onDisk(full, () => readFileSync(full));
  }

  public has(path: string): boolean {
    return this.read(path) !== undefined;
  }

  /** The content of a file, and undefined for a path at which there is anything else. */
  public readIfFile(path: string): Buffer | undefined {
    return statsOf(join(this.path, path))?.isFile() === true ? this.read(path) : undefined;
  }

  /** The content of a file that can be read as a text; undefined for a larger one, and where there is no file. */
  public readText(path: string): Buffer | undefined {
    const stats = statsOf(join(this.path, path));
    return stats?.isFile() === true && stats.size <= MAXIMUM_TEXT ? this.read(path) : undefined;
  }

  /** What is at a path; undefined where nothing is. */
  public kindOf(path: string): "file" | "folder" | "other" | undefined {
    const stats = statsOf(join(this.path, path));
    if (stats === undefined) {
      return undefined;
    }
    if (stats.isFile()) {
      return "file";
    }
    return stats.isDirectory() ? "folder" : "other";
  }

  /** Whether somebody may run a file. */
  public isExecutable(path: string): boolean {
    const { mode = 0 } = statsOf(join(this.path, path)) ?? {};
    return (mode & 0o111) !== 0;
  }

  /** The folder itself, and what interrupted hand-offs have left of the versions that its files may be of. */
  public versions(): Folder[] {
    const left = posix.join(WORKSPACE, VERSIONS);
    return [this, ...this.names(left).map((name) => new Folder(join(this.path, left, name)))];
  }

  /** What is in a folder below; nothing where there is no such folder. */
  public names(path: string): string[] {
    const full = join(this.path, path);
    return statsOf(full)?.isDirectory() === true ? onDisk(full, () => readdirSync(full)) : [];
  }
}

/** What is at a path, without following a link; undefined where nothing is. */
export function statsOf(path: string): Stats | undefined {
  return onDisk(path, () => lstatSync(path, { throwIfNoEntry: false }));
}

/**
 * Checks that the files of a bundle can exist side by side on every file system.
 * @throws Refusal that names the first path that cannot
 */
export function checkPaths(files: Files): void {
  const seen = new Map<string, string>();
  for (const path of files.keys()) {
    const parts = path.split("/");
    const wrong = parts.find(isReserved);
    if (wrong !== undefined) {
      throw new Refusal(`${quoted(path)} cannot be a file on Windows, because of ${quoted(wrong)}; rename it.`);
    }
    for (const [index] of parts.entries()) {
      const part = parts.slice(0, index + 1).join("/");
      const isFile = index === parts.length - 1;
      checkDistinct(seen, part, isFile);
    }
  }
}

/** @param seen the paths so far in lower case, folders with a `/` at their end */
function checkDistinct(seen: Map<string, string>, path: string, isFile: boolean): void {
  const key = path.toLowerCase();
  const kind = isFile ? path : `${path}/`;
  const other = seen.get(key);
  if (other !== undefined && (isFile || other !== kind)) {
    throw new Refusal(`${quoted(other)} and ${quoted(kind)} cannot be in one folder on every file system; rename one.`);
  }
  seen.set(key, kind);
}

/** Microsoft, "Naming Files, Paths, and Namespaces". */
function isReserved(name: string): boolean {
  const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/i;
  return device.test(name.split(".")[0].trimEnd()) || /[<>:"\\|?*\p{Cc}]/u.test(name) || /[. ]$/.test(name);
}

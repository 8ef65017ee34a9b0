import {
  accessSync,
  constants,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import { isExecutable, isWithin, withoutLinks } from "../shared/files";
import { git, gitWithoutPrograms } from "../shared/process";
import { onDisk, Refusal } from "../shared/refusal";
import {
  createFolder,
  locked,
  type Remainder,
  removeEmptyFolders,
  uninterrupted,
  withRemainder,
} from "../shared/remainders";
import { compare, print, quoted } from "../stack/json";

/** Files by path in a folder, with `/` on every system. */
export type Files = ReadonlyMap<string, Buffer>;

/** What is written for one stack, or beside the stacks of an app. */
export interface Part {
  /** Its folder in that of all parts; `.` for that one itself. */
  readonly place: string;
  /** By path in its folder. The first line of its README says what it is. */
  readonly files: Files;
  /** The paths of the files that can be run. */
  readonly executables: ReadonlySet<string>;
  /** What else belongs to it, and is removed where it has no content any more. A folder ends with a slash. */
  readonly names: readonly string[];
  /** Whether Terraform would read a file beside these that belongs to another configuration. */
  readonly isStranger: (name: string) => boolean;
}

export const README = "README.md";

/** What works in a folder while it is written, and is gone afterwards. */
const WORKSPACE = ".hand-off";

/**
 * Terraform refuses a folder with this file, in the words of its content. No system call exchanges two folders with
 * people's own files in them, so that files are replaced one by one: meanwhile nobody can plan what is half old.
 */
export const UNFINISHED = "unfinished-handoff.tf.json";

const UNFINISHED_TEXT = print({
  "Writing to this folder was interrupted. Run the same command again to finish it.": {},
});

/** More than any bundle has: what is larger is not read into the memory. */
const MAXIMUM_BYTES = 2 ** 30;

/**
 * Writes the files of all parts to a folder, which need not exist, in one process at a time. Everything else in it stays.
 * Returns the paths that were removed.
 * @param input what was read, which must not be written to
 * @param force whether to overwrite and to remove what no commit of git has
 * @throws Refusal where that would be lost, or where it is the folder of something else; nothing was written then
 */
export function writeFolder(out: string, input: string, parts: readonly Part[], force: boolean): readonly string[] {
  const folder = checkedFolder(out, input);
  checkPaths(parts.flatMap(({ place, files }) => [...files.keys()].map((path) => posix.join(place, path))));
  return inWorkspace(folder, (workspace) => {
    const changes = parts.map((part) => changeOf(folder, part));
    const all = (which: "lost" | "removed") =>
      changes.flatMap((change) => change[which].map((path) => posix.join(change.part.place, path)));
    const lost = all("lost");
    if (lost.length > 0 && !force) {
      throw new Refusal(
        `${quoted(folder)} has files that would be lost, since no commit of git has them; commit them or move them away, ` +
          `or use --force to overwrite them:${list(lost)}`,
        "edited-bundle",
      );
    }
    exchange(folder, workspace, changes);
    return all("removed");
  });
}

/** @throws Refusal where the path leads to something other than a folder, or overlaps with the input */
function checkedFolder(out: string, input: string): string {
  const folder = resolve(out);
  const target = withoutLinks(folder);
  const source = onDisk(resolve(input), () => realpathSync(input));
  // Writing into the input would change what is read, and cdktf empties its folder.
  if (isWithin(target, source) || isWithin(source, target)) {
    throw new Refusal(`${quoted(folder)} and the input ${quoted(resolve(input))} overlap; choose a folder elsewhere.`);
  }
  const stats = statsOf(folder);
  if (stats !== undefined && !stats.isDirectory()) {
    const kind = stats.isSymbolicLink() ? "link" : "file";
    throw new Refusal(`${quoted(folder)} is a ${kind}; give a folder, or a path that does not exist yet.`);
  }
  return folder;
}

/** What is at a path, without following a link; undefined where nothing is. */
function statsOf(path: string): Stats | undefined {
  return onDisk(path, () => lstatSync(path, { throwIfNoEntry: false }));
}

/**
 * The content of a file; undefined where there is none.
 * @throws Refusal for a link, which could lead elsewhere, and for a file that is too large
 */
function contentAt(folder: string, path: string): Buffer | undefined {
  const parts = path.split("/");
  for (let length = 1; length <= parts.length; length++) {
    const full = join(folder, ...parts.slice(0, length));
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
  const full = join(folder, path);
  return onDisk(full, () => readFileSync(full));
}

/** What is in a folder; nothing where there is no such folder, or a link. */
function namesIn(folder: string): string[] {
  return statsOf(folder)?.isDirectory() === true ? onDisk(folder, () => readdirSync(folder)).sort() : [];
}

/** The paths of everything below a folder that is neither a folder nor a repository. */
function pathsBelow(folder: string, path: string): string[] {
  return statsOf(join(folder, path))?.isDirectory() === true
    ? namesIn(join(folder, path)).flatMap((name) => (name === ".git" ? [] : pathsBelow(folder, posix.join(path, name))))
    : [path];
}

/** What writing a part does to its folder, by paths in it. */
interface Change {
  readonly part: Part;
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** What would be overwritten or removed for good. */
  readonly lost: readonly string[];
}

function changeOf(folder: string, part: Part): Change {
  const { place, files, executables, names } = part;
  const own = join(folder, place);
  const owned = names.flatMap((name) => (name.endsWith("/") ? pathsBelow(own, name.slice(0, -1)) : [name]));
  const before = new Map(
    [...new Set([...files.keys(), ...owned])].sort(compare).flatMap((path) => {
      const bytes = contentAt(folder, posix.join(place, path));
      return bytes === undefined ? [] : [[path, bytes] as const];
    }),
  );
  checkOwner(own, part, before);
  const differing = [...before]
    .filter(([path, bytes]) => files.get(path)?.equals(bytes) !== true)
    .map(([path]) => path);
  const known = differing.length === 0 ? undefined : knownIn(own, differing);
  // Whoever has git ignore a file wants it to stay.
  const removed = differing.filter((path) => !files.has(path) && known?.isIgnored(path) !== true);
  const changed = new Set(differing);
  return {
    part,
    written: [...files.keys()].filter(
      (path) => !before.has(path) || changed.has(path) || isExecutable(join(own, path)) !== executables.has(path),
    ),
    removed,
    lost: [...differing.filter((path) => files.has(path)), ...removed]
      .filter((path) => known?.isCommitted(path) !== true)
      .sort(compare),
  };
}

/** @throws Refusal where files in the folder of a part are those of something else */
function checkOwner(own: string, { files, isStranger }: Part, before: Files): void {
  const titleIn = (readme: Buffer | undefined) => readme?.toString("utf8").split("\n")[0].trimEnd();
  const [title, next] = [before, files].map((all) => titleIn(all.get(README)));
  if (title !== undefined && title !== next) {
    throw new Refusal(
      `the ${README} in ${quoted(own)} begins with ${quoted(title)}, and this one with ${quoted(next ?? "")}; choose another ` +
        "folder, or move away what is there. With the same state, Terraform would destroy what it describes.",
      "replaced-stack",
    );
  }
  if (title === undefined && before.size > 0) {
    throw new Refusal(
      `${quoted(own)} has no ${README} that says which stack these files are of; choose another folder, or move them ` +
        `away:${list([...before.keys()])}`,
      "replaced-stack",
    );
  }
  const strangers = namesIn(own).filter((name) => name !== UNFINISHED && !files.has(name) && isStranger(name));
  if (strangers.length > 0) {
    throw new Refusal(
      `${quoted(own)} has files of another configuration or in another format; choose another folder, or move them ` +
        `away:${list(strangers)}`,
    );
  }
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `\n  ${quoted(path)}`).join("");
}

/** What git knows of files. */
interface Known {
  /** Whether a commit has it as it is. */
  readonly isCommitted: (path: string) => boolean;
  readonly isIgnored: (path: string) => boolean;
}

const STATUS = "status --porcelain -z --no-renames --untracked-files=all --ignored --ignore-submodules=dirty".split(
  " ",
);

/** What git knows of some files in a folder. Undefined where it knows nothing, as in a folder that it ignores. */
function knownIn(folder: string, paths: readonly string[]): Known | undefined {
  const tops = new Set([README, ...paths.map((path) => path.split("/")[0])]);
  const asked = (...args: readonly string[]) =>
    gitWithoutPrograms(folder, "--no-optional-locks", "--literal-pathspecs", ...args, "--", ...tops);
  const [prefix, tracked, changed] = [
    git(folder, "rev-parse", "--show-prefix"),
    asked("ls-files", "-v", "-z"),
    asked(...STATUS),
  ];
  if (![prefix, tracked, changed].every(({ isSuccess }) => isSuccess)) {
    return undefined;
  }
  // Of a file with another tag than H, such as one that is assumed to be unchanged, `status` tells no change.
  const committed = new Set(
    tracked.stdout.split("\0").flatMap((entry) => (entry.startsWith("H ") ? [entry.slice("H ".length)] : [])),
  );
  const start = "?? ".length + prefix.stdout.replace(/\n$/, "").length;
  const states = changed.stdout.split("\0").filter(Boolean);
  const found = new Map(states.map((entry) => [entry.slice(start), entry.slice(0, 2)]));
  const known: Known = {
    isCommitted: (path) => committed.has(path) && !found.has(path),
    isIgnored: (path) => found.get(path) === "!!",
  };
  return known.isIgnored(README) ? undefined : known;
}

const LOCK = "lock";

/** In milliseconds: long enough for a process that has created its lock to say which one it is. */
const TIMEOUT = 2000;

/**
 * Runs an action that may write to a folder, which need not exist, in one process at a time. If the action fails, no
 * empty folder remains that was created for it.
 * @throws Refusal where another process is writing to the folder
 */
function inWorkspace<T>(folder: string, action: (workspace: string) => T): T {
  const path = join(folder, WORKSPACE);
  if (statsOf(path)?.isDirectory() === false) {
    throw new Refusal(`${quoted(path)} is a link or a file, but the hand-off needs this name; move it away.`);
  }
  const lock = join(path, LOCK);
  const refusal = (holder?: number) =>
    new Refusal(
      `another process${holder === undefined ? "" : ` (${holder})`} is writing to ${quoted(folder)}; run this one ` +
        `when it has ended, or remove ${quoted(lock)} if none is running.`,
      "handoff-running",
    );
  return withRemainder(
    () => ({ kind: "empty folders", path, top: onDisk(folder, () => createFolder(folder)) ?? path }) as const,
    () => onDisk(folder, () => locked(lock, { timeout: TIMEOUT, refusal }, () => action(path))),
  );
}

/** Replaces and removes files, each of which is the old or the new one at any moment. */
function exchange(folder: string, workspace: string, changes: readonly Change[]): void {
  // An interrupted run may have left it.
  rmSync(join(workspace, "new"), { recursive: true, force: true });
  withRemainder(
    (): Remainder => ({ kind: "folder", path: join(workspace, "new") }),
    ({ path: staged }) => {
      for (const { part, written } of changes) {
        for (const path of written) {
          const mode = part.executables.has(path) ? 0o777 : 0o666;
          writeNew(join(staged, part.place, path), part.files.get(path) ?? Buffer.of(), mode);
        }
      }
      uninterrupted(() => {
        const changed = changes.filter(({ written, removed }) => written.length + removed.length > 0);
        for (const change of changed) {
          checkAccess(folder, change);
        }
        for (const { part } of changed) {
          // An interrupted run may have done so already.
          if (contentAt(folder, posix.join(part.place, UNFINISHED)) === undefined) {
            writeNew(join(folder, part.place, UNFINISHED), UNFINISHED_TEXT);
          }
        }
        for (const change of changed) {
          replace(folder, staged, change);
        }
        for (const { part } of changes) {
          rmSync(join(folder, part.place, UNFINISHED), { force: true });
        }
      });
    },
  );
}

function writeNew(path: string, bytes: Buffer | string, mode = 0o666): void {
  createFolder(dirname(path));
  writeFileSync(path, bytes, { flag: "wx", mode });
}

/** While nothing is exchanged yet, a folder that nobody may write to changes nothing. */
function checkAccess(folder: string, { part, written, removed }: Change): void {
  for (const path of new Set([...written, ...removed].map((one) => dirname(join(folder, part.place, one))))) {
    if (statsOf(path) !== undefined) {
      accessSync(path, constants.W_OK);
    }
  }
}

/** The README comes first: it says whose the files are that follow. */
function replace(folder: string, staged: string, { part, written, removed }: Change): void {
  const own = join(folder, part.place);
  for (const path of [...written.filter((one) => one === README), ...written.filter((one) => one !== README)]) {
    createFolder(dirname(join(own, path)));
    renameSync(join(staged, part.place, path), join(own, path));
  }
  for (const path of removed) {
    rmSync(join(own, path), { force: true });
    removeEmptyFolders(dirname(join(own, path)), join(own, path.split("/")[0]));
  }
}

/**
 * Checks that files can exist side by side on every file system.
 * @throws Refusal that names the first path that cannot
 */
export function checkPaths(paths: readonly string[]): void {
  /** The paths so far by their lower case, folders with a `/` at their end. */
  const seen = new Map<string, string>();
  for (const path of paths) {
    const parts = path.split("/");
    const wrong = parts.find(isReserved);
    if (wrong !== undefined) {
      throw new Refusal(`${quoted(path)} cannot be a file on Windows, because of ${quoted(wrong)}; rename it.`);
    }
    for (const [index] of parts.entries()) {
      const own = parts.slice(0, index + 1).join("/");
      const isFile = index === parts.length - 1;
      const shown = isFile ? own : `${own}/`;
      const key = own.toLowerCase();
      const other = seen.get(key);
      if (other !== undefined && (isFile || other !== shown)) {
        throw new Refusal(
          `${quoted(other)} and ${quoted(shown)} cannot be in one folder on every file system; rename one.`,
        );
      }
      seen.set(key, shown);
    }
  }
}

/** Microsoft, "Naming Files, Paths, and Namespaces". */
function isReserved(name: string): boolean {
  const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/i;
  return device.test(name.split(".")[0].trimEnd()) || /[<>:"\\|?*\p{Cc}]/u.test(name) || /[. ]$/.test(name);
}

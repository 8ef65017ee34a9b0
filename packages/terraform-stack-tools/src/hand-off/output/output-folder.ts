import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import { isWithin, withoutLinks } from "../../shared/files";
import { onDisk, Refusal } from "../../shared/refusal";
import {
  createFolder,
  locked,
  type Remainder,
  removeEmptyFolders,
  uninterrupted,
  withRemainder,
} from "../../shared/remainders";
import { print, quoted } from "../../stack/json";
import { type Changes, type Consent, type Content, changesOf, missingConsent } from "./changes";
import { checkPaths, type Files, Folder, statsOf, UNFINISHED, VERSIONS, WORKSPACE } from "./folder";
import { MANIFEST } from "./manifest";

/** The folder of a hand-off or of an ejection, while no other one writes to it. */
export interface WritableFolder {
  /** As it is before. */
  readonly before: Folder;
  /**
   * Writes files. Everything else in the folder stays. Returns the paths that were removed.
   * @throws Refusal where consent is missing, or does not help
   */
  readonly write: (content: Content, consent: Consent) => readonly string[];
}

/**
 * Runs an action with the folder at a path, which need not exist.
 * @param input what was read, which must not be written to
 */
export function withOutputFolder<T>(out: string, input: string, action: (output: WritableFolder) => T): T {
  const folder = checkedFolder(out, input);
  return inWorkspace(folder, (workspace) => {
    const before = new Folder(folder);
    const write = (content: Content, consent: Consent): readonly string[] => {
      checkPaths(content.files);
      const changes = changesOf(before, content);
      const refusal = missingConsent(folder, changes, consent);
      if (refusal !== undefined) {
        throw refusal;
      }
      onDisk(folder, () => exchange(folder, workspace, content, changes));
      return changes.obsolete;
    };
    return action({ before, write });
  });
}

/**
 * The folder at a path, to be read only, and why writing to it would be refused.
 * @throws Refusal where a hand-off is writing to it, or was interrupted
 */
export function readableFolder(
  out: string,
  input: string,
): { before: Folder; refusal: (content: Content, consent: Consent) => Refusal | undefined } {
  const folder = checkedFolder(out, input);
  if (existsSync(join(folder, WORKSPACE))) {
    throw new Refusal(
      `an earlier hand-off to ${quoted(folder)} was interrupted, or another one is writing to it; run this one without ` +
        "--dry-run, which ends the earlier one.",
      "handoff-running",
    );
  }
  const before = new Folder(folder);
  const refusal = (content: Content, consent: Consent) => {
    checkPaths(content.files);
    return missingConsent(folder, changesOf(before, content), consent);
  };
  return { before, refusal };
}

/** @throws Refusal where the path leads to something other than a folder, or overlaps with the input */
export function checkedFolder(out: string, input: string): string {
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
    () => onDisk(folder, () => locked(lock, { timeout: TIMEOUT, refusal }, () => inEmptyWorkspace(path, action))),
  );
}

function inEmptyWorkspace<T>(path: string, action: (workspace: string) => T): T {
  const ignored = join(path, ".gitignore");
  return withRemainder(
    (): Remainder => ({ kind: "folder", path: ignored }),
    () => {
      removeContents(path);
      writeFileSync(ignored, "*\n");
      try {
        return action(path);
      } finally {
        removeContents(path);
      }
    },
  );
}

/** All but the manifests of versions that files may be of, which the end of an exchange removes. */
function removeContents(path: string): void {
  const isKept = (name: string) => name === LOCK || (name === VERSIONS && statsOf(join(path, name))?.isDirectory());
  for (const name of readdirSync(path).filter((one) => !isKept(one))) {
    rmSync(join(path, name), { recursive: true, force: true });
  }
}

const UNFINISHED_TEXT = print({
  "Writing to this folder was interrupted. Run the same command again to finish it.": {},
});

/**
 * Replaces and removes files, each of which is the old or the new one at any moment. Until all are new, the workspace
 * has the manifests of both versions, by which the next run knows every file for one that a hand-off wrote.
 */
function exchange(folder: string, workspace: string, content: Content, changes: Changes): void {
  const before = new Folder(folder);
  const { obsolete, bundles } = changes;
  const changed = changedFiles(before, content);
  const paths = [...changed.keys(), ...obsolete];
  withRemainder(
    (): Remainder => ({ kind: "folder", path: join(workspace, "new") }),
    ({ path: staged }) => {
      for (const [path, bytes] of changed) {
        writeNew(join(staged, path), bytes, content.executables.has(path) ? 0o777 : 0o666);
      }
      uninterrupted(() => {
        if (paths.length > 0) {
          checkAccess(folder, paths);
          keepManifests(workspace, before, content.files, changes);
          mark(
            folder,
            before,
            bundles.filter((bundle) => paths.some((path) => isIn(path, bundle))),
          );
          replace(folder, staged, [...changed.keys()], obsolete);
        }
        finish(folder, workspace, before, changes);
      });
    },
  );
}

function replace(folder: string, staged: string, changed: readonly string[], obsolete: readonly string[]): void {
  for (const path of changed) {
    createFolder(dirname(join(folder, path)));
    renameSync(join(staged, path), join(folder, path));
  }
  for (const path of obsolete) {
    rmSync(join(folder, path), { force: true });
  }
}

/** Manifests follow the files that they describe. */
function changedFiles(before: Folder, { files, executables }: Content): Files {
  const isSame = (path: string, bytes: Buffer) =>
    before.read(path)?.equals(bytes) === true && before.isExecutable(path) === executables.has(path);
  const changed = [...files].filter(([path, bytes]) => !isSame(path, bytes));
  return new Map([...changed.filter(([path]) => !isManifest(path)), ...changed.filter(([path]) => isManifest(path))]);
}

function isManifest(path: string): boolean {
  return posix.basename(path) === MANIFEST;
}

function isIn(path: string, bundle: string): boolean {
  return bundle === "." || path.startsWith(`${bundle}/`);
}

/** While nothing is exchanged yet, a folder that nobody may write to changes nothing. */
function checkAccess(folder: string, paths: readonly string[]): void {
  for (const path of new Set(paths.map(dirname))) {
    if (lstatSync(join(folder, path), { throwIfNoEntry: false }) !== undefined) {
      accessSync(join(folder, path), constants.W_OK);
    }
  }
}

/** Also what earlier interrupted hand-offs have left stays, since there may be files of theirs. */
function keepManifests(workspace: string, before: Folder, files: Files, { manifests }: Changes): void {
  const old = manifests.flatMap((path) => [[path, before.read(path)] as const]);
  const next = [...files].filter(([path]) => isManifest(path));
  const versions = join(workspace, VERSIONS);
  createFolder(versions);
  for (const version of [old, next]) {
    const place = join(versions, String(readdirSync(versions).length));
    mkdirSync(place);
    for (const [path, bytes] of version) {
      if (bytes !== undefined) {
        writeNew(join(place, path), bytes);
      }
    }
  }
}

function writeNew(path: string, bytes: Buffer | string, mode = 0o666): void {
  createFolder(dirname(path));
  writeFileSync(path, bytes, { flag: "wx", mode });
}

function mark(folder: string, before: Folder, bundles: readonly string[]): void {
  for (const bundle of bundles.filter((one) => !before.has(posix.join(one, UNFINISHED)))) {
    writeNew(join(folder, bundle, UNFINISHED), UNFINISHED_TEXT);
  }
}

/** Ends an interrupted hand-off too, whatever it did last. */
function finish(folder: string, workspace: string, before: Folder, { bundles, former }: Changes): void {
  for (const path of bundles.map((bundle) => posix.join(bundle, UNFINISHED)).filter((one) => before.has(one))) {
    rmSync(join(folder, path));
  }
  for (const path of former) {
    removeEmptyFolders(join(folder, dirname(path)), join(folder, path.split("/")[0]));
  }
  rmSync(join(workspace, VERSIONS), { recursive: true, force: true });
}

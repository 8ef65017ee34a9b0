import { accessSync, constants, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import {
  createFolder,
  type Remainder,
  removeEmptyFolders,
  uninterrupted,
  withRemainder,
} from "../../shared/remainders";
import { print } from "../../stack/json";
import type { Changes, Content } from "./changes";
import { Folder, UNFINISHED, VERSIONS } from "./folder";
import { type Files, MANIFEST } from "./manifest";

const UNFINISHED_TEXT = print({ "The handoff to this folder was interrupted. Run it again to finish it.": {} });

/**
 * Replaces and removes files, each of which is the old or the new one at any moment. Until all are new, the workspace
 * has the manifests of both versions, by which the next run knows every file for one that a handoff wrote.
 */
export function exchange(folder: string, workspace: string, content: Content, changes: Changes): void {
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

/** Also what earlier interrupted handoffs have left stays, since there may be files of theirs. */
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

/** Ends an interrupted handoff too, whatever it did last. */
function finish(folder: string, workspace: string, before: Folder, { bundles, former }: Changes): void {
  for (const path of bundles.map((bundle) => posix.join(bundle, UNFINISHED)).filter((one) => before.has(one))) {
    rmSync(join(folder, path));
  }
  for (const path of former) {
    removeEmptyFolders(join(folder, dirname(path)), join(folder, path.split("/")[0]));
  }
  rmSync(join(workspace, VERSIONS), { recursive: true, force: true });
}

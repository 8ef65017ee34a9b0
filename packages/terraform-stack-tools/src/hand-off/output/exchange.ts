import {
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { print } from "../../stack/json";
import { Folder } from "./folder";
import { type Journal, readJournal, removeJournal, type Step, writeJournal } from "./journal";
import { digestOf } from "./manifest";

/**
 * Terraform refuses a folder with this file, in the words of its content. No system call exchanges two folders with
 * people's own files in them, so that files are replaced one by one: meanwhile nobody can plan what is half old.
 */
export const UNFINISHED = "unfinished-handoff.tf.json";

const UNFINISHED_TEXT = print({ "The handoff to this folder was interrupted. Run it again to finish it.": {} });

/** The files that are written, and the ones that they replace, for the way back. */
const NEW = "new";
const OLD = "old";

/** Where a new file must be before the exchange. */
export function stagedPath(workspace: string, path: string): string {
  return join(workspace, NEW, path);
}

/** Replaces and removes files. Each is the old or the new one at any moment. If one cannot be, all are brought back. */
export function exchange(folder: string, workspace: string, journal: Journal): void {
  for (const { path } of journal.steps.filter(({ from }) => from !== undefined)) {
    keep(join(folder, path), join(workspace, OLD, path));
  }
  writeJournal(workspace, journal);
  const done: Step[] = [];
  try {
    mark(folder, journal);
    for (const step of journal.steps) {
      apply(folder, workspace, step);
      done.unshift(step);
    }
  } catch (error) {
    for (const step of done) {
      takeBack(folder, workspace, step);
    }
    end(folder, workspace, journal);
    throw error;
  }
  end(folder, workspace, journal);
}

/** Does what is left to do of an exchange that was interrupted. What somebody has edited since stays as it is. */
export function finishInterrupted(folder: string, workspace: string): void {
  const journal = readJournal(workspace);
  const [outer, inner] = [new Folder(folder), new Folder(workspace)];
  for (const step of journal.steps.filter((one) => isPending(outer, inner, one))) {
    apply(folder, workspace, step);
  }
  end(folder, workspace, journal);
}

function isPending(folder: Folder, workspace: Folder, { path, from, to }: Step): boolean {
  return digestAt(folder, path) === from && (to === undefined || digestAt(workspace, join(NEW, path)) === to);
}

function digestAt(folder: Folder, path: string): string | undefined {
  const bytes = folder.read(path);
  return bytes && digestOf(bytes);
}

function apply(folder: string, workspace: string, { path, to }: Step): void {
  const full = join(folder, path);
  if (to === undefined) {
    rmSync(full, { force: true });
    return;
  }
  mkdirSync(dirname(full), { recursive: true });
  renameSync(stagedPath(workspace, path), full);
}

/** Leaves the new file in the workspace too, so that an interruption can still be finished. */
function takeBack(folder: string, workspace: string, { path, from, to }: Step): void {
  const full = join(folder, path);
  if (to !== undefined) {
    keep(full, stagedPath(workspace, path));
  }
  if (from === undefined) {
    rmSync(full, { force: true });
    removeEmptyFolders(folder, dirname(path));
  } else {
    mkdirSync(dirname(full), { recursive: true });
    renameSync(join(workspace, OLD, path), full);
  }
}

function mark(folder: string, { bundles }: Journal): void {
  for (const bundle of bundles) {
    mkdirSync(join(folder, bundle), { recursive: true });
    rmSync(join(folder, bundle, UNFINISHED), { force: true });
    writeFileSync(join(folder, bundle, UNFINISHED), UNFINISHED_TEXT, { flag: "wx" });
  }
}

function end(folder: string, workspace: string, { steps, bundles }: Journal): void {
  for (const bundle of bundles) {
    rmSync(join(folder, bundle, UNFINISHED), { force: true });
  }
  for (const { path } of steps.filter(({ to }) => to === undefined)) {
    removeEmptyFolders(folder, dirname(path));
  }
  for (const bundle of bundles) {
    removeEmptyFolders(folder, bundle);
  }
  removeJournal(workspace);
}

/** A second name for a file, or a copy where the file system has no links. */
function keep(file: string, other: string): void {
  mkdirSync(dirname(other), { recursive: true });
  rmSync(other, { force: true });
  try {
    linkSync(file, other);
  } catch {
    copyFileSync(file, other);
  }
}

function removeEmptyFolders(folder: string, path: string): void {
  for (let part = path; part !== "."; part = dirname(part)) {
    const full = join(folder, part);
    const stats = lstatSync(full, { throwIfNoEntry: false });
    if (stats !== undefined && (!stats.isDirectory() || readdirSync(full).length > 0)) {
      return;
    }
    if (stats !== undefined) {
      rmdirSync(full);
    }
  }
}

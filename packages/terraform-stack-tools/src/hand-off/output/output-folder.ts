import { mkdirSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import { isWithin, withoutLinks } from "../../shared/input/paths";
import { onDisk, Refusal } from "../../shared/refusal";
import { quoted } from "../../stack/quoted";
import { type Changes, type Content, changesOf } from "./changes";
import { type Consent, missingConsent } from "./consent";
import { exchange, stagedPath } from "./exchange";
import { Folder, statsOf } from "./folder";
import type { Step } from "./journal";
import { digestOf, type Files, MANIFEST } from "./manifest";
import { checkPaths } from "./path-rules";
import { inWorkspace, isBusy, type Workspace } from "./workspace";

/** The folder of a handoff, to be read only. */
export interface ReadableFolder {
  /** As it is before. */
  readonly before: Folder;
  /**
   * Why writing would be refused without more consent, since it overwrites, removes or replaces what it must not.
   * @throws Refusal where no consent helps
   */
  readonly refusal: (content: Content, consent: Consent) => Refusal | undefined;
}

/** The folder of a handoff, while no other one writes to it. */
export interface WritableFolder {
  /** As it is before. */
  readonly before: Folder;
  /**
   * Writes files, all or none. Everything else in the folder stays. Returns the paths that were removed.
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
  return inWorkspace(folder, (workspace) =>
    action({ before: new Folder(folder), write: (content, consent) => write(folder, workspace, content, consent) }),
  );
}

/** The folder at a path, to be read only. @throws Refusal where a handoff is writing to it, or was interrupted */
export function readableFolder(out: string, input: string): ReadableFolder {
  const folder = checkedFolder(out, input);
  if (isBusy(folder)) {
    throw new Refusal(
      `an earlier handoff to ${quoted(folder)} was interrupted, or another one is writing to it; run this one without ` +
        "--dry-run, which ends the earlier one.",
      "handoff-running",
    );
  }
  const before = new Folder(folder);
  return {
    before,
    refusal: (content, consent) => missingConsent(folder, checkedChanges(before, content), consent),
  };
}

function checkedChanges(before: Folder, content: Content): Changes {
  checkPaths(content.files);
  return changesOf(before, content);
}

function write(folder: string, workspace: Workspace, content: Content, consent: Consent): readonly string[] {
  const { files, executables } = content;
  const before = new Folder(folder);
  const changes = checkedChanges(before, content);
  const refusal = missingConsent(folder, changes, consent);
  if (refusal !== undefined) {
    throw refusal;
  }
  const { obsolete } = changes;
  const isSame = (path: string, bytes: Buffer) =>
    before.read(path)?.equals(bytes) === true && before.isExecutable(path) === executables.has(path);
  const changed = [...files].filter(([path, bytes]) => !isSame(path, bytes));
  for (const [path, bytes] of changed) {
    onDisk(join(folder, path), () => stage(stagedPath(workspace.path, path), bytes, executables.has(path)));
  }
  if (!workspace.exists) {
    onDisk(folder, () => renameSync(stagedPath(workspace.path, "."), folder));
    return [];
  }
  const steps = stepsOf(before, new Map(changed), obsolete);
  if (steps.length > 0) {
    onDisk(folder, () => exchange(folder, workspace.path, { steps, bundles: bundlesOf(files, steps) }));
  }
  return obsolete;
}

function stage(path: string, bytes: Buffer, isExecutable: boolean): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes, { flag: "wx", mode: isExecutable ? 0o777 : 0o666 });
}

/** Manifests follow the files that they describe, and what is obsolete is removed last. */
function stepsOf(before: Folder, changed: Files, obsolete: readonly string[]): Step[] {
  const isManifest = (path: string) => posix.basename(path) === MANIFEST;
  const paths = [...changed.keys()];
  const written = [...paths.filter((path) => !isManifest(path)), ...paths.filter(isManifest)];
  return [...new Set([...written, ...obsolete])].map((path) => {
    const [from, to] = [before.read(path), changed.get(path)];
    return { path, ...(from && { from: digestOf(from) }), ...(to && { to: digestOf(to) }) };
  });
}

/** The folders with a module that changes. */
function bundlesOf(files: Files, steps: readonly Step[]): string[] {
  const folders = [...files.keys()].filter((path) => posix.basename(path) === MANIFEST).map(posix.dirname);
  const isIn = (bundle: string) => steps.some(({ path }) => bundle === "." || path.startsWith(`${bundle}/`));
  return folders.filter(isIn);
}

/** @throws Refusal where the path leads to something other than a folder, or overlaps with the input */
function checkedFolder(out: string, input: string): string {
  const folder = resolve(out);
  checkOverlap(folder, resolve(input));
  const stats = statsOf(folder);
  if (stats !== undefined && !stats.isDirectory()) {
    const kind = stats.isSymbolicLink() ? "link" : "file";
    throw new Refusal(`${quoted(folder)} is a ${kind}; give a folder, or a path that does not exist yet.`);
  }
  return folder;
}

/** Writing into the input would change what is read, and cdktf empties its folder. */
function checkOverlap(folder: string, input: string): void {
  const target = withoutLinks(folder);
  const source = onDisk(input, () => realpathSync(input));
  if (isWithin(target, source) || isWithin(source, target)) {
    throw new Refusal(`${quoted(folder)} and the input ${quoted(input)} overlap; choose a folder elsewhere.`);
  }
}

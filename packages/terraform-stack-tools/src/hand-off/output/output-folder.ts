import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { isWithin, withoutLinks } from "../../shared/input/paths";
import { onDisk, Refusal } from "../../shared/refusal";
import { quoted } from "../../stack/json";
import { type Changes, type Content, changesOf } from "./changes";
import { type Consent, missingConsent } from "./consent";
import { exchange } from "./exchange";
import { Folder, statsOf } from "./folder";
import { checkPaths } from "./path-rules";
import { inWorkspace, isBusy } from "./workspace";

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

function write(folder: string, workspace: string, content: Content, consent: Consent): readonly string[] {
  const changes = checkedChanges(new Folder(folder), content);
  const refusal = missingConsent(folder, changes, consent);
  if (refusal !== undefined) {
    throw refusal;
  }
  onDisk(folder, () => exchange(folder, workspace, content, changes));
  return changes.obsolete;
}

/** @throws Refusal where the path leads to something other than a folder, or overlaps with the input */
export function checkedFolder(out: string, input: string): string {
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

import { mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { checkPaths, Folder } from "../hand-off/output/folder";
import { checkedFolder } from "../hand-off/output/output-folder";
import { onDisk, Refusal } from "../shared/refusal";
import { createFolder, type Remainder, uninterrupted, withRemainder } from "../shared/remainders";
import { quoted } from "../stack/json";

/** What is written: files by path, and which of them can be run. */
export interface Content {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly executables: ReadonlySet<string>;
}

/**
 * Writes files to a folder, in which everything else stays. What is there already in the same words is not written again.
 * @param input what was read, which must not be written to
 * @returns how many files were written
 * @throws Refusal where files are in the way
 */
export function writeContent(out: string, input: string, content: Content, force: boolean): number {
  const folder = checkedFolder(out, input);
  checkPaths(content.files);
  const before = new Folder(folder);
  const changed = [...content.files].filter(([path, bytes]) => !before.read(path)?.equals(bytes));
  checkStrangers(before, folder, content);
  const inTheWay = changed.map(([path]) => path).filter((path) => before.has(path));
  if (inTheWay.length > 0 && !force) {
    throw new Refusal(
      `${quoted(folder)} has other files of these names; choose another folder, or use --force to overwrite them:` +
        list(inTheWay),
    );
  }
  if (changed.length > 0) {
    onDisk(folder, () => exchange(folder, changed, content.executables));
  }
  return changed.length;
}

/** Terraform would read them as part of the configuration. */
function checkStrangers(before: Folder, folder: string, { files }: Content): void {
  const folders = new Set([...files.keys()].filter((path) => path.endsWith(".tf")).map((path) => posix.dirname(path)));
  const strangers = [...folders].flatMap((place) =>
    before
      .names(place)
      .filter((name) => /\.(tf|tofu)(\.json)?$/.test(name))
      .map((name) => posix.join(place, name))
      .filter((path) => !files.has(path)),
  );
  if (strangers.length > 0) {
    throw new Refusal(
      `${quoted(folder)} has files that Terraform would read beside the new ones; move them away:${list(strangers)}`,
    );
  }
}

/** Written beside the folder first, so that a full disk or a signal leaves no half of a file. */
function exchange(
  folder: string,
  files: readonly (readonly [string, Buffer])[],
  executables: ReadonlySet<string>,
): void {
  const parent = dirname(folder);
  withRemainder(
    () => ({ kind: "empty folders", path: folder, top: createFolder(folder) ?? join(folder, "-") }) as const,
    () =>
      withRemainder(
        (): Remainder => ({ kind: "folder", path: mkdtempSync(join(parent, `.${basename(folder)}-`)) }),
        ({ path: staged }) => {
          for (const [path, bytes] of files) {
            createFolder(dirname(join(staged, path)));
            writeFileSync(join(staged, path), bytes, { flag: "wx", mode: executables.has(path) ? 0o777 : 0o666 });
          }
          uninterrupted(() => {
            for (const [path] of files) {
              createFolder(dirname(join(folder, path)));
              renameSync(join(staged, path), join(folder, path));
            }
          });
        },
      ),
  );
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `\n  ${quoted(path)}`).join("");
}

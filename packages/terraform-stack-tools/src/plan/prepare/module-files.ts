import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { isWithin } from "../../shared/input/paths";
import { PlanError } from "../../shared/refusal";
import { quoted } from "../../stack/quoted";

/** Folders that hold nothing of a module's configuration. */
export const NO_CONFIGURATION: readonly string[] = [".git", ".terraform", "node_modules"];

/** More than any module has. */
const MAXIMUM_FILES = 20_000;

/** A file of a module. */
export interface ModuleFile {
  /** From the module's folder, with slashes. */
  readonly path: string;
  readonly bytes: () => Buffer;
}

/**
 * The files below a module's folder.
 * @param name what messages call the module
 * @throws PlanError for links that lead out of it, and for what is neither a file nor a folder
 */
export function moduleFiles(folder: string, name: string): ModuleFile[] {
  const real = realpathSync(folder);
  const files: ModuleFile[] = [];
  const read = (path: string) => {
    for (const entry of readdirSync(join(real, path), { withFileTypes: true })) {
      const own = join(path, entry.name);
      if (NO_CONFIGURATION.includes(entry.name)) {
        continue;
      }
      if (entry.isDirectory()) {
        read(own);
      } else {
        checkFile(real, own, entry, name);
        // What is in a linked folder is listed where it is.
        if (statSync(join(real, own)).isFile()) {
          files.push({ path: own.split(sep).join("/"), bytes: () => readFileSync(join(real, own)) });
        }
      }
      if (files.length > MAXIMUM_FILES) {
        throw new PlanError(
          `${name} has more than ${MAXIMUM_FILES} files; give it a source with its configuration alone`,
        );
      }
    }
  };
  read("");
  return files;
}

/** Those that Terraform or OpenTofu loads. */
export function configurationIn(files: readonly ModuleFile[]): ModuleFile[] {
  return files.filter(({ path }) => /\.(tf|tofu)(\.json)?$/.test(path));
}

function checkFile(folder: string, path: string, entry: Dirent, name: string): void {
  if (entry.isFile()) {
    return;
  }
  const target = entry.isSymbolicLink() ? targetOf(join(folder, path)) : undefined;
  if (target === undefined || !isWithin(target, folder)) {
    throw new PlanError(
      `${name} has ${quoted(path)}, which ${entry.isSymbolicLink() ? "is a link that leads out of it" : "is no file"}; ` +
        "plan reads nothing outside of a module, so put the file itself there",
    );
  }
}

function targetOf(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}

import { Refusal } from "../../shared/refusal";
import { quoted } from "../../stack/json";
import type { Files } from "./manifest";

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

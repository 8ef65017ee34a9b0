import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { onDisk } from "../refusal";

/** Whether a path is a folder or inside of it. Both must be absolute and without links. */
export function isWithin(path: string, folder: string): boolean {
  const route = relative(folder, path);
  return route !== ".." && !route.startsWith(`..${sep}`) && !isAbsolute(route);
}

/** An absolute path with links resolved, as far as it exists. */
export function withoutLinks(path: string): string {
  return onDisk(path, () => {
    const exists = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    return exists || dirname(path) === path ? realpathSync(path) : join(withoutLinks(dirname(path)), basename(path));
  });
}

import { isAbsolute, relative, sep } from "node:path";

/** Whether a path is a folder or inside of it. Both must be absolute and without links. */
export function isWithin(path: string, folder: string): boolean {
  const route = relative(folder, path);
  return route !== ".." && !route.startsWith(`..${sep}`) && !isAbsolute(route);
}

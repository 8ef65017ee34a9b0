import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { readStackFile, STACK_FILE } from "../../../shared/input/source";
import { readSources, type Sources } from "../../../shared/input/sources";
import { onDisk } from "../../../shared/refusal";

/** Reads the stack in a folder or a file, or every stack of a `cdktf.out`. @throws Refusal where it is none of these */
export function readInput(input: string): Sources {
  const path = resolve(input);
  if (!onDisk(path, () => statSync(path)).isFile()) {
    return readSources(path);
  }
  const folder = dirname(path);
  return basename(path) === STACK_FILE ? readSources(folder) : { isApp: false, sources: [readStackFile(folder, path)] };
}

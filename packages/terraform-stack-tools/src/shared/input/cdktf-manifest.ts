import { basename, join, resolve } from "node:path";
import { entries, isObject, type Json, objectOf, quoted } from "../../stack/json";
import { Refusal } from "../refusal";
import { readJson } from "./read-file";
import { STACK_FILE } from "./source";

/** The repair where the input is not what `cdktf synth` writes. */
export const SYNTHESIZE = "run `cdktf synth`, and give cdktf.out or the folder of a stack in it";

export interface StackFolder {
  readonly name: string;
  /** Absolute; where it leads is not checked yet. */
  readonly path: string;
}

/** The stacks in the manifest of a `cdktf.out`, by name. @throws Refusal where a name cannot become a folder */
export function readStackFolders(folder: string): readonly StackFolder[] {
  const file = join(folder, "manifest.json");
  const { stacks } = objectOf(readJson(folder, file).json);
  if (!isObject(stacks)) {
    throw new Refusal(`${quoted(file)} is not a cdktf manifest: it has no "stacks"; ${SYNTHESIZE}.`);
  }
  const found = entries(stacks).map(([name, stack]) => readStackFolder(file, name, stack));
  if (found.length === 0) {
    throw new Refusal(`${quoted(file)} lists no stacks; ${SYNTHESIZE}.`);
  }
  checkDistinct(file, found);
  return found;
}

function readStackFolder(file: string, name: string, stack: Json): StackFolder {
  if (!/^[A-Za-z0-9][-A-Za-z0-9._]{0,99}$/.test(name) || name.endsWith(".")) {
    throw new Refusal(
      `${quoted(file)}: the stack name ${quoted(name)} cannot be a folder name; use letters, digits, '-', '_' and '.'.`,
    );
  }
  const path = objectOf(stack).synthesizedStackPath;
  if (typeof path !== "string" || basename(path) !== STACK_FILE) {
    throw new Refusal(
      `${quoted(file)}: the stack '${name}' has no synthesizedStackPath that ends in ${STACK_FILE}; ${SYNTHESIZE}.`,
    );
  }
  return { name, path: resolve(join(file, ".."), path, "..") };
}

function checkDistinct(file: string, stacks: readonly StackFolder[]): void {
  for (const [index, { name }] of stacks.entries()) {
    const other = stacks.slice(0, index).find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (other !== undefined) {
      throw new Refusal(
        `${quoted(file)}: the stacks '${other.name}' and '${name}' would share a folder on case-insensitive file ` +
          "systems; rename one.",
      );
    }
  }
}

import { lstatSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { compare, quoted } from "../../stack/json";
import { readStack, type Stack } from "../../stack/stack";
import { onDisk, Refusal } from "../refusal";
import { inFile, readJson, readWithin } from "./read-file";

/** A synthesized stack as it is on the disk. */
export interface Source {
  readonly name: string;
  /** Path of the JSON file, for messages. */
  readonly file: string;
  /** The content of that file. */
  readonly bytes: Buffer;
  readonly stack: Stack;
  /** The files and local modules that cdktf copied beside the stack, by relative path such as `assets/a.txt`. */
  readonly assets: ReadonlyMap<string, Buffer>;
  /** The paths of the assets that can be run. None on Windows, which does not know. */
  readonly executables: ReadonlySet<string>;
}

/** The file that cdktf synthesizes a stack to. */
export const STACK_FILE = "cdk.tf.json";

/** Reads the stack in a folder inside the root. Without a name it gets the one in its metadata, or the folder's. */
export function readSource(root: string, folder: string, name?: string): Source {
  const assets = readAssets(folder);
  const executables = new Set([...assets.keys()].filter((path) => isExecutable(join(folder, path))));
  return { ...readStackFile(root, join(folder, STACK_FILE), name), assets, executables };
}

/** Reads the JSON of a stack, whatever the file is called, without what is beside it. */
export function readStackFile(root: string, file: string, name?: string): Source {
  const { bytes, json } = readJson(root, file);
  const stack = inFile(file, () => readStack(json));
  return {
    name: name ?? stack.name ?? basename(dirname(file)),
    file,
    bytes,
    stack,
    assets: new Map(),
    executables: new Set(),
  };
}

function isExecutable(file: string): boolean {
  return (onDisk(file, () => lstatSync(file)).mode & 0o111) !== 0;
}

function readAssets(folder: string): ReadonlyMap<string, Buffer> {
  const names = onDisk(folder, () => readdirSync(folder));
  return new Map(names.includes("assets") ? filesBelow(folder, "assets") : []);
}

function filesBelow(folder: string, path: string): [path: string, bytes: Buffer][] {
  const full = join(folder, path);
  const stats = onDisk(full, () => lstatSync(full));
  if (stats.isDirectory()) {
    const names = onDisk(full, () => readdirSync(full));
    return names.sort(compare).flatMap((name) => filesBelow(folder, `${path}/${name}`));
  }
  if (!stats.isFile()) {
    throw new Refusal(`${quoted(full)} is neither a file nor a folder; replace the link with what it points to.`);
  }
  return [[path, readWithin(folder, full)]];
}

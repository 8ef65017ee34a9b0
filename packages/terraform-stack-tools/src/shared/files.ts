import { constants } from "node:buffer";
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { compare, entries, isObject, type Json, type JsonObject, objectOf, quoted } from "../stack/json";
import { parseExactJson, parseJson } from "../stack/json-text";
import { readStack, type Stack, StackError } from "../stack/stack";
import { onDisk, Refusal } from "./refusal";

/** What Node.js can read at once. */
const MAXIMUM_BYTES = 2 ** 31 - 1;

/**
 * Reads a file inside a folder.
 * @throws Refusal where symbolic links or `..` lead out of the folder, and for what is no file or too large
 */
function readWithin(root: string, file: string, maximum = MAXIMUM_BYTES): Buffer {
  return onDisk(file, () => {
    if (!isWithin(realpathSync(file), realpathSync(root))) {
      throw new Refusal(`${quoted(file)} is outside ${quoted(root)}; give a folder that contains the stack itself.`);
    }
    const stats = statSync(file);
    if (!stats.isFile()) {
      throw new Refusal(`${quoted(file)} is not a file; synthesize the stack again with \`cdktf synth\`.`);
    }
    if (stats.size > maximum) {
      throw new Refusal(`${quoted(file)} is larger than ${Math.floor(maximum / 2 ** 20)} MiB, too large to be read.`);
    }
    return readFileSync(file);
  });
}

/** Reads a JSON file that cdktf wrote. */
function readJson(root: string, file: string): { readonly bytes: Buffer; readonly json: Json } {
  const bytes = readWithin(root, file, constants.MAX_STRING_LENGTH);
  return { bytes, json: inFile(file, () => parseExactJson(bytes)) };
}

/** Runs what parses a file that cdktf wrote. @throws Refusal that names the file where its content is wrong */
function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StackError) {
      throw new Refusal(`${quoted(file)} ${error.message}; synthesize the stack again with \`cdktf synth\`.`);
    }
    throw error;
  }
}

/** More than anybody writes by hand. */
const MAXIMUM_MEGABYTES = 64;

const MEGABYTE = 1 << 20;
const CHUNK = 1 << 16;

/** Reads a file that another program wrote. @throws Refusal where it has more megabytes, or never ends */
function bytesOf(file: string, megabytes: number): Buffer {
  return onDisk(file, () => {
    const descriptor = openSync(file, "r");
    try {
      const parts: Buffer[] = [];
      for (let size = 0; size <= megabytes * MEGABYTE; ) {
        const part = Buffer.alloc(CHUNK);
        const length = readSync(descriptor, part);
        if (length === 0) {
          return Buffer.concat(parts);
        }
        parts.push(part.subarray(0, length));
        size += length;
      }
    } finally {
      closeSync(descriptor);
    }
    throw new Refusal(`${quoted(file)} has more than ${megabytes} MB; give a smaller file.`);
  });
}

/** Reads a JSON file that another program wrote. @throws Refusal that quotes nothing of it and ends in what to do */
export function jsonOf(file: string, megabytes: number, repair: string): Json {
  try {
    return parseJson(decoded(bytesOf(file, megabytes)));
  } catch (error) {
    if (error instanceof StackError) {
      throw new Refusal(`${quoted(file)} ${error.message.replace(/, which no .* is$/, "")}; ${repair}.`);
    }
    throw error;
  }
}

const UTF_16 = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/** PowerShell writes UTF-16 where a program's output is redirected into a file. */
export function decoded(bytes: Buffer): string {
  const [little, big] = UTF_16.map((mark) => bytes.subarray(0, 2).equals(mark));
  if (little || big) {
    const units = bytes.subarray(2, bytes.length - (bytes.length % 2));
    return (big ? Buffer.from(units).swap16() : units).toString("utf16le");
  }
  return bytes.toString("utf8").replace(/^\ufeff/, "");
}

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

/** Reads a file with a JSON object. @throws Refusal that quotes nothing of it, since it may hold secrets */
export function jsonObjectIn(file: string): JsonObject {
  const value = jsonOf(file, MAXIMUM_MEGABYTES, "correct it");
  if (!isObject(value)) {
    throw new Refusal(`${quoted(file)} must be a JSON object, with a name for each value.`);
  }
  return value;
}

export interface Sources {
  /** Whether the input was a whole `cdktf.out`, however many stacks it has. */
  readonly isApp: boolean;
  /** At least one. */
  readonly sources: readonly Source[];
}

/** Reads the stack in a folder, or every stack of a `cdktf.out`. @throws Refusal where the input is neither */
export function readSources(input: string): Sources {
  const folder = resolve(input);
  if (!onDisk(folder, () => statSync(folder)).isDirectory()) {
    throw new Refusal(`${quoted(folder)} is a file; give the folder that contains it.`);
  }
  const names = onDisk(folder, () => readdirSync(folder));
  if (names.includes(STACK_FILE)) {
    if (names.includes("manifest.json") && names.includes("stacks")) {
      // One of them is left from another run, or a stack's name leads out of its folder.
      throw new Refusal(
        `${quoted(folder)} contains both ${STACK_FILE} and the stacks of an app; remove what is left over, and ${SYNTHESIZE}.`,
        "handoff-input",
      );
    }
    return { isApp: false, sources: [readSource(folder, folder)] };
  }
  if (names.includes("cdk.tf")) {
    throw new Refusal(
      `${quoted(join(folder, "cdk.tf"))} is HCL; synthesize the stack again without --hcl.`,
      "handoff-input",
    );
  }
  if (!names.includes("manifest.json")) {
    throw new Refusal(
      `${quoted(folder)} contains neither ${STACK_FILE} nor manifest.json; ${SYNTHESIZE}.`,
      "handoff-input",
    );
  }
  const stacks = readStackFolders(folder);
  return { isApp: true, sources: stacks.map(({ name, path }) => readSource(folder, path, name)) };
}

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
function readSource(root: string, folder: string, name?: string): Source {
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

/** Whether a file is there that can be run. */
export function isExecutable(file: string): boolean {
  const stats = onDisk(file, () => lstatSync(file, { throwIfNoEntry: false }));
  return ((stats?.mode ?? 0) & 0o111) !== 0;
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

/** The repair where the input is not what `cdktf synth` writes. */
const SYNTHESIZE = "run `cdktf synth`, and give cdktf.out or the folder of a stack in it";

interface StackFolder {
  readonly name: string;
  /** Absolute; where it leads is not checked yet. */
  readonly path: string;
}

/** The stacks in the manifest of a `cdktf.out`, by name. @throws Refusal where a name cannot become a folder */
function readStackFolders(folder: string): readonly StackFolder[] {
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

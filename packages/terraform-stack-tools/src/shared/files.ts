import { constants } from "node:buffer";
import { closeSync, lstatSync, openSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { isObject, type Json, type JsonObject, quoted } from "../stack/json";
import { parseExactJson, parseJson } from "../stack/json-text";
import { StackError } from "../stack/stack";
import { onDisk, Refusal } from "./refusal";

/** What Node.js can read at once. */
const MAXIMUM_BYTES = 2 ** 31 - 1;

/**
 * Reads a file inside a folder.
 * @throws Refusal where symbolic links or `..` lead out of the folder, and for what is no file or too large
 */
export function readWithin(root: string, file: string, maximum = MAXIMUM_BYTES): Buffer {
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
export function readJson(root: string, file: string): { readonly bytes: Buffer; readonly json: Json } {
  const bytes = readWithin(root, file, constants.MAX_STRING_LENGTH);
  return { bytes, json: inFile(file, () => parseExactJson(bytes)) };
}

/** Runs what parses a file that cdktf wrote. @throws Refusal that names the file where its content is wrong */
export function inFile<T>(file: string, read: () => T): T {
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

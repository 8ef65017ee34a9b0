import { constants } from "node:buffer";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { type Json, quoted } from "../../stack/json";
import { parseExactJson } from "../../stack/json-text";
import { StackError } from "../../stack/sections";
import { onDisk, Refusal } from "../refusal";
import { isWithin } from "./paths";

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

import { readFileSync, realpathSync } from "node:fs";
import { StackError } from "../../terraform/check-stack";
import { quoted } from "../../terraform/quoted";
import { onDisk, Refusal } from "../refusal";
import { isWithin } from "./paths";

/** Reads a file inside a folder. @throws Refusal where symbolic links or `..` lead out of the folder */
export function readWithin(root: string, file: string): Buffer {
  return onDisk(file, () => {
    if (!isWithin(realpathSync(file), realpathSync(root))) {
      throw new Refusal(`${quoted(file)} is outside ${quoted(root)}; give a folder that contains the stack itself.`);
    }
    return readFileSync(file);
  });
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

import { isDeepStrictEqual } from "node:util";
import { ownPage, Refusal } from "../../shared/refusal";
import { GrammarError, readHcl } from "../../stack/grammar";
import { type Json, print, quoted } from "../../stack/json";
import { parseJson } from "../../stack/json-text";
import { StackError } from "../../stack/stack";

type File = readonly [path: string, text: string];

/** A file of JSON that says what is meant when it is read again. @throws Refusal where it does not */
export function jsonFile(path: string, meant: Json, source: string): File {
  const text = print(meant);
  try {
    if (isDeepStrictEqual(parseJson(Buffer.from(text).toString()), meant)) {
      return [path, text];
    }
  } catch (error) {
    if (!(error instanceof StackError)) {
      throw error;
    }
  }
  throw ownFault(`${quoted(path)}: it says something else`, source);
}

/** What is written in HCL: modules, their tests and values. */
const HCL = /\.(tf|hcl|tfvars\.example)$/;

/** Reads the files of HCL among those that were written for a stack. @throws Refusal where one cannot be read */
export function checkHcl(files: Iterable<File>, source: string): void {
  for (const [path, text] of files) {
    if (HCL.test(path)) {
      checkFile(path, text, source);
    }
  }
}

function checkFile(path: string, text: string, source: string): void {
  try {
    readHcl(text);
  } catch (error) {
    throw error instanceof GrammarError ? ownFault(`${quoted(path)}, ${error.message}`, source) : error;
  }
}

/** What is not the fault of whoever wrote the stack. */
export function ownFault(fault: string, source: string): Refusal {
  return new Refusal(
    `what would be written for ${quoted(source)} cannot be read back, which is a fault of terraform-stack-tools:\n` +
      `  ${fault}\nNothing was written. Report it with this part of the stack: ${ownPage("SUPPORT.md")}`,
  );
}

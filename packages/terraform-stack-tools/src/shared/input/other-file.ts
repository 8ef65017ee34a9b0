import { closeSync, openSync, readSync } from "node:fs";
import { type Json, quoted } from "../../stack/json";
import { parseJson } from "../../stack/json-text";
import { StackError } from "../../stack/sections";
import { onDisk, Refusal } from "../refusal";

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

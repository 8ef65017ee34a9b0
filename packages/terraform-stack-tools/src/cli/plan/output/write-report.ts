import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { onDisk } from "../../../shared/refusal";

/** Writes a file, and the folder that it is in. @throws Refusal where that cannot be done */
export function writeReport(file: string, text: string): void {
  onDisk(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  });
}

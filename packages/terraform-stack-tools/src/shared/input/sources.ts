import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { quoted } from "../../stack/json";
import { onDisk, Refusal } from "../refusal";
import { readStackFolders, SYNTHESIZE } from "./cdktf-manifest";
import { readSource, type Source, STACK_FILE } from "./source";

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

import { existsSync, readFileSync } from "node:fs";
import { onDisk } from "../../../shared/refusal";
import { quoted } from "../../../stack/json";
import { lineDiff } from "./line-diff";
import { writeReport } from "./report";

/** What differs, and what to do. */
export interface SnapshotDifference {
  readonly message: string;
  /** Empty if there is no snapshot to compare with. */
  readonly diff: string;
}

/** Compares a plan with its snapshot, or writes that. Undefined if both are the same afterwards. */
export function snapshotDifference(file: string, text: string, update: boolean): SnapshotDifference | undefined {
  const exists = existsSync(file);
  if (!exists && !update && isInPipeline()) {
    return { message: `${quoted(file)} does not exist, and in CI none is written; write and commit it.`, diff: "" };
  }
  if (!exists || update) {
    writeReport(file, text);
    return undefined;
  }
  // Git may have changed the line breaks of a checkout.
  const previous = onDisk(file, () => readFileSync(file, "utf8")).replace(/\r\n/g, "\n");
  return previous === text
    ? undefined
    : {
        message: `the plan differs from ${quoted(file)}; if that is intended, run again with --update and commit it.`,
        diff: lineDiff(previous, text),
      };
}

/** Whether a pipeline runs this: most set CI, Azure Pipelines sets TF_BUILD. */
export function isInPipeline({ CI, TF_BUILD }: NodeJS.ProcessEnv = process.env): boolean {
  return [CI, TF_BUILD].some((value) => value !== undefined && !["", "0", "false"].includes(value.toLowerCase()));
}

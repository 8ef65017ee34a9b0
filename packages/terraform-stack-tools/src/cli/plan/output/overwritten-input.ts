import { resolve } from "node:path";
import { withoutLinks } from "../../../shared/input/paths";
import { Refusal } from "../../../shared/refusal";
import { quoted } from "../../../stack/quoted";
import type { PlanCommandOptions } from "../options";
import { checkEvidenceFolder } from "./evidence";

type Written = Pick<PlanCommandOptions, "evidence" | "expect" | "mocks" | "reports" | "snapshot" | "variableFiles">;

/** @throws Refusal where a report or the snapshot would take the place of what is read */
export function checkOutputs(
  { evidence, expect, mocks, reports, snapshot, variableFiles }: Written,
  stackFiles: readonly string[],
): void {
  if (evidence !== undefined) {
    checkEvidenceFolder(evidence);
  }
  const read = new Set([...stackFiles, ...variableFiles, mocks, expect].flatMap(placeOf));
  const written = [...reports.map(({ out }) => out), snapshot];
  const overwritten = written.find((path) => placeOf(path).some((place) => read.has(place)));
  if (overwritten !== undefined) {
    throw new Refusal(`${quoted(overwritten)} would overwrite what is read; choose another file.`);
  }
}

function placeOf(path: string | undefined): string[] {
  return path === undefined ? [] : [withoutLinks(resolve(path))];
}

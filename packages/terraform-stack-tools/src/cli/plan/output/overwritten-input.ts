import { statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { withoutLinks } from "../../../shared/input/paths";
import { onDisk, Refusal } from "../../../shared/refusal";
import { quoted } from "../../../stack/json";
import type { PlanCommandOptions } from "../options";
import { checkEvidenceFolder } from "./evidence";

type Written = Pick<
  PlanCommandOptions,
  "evidence" | "expect" | "findings" | "mocks" | "principals" | "reports" | "snapshot" | "variableFiles"
>;

/** @throws Refusal where a report or the snapshot would take the place of what is read, of another one, or of evidence */
export function checkOutputs(
  { evidence, expect, findings, mocks, principals, reports, snapshot, variableFiles }: Written,
  stackFiles: readonly string[],
): void {
  if (evidence !== undefined) {
    checkEvidenceFolder(evidence);
  }
  const read = new Set([...stackFiles, ...variableFiles, ...findings, mocks, expect, principals].flatMap(placeOf));
  const written = [...reports.map(({ out }) => out), snapshot];
  const overwritten = written.find((path) => placeOf(path).some((place) => read.has(place)));
  if (overwritten !== undefined) {
    throw new Refusal(`${quoted(overwritten)} would overwrite what is read; choose another file.`);
  }
  const places = written.map(placeOf);
  const twice = written.find((_path, index) =>
    places.slice(0, index).some((earlier) => earlier.some((place) => places[index].includes(place))),
  );
  if (twice !== undefined) {
    throw new Refusal(
      `${quoted(twice)} is named twice, so that one would overwrite the other; choose a file for each.`,
    );
  }
  const folder = evidence === undefined ? undefined : withoutLinks(resolve(evidence));
  const within = written.find((_path, index) => places[index].some((place) => place.startsWith(`${folder}${sep}`)));
  if (within !== undefined) {
    throw new Refusal(`${quoted(within)} is in the folder of the evidence, which stands alone; choose another folder.`);
  }
}

/** Where a file is, by its path and, as it may have several, by what the disk calls it. Devices have room for all. */
function placeOf(path: string | undefined): string[] {
  if (path === undefined) {
    return [];
  }
  const place = withoutLinks(resolve(path));
  const found = onDisk(path, () => statSync(place, { bigint: true, throwIfNoEntry: false }));
  if (found === undefined) {
    return [place];
  }
  return found.isFile() ? [place, `${found.dev}:${found.ino}`] : [];
}

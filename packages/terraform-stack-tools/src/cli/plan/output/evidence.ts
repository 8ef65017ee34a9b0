import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Agreement } from "../../../knowledge/agreement/agreement";
import { unjudgedBeyond } from "../../../knowledge/agreement/disagreements";
import { type EvidenceInput, evidenceJson, evidenceOf, evidenceParts } from "../../../knowledge/evidence/evidence";
import { writeHtml } from "../../../report/html";
import { createFolder } from "../../../shared/folders";
import { ownVersion } from "../../../shared/own-package";
import { onDisk, Refusal } from "../../../shared/refusal";
import { uninterrupted } from "../../../shared/supervisor";
import { isObject, quoted, textOf } from "../../../stack/json";
import { exactJsonIn } from "../../../stack/json-text";
import type { PlannedPair } from "../compared-plans";
import type { ReportOptions } from "../options";
import { accessAfter, notJudgedOf } from "./agreed";

const RECORD = "evidence.json";
const PAGE = "evidence.html";

/** The digest of a file, as `sha256sum` prints it. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Whether evidence may be written to a folder. @throws Refusal where it holds anything but earlier evidence */
export function checkEvidenceFolder(folder: string): void {
  const path = resolve(folder);
  const names = onDisk(folder, () =>
    lstatSync(path, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(path),
  );
  const other = names.find((name) => (name !== RECORD && name !== PAGE) || !lstatSync(join(path, name)).isFile());
  if (other !== undefined) {
    throw new Refusal(`${quoted(folder)} has ${quoted(other)} in it; give an empty or a new folder for the evidence.`);
  }
  if (names.includes(PAGE) && !names.includes(RECORD)) {
    throw new Refusal(`${quoted(folder)} has ${quoted(PAGE)} without a record; give an empty or a new folder.`);
  }
  if (names.includes(RECORD) && !isRecord(onDisk(folder, () => readFileSync(join(path, RECORD))))) {
    throw new Refusal(`${quoted(folder)} has an ${RECORD} of something else; give an empty or a new folder.`);
  }
}

function isRecord(bytes: Buffer): boolean {
  const json = exactJsonIn(bytes);
  return isObject(json) && textOf(json.$schema).endsWith("/schemas/evidence.json");
}

/** Writes the record and the page, in the place of those of an earlier run. */
export function writeEvidence(
  folder: string,
  planned: readonly PlannedPair[],
  inputs: readonly EvidenceInput[],
  { expect }: Pick<ReportOptions, "expect">,
  agreement: Agreement,
): void {
  checkEvidenceFolder(folder);
  const disagreements = planned.flatMap(({ reviewed }) => reviewed.disagreements ?? []);
  const evidence = evidenceOf(
    {
      stacks: planned.map(({ after }) => after),
      access: planned.flatMap(accessAfter),
      notJudged: unjudgedBeyond(agreement, planned.flatMap(notJudgedOf)),
      ...(expect === undefined ? {} : { disagreements }),
    },
    {
      tool: ownVersion(),
      inputs,
      ...(expect === undefined ? {} : { agreement: digestOf(onDisk(expect, () => readFileSync(expect))) }),
    },
  );
  const page = writeHtml("Evidence of access to images", evidenceParts(evidence));
  onDisk(folder, () => {
    createFolder(resolve(folder));
    uninterrupted(() => {
      writeFileSync(join(folder, RECORD), evidenceJson(evidence));
      writeFileSync(join(folder, PAGE), page);
    });
  });
}

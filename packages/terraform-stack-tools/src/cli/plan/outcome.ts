import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { diffArrays } from "diff";
import { type Agreement, agreementFor } from "../../knowledge/agreement/agreement";
import { disagreements, notAgreed, unjudgedBeyond } from "../../knowledge/agreement/disagreements";
import { type EvidenceInput, evidenceJson, evidenceOf, evidenceParts } from "../../knowledge/evidence/evidence";
import { notJudgedWords } from "../../knowledge/judgement/judgement";
import { changeFindings } from "../../report/findings";
import { writeHtml } from "../../report/html";
import { type PrincipalNames, principalNamesIn, withPrincipalNames } from "../../report/principal-names";
import type { Provenance, ReviewedStack } from "../../report/reviewed-stack";
import { scannersIn } from "../../report/scanners";
import { withoutLinks } from "../../shared/files";
import { onDisk, ownVersion, Refusal } from "../../shared/refusal";
import { createFolder, uninterrupted } from "../../shared/remainders";
import { visible } from "../../shared/words";
import { isObject, quoted, textOf } from "../../stack/json";
import { exactJsonIn } from "../../stack/json-text";
import type { Outcome } from "../command";
import type { PlannedPair } from "./compared-plans";
import { FAIL_ON, type ReportFormat, type ReportOptions } from "./options";
import { accessAfter, notJudgedOf, planText, reportText, writeReport } from "./report";

/**
 * Writes the reports, and checks what the command line asks for.
 * @param provenance is asked for reports that people read
 * @param inputs are asked for evidence
 */
export function outcomeOf(
  options: ReportOptions,
  pairs: readonly PlannedPair[],
  onMessage: (line: string) => void,
  provenance: () => Provenance,
  inputs: () => readonly EvidenceInput[],
): Outcome {
  const names = options.principals === undefined ? undefined : principalNamesIn(options.principals);
  const agreement = agreementFor(options.expect, options.allowUnjudged);
  const planned = options.expect === undefined ? pairs : comparedWithAgreement(pairs, agreement, options);
  const shown = names === undefined ? planned : planned.map((one) => withNames(one, names));
  if (options.evidence !== undefined) {
    writeEvidence(options.evidence, planned, inputs(), options, agreement);
  }
  // What no plan of the review marks as sensitive.
  const masked = (text: string) => pairs.reduce((words, { after }) => after.naming.within(words), text);
  const scanners = scannersIn(options.findings, masked);
  const hasHeader = options.reports.some(({ format }) => format === "markdown" || format === "html");
  const header = hasHeader ? provenance() : undefined;
  const printed = options.reports.map(({ format, out }) => {
    const text = reportText(isForPeople(format) ? shown : planned, format, options.dialect, header, scanners);
    if (out === undefined) {
      return text.replace(/\n$/, "");
    }
    writeReport(out, text);
    return out;
  });
  const output = printed.join("\n");
  const found = foundIn(options, shown, agreement);
  const disagreed = shown.flatMap(({ reviewed: { name, disagreements = [] } }) =>
    disagreements.map(({ address, message }) => visible(`--expect: ${name}: ${address}: ${message}`)),
  );
  [...found, ...disagreed].forEach(onMessage);
  const difference =
    options.snapshot === undefined
      ? undefined
      : snapshotDifference(options.snapshot, planText(planned), options.update);
  if (difference !== undefined) {
    onMessage(difference.message);
  }
  const exitCode = found.length > 0 ? 3 : 4;
  return difference === undefined && found.length + disagreed.length === 0
    ? { output }
    : { output: difference === undefined ? output : difference.diff, exitCode };
}

/** A name that a plan marks as sensitive is masked, as everywhere. */
function withNames(pair: PlannedPair, names: PrincipalNames): PlannedPair {
  const { naming } = pair.after;
  const masked = new Map([...names].map(([id, name]) => [id, naming.within(name)]));
  return { ...pair, reviewed: withPrincipalNames(pair.reviewed, masked) };
}

/** Whether people read it, and programs do not. */
function isForPeople(format: ReportFormat): boolean {
  return format === "text" || format === "markdown" || format === "html";
}

/** A line for everything that `--fail-on` names. */
function foundIn(options: ReportOptions, planned: readonly PlannedPair[], agreement: Agreement): string[] {
  const { failOn, allowOpaque } = options;
  if (failOn.length === 0) {
    return [];
  }
  return planned.flatMap(({ reviewed }) => [
    ...changeFindings(reviewed).flatMap(({ rule, address, message }) => {
      const isElsewhere = rule === "access-not-judged" || (allowOpaque && rule === "access-opaque");
      const name = isElsewhere ? undefined : failOn.find((one) => FAIL_ON[one].some((named) => named === rule));
      return name === undefined ? [] : [visible(`--fail-on ${name}: ${reviewed.name}: ${address}: ${message}`)];
    }),
    ...(failOn.includes("gain") ? unjudgedIn(reviewed, agreement) : []),
  ]);
}

/** A line for each kind that nobody can judge, and to which nobody has agreed. */
function unjudgedIn({ name, notJudged = [] }: ReviewedStack, agreement: Agreement): string[] {
  return unjudgedBeyond(agreement, notJudged).map((one) => {
    const allowing = `--allow-unjudged ${quoted(one.kind)} lets it pass`;
    return visible(`--fail-on gain: ${name}: not judged: ${notJudgedWords(one)}; ${allowing}`);
  });
}

/** The plans with what differs from the agreement, each at the stack that it is about. */
function comparedWithAgreement(
  planned: readonly PlannedPair[],
  agreement: Agreement,
  { allowOpaque }: Pick<ReportOptions, "allowOpaque">,
): readonly PlannedPair[] {
  const found = disagreements(planned.flatMap(accessAfter), agreement).filter(
    ({ kind }) => !(allowOpaque && kind === "unknown"),
  );
  return planned.map((one, index) => {
    const own = new Set(accessAfter(one));
    // What is missing is in no stack, so the first one tells it.
    const ownFound = found
      .filter(({ line }) => (line === undefined ? index === 0 : own.has(line)))
      // What is agreed to may have a value in clear that the plan hides.
      .map((difference) => ({ ...difference, message: one.after.naming.within(difference.message) }));
    const unjudged = unjudgedBeyond(agreement, notJudgedOf(one)).map(notAgreed);
    return { ...one, reviewed: { ...one.reviewed, disagreements: [...ownFound, ...unjudged] } };
  });
}

/** What differs, and what to do. */
interface SnapshotDifference {
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

/** Lines around a difference, so that a reader finds the place. */
const CONTEXT = 3;

/** More changes than this take too long to find; everything is shown as removed and added then. */
const MAXIMUM_CHANGES = 1_000;

/** The difference between two texts, line by line: `-` for what was, `+` for what is, with the lines around it. */
export function lineDiff(before: string, after: string): string {
  const [old, next] = [before.split("\n"), after.split("\n")];
  const parts = diffArrays(old, next, { maxEditLength: MAXIMUM_CHANGES }) ?? [
    { removed: true, added: false, value: old },
    { removed: false, added: true, value: next },
  ];
  const lines = parts.flatMap(({ removed, added, value }, index) => {
    if (removed || added) {
      return value.map((line) => `${removed ? "-" : "+"} ${line}`);
    }
    const [head, tail] = [index === 0 ? 0 : CONTEXT, index === parts.length - 1 ? 0 : CONTEXT];
    const marked = value.map((line) => `  ${line}`);
    return marked.length <= head + tail
      ? marked
      : [...marked.slice(0, head), "…", ...marked.slice(marked.length - tail)];
  });
  return lines.map((line) => line.trimEnd()).join("\n");
}

const RECORD = "evidence.json";
const PAGE = "evidence.html";

/** The digest of a file, as `sha256sum` prints it. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Whether evidence may be written to a folder. @throws Refusal where it holds anything but earlier evidence */
function checkEvidenceFolder(folder: string): void {
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
function writeEvidence(
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

interface Written
  extends Pick<ReportOptions, "findings" | "reports">,
    Partial<Pick<ReportOptions, "evidence" | "expect" | "principals" | "snapshot">> {
  readonly mocks?: string;
  readonly varFile?: readonly string[];
}

/** @throws Refusal where a report or the snapshot would take the place of what is read, of another one, or of evidence */
export function checkOutputs(
  { evidence, expect, findings, mocks, principals, reports, snapshot, varFile = [] }: Written,
  stackFiles: readonly string[],
): void {
  if (evidence !== undefined) {
    checkEvidenceFolder(evidence);
  }
  const folder = evidence === undefined ? undefined : withoutLinks(resolve(evidence));
  const read = new Set([...stackFiles, ...varFile, ...findings, mocks, expect, principals].flatMap(placeOf));
  const taken = new Set<string>();
  for (const path of [...reports.map(({ out }) => out), snapshot].flatMap((one) => one ?? [])) {
    const places = placeOf(path);
    if (places.some((place) => read.has(place))) {
      throw new Refusal(`${quoted(path)} would overwrite what is read; choose another file.`);
    }
    if (places.some((place) => taken.has(place))) {
      throw new Refusal(
        `${quoted(path)} is named twice, so that one would overwrite the other; choose a file for each.`,
      );
    }
    if (places.some((place) => place.startsWith(`${folder}${sep}`))) {
      throw new Refusal(`${quoted(path)} is in the folder of the evidence, which stands alone; choose another folder.`);
    }
    for (const place of places) {
      taken.add(place);
    }
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

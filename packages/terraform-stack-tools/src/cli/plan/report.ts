import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Access } from "../../knowledge/access/access";
import type { AccessChanges } from "../../knowledge/access/changes";
import { accessRecord, accessRemark, accessSentence } from "../../knowledge/access/sentences";
import { agreementOf, agreementText } from "../../knowledge/agreement/agreement";
import { type NotJudged, notJudgedAfter, notJudgedWords } from "../../knowledge/judgement/judgement";
import { reachCellRecord, reachLines } from "../../knowledge/reach/reach";
import { switchLines, switchRecord } from "../../knowledge/switch/switch-words";
import { planSerializer } from "../../plan/jest-extensions";
import { driftWords, resourceCounts } from "../../report/changes";
import { codeQuality, junit, sarif } from "../../report/exchange-formats";
import { findingsOf } from "../../report/findings";
import { writeHtml } from "../../report/html";
import { type Dialect, writeMarkdown } from "../../report/markdown";
import { report } from "../../report/report";
import type { Provenance, ReviewedStack } from "../../report/reviewed-stack";
import { type Scanner, scannerLines } from "../../report/scanners";
import { details, headline, verdict } from "../../report/verdict";
import { onDisk, ownVersion } from "../../shared/refusal";
import { createFolder, uninterrupted } from "../../shared/remainders";
import { visible } from "../../shared/words";
import { entries, isObject, withVisibleLetters } from "../../stack/json";
import type { PlannedPair } from "./compared-plans";
import type { ReportFormat } from "./options";

/**
 * The report on a plan in one format.
 * @param provenance what the header of a report for people tells
 */
export function reportText(
  planned: readonly PlannedPair[],
  format: ReportFormat,
  dialect: Dialect,
  provenance?: Provenance,
  scanners: readonly Scanner[] = [],
): string {
  const stacks = planned.map(({ reviewed }) => reviewed);
  switch (format) {
    case "text":
      return textReport(planned, scanners);
    case "json":
      return planJson(planned, scanners);
    case "markdown":
      return writeMarkdown(report(stacks, provenance, scanners), dialect);
    case "html":
      return writeHtml(titleOf(stacks), report(stacks, provenance, scanners));
    case "junit":
      return junit(stacks);
    case "sarif":
      return sarif(stacks, ownVersion());
    case "code-quality":
      return codeQuality(stacks);
    case "access":
      return agreementFile(planned);
  }
}

function titleOf(stacks: readonly ReviewedStack[]): string {
  return `Plan of ${stacks.length === 1 ? stacks[0].name : `${stacks.length} stacks`}`;
}

/** Writes a file, and the folder that it is in. @throws Refusal where that cannot be done */
export function writeReport(file: string, text: string): void {
  onDisk(file, () => {
    createFolder(dirname(resolve(file)));
    uninterrupted(() => writeFileSync(file, text));
  });
}

/** The report for a terminal: the verdict, who gains and loses access, and the plan as snapshots have it. */
function textReport(planned: readonly PlannedPair[], scanners: readonly Scanner[]): string {
  const access = planned.flatMap(({ reviewed }) => changeLines(reviewed.access));
  const outside = planned.flatMap(({ reviewed: { drift = [], found } }) => [
    ...drift.map((one) => `! ${one.address} ${driftWords(one)}`),
    ...(found === undefined ? [] : changeLines(found)),
  ]);
  const opened = planned.flatMap(({ reviewed }) => (reviewed.opened ?? []).map(({ message }) => `! ${message}`));
  const reach = planned.flatMap(({ reviewed }) => reachLines(reviewed.reach ?? []));
  const switches = planned.flatMap(({ reviewed }) => switchLines(reviewed.switches ?? []));
  const notJudged = planned.flatMap(({ reviewed }) =>
    (reviewed.notJudged ?? []).map((one) => `? ${notJudgedWords(one)}`),
  );
  const stacks = planned.map(({ reviewed }) => reviewed);
  const lists = {
    "Changed outside of Terraform": outside,
    Access: access,
    "Not judged": notJudged,
    Network: opened,
    Reach: reach,
    "ABAC mode": switches,
    "Findings of scanners": scannerLines(scanners),
  };
  const sections = [
    [visible(headline(stacks))],
    details(stacks).map((line) => `- ${visible(line)}`),
    [`Resources: ${resourceCounts(stacks)}`],
    ...Object.entries(lists).map(([name, lines]) => (lines.length === 0 ? [] : [`${name}:`, ...lines.map(visible)])),
    [planText(planned)],
  ];
  return sections.flatMap((lines) => (lines.length === 0 ? [] : [lines.join("\n")])).join("\n\n");
}

function changeLines({ gained, opaque, lost }: AccessChanges): string[] {
  return [
    ...gained.map((line) => `+ ${accessSentence(line)} (${accessRemark(line)})`),
    ...opaque.map((line) => `? ${accessSentence(line)} (${accessRemark(line)}; opaque)`),
    ...lost.map((line) => `- ${accessSentence(line)} (${accessRemark(line)})`),
  ];
}

/** The text of a snapshot: of one stack the one that jest has, of several each below its name. */
export function planText(planned: readonly PlannedPair[]): string {
  const texts = planned.map(({ plan, reviewed }) => {
    const text = planSerializer.serialize(plan, undefined, "");
    return planned.length === 1 ? text : `Stack ${reviewed.name}\n\n${text}`;
  });
  return `${texts.join("\n\n")}\n`;
}

/** Grows in the first part when a reader must change, in the second when something is added. */
const FORMAT_VERSION = "1.4";

/** A plan as JSON. Its shape is in docs/reference/report-json.md. */
export function planJson(planned: readonly PlannedPair[], scanners: readonly Scanner[] = []): string {
  const stacks = planned.map(({ reviewed }) => reviewed);
  const document = {
    formatVersion: FORMAT_VERSION,
    headline: headline(stacks),
    verdict: verdict(stacks),
    stacks: planned.map(({ plan, reviewed }) => ({
      name: reviewed.name,
      file: reviewed.file,
      isUpdate: reviewed.isUpdate,
      resources: plan.resources,
      outputs: plan.outputs,
      checks: plan.checks,
      access: {
        gained: reviewed.access.gained.map(accessRecord),
        lost: reviewed.access.lost.map(accessRecord),
        kept: reviewed.access.kept.map(accessRecord),
        opaque: reviewed.access.opaque.map(accessRecord),
      },
      notJudged: reviewed.notJudged ?? [],
      drift: reviewed.drift ?? [],
      found: foundRecord(reviewed.found),
      opened: reviewed.opened ?? [],
      reach: (reviewed.reach ?? []).map(reachCellRecord),
      switches: (reviewed.switches ?? []).map(switchRecord),
      findings: findingsOf(reviewed).map(({ rule, address, message }) => ({ rule, address, message })),
    })),
    scanners,
  };
  return `${withVisibleLetters(JSON.stringify(document, inOrder, 2))}\n`;
}

/** Who gained or lost access when something was changed outside of the engine. */
function foundRecord({ gained, lost, opaque }: Pick<AccessChanges, "gained" | "lost" | "opaque"> = NOTHING) {
  return { gained: gained.map(accessRecord), lost: lost.map(accessRecord), opaque: opaque.map(accessRecord) };
}

const NOTHING = { gained: [], lost: [], opaque: [] };

/** Keys of the document are in the order above, those of values by name. */
function inOrder(key: string, value: unknown): unknown {
  return key === "values" && isObject(value) ? Object.fromEntries(entries(value)) : value;
}

/** All access after a plan, in order, and what somebody gave by hand that the plan takes away. */
export function accessAfter({ reviewed: { access, found } }: Pick<PlannedPair, "reviewed">): Access[] {
  const given = new Set((found?.gained ?? []).map((part) => part.line ?? part));
  const taken = access.lost.map((part) => part.line ?? part).filter((line) => given.has(line));
  return [...access.after, ...taken];
}

/** The file by which later plans are judged. */
function agreementFile(planned: readonly PlannedPair[]): string {
  const kinds = planned.flatMap(notJudgedOf).map(({ kind }) => kind);
  return agreementText(agreementOf(planned.flatMap(accessAfter), kinds));
}

/** Of all that there is after a plan, whether the plan does anything with it or not. */
export function notJudgedOf({ after, reviewed: { notJudged = [] } }: PlannedPair): NotJudged[] {
  return notJudgedAfter(notJudged, after);
}

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { diffArrays } from "diff";
import {
  type Access,
  type AccessChanges,
  accessRecord,
  accessRemark,
  accessSentence,
  type ChangedAccess,
  ineffectiveMessage,
} from "../../knowledge/access/access";
import { notJudgedAfter, notJudgedWords } from "../../knowledge/judgement/judgement";
import { isGrave, keptLine } from "../../knowledge/pages/access";
import { accessFile } from "../../knowledge/pages/access-file";
import { planSerializer } from "../../plan/jest-extensions";
import { changeFindings, configurationFindings, findingsOf } from "../../report/findings";
import { writeHtml } from "../../report/html";
import { writeMarkdown } from "../../report/markdown";
import { report, resourceCounts } from "../../report/report";
import { driftWords, type Provenance, type ReviewedStack } from "../../report/reviewed-stack";
import { sarif } from "../../report/sarif";
import { details, headline, verdict } from "../../report/verdict";
import { withoutLinks } from "../../shared/files";
import { isInPipeline } from "../../shared/process";
import { onDisk, ownVersion, Refusal } from "../../shared/refusal";
import { createFolder, uninterrupted } from "../../shared/remainders";
import { visible } from "../../shared/words";
import { blockOfInstance } from "../../stack/address";
import { entries, isObject, quoted, withVisibleLetters } from "../../stack/json";
import type { Outcome } from "../command";
import type { PlannedPair } from "./compared-plans";
import { FAIL_ON, type ReportFormat, type ReportOptions } from "./options";

/**
 * Writes the reports, and checks what the command line asks for.
 * @param madeBy is asked for reports that people read
 */
export function outcomeOf(
  options: ReportOptions & SnapshotOptions,
  planned: readonly PlannedPair[],
  onMessage: (line: string) => void,
  madeBy: () => Pick<Provenance, "engine" | "providers" | "madeUp">,
): Outcome {
  const hasHeader = options.reports.some(({ format }) => format === "markdown" || format === "html");
  const header = hasHeader ? { title: options.title, date: buildTime(), tool: ownVersion(), ...madeBy() } : undefined;
  const printed = options.reports.map(({ format, out }) => {
    const text = reportText(planned, format, header);
    if (out === undefined) {
      return text.replace(/\n$/, "");
    }
    writeReport(out, text);
    return out;
  });
  const output = printed.join("\n");
  const found = foundIn(options, planned);
  [...found, ...allowedInVain(options, planned)].forEach(onMessage);
  const difference =
    options.snapshot === undefined
      ? undefined
      : snapshotDifference(options.snapshot, planText(planned), options.update ?? false);
  if (difference !== undefined) {
    onMessage(difference.message);
  }
  const exitCode = found.length > 0 ? 3 : 4;
  const [{ format, out }] = options.reports;
  const shownText = { output, isForPeople: format === "text" && out === undefined };
  return difference === undefined && found.length === 0
    ? shownText
    : { ...(difference === undefined ? shownText : { output: difference.diff }), exitCode };
}

/** The time that builds set which are to be the same in every run; undefined without one. */
function buildTime({ SOURCE_DATE_EPOCH: epoch = "" }: NodeJS.ProcessEnv = process.env): string | undefined {
  return /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000).toISOString() : undefined;
}

/** A line for everything that `--fail-on` names. */
function foundIn({ failOn, allow }: ReportOptions, planned: readonly PlannedPair[]): string[] {
  if (failOn.length === 0) {
    return [];
  }
  return planned.flatMap(({ reviewed }) => [
    ...changeFindings(reviewed).flatMap(({ rule, address, message }) => {
      const isAllowed = rule === "access-opaque" && allow.some((name) => covers(name, address));
      const isElsewhere = isAllowed || rule === "access-not-judged";
      const name = isElsewhere ? undefined : failOn.find((one) => FAIL_ON[one].some((named) => named === rule));
      return name === undefined ? [] : [visible(`--fail-on ${name}: ${reviewed.name}: ${address}: ${message}`)];
    }),
    ...(failOn.includes("gain") ? unjudgedIn(reviewed, allow) : []),
  ]);
}

/** A line for each kind that nobody can judge, and that is not allowed. */
function unjudgedIn({ name, notJudged = [] }: ReviewedStack, allow: readonly string[]): string[] {
  return notJudged.flatMap((one) => {
    const addresses = one.addresses.filter((address) => !allow.some((allowed) => covers(allowed, address)));
    const words = notJudgedWords({ ...one, addresses });
    return allow.includes(one.kind) || addresses.length === 0
      ? []
      : [visible(`--fail-on gain: ${name}: not judged: ${words}; --allow ${quoted(one.kind)} accepts it`)];
  });
}

/** Whether an address that somebody has typed is this one, or that of the block whose instance this is. */
function covers(name: string, address: string): boolean {
  return name === address || name === blockOfInstance(address);
}

/** A line for each name of `--allow` that is of nothing: of what has gone since, or one that is misspelled. */
function allowedInVain({ allow }: ReportOptions, planned: readonly PlannedPair[]): string[] {
  const isOf = (name: string, { reviewed }: PlannedPair) =>
    (reviewed.notJudged ?? []).some(
      ({ kind, addresses }) => name === kind || addresses.some((one) => covers(name, one)),
    ) || changeFindings(reviewed).some(({ rule, address }) => rule === "access-opaque" && covers(name, address));
  return [...new Set(allow)]
    .filter((name) => !planned.some((one) => isOf(name, one)))
    .map((name) =>
      visible(`--allow ${quoted(name)} accepts nothing; nothing of that kind or address is unclear or not judged.`),
    );
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
    return {
      message: `${quoted(file)} does not exist, and CI writes none; write and commit it.`,
      diff: "",
    };
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

/** What a plan alone is compared with. */
interface SnapshotOptions {
  readonly snapshot?: string;
  readonly update?: boolean;
}

interface Written extends Pick<ReportOptions, "reports">, Pick<SnapshotOptions, "snapshot"> {
  readonly mocks?: string;
  readonly varFile?: readonly string[];
}

/** @throws Refusal where a report or the snapshot would take the place of what is read, or of another one */
export function checkOutputs({ mocks, reports, snapshot, varFile = [] }: Written, stackFiles: readonly string[]): void {
  const read = new Set([...stackFiles, ...varFile, mocks].flatMap(placeOf));
  const taken = new Set<string>();
  for (const path of [...reports.map(({ out }) => out), snapshot].flatMap((one) => one ?? [])) {
    const places = placeOf(path);
    if (places.some((place) => read.has(place))) {
      throw new Refusal(`${quoted(path)} would overwrite an input; choose another file.`);
    }
    if (places.some((place) => taken.has(place))) {
      throw new Refusal(
        `${quoted(path)} is given twice, and one report would overwrite the other; choose a file for each.`,
      );
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

/**
 * The report on a plan in one format.
 * @param provenance what the header of a report for people tells
 */
export function reportText(planned: readonly PlannedPair[], format: ReportFormat, provenance?: Provenance): string {
  const stacks = planned.map(({ reviewed }) => reviewed);
  switch (format) {
    case "text":
      return textReport(planned);
    case "json":
      return planJson(planned);
    case "markdown":
      return writeMarkdown(report(stacks, provenance));
    case "html":
      return writeHtml(titleOf(stacks), report(stacks, provenance));
    case "sarif":
      return sarif(stacks, ownVersion());
    case "access":
      return accessFile(planned.flatMap(accessAfter), planned.flatMap(kindsNotJudged));
  }
}

function titleOf(stacks: readonly ReviewedStack[]): string {
  return `Plan of ${stacks.length === 1 ? stacks[0].name : `${stacks.length} stacks`}`;
}

/** Writes a file, and the folder that it is in. @throws Refusal where that cannot be done */
function writeReport(file: string, text: string): void {
  onDisk(file, () => {
    createFolder(dirname(resolve(file)));
    uninterrupted(() => writeFileSync(file, text));
  });
}

/** The report for a terminal: the verdict, who gains and loses access, and the plan as snapshots have it. */
function textReport(planned: readonly PlannedPair[]): string {
  const access = planned.flatMap(({ reviewed }) => changeLines(reviewed.access));
  const outside = planned.flatMap(({ reviewed: { drift = [], found } }) => [
    ...drift.map((one) => `! ${one.address} ${driftWords(one)}`),
    ...(found === undefined ? [] : changeLines(found)),
  ]);
  const opened = planned.flatMap(({ reviewed }) => (reviewed.opened ?? []).map(({ message }) => `! ${message}`));
  const notJudged = planned.flatMap(({ reviewed }) =>
    (reviewed.notJudged ?? []).map((one) => `? ${notJudgedWords(one)}`),
  );
  const stacks = planned.map(({ reviewed }) => reviewed);
  const lists = {
    "Changed outside of Terraform": outside,
    Configuration: planned
      .flatMap(({ reviewed }) => configurationFindings(reviewed))
      .map(({ address, message }) => `! ${address} ${message}`),
    Access: access,
    "Not judged": notJudged,
    Network: opened,
  };
  const sections = [
    [visible(headline(stacks))],
    details(stacks).map((line) => `- ${visible(line)}`),
    [`Resources: ${resourceCounts(stacks)}`, ...keptLine(stacks.map(({ access }) => access))],
    ...Object.entries(lists).map(([name, lines]) => (lines.length === 0 ? [] : [`${name}:`, ...lines.map(visible)])),
    [planText(planned)],
  ];
  return sections.flatMap((lines) => (lines.length === 0 ? [] : [lines.join("\n")])).join("\n\n");
}

/** By damage, as the headline has it. */
function changeLines({ gained, opaque, lost, ineffective, kept }: AccessChanges): string[] {
  const grave = gained.filter(isGrave);
  const told = kept.filter(({ change }) => change !== undefined);
  const signed = (sign: string) => (line: ChangedAccess) => `${sign} ${accessSentence(line)} (${accessRemark(line)})`;
  return [
    ...grave.map(signed("+")),
    ...lost.map(signed("-")),
    ...gained.filter((line) => !grave.includes(line)).map(signed("+")),
    ...told.map((line) => signed(line.change === "reachable" ? "~" : "=")(line)),
    ...ineffective.map((line) => `! ${ineffectiveMessage(line)}`),
    ...opaque.map((line) => `? ${accessSentence(line)} (${accessRemark(line)}; opaque)`),
  ];
}

/** The text of a snapshot: of one stack the one that jest has, of several each below its name. */
function planText(planned: readonly PlannedPair[]): string {
  const texts = planned.map(({ plan, reviewed }) => {
    const text = planSerializer.serialize(plan, undefined, "");
    return planned.length === 1 ? text : `Stack ${reviewed.name}\n\n${text}`;
  });
  return `${texts.join("\n\n")}\n`;
}

/** Grows in the first part when a reader must change, in the second when something is added. */
const FORMAT_VERSION = "2.0";

/** A plan as JSON. Its shape is in docs/tools/reports.md. */
export function planJson(planned: readonly PlannedPair[]): string {
  const stacks = planned.map(({ reviewed }) => reviewed);
  const document = {
    formatVersion: FORMAT_VERSION,
    headline: headline(stacks),
    verdict: verdict(stacks),
    stacks: planned.map(({ plan: { resources, outputs, checks }, reviewed }) => {
      const { name, file, isUpdate, access, found, notJudged = [], drift = [], opened = [] } = reviewed;
      const { gained, lost, kept, opaque, ineffective } = access;
      return {
        ...{ name, file, isUpdate, resources, outputs, checks },
        access: {
          ...{ gained: records(gained), lost: records(lost), kept: records(kept), opaque: records(opaque) },
          ineffective: records(ineffective),
        },
        ...{ notJudged, drift },
        found: { gained: records(found?.gained), lost: records(found?.lost), opaque: records(found?.opaque) },
        opened,
        findings: findingsOf(reviewed).map(({ rule, address, message }) => ({ rule, address, message })),
      };
    }),
  };
  return `${withVisibleLetters(JSON.stringify(document, inOrder, 2))}\n`;
}

function records(lines: readonly ChangedAccess[] = []) {
  return lines.map(accessRecord);
}

/** Keys of the document are in the order above, those of values by name. */
function inOrder(key: string, value: unknown): unknown {
  return key === "values" && isObject(value) ? Object.fromEntries(entries(value)) : value;
}

/** All access after a plan, in order, and what somebody gave by hand that the plan takes away. */
function accessAfter({ reviewed: { access, found } }: Pick<PlannedPair, "reviewed">): Access[] {
  const given = new Set((found?.gained ?? []).map((part) => part.line ?? part));
  const taken = access.lost.map((part) => part.line ?? part).filter((line) => given.has(line));
  return [...access.after, ...taken];
}

/** Of all that there is after a plan, whether the plan does anything with it or not. */
function kindsNotJudged({ after, reviewed: { notJudged = [] } }: PlannedPair): string[] {
  return notJudgedAfter(notJudged, after).map(({ kind }) => kind);
}

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { diffArrays } from "diff";
import { notJudgedWords } from "../../knowledge/judgement/judgement";
import type { Finding, Provenance, ReviewedPlan, ReviewedStack } from "../../report/model";
import { findingsOf, RULES } from "../../report/sections";
import { WRITERS, type Writer } from "../../report/writers";
import { plansText } from "../../report/writers/text";
import { withoutLinks } from "../../shared/files";
import { isInPipeline } from "../../shared/process";
import { onDisk, ownVersion, Refusal } from "../../shared/refusal";
import { createFolder, uninterrupted } from "../../shared/remainders";
import { visible } from "../../shared/words";
import { blockOfInstance } from "../../stack/address";
import { grouped, quoted } from "../../stack/json";
import type { Outcome } from "../command";
import type { PlanCommandOptions, ReportOptions } from "../commands/reports";

/**
 * Writes the reports, and checks what the command line asks for.
 * @param madeBy is asked for reports that people read
 */
export function outcomeOf(
  options: ReportOptions & Partial<Pick<PlanCommandOptions, "snapshot" | "update">>,
  planned: readonly ReviewedPlan[],
  onMessage: (line: string) => void,
  madeBy: () => Pick<Provenance, "engine" | "providers" | "madeUp">,
): Outcome {
  const writers: Readonly<Record<keyof typeof WRITERS, Writer>> = WRITERS;
  const hasHeader = options.reports.some(({ format }) => writers[format].hasHeader);
  const header = hasHeader ? { title: options.title, date: buildTime(), tool: ownVersion(), ...madeBy() } : undefined;
  const printed = options.reports.map(({ format, out }) => {
    const text = writers[format].write(planned, header);
    if (out === undefined) {
      return text.replace(/\n$/, "");
    }
    writeReport(out, text);
    return out;
  });
  const output = printed.join("\n");
  const found = planned.flatMap((one) => stopping(options, one));
  [...found, ...allowedInVain(options, planned)].forEach(onMessage);
  const difference =
    options.snapshot === undefined
      ? undefined
      : snapshotDifference(options.snapshot, plansText(planned), options.update ?? false);
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

/** A line for everything that `--fail-on` names and `--allow` does not accept; those of a kind that nobody can judge are one. */
function stopping({ failOn, allow }: ReportOptions, { reviewed }: ReviewedPlan): string[] {
  const all = failOn.length === 0 ? [] : stoppable(reviewed);
  const named = all.filter((one) => failOn.some((stop) => stop === RULES[one.rule].stop));
  const stops = named.filter((one) => !allow.some((name) => accepts(name, one)));
  const single = stops.filter(({ unjudged }) => unjudged === undefined);
  const unjudged = stops.flatMap(({ address, unjudged: of }) => (of === undefined ? [] : [{ ...of, address }]));
  const kinds = grouped(unjudged, ({ kind, reason }) => JSON.stringify([kind, reason]));
  const lines = [
    ...single.map(
      ({ rule, address, message }) => `--fail-on ${RULES[rule].stop}: ${reviewed.name}: ${address}: ${message}`,
    ),
    ...[...kinds.values()].map((own) => {
      const [{ kind, reason }] = own;
      const words = notJudgedWords({ kind, reason, addresses: own.map(({ address }) => address) });
      return `--fail-on gain: ${reviewed.name}: not judged: ${words}; --allow ${quoted(kind)} accepts it`;
    }),
  ];
  return lines.map(visible);
}

/** The findings that some `--fail-on` names. The others take long in a large plan, since all texts are read. */
function stoppable(reviewed: ReviewedStack): Finding[] {
  return findingsOf(
    reviewed,
    ({ rules }) => rules === undefined || Object.values(rules).some(({ stop }) => stop !== undefined),
  );
}

function accepts(name: string, { rule, address, unjudged }: Finding): boolean {
  return RULES[rule].isAllowable === true && [unjudged?.kind, address, blockOfInstance(address)].includes(name);
}

/** A line for each name of `--allow` that is of nothing: of what has gone since, or one that is misspelled. */
function allowedInVain({ allow }: ReportOptions, planned: readonly ReviewedPlan[]): string[] {
  const all = allow.length === 0 ? [] : planned.flatMap(({ reviewed }) => stoppable(reviewed));
  return [...new Set(allow)]
    .filter((name) => !all.some((one) => accepts(name, one)))
    .map((name) =>
      visible(`--allow ${quoted(name)} accepts nothing; nothing of that kind or address is unclear or not judged.`),
    );
}

/**
 * Compares a plan with its snapshot, or writes that. Undefined if both are the same afterwards.
 * @returns what to do, and what differs: nothing if there is no snapshot to compare with
 */
export function snapshotDifference(file: string, text: string, update: boolean) {
  const exists = existsSync(file);
  if (!exists && !update && isInPipeline()) {
    return { message: `${quoted(file)} does not exist, and CI writes none; write and commit it.`, diff: "" };
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

/** What is written, and what is read beside the stacks. */
type Files = Pick<ReportOptions, "reports"> & Partial<Pick<PlanCommandOptions, "snapshot" | "mocks" | "varFile">>;

/** @throws Refusal where a report or the snapshot would take the place of what is read, or of another one */
export function checkOutputs({ mocks, reports, snapshot, varFile = [] }: Files, stackFiles: readonly string[]): void {
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

/** Writes a file, and the folder that it is in. @throws Refusal where that cannot be done */
function writeReport(file: string, text: string): void {
  onDisk(file, () => {
    createFolder(dirname(resolve(file)));
    uninterrupted(() => writeFileSync(file, text));
  });
}

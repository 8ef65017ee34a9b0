import { type Agreement, agreementFor } from "../../../knowledge/agreement/agreement";
import { unjudgedBeyond } from "../../../knowledge/agreement/disagreements";
import type { EvidenceInput } from "../../../knowledge/evidence/evidence";
import { notJudgedWords } from "../../../knowledge/judgement/judgement";
import { changeFindings } from "../../../report/findings";
import { type PrincipalNames, principalNamesIn, withPrincipalNames } from "../../../report/principal-names";
import type { Provenance, ReviewedStack } from "../../../report/reviewed-stack";

import { type Scanner, scannersIn } from "../../../report/scanners";

import { visible } from "../../../shared/markdown";
import { quoted } from "../../../stack/json";
import type { Outcome } from "../../command";
import type { PlannedPair } from "../compared-plans";
import { FAIL_ON, type ReportFormat, type ReportOptions, type SnapshotOf } from "../options";
import { accessLines, comparedWithAgreement } from "./agreed";
import { writeEvidence } from "./evidence";
import { reportText, writeReport } from "./report";
import { snapshotDifference } from "./snapshot";
import { planText } from "./text-report";

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
  const scanners = scannersIn(options.findings, (text) => maskedIn(pairs, text));
  const output = writeReports(options, { planned, shown, scanners }, provenance);
  const found = foundIn(options, shown, agreement);
  const disagreed = disagreedIn(shown);
  [...found, ...disagreed].forEach(onMessage);
  const difference =
    options.snapshot === undefined
      ? undefined
      : snapshotDifference(options.snapshot, SNAPSHOTS[options.snapshotOf](planned), options.update);
  if (difference !== undefined) {
    onMessage(difference.message);
  }
  const exitCode = found.length > 0 ? 3 : 4;
  return difference === undefined && found.length + disagreed.length === 0
    ? { output }
    : { output: difference === undefined ? output : difference.diff, exitCode };
}

const SNAPSHOTS: Readonly<Record<SnapshotOf, (planned: readonly PlannedPair[]) => string>> = {
  plan: planText,
  access: accessLines,
};

/** What no plan of the review marks as sensitive. */
function maskedIn(pairs: readonly PlannedPair[], text: string): string {
  return pairs.reduce((masked, { after }) => after.naming.within(masked), text);
}

/** A name that a plan marks as sensitive is masked, as everywhere. */
function withNames(pair: PlannedPair, names: PrincipalNames): PlannedPair {
  const { naming } = pair.after;
  const masked = new Map([...names].map(([id, name]) => [id, naming.within(name)]));
  return { ...pair, reviewed: withPrincipalNames(pair.reviewed, masked) };
}

/** What people read, and programs do not. */
const FOR_PEOPLE: readonly ReportFormat[] = ["text", "markdown", "html"];

interface Reported {
  readonly planned: readonly PlannedPair[];
  /** The same as people read it. */
  readonly shown: readonly PlannedPair[];
  readonly scanners: readonly Scanner[];
}

/** Returns what belongs to standard output: the report, or the paths of the files. */
function writeReports(
  { reports, dialect }: ReportOptions,
  { planned, shown, scanners }: Reported,
  provenance: () => Provenance,
): string {
  const hasHeader = reports.some(({ format }) => format === "markdown" || format === "html");
  const header = hasHeader ? provenance() : undefined;
  const printed = reports.map(({ format, out }) => {
    const text = reportText(FOR_PEOPLE.includes(format) ? shown : planned, format, dialect, header, scanners);
    if (out === undefined) {
      return text.replace(/\n$/, "");
    }
    writeReport(out, text);
    return out;
  });
  return printed.join("\n");
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

/** A line for everything that differs from what is agreed. */
function disagreedIn(planned: readonly PlannedPair[]): string[] {
  return planned.flatMap(({ reviewed: { name, disagreements = [] } }) =>
    disagreements.map(({ address, message }) => visible(`--expect: ${name}: ${address}: ${message}`)),
  );
}

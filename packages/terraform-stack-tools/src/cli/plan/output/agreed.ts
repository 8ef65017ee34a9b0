import type { Access } from "../../../knowledge/access/access";
import { isUnclear } from "../../../knowledge/access/changes";
import { accessSentence } from "../../../knowledge/access/sentences";
import { type Agreement, agreementOf, agreementText } from "../../../knowledge/agreement/agreement";
import { disagreements, narrowedRemark, notAgreed, unjudgedBeyond } from "../../../knowledge/agreement/disagreements";
import { type NotJudged, notJudgedAfter } from "../../../knowledge/judgement/judgement";
import { visible } from "../../../shared/markdown";
import type { PlannedPair } from "../compared-plans";
import type { ReportOptions } from "../options";

/** All access after a plan, in order, and what somebody gave by hand that the plan takes away. */
export function accessAfter({ reviewed: { access, found } }: Pick<PlannedPair, "reviewed">): Access[] {
  const given = new Set((found?.gained ?? []).map((part) => part.line ?? part));
  const taken = access.lost.map((part) => part.line ?? part).filter((line) => given.has(line));
  return [...access.after, ...taken];
}

/** The file by which later plans are judged. */
export function agreementFile(planned: readonly PlannedPair[]): string {
  const kinds = planned.flatMap(notJudgedOf).map(({ kind }) => kind);
  return agreementText(agreementOf(planned.flatMap(accessAfter), kinds));
}

/** Of all that there is after a plan, whether the plan does anything with it or not. */
export function notJudgedOf({ after, reviewed: { notJudged = [] } }: PlannedPair): NotJudged[] {
  return notJudgedAfter(notJudged, after);
}

/** A line for each access, for a snapshot that only who may do what changes. */
export function accessLines(planned: readonly PlannedPair[]): string {
  const lines = planned
    .flatMap(accessAfter)
    .map((line) => visible(`${isUnclear(line) ? "? " : ""}${accessSentence(line)} (${narrowedRemark(line)})`));
  return `${["Access", "", ...lines.sort()].join("\n")}\n`;
}

/** The plans with what differs from the agreement, each at the stack that it is about. */
export function comparedWithAgreement(
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

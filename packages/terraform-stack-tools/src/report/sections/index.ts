import type { Finding, ReviewedStack, Rule, Section } from "../model";
import { changes } from "./changes";
import { checks, configuration } from "./configuration";
import { destroyed, renames, uncertain } from "./destroyed";
import { drift, found } from "./drift";
import { grants, keptGrants } from "./grants";
import { network } from "./network";
import { notJudged } from "./not-judged";
import { notes } from "./notes";
import { accessFaults, defaultAccounts, stateSecrets, writtenSecrets } from "./secrets";

/** All parts of a report, in the order of the findings and of the lines of a terminal: the gravest first. */
export const SECTIONS: readonly Section[] = [
  changes,
  destroyed,
  renames,
  checks,
  notes,
  drift,
  configuration,
  grants,
  accessFaults,
  found,
  notJudged,
  network,
  writtenSecrets,
  defaultAccounts,
  stateSecrets,
];

/** Of each stack in a document: what is destroyed, gained and lost comes first, since a comment may have no room for more. */
export const IN_DOCUMENT: readonly Section[] = [destroyed, grants, drift, uncertain, renames, notJudged, configuration];

/** What a document has after everything that could destroy or give something. */
export const ALL_CHANGES: readonly Section[] = [keptGrants, changes];

export const IN_JSON: readonly Section[] = [changes, configuration, checks, grants, notJudged, drift, found, network];

/** What a report warns of, as SARIF lists it. */
export const RULES: Readonly<Record<string, Rule>> = {
  ...destroyed.rules,
  ...configuration.rules,
  ...writtenSecrets.rules,
  ...notes.rules,
  ...checks.rules,
  ...drift.rules,
  ...grants.rules,
  ...notJudged.rules,
  ...accessFaults.rules,
  ...defaultAccounts.rules,
  ...network.rules,
  ...stateSecrets.rules,
};

/** The ids of those that are looked at in some stacks: some only where there is something to look at, or to compare with. */
export function rulesFor(stacks: readonly ReviewedStack[]): string[] {
  const leftOut = SECTIONS.flatMap(({ rules = {}, isAbout }) =>
    Object.keys(rules).filter((id) => isAbout !== undefined && !stacks.some((reviewed) => isAbout(reviewed, id))),
  );
  return Object.keys(RULES).filter((id) => !leftOut.includes(id));
}

/** What a reviewer has to look at, the gravest first. @param isMeant which sections are asked. @default all of them */
export function findingsOf(reviewed: ReviewedStack, isMeant: (section: Section) => boolean = () => true): Finding[] {
  const findings = SECTIONS.filter(isMeant).flatMap((section) => section.findings?.(reviewed) ?? []);
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}

import { accessParts } from "../../knowledge/pages/access-parts";
import { notJudgedParts } from "../../knowledge/pages/not-judged-parts";
import { switchParts } from "../../knowledge/pages/switch-parts";
import { heading, type Inline, type Part, sentence, withCode } from "../../shared/document";
import type { Provenance } from "../provenance";
import { isKept, type ReviewedStack } from "../reviewed-stack";
import type { Scanner } from "../scanner-findings";
import { changeTables } from "./change-tables";
import { actionMark, gravity, resourceCounts } from "./counts";
import { diffOf, diffSummary } from "./diff";
import { driftParts } from "./drift";
import { findingsOf } from "./findings";
import { headerParts } from "./header";
import { renameParts } from "./renames";
import { RULES } from "./rules";
import { scannerParts } from "./scanners";
import { details, headline } from "./verdict";

/** The report on the stacks of one change: what matters first, details last. */
export function report(
  stacks: readonly ReviewedStack[],
  provenance?: Provenance,
  scanners: readonly Scanner[] = [],
): Part[] {
  return [
    { kind: "sentence", text: { strong: headline(stacks) } },
    ...details(stacks).map(sentence),
    ...headerParts(stacks, provenance),
    ...stacks.flatMap((reviewed) => [
      ...(stacks.length > 1 ? [heading(`Stack ${reviewed.name}`, 2)] : []),
      ...stackParts(reviewed, stacks.length > 1),
    ]),
    ...scannerParts(scanners),
    { kind: "sentence", text: stacks.every(({ isFromEngine }) => isFromEngine) ? BASIS_OF_ENGINE : BASIS },
  ];
}

const BASIS_OF_ENGINE =
  "This report is of a plan that Terraform or OpenTofu made: it is as recent as that plan, and what the plan does not show is called unknown.";

const BASIS =
  "This plan was made without access to the cloud or the cluster: it shows what the configuration changes, and not what has changed elsewhere since the last deployment.";

function stackParts(reviewed: ReviewedStack, isOneOfMany: boolean): Part[] {
  return [
    ...accessParts(reviewed.stack, reviewed.access, reviewed.isUpdate, reviewed.reach),
    ...notJudgedParts(reviewed.notJudged ?? []),
    ...driftParts(reviewed),
    ...switchParts(reviewed.switches ?? []),
    ...renameParts(reviewed),
    ...changeTables(reviewed),
    ...findingParts(reviewed),
    ...allChanges(reviewed, isOneOfMany),
  ];
}

/** What the sections above do not show already. */
function findingParts(reviewed: ReviewedStack): Part[] {
  const shown = [
    "replaced",
    "deleted",
    "replacement-unknown",
    "access-gained",
    "access-opaque",
    "access-not-judged",
    "role-without-effect",
    "changed-outside",
  ];
  const findings = findingsOf(reviewed).filter(({ rule }) => !shown.includes(rule));
  if (findings.length === 0) {
    return [];
  }
  const rows = findings.map(({ rule, address, message }): Inline[] => [
    RULES[rule].name,
    { code: address },
    withCode(message),
  ]);
  return [heading("To consider", 3), { kind: "table", heads: ["Finding", "Resource", "Details"], rows }];
}

/** Each resource that changes, once, the gravest first. */
function allChanges(reviewed: ReviewedStack, isOneOfMany: boolean): Part[] {
  const changes = Object.entries(reviewed.resources)
    .filter(([, change]) => !isKept(change))
    .sort(([, left], [, right]) => gravity(left) - gravity(right));
  if (changes.length === 0) {
    return [sentence("No resource changes.")];
  }
  return [
    heading("All changes", 3),
    ...(isOneOfMany ? [sentence(`${resourceCounts([reviewed])}.`)] : []),
    ...changes.map(
      ([address, change]): Part => ({
        kind: "lines",
        summary: [actionMark(change), " ", { code: address }, ...diffSummary(change)],
        lines: diffOf(change),
      }),
    ),
  ];
}

import { accessParts } from "../../knowledge/pages/access-parts";
import { heading, type Inline, type Part, sentence } from "../../shared/document";
import { listed } from "../../shared/markdown";
import { type Change, changesWith, type ReviewedStack, unknownChanges } from "../reviewed-stack";
import { diffOf } from "./diff";
import { findingsOf } from "./findings";
import { RULES } from "./rules";
import { verdict } from "./verdict";

/** The report on the stacks of one change: what matters first, details last. */
export function report(stacks: readonly ReviewedStack[]): Part[] {
  return [
    { kind: "sentence", text: { strong: verdict(stacks) } },
    ...stacks.flatMap((reviewed) => [
      ...(stacks.length > 1 ? [heading(`Stack ${reviewed.name}`, 2)] : []),
      ...stackParts(reviewed),
    ]),
    { kind: "sentence", text: stacks.every(({ isFromEngine }) => isFromEngine) ? BASIS_OF_ENGINE : BASIS },
  ];
}

const BASIS_OF_ENGINE =
  "This report is of a plan that Terraform or OpenTofu made: it is as recent as that plan, and what the plan does not show is called unknown.";

const BASIS =
  "This plan was made without access to the cloud or the cluster: it shows what the configuration changes, and not what has changed elsewhere since the last deployment.";

function stackParts(reviewed: ReviewedStack): Part[] {
  return [
    ...accessParts(reviewed.stack, reviewed.access, reviewed.isUpdate, reviewed.reach),
    ...changeTable("Replaced", changesWith(reviewed, ["replace"]), "Forced by"),
    ...changeTable("Unknown until planned with credentials", unknownChanges(reviewed), "Possibly by"),
    ...deletions(changesWith(reviewed, ["delete", "forget"])),
    ...findingParts(reviewed),
    ...actionCounts(reviewed),
    ...diffs(reviewed),
  ];
}

function changeTable(title: string, changes: readonly Change[], reason: string): Part[] {
  if (changes.length === 0) {
    return [];
  }
  const rows = changes.map(({ address, because = [], createBeforeDestroy, reason = "" }): Inline[] => [
    { code: address },
    because.flatMap((path, index) => [...(index > 0 ? [", "] : []), { code: path }]),
    createBeforeDestroy ? "created before the old one is destroyed" : reason,
  ]);
  const hasNotes = rows.some(([, , note]) => note !== "");
  const table = hasNotes
    ? { heads: ["Resource", reason, ""], rows }
    : { heads: ["Resource", reason], rows: rows.map((row) => row.slice(0, 2)) };
  return [heading(title, 3), { kind: "table", ...table }];
}

function deletions(changes: readonly Change[]): Part[] {
  if (changes.length === 0) {
    return [];
  }
  const rows = changes.map(({ address, action }): Inline[] => [
    { code: address },
    action === "forget" ? "kept, but no longer managed" : "destroyed",
  ]);
  return [heading("No longer in the stack", 3), { kind: "table", heads: ["Resource", ""], rows }];
}

/** What the sections above do not show already. */
function findingParts(reviewed: ReviewedStack): Part[] {
  const shown = ["replaced", "deleted", "replacement-unknown", "access-gained", "access-opaque"];
  const findings = findingsOf(reviewed).filter(({ rule }) => !shown.includes(rule));
  if (findings.length === 0) {
    return [];
  }
  const rows = findings.map(({ rule, address, message }): Inline[] => [RULES[rule].name, { code: address }, message]);
  return [heading("To consider", 3), { kind: "table", heads: ["Finding", "Resource", ""], rows }];
}

function actionCounts({ resources }: ReviewedStack): Part[] {
  const counts = new Map<string, number>();
  for (const { action } of Object.values(resources)) {
    counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  const words = [...counts]
    .filter(([action]) => action !== "no-op")
    .map(([action, count]) => `${count} to ${action.replace(/, (.*)/, " ($1)")}`);
  return [sentence(words.length === 0 ? "No resource changes." : `All changes: ${listed(words)}.`)];
}

function diffs({ resources }: ReviewedStack): Part[] {
  return Object.entries(resources).flatMap(([address, change]): Part[] => {
    const lines = diffOf(change);
    return lines.length === 0
      ? []
      : [
          {
            kind: "lines",
            summary: [{ code: address }, ` ${change.action === "no-op" ? "moved" : change.action}`],
            lines,
          },
        ];
  });
}

import { accessRecord, conditionalSentence, opaqueSentence } from "../../knowledge/access/access";
import type { Drift } from "../../planned/plan";
import { joined } from "../../shared/words";
import {
  type Clause,
  type Finding,
  finding,
  heading,
  type Inline,
  type Part,
  type ReviewedStack,
  type Section,
} from "../model";
import { cellOf } from "./changes";
import { accessClauses, together } from "./grant-clauses";
import { accessLines, foundParts } from "./grants";

const rules = {
  "changed-outside": {
    name: "Something was changed outside of Terraform",
    level: "warning",
    help: "The object is not as the last apply left it: somebody changed or deleted it by hand, or a controller did. Undo that, let the plan undo it, or put it into the configuration.",
    stop: "drift",
    isShown: true,
  },
} as const;

type Rule = keyof typeof rules;

/** What was changed outside of the engine since the last apply, and who gained or lost access by that. */
export const drift = {
  rules,
  isAbout: ({ drift: all = [] }) => all.length > 0,
  clauses,
  findings: ({ drift: all = [] }) => all.map((one) => finding("changed-outside", one.address, driftWords(one))),
  parts,
  title: "Changed outside of Terraform",
  lines: ({ drift: all = [], found }) => [
    ...all.map((one) => `! ${one.address} ${driftWords(one)}`),
    ...(found === undefined ? [] : accessLines(found)),
  ],
  json: ({ reviewed }) => ({ drift: reviewed.drift ?? [] }),
} satisfies Section<Rule>;

/** Who gained access by that, which is as good a reason to stop as what the plan gives. */
export const found = {
  findings: foundFindings,
  json: ({ reviewed: { found: all } }) => {
    const fates = ["gained", "lost", "opaque"] as const;
    return { found: Object.fromEntries(fates.map((fate) => [fate, (all?.[fate] ?? []).map(accessRecord)])) };
  },
} satisfies Section;

function foundFindings({ found: all }: ReviewedStack): Finding[] {
  const { gained = [], opaque = [] } = all ?? {};
  const outside = "outside of Terraform,";
  return [
    ...gained.map((line) =>
      finding("access-gained", line.address, `${outside} ${conditionalSentence(line, "may now")}`),
    ),
    ...opaque.map((line) => finding("access-opaque", line.address, `${outside} ${opaqueSentence(line)}`)),
  ];
}

function clauses(stacks: readonly ReviewedStack[]): Clause[] {
  const count = stacks.reduce((sum, { drift: all = [] }) => sum + all.length, 0);
  if (count === 0) {
    return [];
  }
  const access = accessClauses(together(stacks.flatMap((stack) => stack.found ?? [])));
  const told = (of: "full" | "short", what: string) => {
    const words = access.map((clause) => clause[of]);
    const result = joined(words, "; ");
    return result === "" ? what : `${what}, and as a result ${result}`;
  };
  const outside = "changed outside of Terraform";
  const full = told("full", `${count === 1 ? "1 resource was" : `${count} resources were`} ${outside}`);
  return [{ damage: "drift", full, short: told("short", `${count} ${outside}`) }];
}

function driftWords({ isDeleted, changes }: Drift): string {
  return isDeleted
    ? "was deleted outside of Terraform"
    : `was changed outside of Terraform: ${Object.keys(changes).join(", ")}`;
}

function parts({ drift: all = [], found: access }: ReviewedStack): Part[] {
  if (all.length === 0) {
    return [];
  }
  const heads = ["Resource", "Argument", "As agreed", "Found", "After this plan"];
  return [
    heading("Changed outside of Terraform", 3),
    { kind: "table", heads, rows: all.flatMap(driftRows) },
    ...(access === undefined ? [] : foundParts(access)),
  ];
}

function driftRows({ address, isDeleted, changes, action }: Drift): Inline[][] {
  if (isDeleted) {
    return [[{ code: address }, "", "there", "deleted", action === "create" ? "created again" : "deleted"]];
  }
  return Object.entries(changes).map(([path, { agreed, found: value, after }]) => [
    { code: address },
    { code: path },
    cellOf(agreed),
    cellOf(value),
    after === undefined ? (AFTER.get(action) ?? "as found") : cellOf(after),
  ]);
}

/** What becomes of a value that the plan does not change by itself. */
const AFTER: ReadonlyMap<string, string> = new Map([
  ["delete", "deleted"],
  ["replace", "created anew"],
]);

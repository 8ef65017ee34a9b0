import { accessCounts, accessParts, notJudgedParts } from "../knowledge/pages/access";
import { switchParts } from "../knowledge/switch/switches";
import { codes, heading, type Inline, type Part, type Run, runs, sentence, withCode } from "../shared/document";
import { blockOfInstance } from "../stack/address";
import { actionMark, changeTables, diffOf, diffSummary, driftParts, gravity, resourceCounts } from "./changes";
import { findingsOf, RULES } from "./findings";
import { isKept, likelyRenames, looksAtAccess, type Provenance, type ReviewedStack } from "./reviewed-stack";
import { type Scanner, scannerParts } from "./scanners";
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

/** What is counted, and where the report comes from. */
function headerParts(stacks: readonly ReviewedStack[], provenance: Provenance | undefined): Part[] {
  const seen = stacks.filter(looksAtAccess);
  const items: (readonly [string, Inline])[] = [
    ["Resources", resourceCounts(stacks)],
    ...(seen.length === 0 ? [] : [["Access", accessCounts(seen.map(({ access }) => access))] as const]),
    ...(provenance === undefined ? [] : origin(provenance)),
  ];
  return [{ kind: "facts", items }];
}

function origin({ source, target, date, tool, engine, providers, madeUp }: Provenance): (readonly [string, Inline])[] {
  const compared: Run[] = [
    ...(source === undefined ? [] : runs(source)),
    ...(source === undefined || target === undefined ? [] : [", compared with "]),
    ...(target === undefined ? [] : runs(target)),
  ];
  const title = source === undefined ? "Compared with" : "Change";
  const made = `by stack-tools ${tool}${engine === undefined ? "" : ` with ${engine}`}`;
  return [
    ...(compared.length === 0 ? [] : [[title, compared] as const]),
    ["Made", date === undefined ? made : `${dateWords(date)}, ${made}`],
    ...(providers.length === 0 ? [] : [["Providers", codes(providers)] as const]),
    ["Made up", madeUp],
  ];
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** Such as `28 November 2026`, or `28 November 2026, 04:20 UTC`. */
function dateWords(date: string): string {
  const time = new Date(date);
  const day = `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
  return date.includes("T") ? `${day}, ${time.toISOString().slice(11, 16)} UTC` : day;
}

interface Rename {
  readonly from: string;
  readonly to: string;
}

/** What is deleted and created again under another address, with the blocks that make it a move. */
function renameParts(reviewed: ReviewedStack): Part[] {
  const renames = wholeBlocks(reviewed);
  if (renames.length === 0) {
    return [];
  }
  return [
    heading("Looks renamed", 3),
    ...renames.map(
      ({ from, to }): Part => ({
        kind: "sentence",
        text: [{ code: to }, " looks like a rename of ", { code: from }, ": add ", { code: "moved" }, "."],
      }),
    ),
    {
      kind: "sentence",
      text: [
        "With these blocks, Terraform keeps the objects instead of destroying and creating them. In a CDK app, call ",
        { code: "moveFromId" },
        " with the old address on the renamed resource.",
      ],
    },
    { kind: "code", language: "hcl", lines: renames.flatMap(movedBlock) },
  ];
}

function movedBlock({ from, to }: Rename, index: number): string[] {
  return [...(index > 0 ? [""] : []), "moved {", `  from = ${from}`, `  to   = ${to}`, "}"];
}

/** Where all instances of a block go to another one, one `moved` block does for them. */
function wholeBlocks(reviewed: ReviewedStack): Rename[] {
  const renames = likelyRenames(reviewed);
  const others = new Set(renames.size === 0 ? [] : othersIn(reviewed, renames));
  const found = new Map<string, Rename>();
  for (const [from, to] of renames) {
    const block = { from: blockOfInstance(from), to: blockOfInstance(to) };
    const rename = others.has(block.from) || others.has(block.to) ? { from, to } : block;
    found.set(`${rename.from} ${rename.to}`, rename);
  }
  return [...found.values()];
}

/** The blocks that have an instance which stays, or is really new or deleted. */
function othersIn({ resources }: ReviewedStack, renames: ReadonlyMap<string, string>): string[] {
  const renamed = new Set([...renames.keys(), ...renames.values()]);
  return Object.keys(resources)
    .filter((address) => !renamed.has(address))
    .map(blockOfInstance);
}

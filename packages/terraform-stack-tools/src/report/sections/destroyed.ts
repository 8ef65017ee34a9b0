import { contentsOf } from "../../knowledge/catalogue/block-types";
import { isProtected } from "../../knowledge/judgement/judgement";
import { joined, listed, told } from "../../shared/words";
import { blockOfInstance, parseAddress } from "../../stack/address";
import {
  blockAt,
  type Change,
  type Clause,
  changesWith,
  codes,
  type Finding,
  finding,
  heading,
  type Inline,
  isKept,
  likelyRenames,
  MAXIMUM_NAMED,
  type Part,
  type ReviewedStack,
  type Section,
  table,
} from "../model";
import { cellOf, laterCell } from "./changes";

const rules = {
  replaced: {
    name: "A resource is replaced",
    level: "error",
    help: "Terraform destroys the resource and creates another one. Whatever it holds is lost, and nothing can use it in between unless the new one is created first. Undo the change of the argument that forces it, or move the resource.",
    stop: "replace",
    isShown: true,
  },
  "replacement-unknown": {
    name: "It is unknown whether a resource is replaced",
    level: "warning",
    help: "The plan was made without access to the cloud, where the value that decides this is. Run terraform plan with credentials before you apply.",
    stop: "unknown",
    isShown: true,
  },
  deleted: {
    name: "A resource is deleted",
    level: "error",
    help: "The new version of the stack does not contain the resource. If it was renamed or moved, say so with moveFromId or a moved block.",
    stop: "delete",
    isShown: true,
  },
} as const;

type Rule = keyof typeof rules;

/** What is replaced, deleted, or no longer managed. */
export const destroyed = { rules, clauses, findings, parts } satisfies Section<Rule>;

/** What is perhaps replaced: a table of its own, since it comes later in a document. */
export const uncertain = { parts: uncertainParts } satisfies Section;

function clauses(stacks: readonly ReviewedStack[]): Clause[] {
  const of = (...actions: readonly string[]) => stacks.flatMap((stack) => changesWith(stack, actions));
  const gone = destroyedClause(stacks, of("replace").length, of("delete").length, of("replace", "delete"));
  const forgotten = of("forget", "forget and create").length;
  const unknown = stacks.flatMap(unknownChanges).length;
  const others = [resources(forgotten, "no longer managed"), resources(unknown, "unknown without credentials")];
  const isCalm = gone.full === "" && forgotten + unknown === 0;
  const isUnchanged = stacks.every((stack) => Object.values(stack.resources).every(isKept));
  const calm = isUnchanged ? "no resource changes" : "nothing is replaced or deleted";
  return [
    gone,
    { damage: "unknown", full: joined(others, ", "), short: told(unknown, "1 unknown", `${unknown} unknown`) },
    { damage: "calm", full: isCalm ? calm : "", short: "" },
  ];
}

function destroyedClause(
  stacks: readonly ReviewedStack[],
  replaced: number,
  deleted: number,
  changes: readonly Change[],
): Clause {
  const lost = changes.flatMap(({ address }) => {
    const contents = contentsAt(address);
    return contents === undefined ? [] : [{ contents, address }];
  });
  const named = lost.map(({ contents, address }) => `the ${contents} of ${address} are lost`);
  const full = [
    resources(replaced, "replaced"),
    resources(deleted, `deleted${renamedWords(stacks, deleted)}`),
    ...(lost.length > MAXIMUM_NAMED ? [`what ${lost.length} of them hold is lost`] : named),
  ];
  const kinds = [...new Set(lost.map(({ contents }) => contents))];
  const short = [
    told(replaced, "1 replaced", `${replaced} replaced`),
    told(deleted, "1 deleted", `${deleted} deleted`),
    told(kinds.length, `${kinds[0]} lost`, `${listed(kinds)} lost`),
  ];
  return { damage: "destroyed", full: joined(full, ", "), short: joined(short, ", ") };
}

function resources(count: number, what: string): string {
  return told(count, `1 resource is ${what}`, `${count} resources are ${what}`);
}

function renamedWords(stacks: readonly ReviewedStack[], deleted: number): string {
  const count = stacks.reduce((sum, stack) => sum + likelyRenames(stack).size, 0);
  return deleted === 1
    ? told(count, " and looks renamed", "")
    : told(count, ", of which 1 looks renamed", `, of which ${count} look renamed`);
}

/** The changes for which it is not known whether they replace, or what they change at all. */
function unknownChanges(reviewed: ReviewedStack): Change[] {
  return changesWith(reviewed, ["update, replacement unknown", "import, changes unknown"]);
}

/** What is lost with a resource, such as images. */
function contentsAt(address: string): string | undefined {
  return contentsOf(parseAddress(address)?.type ?? "");
}

function findings(reviewed: ReviewedStack): Finding<Rule>[] {
  const renames = likelyRenames(reviewed);
  const [replaced, deleted] = ["replace", "delete"].map((action) => changesWith(reviewed, [action]));
  return [
    ...replaced.map((change) => finding("replaced", change.address, replacement(change))),
    ...deleted.map(({ address }) => finding("deleted", address, deletion(address, renames.get(address)))),
    ...unknownChanges(reviewed).map((change) => finding("replacement-unknown", change.address, uncertainty(change))),
  ];
}

function replacement({ address, because = [], cause }: Change): string {
  const why = because.length === 0 ? cause : `forced by ${because.join(", ")}`;
  const forced = why === undefined ? "is replaced" : `is replaced, ${why}`;
  return [forced, ...lostWith(address)].join("; ");
}

function deletion(address: string, renamed: string | undefined): string {
  const rename = renamed === undefined ? [] : [`looks renamed to ${renamed}: add a moved block`];
  return ["is deleted", ...lostWith(address), ...rename].join("; ");
}

function lostWith(address: string): string[] {
  const contents = contentsAt(address);
  return contents === undefined ? [] : [`its ${contents} are lost`];
}

function uncertainty({ action, because = [], reason }: Change): string {
  const paths = because.length === 0 ? "" : ` (${because.join(", ")})`;
  return `${action}${paths}${reason === undefined ? "" : `: ${reason}`}`;
}

function parts(reviewed: ReviewedStack): Part[] {
  const replaced = changesWith(reviewed, ["replace"]);
  const gone = changesWith(reviewed, ["delete", "forget", "forget and create"]);
  const renames = likelyRenames(reviewed);
  return [
    ...table("Replaced", ["Resource", "Forced by", "Before", "After"], replaced.flatMap(replacedRows)),
    ...table(
      "Deleted",
      ["Resource", "What happens"],
      gone.map((change) => deletedRow(change, renames.get(change.address))),
    ),
  ];
}

/** A row for each argument that forces it. */
function replacedRows(change: Change): Inline[][] {
  const { because = [], createBeforeDestroy } = change;
  const contents = contentsAt(change.address);
  const resource = [
    { code: change.address },
    ...(createBeforeDestroy ? [" (the new one is created first)"] : []),
    ...(contents === undefined ? [] : [`; its ${contents} are lost`]),
  ];
  return because.length === 0
    ? [[resource, change.cause ?? "not in the plan", "", ""]]
    : because.map((path) => [resource, { code: path }, ...sides(change, path)]);
}

/** Both sides of an argument, or of what in it changes. */
function sides({ changes = {} }: Change, path: string): Inline[] {
  const place = [path, ...Object.keys(changes)].find(
    (one) => one in changes && (one === path || isWithin(one, path) || isWithin(path, one)),
  );
  if (place === undefined) {
    return ["not known", "known after apply"];
  }
  const { before, after } = changes[place];
  return [cellOf(before), laterCell(before, after)];
}

function isWithin(path: string, outer: string): boolean {
  return path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

function deletedRow({ address, action }: Change, renamed: string | undefined): Inline[] {
  if (renamed !== undefined) {
    return [{ code: address }, ["destroyed; looks renamed to ", { code: renamed }]];
  }
  const contents = contentsAt(address);
  const lost = action === "delete" && contents !== undefined ? `, with its ${contents}` : "";
  return [{ code: address }, `${DELETIONS.get(action) ?? "destroyed"}${lost}`];
}

const DELETIONS: ReadonlyMap<string, string> = new Map([
  ["forget", "kept, but no longer managed"],
  ["forget and create", "kept, but no longer managed; another one is created"],
]);

function uncertainParts(reviewed: ReviewedStack): Part[] {
  const rows = unknownChanges(reviewed).map(({ address, because = [], reason = "" }) => [
    { code: address },
    codes(because),
    reason,
  ]);
  return table("Unknown until planned with credentials", ["Resource", "Possibly by", "Why"], rows);
}

/** What is deleted and created again under another address. */
export const renames = { clauses: renameClauses, parts: renameParts } satisfies Section;

/** What somebody wanted to keep, and only gave another name. */
function renameClauses(stacks: readonly ReviewedStack[]): Clause[] {
  const lost = stacks.flatMap(losingRenames);
  const named = lost.map(({ from, to, isProtected }) => {
    const guard = isProtected ? " despite `prevent_destroy`" : "";
    return `the rename of ${from} to ${to} deletes it${guard}: only a move keeps it`;
  });
  const full =
    named.length > MAXIMUM_NAMED
      ? `the renames of ${named.length} resources delete what is protected or not empty: only moves keep them`
      : named.join("; ");
  const short = told(named.length, "a rename deletes what a move would keep", "renames delete what moves would keep");
  return [{ damage: "renamed", full, short }];
}

interface Rename {
  readonly from: string;
  readonly to: string;
}

/**
 * Those that delete what the configuration protects, or what holds something that is lost with it. Terraform asks what is
 * still in the configuration whether it may be destroyed: a rename takes `prevent_destroy` away.
 */
function losingRenames(reviewed: ReviewedStack): (Rename & { readonly isProtected: boolean })[] {
  return [...likelyRenames(reviewed)]
    .map(([from, to]) => {
      const block = blockAt(reviewed.stack, to);
      return { from, to, isProtected: block !== undefined && isProtected(block) };
    })
    .filter(({ from, isProtected }) => isProtected || contentsAt(from) !== undefined);
}

/** With the blocks that make it a move. */
function renameParts(reviewed: ReviewedStack): Part[] {
  const moves = wholeBlocks(reviewed);
  if (moves.length === 0) {
    return [];
  }
  return [
    heading("Looks renamed", 3),
    {
      kind: "sentence",
      text: [
        "With these blocks, Terraform keeps the objects instead of destroying and creating them. In a CDK app, call ",
        { code: "moveFromId" },
        " with the old address on the renamed resource, or state ",
        { code: "movedFrom" },
        " where a construct has it.",
      ],
    },
    { kind: "code", language: "hcl", lines: moves.flatMap(movedBlock) },
  ];
}

function movedBlock({ from, to }: Rename, index: number): string[] {
  return [...(index > 0 ? [""] : []), "moved {", `  from = ${from}`, `  to   = ${to}`, "}"];
}

/** Where all instances of a block go to another one, one `moved` block does for them. */
function wholeBlocks(reviewed: ReviewedStack): Rename[] {
  const renamed = likelyRenames(reviewed);
  const others = new Set(renamed.size === 0 ? [] : othersIn(reviewed, renamed));
  const found = new Map<string, Rename>();
  for (const [from, to] of renamed) {
    const block = { from: blockOfInstance(from), to: blockOfInstance(to) };
    const rename = others.has(block.from) || others.has(block.to) ? { from, to } : block;
    found.set(`${rename.from} ${rename.to}`, rename);
  }
  return [...found.values()];
}

/** The blocks that have an instance which stays, or is really new or deleted. */
function othersIn({ resources }: ReviewedStack, renamed: ReadonlyMap<string, string>): string[] {
  const both = new Set([...renamed.keys(), ...renamed.values()]);
  return Object.keys(resources)
    .filter((address) => !both.has(address))
    .map(blockOfInstance);
}

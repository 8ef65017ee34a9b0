import { contentsOf } from "../knowledge/catalogue/block-types";
import { accessCounts, accessParts, foundParts, notJudgedParts } from "../knowledge/pages/access";
import { changeCounts } from "../planned/change";
import type { Drift, OutputChange } from "../planned/plan";
import { assigned, differences, inline, isMark, printPath, SENSITIVE, sourceOf, UNKNOWN } from "../planned/values";
import {
  codes,
  heading,
  type Inline,
  type Part,
  type Run,
  sentence,
  someCodes,
  type Tone,
  withCode,
} from "../shared/document";
import { counted } from "../shared/words";
import { blockOfInstance, parseAddress } from "../stack/address";
import { isList, isObject, type Json, sorted } from "../stack/json";
import { findingsOf, RULES } from "./findings";
import {
  type Change,
  changesWith,
  isKept,
  likelyRenames,
  looksAtAccess,
  type Provenance,
  type ReviewedChange,
  type ReviewedStack,
  unknownChanges,
} from "./reviewed-stack";
import { details, headline } from "./verdict";

/** The report on the stacks of one change: what matters first, details last. */
export function report(stacks: readonly ReviewedStack[], provenance?: Provenance): Part[] {
  return [
    { kind: "sentence", text: { strong: headline(stacks) } },
    ...details(stacks).map(sentence),
    ...headerParts(stacks, provenance),
    ...stacks.flatMap((reviewed) => [
      ...(stacks.length > 1 ? [heading(`Stack ${reviewed.name}`, 2)] : []),
      ...stackParts(reviewed, stacks.length > 1),
    ]),
    { kind: "sentence", text: stacks.every(({ isFromEngine }) => isFromEngine) ? BASIS_OF_ENGINE : BASIS },
  ];
}

const BASIS_OF_ENGINE =
  "This report is about a plan made by Terraform or OpenTofu: it is as recent as that plan, and what the plan does not show is called unknown.";

const BASIS =
  "This plan was made without access to the cloud or the cluster: it shows what the configuration changes, and not what has changed elsewhere since the last deployment.";

function stackParts(reviewed: ReviewedStack, isOneOfMany: boolean): Part[] {
  return [
    ...accessParts(reviewed.stack, reviewed.access, reviewed.isUpdate),
    ...notJudgedParts(reviewed.notJudged ?? []),
    ...driftParts(reviewed),
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
    "access-lost",
    "access-opaque",
    "access-not-judged",
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

function origin({ title, date, tool, engine, providers, madeUp }: Provenance): (readonly [string, Inline])[] {
  const made = `by terraform-stack-tools ${tool}${engine === undefined ? "" : ` with ${engine}`}`;
  return [
    ...(title === undefined ? [] : [["Change", title] as const]),
    ["Made", date === undefined ? made : `${dateWords(date)}, ${made}`],
    ...(providers.length === 0 ? [] : [["Providers", codes(providers)] as const]),
    ["Made up", madeUp],
  ];
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** Such as `28 November 2026, 04:20 UTC`. */
function dateWords(date: string): string {
  const time = new Date(date);
  const day = `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
  return `${day}, ${time.toISOString().slice(11, 16)} UTC`;
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
        " with the old address on the renamed resource, or state ",
        { code: "movedFrom" },
        " where a construct has it.",
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

/** What is replaced, may be replaced, and is deleted. */
function changeTables(reviewed: ReviewedStack): Part[] {
  return [
    ...table(
      "Replaced",
      ["Resource", "Forced by", "Before", "After"],
      changesWith(reviewed, ["replace"]).flatMap(replaced),
    ),
    ...table(
      "Unknown until planned with credentials",
      ["Resource", "Possibly by", "Why"],
      unknownChanges(reviewed).map(({ address, because = [], reason = "" }) => [
        { code: address },
        codes(because),
        reason,
      ]),
    ),
    ...table(
      "Deleted",
      ["Resource", "What happens"],
      changesWith(reviewed, ["delete", "forget", "forget and create"]).map(deleted(reviewed)),
    ),
    ...table("Outputs", ["Output", "Before", "After"], Object.entries(reviewed.outputs ?? {}).map(changedOutput)),
  ];
}

function table(title: string, heads: readonly string[], rows: readonly (readonly Inline[])[]): Part[] {
  return rows.length === 0 ? [] : [heading(title, 3), { kind: "table", heads, rows }];
}

/** A row for each argument that forces it. */
function replaced(change: Change): Inline[][] {
  const { because = [], createBeforeDestroy } = change;
  const contents = contentsOf(parseAddress(change.address)?.type ?? "");
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
  return [cellOf(before), fresh(before, after)];
}

function fresh(before: Json, after: Json): Inline {
  return JSON.stringify(before) === JSON.stringify(after) ? anotherValue(after) : cellOf(after);
}

function isWithin(path: string, outer: string): boolean {
  return path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

function deleted(reviewed: ReviewedStack): (change: Change) => Inline[] {
  const renames = likelyRenames(reviewed);
  return ({ address, action }) => {
    const renamed = renames.get(address);
    if (renamed !== undefined) {
      return [{ code: address }, ["destroyed; looks renamed to ", { code: renamed }]];
    }
    const contents = contentsOf(parseAddress(address)?.type ?? "");
    const lost = action === "delete" && contents !== undefined ? `, with its ${contents}` : "";
    return [{ code: address }, `${DELETIONS.get(action) ?? "destroyed"}${lost}`];
  };
}

const DELETIONS: ReadonlyMap<string, string> = new Map([
  ["forget", "kept, but no longer managed"],
  ["forget and create", "kept, but no longer managed; another one is created"],
]);

function changedOutput([name, { action, before, after }]: readonly [string, OutputChange]): Inline[] {
  if (action === "delete") {
    return [{ code: name }, cellOf(before), "no longer there"];
  }
  return [{ code: name }, action === "create" ? "" : cellOf(before), fresh(before, after)];
}

/** What was changed outside of the engine since the last apply, and who gained or lost access by that. */
function driftParts({ drift = [], found }: ReviewedStack): Part[] {
  if (drift.length === 0) {
    return [];
  }
  return [
    heading("Changed outside of Terraform", 3),
    {
      kind: "table",
      heads: ["Resource", "Argument", "As agreed", "Found", "After this plan"],
      rows: drift.flatMap(driftRows),
    },
    ...(found === undefined ? [] : foundParts(found)),
  ];
}

function driftRows({ address, isDeleted, changes, action }: Drift): Inline[][] {
  if (isDeleted) {
    return [[{ code: address }, "", "there", "deleted", action === "create" ? "created again" : "deleted"]];
  }
  return Object.entries(changes).map(([path, { agreed, found, after }]) => [
    { code: address },
    { code: path },
    cellOf(agreed),
    cellOf(found),
    after === undefined ? afterAction(action) : cellOf(after),
  ]);
}

/** What becomes of a value that the plan does not change by itself. */
function afterAction(action: string): string {
  switch (action) {
    case "delete":
      return "deleted";
    case "replace":
      return "created anew";
    default:
      return "as found";
  }
}

/** The lines of a diff, with a sign in front. Empty for what does not change, and for what is deleted. */
export function diffOf(change: ReviewedChange): string[] {
  const { action, changes, movedFrom, importedFrom } = change;
  const moved = [
    ...(movedFrom === undefined ? [] : [`  moved from ${movedFrom}`]),
    ...(importedFrom === undefined ? [] : [`  imported by the id ${importedFrom}`]),
  ];
  if (changes !== undefined) {
    return [
      ...moved,
      ...Object.entries(changes)
        .flatMap(
          ([path, { before, after }]) => documentChanges(path, before, after) ?? [[path, before, after] as const],
        )
        .flatMap(([path, before, after]) => changed(path, before, after)),
    ];
  }
  if (action === "no-op" || action === "read") {
    return moved;
  }
  return [...moved, ...Object.entries(change.values ?? {}).flatMap(([name, value]) => signed("+", name, value))];
}

/** What the diff is about, for whoever has not opened it. */
function diffSummary(change: ReviewedChange): Run[] {
  const { action, changes, movedFrom, importedFrom } = change;
  const parts: (readonly Run[])[] = [
    ...(movedFrom === undefined ? [] : [["moved from ", { code: movedFrom }]]),
    ...(importedFrom === undefined ? [] : [["imported by its id"]]),
  ];
  const names = Object.keys(changes ?? {});
  if (names.length > 0) {
    parts.push(someCodes(names.map(shortened), MOST_NAMED));
  } else if (changes === undefined && action !== "no-op" && action !== "read") {
    const count = Object.keys(change.values ?? {}).length;
    parts.push(count === 0 ? [] : [counted(count, "argument")]);
  }
  return parts.filter(({ length }) => length > 0).flatMap((part, index) => [index === 0 ? ": " : "; ", ...part]);
}

/** A summary is one line. */
const MOST_NAMED = 3;

/** What a plan does not know on either side prints alike, and is another value. */
function changed(path: string, before: Json, after: Json): string[] {
  const [old, fresh] = [signed("-", path, before), signed("+", path, after)];
  const isAlike = old.join("\n").slice(1) === fresh.join("\n").slice(1);
  return isAlike ? [...old, `+ ${shortened(path)} = (${anotherValue(after)})`] : [...old, ...fresh];
}

function signed(sign: string, path: string, value: Json): string[] {
  return value === null ? [] : valueLines(path, value).map((line) => `${sign} ${shortened(line)}`);
}

interface ActionWords {
  readonly word: string;
  readonly tone: Tone;
}

/** The gravest first. */
const ACTIONS: Readonly<Record<string, ActionWords>> = {
  replace: { word: "replaced", tone: "replaced" },
  "forget and create": { word: "created again, the old one no longer managed", tone: "replaced" },
  delete: { word: "deleted", tone: "removed" },
  "update, replacement unknown": { word: "updated, perhaps replaced", tone: "unclear" },
  "import, changes unknown": { word: "imported, changes unknown", tone: "unclear" },
  create: { word: "created", tone: "added" },
  update: { word: "updated", tone: "changed" },
  forget: { word: "no longer managed", tone: "removed" },
  move: { word: "moved", tone: "changed" },
  import: { word: "imported", tone: "changed" },
  read: { word: "read at apply", tone: "changed" },
  "no-op": { word: "unchanged", tone: "kept" },
};

const ORDER = Object.keys(ACTIONS);

/** What happens to a resource, in a word with a sign and a color. */
function actionMark(change: ReviewedChange): { readonly mark: string; readonly tone: Tone } {
  const { word, tone } = ACTIONS[actionOf(change)] ?? { word: change.action, tone: "changed" };
  return { mark: word, tone };
}

/** The position of a change among others, the gravest first. */
function gravity(change: ReviewedChange): number {
  return ORDER.indexOf(actionOf(change));
}

/** Such as `2 to create, 1 to delete; 3 unchanged`. */
export function resourceCounts(stacks: readonly ReviewedStack[]): string {
  const changes = stacks.flatMap(({ resources }) => Object.values(resources));
  const kept = changes.filter(isKept).length;
  const parts = [changeCounts(changes), kept === 0 ? "" : `${kept} unchanged`];
  return parts.filter((part) => part !== "").join("; ") || "none changes";
}

function actionOf({ action, movedFrom, importedFrom }: ReviewedChange): string {
  if (action !== "no-op" || (movedFrom ?? importedFrom) === undefined) {
    return action;
  }
  return importedFrom === undefined ? "move" : "import";
}

/** An argument in lines, as in Terraform's language: also what is JSON in a text, and a text of several lines. */
function valueLines(name: string, value: Json): string[] {
  const document = documentIn(value);
  if (document !== undefined) {
    return [`${name} = jsonencode(${inline(sorted(document))})`].flatMap((line) =>
      line.length <= LONGEST_LINE ? [line] : [`${name} = jsonencode(`, ...members(document), ")"],
    );
  }
  if (typeof value === "string" && value.trimEnd().includes("\n")) {
    return [`${name} = <<EOT`, ...value.trimEnd().split("\n"), "EOT"];
  }
  return assigned(name, sorted(value), "");
}

const LONGEST_LINE = 100;

function members(document: Json): string[] {
  return isObject(document)
    ? Object.entries(sorted(document)).flatMap(([key, part]) => assigned(key, part, "  "))
    : [`  ${inline(document)}`];
}

/** What differs between two texts that are JSON, by path, so that nobody has to compare documents. */
function documentChanges(
  path: string,
  before: Json,
  after: Json,
): readonly (readonly [path: string, before: Json, after: Json])[] | undefined {
  const [old, fresh] = [documentIn(before), documentIn(after)];
  if (old === undefined || fresh === undefined) {
    return undefined;
  }
  return differences(old, fresh).map((place) => [
    [path, printPath(place)].filter((part) => part !== "").join("."),
    partAt(old, place),
    partAt(fresh, place),
  ]);
}

function partAt(value: Json, path: readonly (string | number)[]): Json {
  return path.reduce<Json>((part, name) => {
    if (isList(part)) {
      return part[Number(name)] ?? null;
    }
    return isObject(part) ? (Object.getOwnPropertyDescriptor(part, String(name))?.value ?? null) : null;
  }, value);
}

function documentIn(value: Json): Json | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) {
    return undefined;
  }
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** What prints like the value before and is another one. */
function anotherValue(value: Json): string {
  return value === SENSITIVE ? "another sensitive value" : "another value, known after apply";
}

/** A value in a cell, without quotes. */
function cellOf(value: Json): Inline {
  const source = sourceOf(value);
  if (source !== undefined) {
    return ["what the cloud has for ", { code: source }];
  }
  if (value === null) {
    return "not set";
  }
  if (isMark(value)) {
    return value === UNKNOWN ? "known after apply" : String(value).replace(/^\(|\)$/g, "");
  }
  return { code: shortened(typeof value === "string" ? value : inline(sorted(value))) };
}

/** Longer values are shortened: a report is to be read. */
const MAXIMUM_LENGTH = 300;

function shortened(text: string): string {
  return text.length > MAXIMUM_LENGTH ? `${text.slice(0, MAXIMUM_LENGTH)}… (${text.length} characters)` : text;
}

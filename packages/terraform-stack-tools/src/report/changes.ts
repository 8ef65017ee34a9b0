import { contentsOf } from "../knowledge/catalogue/block-types";
import { foundParts } from "../knowledge/pages/access";
import { changeCounts } from "../planned/change";
import type { Drift, OutputChange } from "../planned/plan";
import { assigned, differences, inline, isMark, printPath, SENSITIVE, sourceOf, UNKNOWN } from "../planned/values";

import { codes, heading, type Inline, type Part, type Run, someCodes, type Tone } from "../shared/document";
import { counted } from "../shared/words";
import { parseAddress } from "../stack/address";
import { isList, isObject, type Json, sorted } from "../stack/json";
import {
  type Change,
  changesWith,
  isKept,
  likelyRenames,
  type ReviewedChange,
  type ReviewedStack,
  unknownChanges,
} from "./reviewed-stack";

/** What is replaced, may be replaced, and is deleted. */
export function changeTables(reviewed: ReviewedStack): Part[] {
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
    ? [[resource, change.cause ?? "not told by the plan", "", ""]]
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
export function driftParts({ drift = [], found }: ReviewedStack): Part[] {
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

/** One line for each, for a terminal and for findings. */
export function driftWords({ isDeleted, changes }: Drift): string {
  return isDeleted
    ? "was deleted outside of Terraform"
    : `was changed outside of Terraform: ${Object.keys(changes).join(", ")}`;
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
export function diffSummary(change: ReviewedChange): Run[] {
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
  "forget and create": { word: "created anew, the old one no longer managed", tone: "replaced" },
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
export function actionMark(change: ReviewedChange): { readonly mark: string; readonly tone: Tone } {
  const { word, tone } = ACTIONS[actionOf(change)] ?? { word: change.action, tone: "changed" };
  return { mark: word, tone };
}

/** The position of a change among others, the gravest first. */
export function gravity(change: ReviewedChange): number {
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

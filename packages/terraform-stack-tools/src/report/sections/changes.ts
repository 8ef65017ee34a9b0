import { changeCounts } from "../../planned/change";
import { assigned, differences, inline, isMark, printPath, SENSITIVE, sourceOf, UNKNOWN } from "../../planned/values";
import { counted } from "../../shared/words";
import { grouped, isList, isObject, type Json, sorted } from "../../stack/json";
import {
  type Inline,
  isKept,
  type Part,
  type ReviewedChange,
  type ReviewedStack,
  type Run,
  type Section,
  someCodes,
  type Tone,
} from "../model";

/** Each resource that changes, once, the gravest first. */
export const changes = {
  fact: (stacks) => ["Resources", resourceCounts(stacks)],
  summary: (stacks) => [`Resources: ${resourceCounts(stacks)}`],
  parts: changeParts,
  json: ({ plan: { resources } }) => ({ resources }),
} satisfies Section;

/** Such as `2 to create, 1 to delete; 3 unchanged`. */
export function resourceCounts(stacks: readonly ReviewedStack[]): string {
  const changes = stacks.flatMap(({ resources }) => Object.values(resources));
  const kept = changes.filter(isKept).length;
  const parts = [changeCounts(changes), kept === 0 ? "" : `${kept} unchanged`];
  return parts.filter((part) => part !== "").join("; ") || "none changes";
}

/** Those that differ in nothing but the address are told together. */
function changeParts({ resources }: ReviewedStack): Part[] {
  const changes = Object.entries(resources)
    .filter(([, change]) => !isKept(change))
    .sort(([, left], [, right]) => gravity(left) - gravity(right))
    .map(([address, change]) => ({ address, change, about: diffSummary(change), lines: diffOf(change) }));
  const alike = grouped(changes, ({ change, about, lines }) => JSON.stringify([actionOf(change), about, lines]));
  return [...alike.values()].map((own): Part => {
    const [{ change, address, about, lines }] = own;
    const names = someCodes(own.map((one) => one.address));
    const of = change.changes === undefined ? [] : [...about, " of "];
    const one = [{ code: address }, ...(about.length === 0 ? [] : [": ", ...about])];
    const told = own.length === 1 ? one : [...of, `${own.length} resources: `, ...names];
    return { kind: "lines", summary: [actionMark(change), " ", ...told], lines };
  });
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
  // Of what does not exist yet, most is not known, which a count says as well.
  return [...moved, ...knownValues(change).flatMap(([name, value]) => signed("+", name, value))];
}

function knownValues({ values = {} }: ReviewedChange): (readonly [name: string, value: Json])[] {
  return Object.entries(values).filter(([, value]) => value !== UNKNOWN);
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
    const known = knownValues(change).length;
    const unknown = Object.keys(change.values ?? {}).length - known;
    parts.push(known === 0 ? [] : [counted(known, "argument")], unknown === 0 ? [] : [`${unknown} known after apply`]);
  }
  return parts.filter(({ length }) => length > 0).flatMap((part, index) => [...(index === 0 ? [] : ["; "]), ...part]);
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

/** What an argument has afterwards, beside what it had. */
export function laterCell(before: Json, after: Json): Inline {
  return JSON.stringify(before) === JSON.stringify(after) ? anotherValue(after) : cellOf(after);
}

/** What prints like the value before and is another one. */
function anotherValue(value: Json): string {
  return value === SENSITIVE ? "another sensitive value" : "another value, known after apply";
}

/** A value in a cell, without quotes. */
export function cellOf(value: Json): Inline {
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

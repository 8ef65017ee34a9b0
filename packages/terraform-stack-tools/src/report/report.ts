import { contentsOf } from "../knowledge/catalogue/block-types";
import { accessCounts, accessParts, foundParts, keptParts, notJudgedParts } from "../knowledge/pages/access";
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
import { grouped, isList, isObject, type Json, lookUp, sorted } from "../stack/json";
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
    ...stacks.flatMap((reviewed) => below(stackParts(reviewed), stacks.length > 1 ? `Stack ${reviewed.name}` : "", 2)),
    ...allChanges(stacks),
    { kind: "sentence", text: stacks.every(({ isFromEngine }) => isFromEngine) ? BASIS_OF_ENGINE : BASIS },
  ];
}

/** Some parts below a heading, which is left out with them. */
function below(parts: readonly Part[], text: string, level: 2 | 3): readonly Part[] {
  return parts.length === 0 || text === "" ? parts : [heading(text, level), ...parts];
}

const BASIS_OF_ENGINE = "This report is as recent as its plan; what the plan does not show is unknown.";

const BASIS = "This plan was made without access to the cloud, and shows no changes made elsewhere.";

/** What is destroyed, gained and lost comes first: a comment may have no room for more. */
function stackParts(reviewed: ReviewedStack): Part[] {
  return [
    ...destroyedParts(reviewed),
    ...accessParts(reviewed.access, reviewed.isUpdate),
    ...driftParts(reviewed),
    ...unknownParts(reviewed),
    ...renameParts(reviewed),
    ...notJudgedParts(reviewed.notJudged ?? []),
    ...outputParts(reviewed),
    ...findingParts(reviewed),
  ];
}

/** What the sections above do not show already, and the change has to do with. */
function findingParts(reviewed: ReviewedStack): Part[] {
  const findings = findingsOf(reviewed).filter(({ rule, address }) => {
    const change = lookUp(reviewed.resources, address);
    return !SHOWN.includes(rule) && (!STANDING.includes(rule) || (change !== undefined && !isKept(change)));
  });
  const alike = grouped(findings, ({ rule, message }) => `${rule} ${message}`);
  const rows = [...alike.values()].map((own): Inline[] => [
    RULES[own[0].rule].name,
    someCodes(own.map(({ address }) => address)),
    withCode(own[0].message),
  ]);
  return table("To consider", ["Finding", "Resource", "Details"], rows);
}

const SHOWN =
  "replaced deleted replacement-unknown access-gained access-lost access-opaque access-not-judged changed-outside".split(
    " ",
  );

/** What those who keep access have anyway. */
const STANDING = ["admin-account", "no-expiry", "default-service-account"];

/** Each resource that changes, once, the gravest first, and who keeps access. What could destroy or give something is above. */
function allChanges(stacks: readonly ReviewedStack[]): readonly Part[] {
  if (stacks.length === 1) {
    return [...keptParts(stacks[0].access), ...below(changeParts(stacks[0]), "All changes", 3)];
  }
  const parts = stacks.map((one) => [...keptParts(one.access), ...changeParts(one)]);
  const silent = stacks.filter((_stack, index) => parts[index].length === 0).map(({ name }) => name);
  return [
    heading("All changes", 2),
    ...stacks.flatMap((one, index) => [
      ...(parts[index].length === 0 ? [] : [heading(`Stack ${one.name}`, 3), sentence(`${resourceCounts([one])}.`)]),
      ...parts[index],
    ]),
    ...(silent.length === 0
      ? []
      : [{ kind: "sentence", text: ["No resource changes in ", ...someCodes(silent), "."] } as const]),
  ];
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
    ...(madeUp === undefined ? [] : [["Made up", madeUp] as const]),
  ];
}

/** Such as `28 November 2026, 04:20 UTC`. */
function dateWords(date: string): string {
  const form = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return `${form.format(new Date(date)).replace(" at ", ", ")} UTC`;
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

function destroyedParts(reviewed: ReviewedStack): Part[] {
  return [
    ...table(
      "Replaced",
      ["Resource", "Forced by", "Before", "After"],
      changesWith(reviewed, ["replace"]).flatMap(replaced),
    ),
    ...table(
      "Deleted",
      ["Resource", "What happens"],
      changesWith(reviewed, ["delete", "forget", "forget and create"]).map(deleted(reviewed)),
    ),
  ];
}

function unknownParts(reviewed: ReviewedStack): Part[] {
  const rows = unknownChanges(reviewed).map(({ address, because = [], reason = "" }) => [
    { code: address },
    codes(because),
    reason,
  ]);
  return table("Unknown until planned with credentials", ["Resource", "Possibly by", "Why"], rows);
}

function outputParts({ outputs = {} }: ReviewedStack): Part[] {
  return table("Outputs", ["Output", "Before", "After"], Object.entries(outputs).map(changedOutput));
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

import { contentsOf } from "../../knowledge/catalogue/block-types";
import type { OutputChange } from "../../planned/plan";
import { codes, heading, type Inline, type Part } from "../../shared/document";
import { parseAddress } from "../../stack/address";
import type { Json } from "../../stack/json";
import { type Change, changesWith, likelyRenames, type ReviewedStack, unknownChanges } from "../reviewed-stack";
import { anotherValue, cellOf } from "./values";

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

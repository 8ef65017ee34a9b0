import { changeCounts } from "../../planned/change";
import type { Tone } from "../../shared/document";
import { isKept, type ReviewedChange, type ReviewedStack } from "../reviewed-stack";

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

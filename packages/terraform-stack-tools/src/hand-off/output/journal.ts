import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isList, isObject, type Json, objectOf, print } from "../../stack/json";
import { parseJson } from "../../stack/json-text";
import { StackError } from "../../stack/sections/check-stack";
import { isInside } from "./previous";

/** A file to replace, to create or to remove. */
export interface Step {
  readonly path: string;
  /** The digest of the file before; undefined where there is none. */
  readonly from?: string;
  /** The digest of the file after; undefined where it is removed. */
  readonly to?: string;
}

/** What a handoff is about to do: from the moment that the file exists, a later run can finish it. */
export interface Journal {
  readonly steps: readonly Step[];
  /** The folders of the bundles that it changes. */
  readonly bundles: readonly string[];
}

const JOURNAL = "journal.json";

export function hasJournal(workspace: string): boolean {
  return existsSync(join(workspace, JOURNAL));
}

/** Appears as a whole, or not at all. */
export function writeJournal(workspace: string, { steps, bundles }: Journal): void {
  const draft = join(workspace, `${JOURNAL}.draft`);
  const members = steps.map(({ path, from = null, to = null }) => ({ path, from, to }));
  writeFileSync(draft, print({ steps: members, bundles }));
  renameSync(draft, join(workspace, JOURNAL));
}

export function removeJournal(workspace: string): void {
  rmSync(join(workspace, JOURNAL));
}

/** Reads a journal, which may have been forged: without any path that leads out of the folder. */
export function readJournal(workspace: string): Journal {
  const { steps, bundles } = objectOf(jsonIn(readFileSync(join(workspace, JOURNAL), "utf8")));
  return {
    steps: isList(steps) ? steps.flatMap(readStep) : [],
    bundles: isList(bundles) ? bundles.filter(isText).filter((path) => path === "." || isInside(path)) : [],
  };
}

function readStep(step: Json): Step[] {
  if (!isObject(step) || !isText(step.path) || !isInside(step.path)) {
    return [];
  }
  const { path, from, to } = step;
  return [{ path, ...(isText(from) ? { from } : {}), ...(isText(to) ? { to } : {}) }];
}

function jsonIn(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof StackError) {
      return null;
    }
    throw error;
  }
}

function isText(value: Json | undefined): value is string {
  return typeof value === "string";
}

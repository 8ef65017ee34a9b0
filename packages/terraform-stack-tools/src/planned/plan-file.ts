import { readFileSync, statSync } from "node:fs";
import { decoded } from "../shared/files";
import { onDisk, Refusal } from "../shared/refusal";
import { isList, isObject, type Json, type JsonObject, quoted, textOf } from "../stack/json";
import { parseJson } from "../stack/json-text";
import { StackError } from "../stack/sections";
import type { ShownPlan } from "./plan-json";
import { readPlan, ShownPlanError } from "./read-plan";

/** Stands for standard input among the paths. */
export const STANDARD_INPUT = "-";

const HOW = "show the saved plan with `terraform show -json <plan> > plan.json` or `tofu show -json`";

/** A plan with the bytes that it was read from. */
export interface PlanFile {
  readonly plan: ShownPlan;
  readonly bytes: Buffer;
}

/** Reads a plan. @throws Refusal that says what the file is instead, and quotes nothing of it */
export function planIn(path: string): PlanFile {
  const name = path === STANDARD_INPUT ? "standard input" : quoted(path);
  const bytes = path === STANDARD_INPUT ? standardInput() : fileAt(path);
  const json = jsonIn(bytes, name);
  const reason = otherForm(json);
  if (reason !== undefined) {
    throw new Refusal(`${name} ${reason}.`);
  }
  try {
    return { plan: readPlan(json), bytes };
  } catch (error) {
    if (error instanceof ShownPlanError) {
      throw new Refusal(`${name} ${error.message}; ${HOW} anew.`);
    }
    throw error;
  }
}

function standardInput(): Buffer {
  return onDisk("standard input", () => readFileSync(0));
}

function fileAt(path: string): Buffer {
  return onDisk(path, () => {
    if (statSync(path).isDirectory()) {
      throw new Refusal(`${quoted(path)} is a folder; give the plans in it, such as ${quoted(`${path}/plan.json`)}.`);
    }
    return readFileSync(path);
  });
}

/** How archives begin, which saved plans are. */
const ARCHIVE = Buffer.from("PK\u0003\u0004", "latin1");

function jsonIn(bytes: Buffer, name: string): JsonObject {
  if (bytes.subarray(0, ARCHIVE.length).equals(ARCHIVE)) {
    throw new Refusal(`${name} is a saved plan in the engine's own form; ${HOW}.`);
  }
  const text = decoded(bytes);
  if (text.trim() === "") {
    throw new Refusal(`${name} is empty; ${HOW}.`);
  }
  try {
    const json = parseJson(text);
    if (isObject(json)) {
      return json;
    }
  } catch (error) {
    if (!(error instanceof StackError)) {
      throw error;
    }
    const what = areLines(text)
      ? "has the lines of `plan -json`, which leave out most of a plan"
      : error.message.replace("no synthesized stack is", "no plan is");
    throw new Refusal(`${name} ${what}; ${HOW}.`);
  }
  throw new Refusal(`${name} is JSON, but not that of a plan; ${HOW}.`);
}

/** What engines print one object a line for, from the version on. */
function areLines(text: string): boolean {
  const [first = ""] = text.split("\n", 1);
  try {
    const json: Json = JSON.parse(first);
    return isObject(json) && typeof json["@message"] === "string";
  } catch {
    return false;
  }
}

/** Why JSON is not that of a plan that can be read; undefined where it is. */
function otherForm(json: JsonObject): string | undefined {
  if (typeof json["@message"] === "string") {
    return `has the lines of \`plan -json\`, which leave out most of a plan; ${HOW}`;
  }
  if (isList(json.resources) && "serial" in json) {
    return `is a state, which says what exists and not what would change; ${HOW}`;
  }
  if (isObject(json.values) && !("resource_changes" in json) && !("planned_values" in json)) {
    return `is a state that was shown, not a plan; ${HOW}`;
  }
  if (isStack(json)) {
    return "is a synthesized stack, not a plan; compare stacks with `stack-tools plan`";
  }
  if (!isPlan(json)) {
    return `is JSON, but not that of a plan; ${HOW}`;
  }
  const version = textOf(json.format_version);
  if (!/^1\.\d+$/.test(version)) {
    return `has format version ${version === "" ? "none" : quoted(version)}, and this version reads 1.x; show the plan with Terraform 1.5 or later, or OpenTofu`;
  }
  return json.errored === true
    ? `is a plan that failed, so that it says a part only; correct what the engine reported, plan again, and ${HOW}`
    : undefined;
}

function isPlan(json: JsonObject): boolean {
  return ["resource_changes", "planned_values", "output_changes", "prior_state"].some((name) => name in json);
}

function isStack(json: JsonObject): boolean {
  return (
    !isPlan(json) && !("format_version" in json) && ["resource", "provider", "terraform"].some((name) => name in json)
  );
}

import { definitionsOf, keysOf } from "../../../stack/definitions";
import { blockOf, isObject, type Json, type JsonObject } from "../../../stack/json";
import type { Block, Stack } from "../../../stack/stack";
import { isEqual, type Pair } from "../members";
import { type Danger, plain } from "./danger";

/**
 * Blocks of which something else decides now how many instances they have, where that cannot be told: inputs of the
 * receiver, data sources and modules, and without a plan every expression.
 * @param old the stack whose names are those of the next one
 */
export function otherDecisions(pairs: readonly Pair<Block>[], old: Stack, next: Stack, isPlanned: boolean): Danger[] {
  return pairs.flatMap(({ name, before, after }) => {
    if (before === undefined || after === undefined) {
      return [];
    }
    const decisions = [decisionOf(before.body, old), decisionOf(after.body, next)] as const;
    const isTold = isPlanned
      ? !decisions.some(hasOutside)
      : keysOf(before, old) !== undefined && keysOf(after, next) !== undefined;
    return isEqual(...decisions) || (isTold && !isOfInputs(...decisions)) ? [] : [openDanger(name, before, after)];
  });
}

/** Everything that decides how many instances a block has. */
export function decisionOf({ count = null, for_each = null, lifecycle }: JsonObject, stack: Stack): JsonObject {
  const { enabled = null } = blockOf(lifecycle);
  return definitionsOf({ count, for_each, enabled }, stack, true);
}

/** The inputs among what decides, as `var.name`. */
export function inputsIn(decision: JsonObject): string[] {
  return Object.keys(decision).filter((name) => name.startsWith("var."));
}

/** Whether the receiver's own values decided, and what is made of them is another thing now. */
function isOfInputs(old: JsonObject, fresh: JsonObject): boolean {
  return inputsIn(old).length > 0 && !isEqual(withoutDefaults(old), withoutDefaults(fresh));
}

/** What somebody sets in place of a default means the same where the expression is. */
function withoutDefaults(decision: JsonObject): JsonObject {
  const inputs = inputsIn(decision);
  return Object.fromEntries(Object.entries(decision).map(([name, one]) => [name, inputs.includes(name) ? null : one]));
}

/** Whether only the receiver or the cloud tells which objects a block has. What is in a module decides there. */
export function isDecidedElsewhere({ kind, body }: Block, stack: Stack): boolean {
  const decision = decisionOf(body, stack);
  return kind === "module" || inputsIn(decision).length > 0 || hasOutside(decision);
}

/** Whether a plan with example values and made-up answers does not know all that decides. */
function hasOutside(decision: JsonObject): boolean {
  return Object.entries(decision).some(
    ([name, value]) => (name.endsWith(" arguments") && value !== null) || isRequiredInput(name, value),
  );
}

function isRequiredInput(name: string, definition: Json): boolean {
  return name.startsWith("var.") && isObject(definition) && !("default" in definition);
}

function openDanger(subject: string, before: Block, after: Block): Danger {
  const argument = [after, before].map(repetitionOf).find((one) => one !== undefined) ?? "enabled";
  const why = `what decides its \`${argument}\` changes, and the configuration alone does not tell which keys stay`;
  return {
    subject,
    reason: plain(why),
    text:
      `instances **may be destroyed**: ${why}; plan over the state before you apply, and add \`moved\` blocks for keys ` +
      "that have another name",
    consent: "delete",
  };
}

function repetitionOf({ body }: Block): "count" | "for_each" | undefined {
  if ("for_each" in body) {
    return "for_each";
  }
  return "count" in body ? "count" : undefined;
}

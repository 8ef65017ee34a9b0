import { codeList } from "../../../shared/markdown";
import { evaluated } from "../../../stack/evaluation/evaluator";
import { areEqual, isKnownList, isKnownObject, type Known } from "../../../stack/evaluation/known";
import { scopeOf } from "../../../stack/evaluation/scope";
import { type Block, META_ARGUMENTS, type Stack } from "../../../stack/stack";
import type { Pair } from "../members";
import { type Danger, plain } from "./danger";

/**
 * Modules that are given less: a switch that is off, a list without an element, a lower number. Modules decide by such
 * inputs how many instances they have, which only a plan tells.
 * @param old the stack whose names are those of the next one
 */
export function moduleInputs(calls: readonly Pair<Block>[], old: Stack, next: Stack): Danger[] {
  const [oldScope, nextScope] = [scopeOf(old), scopeOf(next)];
  return calls.flatMap(({ name, before, after }) => {
    if (before?.kind !== "module" || after?.kind !== "module") {
      return [];
    }
    const given = new Set([...Object.keys(before.body), ...Object.keys(after.body)].filter(isInput));
    const less = [...given].sort().filter((input) => {
      const [earlier, later] = [before.body[input], after.body[input]];
      return isLess(
        earlier === undefined ? ABSENT : evaluated(earlier, oldScope),
        later === undefined ? ABSENT : evaluated(later, nextScope),
      );
    });
    if (less.length === 0) {
      return [];
    }
    const why = `${codeList(less)} ${less.length === 1 ? "is" : "are"} off, lower, or without what was there`;
    return [
      {
        subject: name,
        reason: plain(why),
        text:
          `what it contains **may be destroyed**: ${why}, and a module may decide by that what it has; keep the value, or ` +
          "read a plan over the state before you apply",
        consent: "delete" as const,
      },
    ];
  });
}

/** Of an input that the call leaves to the module. */
const ABSENT = Symbol("absent");

/** What Terraform takes itself, and what no module counts. */
const OTHERS = /^(?:source|version|providers)$|(?:^|_)(?:annotations|labels|tags)$/;

function isInput(name: string): boolean {
  return !META_ARGUMENTS.includes(name) && !OTHERS.test(name);
}

/** Whether a value is known to be less than the one before. */
function isLess(before: Known | typeof ABSENT | undefined, after: Known | typeof ABSENT | undefined): boolean {
  if (before === undefined || after === undefined) {
    return false;
  }
  if (before === ABSENT) {
    return after === false;
  }
  const rest = after === ABSENT ? null : after;
  if (isKnownList(before)) {
    const others = isKnownList(rest) ? rest : [];
    const isMissing = (one: Known | undefined) => others.every((other) => areEqual(one, other) === false);
    // What changes in an object is still there.
    const isShorter = others.length < before.length || before.some((one) => !isKnownObject(one) && isMissing(one));
    return (rest === null || isKnownList(rest)) && isShorter;
  }
  if (isKnownObject(before)) {
    const others = isKnownObject(rest) ? Object.keys(rest) : [];
    return (rest === null || isKnownObject(rest)) && Object.keys(before).some((key) => !others.includes(key));
  }
  return (
    (before === true && (rest === null || rest === false)) ||
    (typeof before === "number" && typeof rest === "number" && rest < before)
  );
}

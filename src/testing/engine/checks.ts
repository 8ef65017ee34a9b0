import { expandedValues } from "../../terraform/expanded-text";
import { wholeReference } from "../../terraform/expression/reference";
import { objectOf } from "../../terraform/json";
import { attributesRead } from "../../terraform/references";
import { type NamedBody, type Stack, withSections } from "../../terraform/stack";
import type { Plannable, Version } from "../mocked/versions";
import type { Diagnostic } from "./plan-json";

/** Passed, failed, or known only after apply. */
export type CheckResult = "passed" | "failed" | "unknown";

/** The check blocks that did not pass, by version of the stack and by name. */
export type FailedChecks = Readonly<Record<Version, ReadonlyMap<string, CheckResult>>>;

export const NO_FAILED_CHECKS: FailedChecks = { existing: new Map(), changed: new Map() };

/** The stack without some of its check blocks. */
export function withoutChecks(stack: Stack, names: ReadonlyMap<string, unknown>): Stack {
  const { check, ...sections } = stack.sections;
  const kept = Object.entries(objectOf(check)).filter(([name]) => !names.has(name));
  // An empty section is an error.
  return withSections(stack, kept.length === 0 ? sections : { ...sections, check: Object.fromEntries(kept) });
}

/**
 * The check blocks of a stack that its errors are about.
 * @returns undefined where there is no error, or where one is about something else
 */
export function failedChecksIn(
  errors: readonly Diagnostic[],
  { checks }: Stack,
): ReadonlyMap<string, CheckResult> | undefined {
  const failed = new Map<string, CheckResult>();
  for (const error of errors) {
    const name = checkNameIn(error);
    if (name === undefined || !checks.some((check) => check.name === name)) {
      return undefined;
    }
    const isUnknown = error.summary.includes("known after apply") && failed.get(name) !== "failed";
    failed.set(name, isUnknown ? "unknown" : "failed");
  }
  return failed.size > 0 ? failed : undefined;
}

function checkNameIn({ summary, snippet }: Diagnostic): string | undefined {
  const reference = summary.startsWith("Check block assertion") ? wholeReference(snippet?.context ?? "") : undefined;
  const [name] = reference?.root === "check" ? reference.steps : [];
  return name?.kind === "attribute" ? name.name : undefined;
}

/**
 * The results of all check blocks, by address.
 * @param isUndecided whether a check that passed or failed did so by chance
 */
export function checkResults(
  checks: readonly NamedBody[],
  failed: ReadonlyMap<string, CheckResult>,
  isUndecided: (check: NamedBody) => boolean,
): Record<string, CheckResult> {
  const results = checks.map((check): [string, CheckResult] => [
    `check.${check.name}`,
    isUndecided(check) ? "unknown" : (failed.get(check.name) ?? "passed"),
  ]);
  return Object.fromEntries(results);
}

/** Whether a check depends on what some blocks answer. @param unknownBlocks by address */
export function readsAnswers({ body }: NamedBody, version: Plannable, unknownBlocks: ReadonlySet<string>): boolean {
  const { stack, variables } = version;
  const read = attributesRead(expandedValues(body, stack, variables));
  return stack.blocks
    .filter(({ address }) => unknownBlocks.has(address))
    .some((block) => [...(read.get(block.address) ?? [])].some((attribute) => block.body[attribute] === undefined));
}

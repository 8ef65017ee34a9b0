import { type Action, changeCounts, type PlannedChange } from "../planned/change";
import { Plan } from "../planned/plan";
import { assigned, inline } from "../planned/values";
import { hint } from "../shared/refusal";
import { withVisibleLetters } from "../stack/json";

/** The matchers that this package adds to `expect(...)`. */
export interface PlanMatchers<R> {
  /** Fails if a resource would be replaced, or if it is unknown whether one would be. Names the arguments that force it. */
  toPlanNoReplacement(): R;
  /** Fails if a resource would be deleted. Replacing one does not count. */
  toPlanNoDeletion(): R;
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the parameters must be those of @types/jest
    interface Matchers<R, T = {}> extends PlanMatchers<R> {}
  }
}

interface Result {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * For `expect.extend`. Both need a plan with `existing`: without it everything is created, and the matchers would pass
 * for any change.
 * @example
 * expect.extend(planMatchers);
 * expect(plan(attach, { existing: "../main/cdktf.out/stacks/attach/cdk.tf.json" })).toPlanNoDeletion();
 */
export const planMatchers = {
  toPlanNoReplacement(received: unknown): Result {
    const isFault = ({ action }: PlannedChange) => action === "replace" || action === "update, replacement unknown";
    return result("toPlanNoReplacement", "replaced", received, isFault);
  },
  toPlanNoDeletion(received: unknown): Result {
    return result("toPlanNoDeletion", "deleted", received, ({ action }) => action === "delete");
  },
};

function result(matcher: string, word: string, received: unknown, isFault: (change: PlannedChange) => boolean): Result {
  if (!Plan.isPlan(received)) {
    throw new Error(`${matcher} must be called on the result of plan(), got ${typeof received}`);
  }
  if (!received.isUpdate) {
    throw new Error(
      `${matcher} must be called on a plan with existing, the earlier version of the stack; ` +
        "without it everything is created",
    );
  }
  const faults = Object.entries(received.resources).filter(([, change]) => isFault(change));
  return {
    pass: faults.length === 0,
    message: () => (faults.length > 0 ? report(word, faults) : `nothing would be ${word}`),
  };
}

function report(word: string, faults: readonly [address: string, change: PlannedChange][]): string {
  const lines = faults.map(([address, change]) => `  ${address}${reason(change)}`);
  const text = `${faults.length} would be ${word}:\n${lines.join("\n")}`;
  const isUnknown = faults.some(([, { action }]) => action === "update, replacement unknown");
  return isUnknown ? `${text}\n${hint("replacement-unknown")}` : text;
}

function reason({ action, because, reason: why }: PlannedChange): string {
  if (action === "update, replacement unknown") {
    const paths = because === undefined ? "" : `, possibly forced by ${because.join(", ")}`;
    return `: unknown${paths}; ${why}`;
  }
  return because === undefined ? "" : `: forced by ${because.join(", ")}`;
}

/** An action without a sign changes nothing. */
const SIGNS: Readonly<Record<Action, string | undefined>> = {
  "no-op": undefined,
  create: "+",
  "import, changes unknown": "+",
  read: "<=",
  update: "~",
  "update, replacement unknown": "~?",
  replace: "-/+",
  delete: "-",
  "forget and create": "#/+",
  forget: "#",
};

/**
 * Prints a plan as Terraform does: for `expect.addSnapshotSerializer` or `snapshotSerializers`.
 * @example
 * expect.addSnapshotSerializer(planSerializer);
 * expect(plan(attach)).toMatchSnapshot();
 */
export const planSerializer = {
  test: (value: unknown): boolean => Plan.isPlan(value),
  serialize: (value: Plan, _config: unknown, indentation: string): string =>
    printed(value)
      .map((line, index) => (index === 0 || line === "" ? line : indentation + withVisibleLetters(line)))
      .join("\n"),
};

/** The lines of a plan. Resources that do not change have none. */
function printed({ resources, outputs, checks, isUpdate }: Plan): string[] {
  const changes = Object.entries(resources).flatMap(([address, change]) => changeLines(address, change));
  const nothing = isUpdate ? "No changes." : "No resources.";
  const lines = changes.length > 0 ? [`Plan: ${changeCounts(Object.values(resources))}`, ...changes] : [nothing];
  const outputLines = Object.entries(outputs).flatMap(([name, value]) => assigned(name, value, "  "));
  const checkLines = Object.entries(checks).map(([address, result]) => `  ${address}: ${result}`);
  return [...lines, ...section("Outputs:", outputLines), ...section("Checks:", checkLines)];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ["", title, ...lines] : [];
}

function changeLines(address: string, change: PlannedChange): string[] {
  const sign = SIGNS[change.action];
  if (sign === undefined && change.movedFrom === undefined && change.importedFrom === undefined) {
    return [];
  }
  const start = change.createBeforeDestroy ? "+/-" : (sign ?? "→");
  const reason = change.reason === undefined ? [] : [`    # ${change.reason}`];
  return ["", `${start} ${address} (${notes(change).join("; ")})`, ...reason, ...valueLines(change)];
}

function notes({ action, movedFrom, importedFrom, because = [] }: PlannedChange): string[] {
  const forced = action === "replace" ? "forced" : "perhaps forced";
  return [
    ...(SIGNS[action] === undefined ? [] : [action]),
    ...(movedFrom === undefined ? [] : [`moved from ${movedFrom}`]),
    ...(importedFrom === undefined ? [] : [`imported by the id ${importedFrom}`]),
    ...(because.length === 0 ? [] : [`${forced} by ${because.join(", ")}`]),
  ];
}

/** The changes of an update, otherwise all values of something that is not merely moved. */
function valueLines(change: PlannedChange): string[] {
  const { action, changes } = change;
  if (changes !== undefined) {
    return Object.entries(changes).map(
      ([path, { before, after }]) => `    ${path} = ${inline(before)} -> ${inline(after)}`,
    );
  }
  return SIGNS[action] === undefined
    ? []
    : Object.entries(change.values ?? {}).flatMap(([name, value]) => assigned(name, value, "    "));
}

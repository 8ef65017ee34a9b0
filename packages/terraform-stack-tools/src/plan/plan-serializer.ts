import { type Action, changeCounts, type PlannedChange } from "../planned/change";
import { Plan } from "../planned/plan";
import { assigned, inline } from "../planned/value-lines";
import { withVisibleLetters } from "../stack/hidden-letters";

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

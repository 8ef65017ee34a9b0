import type { Action, PlannedChange } from "../planned/change";
import { Plan } from "../planned/plan";
import { assigned, inline } from "../planned/value-lines";
import { withVisibleLetters } from "../stack/hidden-letters";

interface Sign {
  readonly action: Action;
  readonly sign: string;
  /** Completes "1 to …". */
  readonly words: string;
}

/** In the order of the summary. An action without a sign changes nothing. */
const SIGNS: readonly Sign[] = [
  { action: "create", sign: "+", words: "create" },
  { action: "import, changes unknown", sign: "+", words: "import, changes unknown" },
  { action: "read", sign: "<=", words: "read" },
  { action: "update", sign: "~", words: "update" },
  { action: "update, replacement unknown", sign: "~?", words: "update, replacement unknown" },
  { action: "replace", sign: "-/+", words: "replace" },
  { action: "delete", sign: "-", words: "delete" },
  { action: "forget and create", sign: "#/+", words: "forget and create" },
  { action: "forget", sign: "#", words: "forget" },
];

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
  const lines = changes.length > 0 ? [`Plan: ${summary(resources)}`, ...changes] : [nothing];
  const outputLines = Object.entries(outputs).flatMap(([name, value]) => assigned(name, value, "  "));
  const checkLines = Object.entries(checks).map(([address, result]) => `  ${address}: ${result}`);
  return [...lines, ...section("Outputs:", outputLines), ...section("Checks:", checkLines)];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ["", title, ...lines] : [];
}

function summary(resources: Plan["resources"]): string {
  const all = Object.values(resources);
  const counts = SIGNS.map(({ action, words }) => ({
    words,
    count: all.filter((change) => change.action === action).length,
  }));
  const moved = all.filter(({ movedFrom }) => movedFrom !== undefined).length;
  const imported = all.filter(({ importedFrom }) => importedFrom !== undefined).length;
  return [...counts, { words: "move", count: moved }, { words: "import", count: imported }]
    .filter(({ count }) => count > 0)
    .map(({ words, count }) => `${count} to ${words.replace(/, (.*)/, " ($1)")}`)
    .join(", ");
}

function changeLines(address: string, change: PlannedChange): string[] {
  const known = SIGNS.find(({ action }) => action === change.action);
  if (known === undefined && change.movedFrom === undefined && change.importedFrom === undefined) {
    return [];
  }
  const sign = change.createBeforeDestroy ? "+/-" : (known?.sign ?? "→");
  const reason = change.reason === undefined ? [] : [`    # ${change.reason}`];
  return ["", `${sign} ${address} (${notes(change, known).join("; ")})`, ...reason, ...valueLines(change, known)];
}

function notes({ action, movedFrom, importedFrom, because = [] }: PlannedChange, known: Sign | undefined): string[] {
  const forced = action === "replace" ? "forced" : "perhaps forced";
  return [
    ...(known === undefined ? [] : [known.words]),
    ...(movedFrom === undefined ? [] : [`moved from ${movedFrom}`]),
    ...(importedFrom === undefined ? [] : [`imported by the id ${importedFrom}`]),
    ...(because.length === 0 ? [] : [`${forced} by ${because.join(", ")}`]),
  ];
}

/** The changes of an update, otherwise all values of something that is not merely moved. */
function valueLines(change: PlannedChange, known: Sign | undefined): string[] {
  const { changes } = change;
  if (changes !== undefined) {
    return Object.entries(changes).map(
      ([path, { before, after }]) => `    ${path} = ${inline(before)} -> ${inline(after)}`,
    );
  }
  return known === undefined
    ? []
    : Object.entries(change.values ?? {}).flatMap(([name, value]) => assigned(name, value, "    "));
}

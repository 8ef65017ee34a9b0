import type { PlannedChange } from "./changes/planned-change";
import { SENSITIVE, UNKNOWN, WRITE_ONLY } from "./changes/planned-values";
import { isObject, type Json } from "./mocked/json";
import { Plan } from "./plan";

const SIGNS: Partial<Record<PlannedChange["action"], [sign: string, words: string]>> = {
  create: ["+", "create"],
  import: ["+", "import"],
  read: ["<=", "read"],
  update: ["~", "update"],
  "update, replacement unknown": ["~?", "update, replacement unknown"],
  replace: ["-/+", "replace"],
  delete: ["-", "delete"],
  forget: ["#", "forget"],
};

const MARKS: unknown[] = [UNKNOWN, SENSITIVE, WRITE_ONLY];

/** Prints a plan as a person would read it: for `expect.addSnapshotSerializer` or `snapshotSerializers`. */
export const planSerializer = {
  test: (value: unknown): boolean => Plan.isPlan(value),
  serialize: (value: Plan, _config: unknown, indentation: string): string =>
    printed(value)
      .map((line, index) => (index === 0 || line === "" ? line : indentation + line))
      .join("\n"),
};

/** The lines of a plan. What stays as it is has none. */
function printed({ resources, outputs, checks, isUpdate }: Plan): string[] {
  const changes = Object.entries(resources).flatMap(([address, change]) => linesOf(address, change));
  const named = Object.entries(outputs).flatMap(([name, value]) => assigned(name, value, "  "));
  const results = Object.entries(checks).map(([address, result]) => `  ${address}: ${result}`);
  const nothing = isUpdate ? ["No changes."] : ["No resources."];
  return [
    ...(changes.length > 0 ? [`Plan: ${summary(resources)}`, ...changes] : nothing),
    ...(named.length > 0 ? ["", "Outputs:", ...named] : []),
    ...(results.length > 0 ? ["", "Checks:", ...results] : []),
  ];
}

function summary(resources: Plan["resources"]): string {
  const all = Object.values(resources);
  const parts = Object.entries(SIGNS).map(([action, [, words]]) => [
    all.filter((change) => change.action === action).length,
    words,
  ]);
  const moved = all.filter(({ movedFrom }) => movedFrom !== undefined).length;
  return [...parts, [moved, "move"]]
    .filter(([count]) => count !== 0)
    .map(([count, words]) => `${count} to ${words}`)
    .join(", ");
}

function linesOf(address: string, change: PlannedChange): string[] {
  const { action, movedFrom, because, createBeforeDestroy, values, changes } = change;
  const [sign, words] = SIGNS[action] ?? ["", ""];
  if (sign === "" && movedFrom === undefined) {
    return [];
  }
  const notes = [
    words,
    ...(movedFrom === undefined ? [] : [`moved from ${movedFrom}`]),
    ...(because === undefined ? [] : [`${action === "replace" ? "forced" : "perhaps forced"} by ${because.join(", ")}`]),
  ];
  const title = `${createBeforeDestroy ? "+/-" : sign || "→"} ${address} (${notes.filter((note) => note !== "").join("; ")})`;
  const body =
    changes === undefined
      ? sign === ""
        ? []
        : Object.entries(values ?? {}).flatMap(([name, value]) => assigned(name, value, "    "))
      : Object.entries(changes).map(([path, { before, after }]) => `    ${path} = ${inline(before)} -> ${inline(after)}`);
  return ["", title, ...body];
}

/** An argument, or a block where there are objects in a list. */
function assigned(name: string, value: unknown, indent: string): string[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isObject)) {
    return value.flatMap((part) => block(name, part, indent));
  }
  return [`${indent}${name} = ${inline(value)}`];
}

function block(name: string, body: Json, indent: string): string[] {
  const lines = Object.entries(body).flatMap(([key, value]) => assigned(key, value, `${indent}  `));
  return lines.length === 0 ? [`${indent}${name} {}`] : [`${indent}${name} {`, ...lines, `${indent}}`];
}

function inline(value: unknown): string {
  if (MARKS.includes(value)) {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(inline).join(", ")}]`;
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)} = ${inline(part)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value);
}

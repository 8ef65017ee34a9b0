import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Construct } from "constructs";
import * as constructs from "../../../src";
import { readPage } from "../../support/pages";

const REAL = join(__dirname, "../../real");
const PAGE = "__tests__/testbed/what-is-tested.md";

const COLUMNS = ["Construct", "Apply, second plan", "Change, removal", "Drift", "Rename", "Destroy"];

/** The rows of all tables, without their headings. */
const rows = readPage(PAGE)
  .lines.filter((line) => line.startsWith("| ") && !line.startsWith("| ---"))
  .map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  )
  .filter(([first]) => first !== COLUMNS[0]);

const namesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

const isSuite = (name: string) => existsSync(join(REAL, `${name}.test.ts`));

/** What a suite says, with the modules of the tests and the scenarios that it imports. */
function textOf(file: string, read = new Set<string>()): string {
  if (read.has(file) || !existsSync(file)) {
    return "";
  }
  read.add(file);
  const text = readFileSync(file, "utf8");
  const imports = [...text.matchAll(/from "([.][^"]+)"/g)].map(([, path]) => join(dirname(file), path));
  const ours = imports.filter((path) => /[/](__tests__|stacks)[/]/.test(path));
  return [text, ...ours.flatMap((path) => [`${path}.ts`, `${path}/index.ts`].map((one) => textOf(one, read)))].join("\n");
}

const subjects = rows.map(([first]) => namesIn(first)[0]);

/** The name by which a program calls it: the method of a class, or the class. */
const calledName = (subject: string) => subject.split(".").pop() ?? "";

test("has a row for every construct", () => {
  const classes = Object.entries(constructs).filter(([, one]) => typeof one === "function" && one.prototype instanceof Construct);
  expect(classes.length).toBeGreaterThan(15);
  expect(classes.map(([name]) => name).filter((name) => !subjects.includes(name))).toEqual([]);
});

test("says something in every cell, and names a suite in every row", () => {
  expect(rows.filter((cells) => cells.length !== COLUMNS.length || cells.includes(""))).toEqual([]);
  expect(rows.filter(([, ...cells]) => !cells.flatMap(namesIn).some(isSuite)).map(([first]) => first)).toEqual([]);
});

/** What cells name besides suites. */
const OTHER_WORDS = new Set([...subjects, "moved", "clusterRoleName"]);

const cells = rows.flatMap(([first, ...others]) =>
  others.flatMap((cell, index) => {
    const suites = namesIn(cell).filter((name) => !OTHER_WORDS.has(name));
    return suites.map((suite) => [namesIn(first)[0], COLUMNS[index + 1], suite] as const);
  }),
);

test.each(cells)("%s, %s: the suite %s exists, runs with the provider generations, and uses it", (subject, _column, suite) => {
  expect(isSuite(suite)).toBe(true);
  const file = join(REAL, `${suite}.test.ts`);
  expect(readFileSync(file, "utf8")).toMatch(/GENERATIONS|turnEverything|describeDrift|AZURERM_5/);
  expect(textOf(file)).toMatch(new RegExp(`\\b${calledName(subject)}\\b`));
});

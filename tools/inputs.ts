import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";

const PROJECT = join(__dirname, "..");

/** Input that a tool cannot work with. The message says what to do. */
export class InputError extends Error {}

/** Writes a file of the project, and says so. */
export function writeProjectFile(path: string, content: string): void {
  writeFileSync(join(PROJECT, path), content);
  console.log(`wrote ${relative(process.cwd(), join(PROJECT, path))}`);
}

/** Writes tables whose rows are too many for a line to each of their values: a row is one line, so that it can be compared. */
export function writeTables(path: string, tables: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
  const texts = Object.entries(tables).map(([table, rows]) => {
    const lines = Object.entries(rows).map(([key, row]) => `${JSON.stringify(key)}:${JSON.stringify(row)}`);
    return `${JSON.stringify(table)}:{\n${lines.join(",\n")}\n}`;
  });
  writeProjectFile(path, `{\n${texts.join(",\n")}\n}\n`);
}

/** Runs a tool with its arguments, or prints its help where none are given. Bad input ends it with a sentence. */
export function runTool(help: string, run: (paths: readonly string[]) => void): void {
  const paths = process.argv.slice(2);
  if (paths.length === 0 || paths.includes("--help")) {
    console.log(help);
    process.exitCode = paths.length === 0 ? 1 : 0;
    return;
  }
  try {
    run(paths);
  } catch (error) {
    if (!(error instanceof InputError)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = 1;
  }
}

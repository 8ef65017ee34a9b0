import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../src/cli/program";
import type { Json } from "../../src/stack/json";
import { inFolder } from "./hand-off";

/** What came of an attack. */
export interface Attacked {
  readonly code: number;
  /** What it says on standard error. */
  readonly error: string;
  /** The texts of the files in the bundle, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** What is in the folder around the bundle and the input that was not there before. */
  readonly strangers: readonly string[];
}

/** Letters that turn the direction of text, and tags. */
const HIDDEN = /[\p{Bidi_Control}\u{e0000}-\u{e007f}]/u;

/**
 * Runs `hand-off` in this process, which fails where it throws anything but a refusal. Checks what holds for every input:
 * what is written can be read back, and no text hides letters.
 * @param args options, or a function of the folder that `stack` and `out` are in
 * @param prepare puts something else in that folder before
 * @param look looks at that folder before it is removed
 */
export function attacked(
  stack: Json | string,
  args: readonly string[] | ((folder: string) => readonly string[]) = [],
  prepare = (_folder: string): void => {},
  look = (_folder: string): void => {},
): Attacked {
  return inFolder((folder) => {
    const [input, out] = [join(folder, "stack"), join(folder, "out")];
    mkdirSync(input);
    writeFileSync(join(input, "cdk.tf.json"), typeof stack === "string" ? stack : JSON.stringify(stack));
    prepare(folder);
    const before = readdirSync(folder);
    let error = "";
    const options = typeof args === "function" ? args(folder) : args;
    const code = run(["hand-off", input, "--out", out, ...options], {
      out: () => {},
      error: (text) => {
        error += text;
      },
    });
    const strangers = readdirSync(folder).filter((name) => name !== "out" && !before.includes(name));
    expect(error).not.toMatch(HIDDEN);
    expect(error).not.toContain(OWN_FAULT);
    expect(error.length).toBeLessThan(10_000);
    look(folder);
    const files = code === 0 ? filesIn(out) : {};
    for (const [path, text] of Object.entries(files)) {
      expect({ path, isHidden: HIDDEN.test(text) }).toEqual({ path, isHidden: false });
      expect(() => path.endsWith(".json") && JSON.parse(text)).not.toThrow();
    }
    return { code, error, files, strangers };
  });
}

/** What is written can be read back, or was refused for what the stack says. */
export const OWN_FAULT = "bug in terraform-stack-tools";

function filesIn(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

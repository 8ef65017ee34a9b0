import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { coloured, hasColours, progressTo, run } from "../../src/cli/program";
import { inFolder, writeFiles } from "../support/hand-off";
import { created, shownPlan } from "../support/shown-plans";

const ESCAPE = "\u001b";
const CODE = new RegExp(`${ESCAPE}\\[(\\d+)m`, "g");

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { TERM: "xterm-256color" }, true],
  [{ isTTY: true }, { NO_COLOR: "" }, true],
  [{ isTTY: true }, { NO_COLOR: "1" }, false],
  [{ isTTY: true }, { NO_COLOR: "0" }, false],
  [{ isTTY: true }, { TERM: "dumb" }, false],
  [{}, {}, false],
  [{ isTTY: false }, { TERM: "xterm" }, false],
])("whether a stream %j shows colours with %j is %s", (stream, variables, expected) => {
  expect(hasColours(stream, variables)).toBe(expected);
});

/** Names in place of codes. */
function named(text: string): string {
  const names: Record<string, string> = { 1: "<b>", 22: "</b>", 31: "<r>", 32: "<g>", 33: "<y>", 39: "</>" };
  return text.replace(CODE, (_, code) => names[code] ?? `<${code}>`);
}

test.each([
  ["Usage: terraform-stack-tools plan [options]", "<b>Usage:</b> terraform-stack-tools plan [options]"],
  ["Commands, each with an example:", "<b>Commands, each with an example:</b>"],
  ["Plan: 1 to replace", "<b>Plan:</b> 1 to replace"],
  ["-/+ a.b (replace; forced by name)", "-/+ a.b (<r>replace</>; forced by name)"],
  ['- a.b["x (y)"] (delete)', '- a.b["x (y)"] (<r>delete</>)'],
  ["~ a.b (update; moved from a.c)", "~ a.b (<y>update</>; moved from a.c)"],
  ["~? a.b (update, replacement unknown)", "~? a.b (<y>update, replacement unknown</>)"],
  ["+ a.b (create)", "+ a.b (<g>create</>)"],
  ["! a.b was changed", "<y>!</> a.b was changed"],
  ["shop: not the same", "shop: <r>not the same</>"],
  ["shop: no changes (1 object)", "shop: <g>no changes</> (1 object)"],
  ['    name = "replace)"', '    name = "replace)"'],
])("colours headings and what weighs most: %s", (text, expected) => {
  expect(named(coloured(text))).toBe(expected);
});

const PLAN = shownPlan([created("terraform_data", { input: "a" })]);

/** What `review` writes to a terminal. */
function inTerminal(folder: string, ...options: readonly string[]): { readonly out: string; readonly error: string } {
  const written = { out: "", error: "" };
  writeFiles(folder, { "plan.json": PLAN });
  run(["review", join(folder, "plan.json"), ...options], {
    out: (text) => {
      written.out += text;
    },
    error: (text) => {
      written.error += text;
    },
    colours: { out: true, error: true },
  });
  return written;
}

test("what people read has colours in a terminal, and without its codes it is the same text", () => {
  inFolder((folder) => {
    const { out } = inTerminal(folder);
    expect(named(out)).toContain("+ terraform_data.one (<g>create</>)");
    const text = join(folder, "report.txt");
    inTerminal(folder, "--out", text);
    expect(out.replace(CODE, "")).toBe(readFileSync(text, "utf8"));
  });
});

test.each(["json", "markdown", "html", "sarif", "access"])("the format %s has no colours in a terminal", (format) =>
  inFolder((folder) => expect(inTerminal(folder, "--format", format).out).not.toContain(ESCAPE)),
);

test("no file has colours", () => {
  inFolder((folder) => {
    const files = ["report", "access"].map((name) => join(folder, name));
    const [report, access] = files;
    inTerminal(folder, "--out", report);
    inTerminal(folder, "--out", access, "--format", "access");
    expect(files.map((file) => readFileSync(file, "utf8")).join()).not.toContain(ESCAPE);
  });
});

test("a refusal begins in red in a terminal alone", () => {
  inFolder((folder) => {
    const { error } = inTerminal(folder, "--out", join(folder, "plan.json"));
    expect(named(error)).toMatch(/^<r>terraform-stack-tools:<\/> '.*plan\.json' would overwrite an input/);
  });
});

const MAIN = ["--require", "tsx/cjs", join(__dirname, "../../src/cli/main.ts")];

test("a pipe has no colours, whatever TERM says", () => {
  const env = { ...process.env, TERM: "xterm-256color", NO_COLOR: undefined };
  const { stdout, stderr } = spawnSync(process.execPath, [...MAIN, "help", "plan"], { encoding: "utf8", env });
  expect(stdout).toContain("Usage: terraform-stack-tools plan");
  expect(stdout + stderr).not.toContain(ESCAPE);
});

describe("progress", () => {
  const { CI, TF_BUILD } = process.env;
  beforeEach(() => {
    jest.useFakeTimers();
    delete process.env.CI;
    delete process.env.TF_BUILD;
  });
  afterEach(() => {
    jest.useRealTimers();
    Object.assign(process.env, CI === undefined ? {} : { CI }, TF_BUILD === undefined ? {} : { TF_BUILD });
  });

  /** The lines that a stream is told. */
  function told(isTTY: boolean, body: (begin: (step: string) => void) => void): string[] {
    const lines: string[] = [];
    body(progressTo({ isTTY, write: (text) => lines.push(text) }));
    jest.advanceTimersByTime(2_000);
    return lines;
  }

  test("is told of what takes longer than two seconds, once for each step, and again after ten", () => {
    const lines = told(true, (begin) => {
      begin("planning a");
      jest.advanceTimersByTime(1_999);
      begin("planning b");
      jest.advanceTimersByTime(13_000);
      begin("planning c");
      jest.advanceTimersByTime(2_000);
      begin("");
      jest.advanceTimersByTime(60_000);
    });
    expect(lines).toEqual(["planning b (2 s)\n", "planning b (12 s)\n", "planning c (16 s)\n"]);
  });

  test("is not told of what is over in two seconds", () => {
    expect(
      told(true, (begin) => {
        begin("planning a");
        jest.advanceTimersByTime(1_900);
        begin("");
      }),
    ).toEqual([]);
  });

  test.each([
    [false, {}],
    [true, { CI: "true" }],
    [true, { TF_BUILD: "True" }],
  ])("has no timer where the stream is a terminal: %s, and the environment %j", (isTTY, variables) => {
    Object.assign(process.env, variables);
    expect(told(isTTY, (begin) => begin("planning a"))).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
    delete process.env.CI;
    delete process.env.TF_BUILD;
  });

  test("does not keep a process alive", () => {
    jest.useRealTimers();
    const code = `require(${JSON.stringify(join(__dirname, "../../src/cli/program.ts"))}).progressTo({ isTTY: true, write() {} })("a")`;
    const { status } = spawnSync(process.execPath, ["--require", "tsx/cjs", "--eval", code], { timeout: 20_000 });
    expect(status).toBe(0);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { coloured, hasColours, progressTo, run } from "../../src/cli/program";
import { inFolder, writeFiles } from "../support/hand-off";
import { outsideOfPipelines } from "../support/pipeline";
import { created, shownPlan } from "../support/shown-plans";

const ESCAPE = "\u001b";
const CODE = new RegExp(`${ESCAPE}\\[(\\d+)m`, "g");

test.each([
  [{ isTTY: true }, { TERM: "xterm-256color" }, true],
  [{ isTTY: true }, { NO_COLOR: "" }, true],
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

test("what people read in a terminal has colours, beside the same text, and nothing else has", () => {
  inFolder((folder) => {
    const plan = join(writeFiles(folder, { "plan.json": shownPlan([created("terraform_data", { input: "a" })]) }), "plan.json");
    const written = (...options: readonly string[]) => {
      const texts = { out: "", error: "" };
      const add = (stream: "out" | "error") => (text: string) => {
        texts[stream] += text;
      };
      run(["review", plan, ...options], { out: add("out"), error: add("error"), colours: { out: true, error: true } });
      return texts;
    };
    const files = ["report", "access"].map((name) => join(folder, name));
    written("--out", files[0]);
    written("--out", files[1], "--format", "access");
    const texts = files.map((file) => readFileSync(file, "utf8"));
    const { out } = written();
    expect(named(out)).toContain("+ terraform_data.one (<g>create</>)");
    expect(out.replace(CODE, "")).toBe(texts[0]);
    const others = ["json", "markdown", "html", "sarif", "access"].map((format) => written("--format", format).out);
    expect([...texts, ...others].filter((text) => text.includes(ESCAPE))).toEqual([]);
    expect(named(written("--out", plan).error)).toMatch(/^<r>terraform-stack-tools:<\/> '.*plan\.json' would overwrite an input/);
  });
});

describe("progress", () => {
  outsideOfPipelines();
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

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

  test.each([
    [false, {}],
    [true, { CI: "true" }],
    [true, { TF_BUILD: "True" }],
  ])("has no timer where the stream is a terminal: %s, and the environment %j", (isTTY, variables) => {
    Object.assign(process.env, variables);
    expect(told(isTTY, (begin) => begin("planning a"))).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});

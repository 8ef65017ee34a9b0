import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { checkOutputs, lineDiff, snapshotDifference } from "../../../src/cli/plan/outcome";
import { GRANT, inFolder, stackFolder, writeFiles } from "../../support/hand-off";
import { outsideOfPipelines } from "../../support/pipeline";

outsideOfPipelines();

test("a snapshot is written if it is missing, with the folder that it is in, and is the same then", () => {
  inFolder((folder) => {
    const file = join(folder, "plans", "a.plan");
    expect(snapshotDifference(file, "Plan\n", false)).toBeUndefined();
    expect(readFileSync(file, "utf8")).toBe("Plan\n");
    expect(snapshotDifference(file, "Plan\n", false)).toBeUndefined();
  });
});

test.each([{ CI: "true" }, { CI: "1" }, { TF_BUILD: "True" }])("a snapshot is not written in a pipeline: %j", (variables) => {
  Object.assign(process.env, variables);
  inFolder((folder) => {
    const file = join(folder, "a.plan");
    expect(snapshotDifference(file, "Plan\n", false)?.message).toContain("CI writes none");
    expect(existsSync(file)).toBe(false);
    expect(snapshotDifference(file, "Plan\n", true)).toBeUndefined();
  });
});

test("a snapshot differs by lines, and is replaced only by --update", () => {
  inFolder((folder) => {
    const file = join(writeFiles(folder, { "a.plan": "one\ntwo\n" }), "a.plan");
    expect(snapshotDifference(file, "one\nthree\n", false)).toEqual({
      message: `the plan differs from '${file}'; if that is intended, run again with --update and commit it.`,
      diff: "  one\n- two\n+ three\n",
    });
    expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
    expect(snapshotDifference(file, "one\nthree\n", true)).toBeUndefined();
    expect(readFileSync(file, "utf8")).toBe("one\nthree\n");
  });
});

test("a snapshot may have the line breaks of another system", () => {
  inFolder((folder) => {
    const file = join(writeFiles(folder, { "a.plan": "one\r\ntwo\r\n" }), "a.plan");
    expect(snapshotDifference(file, "one\ntwo\n", false)).toBeUndefined();
  });
});

const numbered = (...changes: readonly (readonly [number, string])[]) => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  for (const [index, text] of changes) {
    lines[index] = text;
  }
  return lines.join("\n");
};

test("a difference shows what was and what is, with three lines around it", () => {
  expect(lineDiff(numbered(), numbered([8, "new"]))).toBe(
    ["…", "  line 5", "  line 6", "  line 7", "- line 8", "+ new", "  line 9", "  line 10", "  line 11", "…"].join("\n"),
  );
});

test.each([
  ["a\nb\nc", "a\nc", "  a\n- b\n  c"],
  ["a\nc", "a\nb\nc", "  a\n+ b\n  c"],
  ["a\na", "a\na\na", "  a\n  a\n+ a"],
  ["", "a", "-\n+ a"],
  ["a", "a", "…"],
])("from %j to %j", (before, after, diff) => {
  expect(lineDiff(before, after)).toBe(diff);
});

test("two large texts without a common line end at once", () => {
  const text = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word} ${index}`).join("\n");
  const lines = lineDiff(text("a"), text("b")).split("\n");
  expect(lines).toHaveLength(10_000);
  expect([lines[0], lines[9_999]]).toEqual(["- a 0", "+ b 4999"]);
});

const NOTHING = { reports: [] };

test("neither a report nor a snapshot takes the place of what is planned", () => {
  inFolder((folder) => {
    const file = join(stackFolder(folder, GRANT), "cdk.tf.json");
    const link = join(folder, "link");
    symlinkSync(file, link);
    const refused = "would overwrite an input";
    expect(() => checkOutputs({ ...NOTHING, reports: [{ format: "json", out: file }] }, [file])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, reports: [{ format: "json", out: link }] }, [file])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: file }, [file])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", varFile: ["./a"] }, [])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", mocks: "./a" }, [])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", reports: [{ format: "text" }] }, [file])).not.toThrow();
  });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { snapshotDifference } from "../../../src/cli/plan/output/snapshot";
import { inFolder, writeFiles } from "../../support/hand-off";
import { outsideOfPipelines } from "../../support/pipeline";

outsideOfPipelines();

test("is written if it is missing, with the folder that it is in, and is the same then", () => {
  inFolder((folder) => {
    const file = join(folder, "plans", "a.plan");
    expect(snapshotDifference(file, "Plan\n", false)).toBeUndefined();
    expect(readFileSync(file, "utf8")).toBe("Plan\n");
    expect(snapshotDifference(file, "Plan\n", false)).toBeUndefined();
  });
});

test.each([{ CI: "true" }, { CI: "1" }, { TF_BUILD: "True" }])("is not written in a pipeline: %j", (variables) => {
  Object.assign(process.env, variables);
  inFolder((folder) => {
    const file = join(folder, "a.plan");
    expect(snapshotDifference(file, "Plan\n", false)?.message).toContain("in CI none is written");
    expect(existsSync(file)).toBe(false);
    expect(snapshotDifference(file, "Plan\n", true)).toBeUndefined();
  });
});

test("differs by lines, and is replaced only by --update", () => {
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

test("may have the line breaks of another system", () => {
  inFolder((folder) => {
    const file = join(writeFiles(folder, { "a.plan": "one\r\ntwo\r\n" }), "a.plan");
    expect(snapshotDifference(file, "one\ntwo\n", false)).toBeUndefined();
  });
});

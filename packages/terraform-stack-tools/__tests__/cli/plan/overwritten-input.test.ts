import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { checkOutputs } from "../../../src/cli/plan/output/overwritten-input";
import { GRANT, inFolder, stackFolder } from "../../support/hand-off";

const NOTHING = { findings: [], reports: [], variableFiles: [] };

test("neither a report nor a snapshot takes the place of what is planned", () => {
  inFolder((folder) => {
    const file = join(stackFolder(folder, GRANT), "cdk.tf.json");
    const link = join(folder, "link");
    symlinkSync(file, link);
    const refused = "would overwrite what is read";
    expect(() => checkOutputs({ ...NOTHING, reports: [{ format: "json", out: file }] }, [file])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, reports: [{ format: "json", out: link }] }, [file])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: file }, [file])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", variableFiles: ["./a"] }, [])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", mocks: "./a" }, [])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", findings: ["b", "./a"] }, [])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", reports: [{ format: "text" }] }, [file])).not.toThrow();
  });
});

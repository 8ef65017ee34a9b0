import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { GRANT, inFolder, stackFolder } from "../../../../../__tests__/support/hand-off";
import { checkOutputs } from "../../../src/cli/plan/outcome";

const NOTHING = { findings: [], reports: [] };

test("neither a report nor a snapshot takes the place of what is planned", () => {
  inFolder((folder) => {
    const file = join(stackFolder(folder, GRANT), "cdk.tf.json");
    const link = join(folder, "link");
    symlinkSync(file, link);
    const refused = "would overwrite what is read";
    expect(() => checkOutputs({ ...NOTHING, reports: [{ format: "json", out: file }] }, [file])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, reports: [{ format: "json", out: link }] }, [file])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: file }, [file])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", varFile: ["./a"] }, [])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", mocks: "./a" }, [])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", findings: ["b", "./a"] }, [])).toThrow(refused);
    expect(() => checkOutputs({ ...NOTHING, snapshot: "a", reports: [{ format: "text" }] }, [file])).not.toThrow();
  });
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { handOff, version } from "../../../src/handoff";
import { cdktfOut, GRANT, inFolder, lay, stackFolder } from "../../support/hand-off";

test("one stack is a folder", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    expect(handOff({ input: stackFolder(folder, GRANT), out })).toEqual({ folder: out, stacks: ["grant"] });
    expect(existsSync(join(out, "main.tf.json"))).toBe(true);
  });
});

test("a whole cdktf.out is a folder for each stack and an index, and its progress is told", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const lines: string[] = [];
    const stacks = { one: GRANT, two: { ...GRANT, module: { m: { source: "./m" } } } };
    const { stacks: names } = handOff({ input: cdktfOut(folder, stacks), out, onProgress: (line) => lines.push(line) });
    expect(names).toEqual(["one", "two"]);
    expect(readdirSync(out).sort()).toEqual(["README.md", "manifest.json", "one", "two"]);
    expect(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")).bundles).toEqual(["one", "two"]);
    expect(lines).toEqual(["'one': 10 files", "'two': 10 files, 1 to look at (see its README)"]);
  });
});

test("an edit in the folder of one stack is seen among several", () => {
  inFolder((folder) => {
    const input = cdktfOut(folder, { one: GRANT, two: GRANT });
    const out = join(folder, "out");
    handOff({ input, out });
    handOff({ input, out });
    lay(out, { "two/main.tf.json": "mine" });
    expect(() => handOff({ input, out })).toThrow(/--force:\n {2}'two\/main\.tf\.json'$/);
    handOff({ input, out, force: true });
    expect(readFileSync(join(out, "two/main.tf.json"), "utf8")).toContain("azurerm_role_assignment");
  });
});

test("one bad stack of several leaves nothing behind", () => {
  inFolder((folder) => {
    const input = cdktfOut(folder, { one: GRANT, two: { resource: 1 } });
    expect(() => handOff({ input, out: join(folder, "out") })).toThrow("resource must be an object");
    expect(readdirSync(folder)).toEqual(["cdktf.out"]);
  });
});

test("the version is that of the package", () => {
  expect(version()).toBe(require("../../../package.json").version);
});

import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { readSources } from "../../../../src/handoff/input/source";
import { cdktfOut, GRANT, inFolder, lay, stackFolder } from "../../../support/hand-off";

const read = (make: (folder: string) => string) => inFolder((folder) => readSources(make(folder)));

test("a stack's folder is one source, named by its metadata", () => {
  const { several, sources } = read((folder) => stackFolder(folder, GRANT));
  expect(several).toBe(false);
  expect(sources.map(({ name }) => name)).toEqual(["grant"]);
});

test("a whole cdktf.out is a source for each stack, in order", () => {
  const { several, sources } = read((folder) => cdktfOut(folder, { two: GRANT, one: GRANT }));
  expect(several).toBe(true);
  expect(sources.map(({ name }) => name)).toEqual(["one", "two"]);
});

test("what cdktf copied beside a stack comes along", () => {
  const { sources } = read((folder) => lay(stackFolder(folder, GRANT), { "assets/b/x.txt": "x", "assets/a.txt": "a" }));
  expect([...sources[0].assets.keys()]).toEqual(["assets/a.txt", "assets/b/x.txt"]);
});

test.each<[string, string, (folder: string) => string]>([
  ["a missing folder", "does not exist", (folder) => join(folder, "missing")],
  ["a file", "is a file; give the folder it lies in", (folder) => join(lay(folder, { file: "x" }), "file")],
  ["an empty folder", "holds neither cdk.tf.json nor manifest.json", (folder) => folder],
  ["HCL", "synthesize it again without --hcl", (folder) => lay(folder, { "cdk.tf": "" })],
  ["text", "is not JSON", (folder) => lay(folder, { "cdk.tf.json": "resource {}" })],
  ["another JSON", "must be a stack", (folder) => lay(folder, { "cdk.tf.json": { name: "package" } })],
  ["a manifest of something else", "is not a manifest of cdktf", (folder) => lay(folder, { "manifest.json": {} })],
  ["a manifest without stacks", "lists no stack", (folder) => lay(folder, { "manifest.json": { stacks: {} } })],
  ["a stack that left", "does not exist", (folder) => lay(folder, { "manifest.json": manifest("a", "stacks/a/cdk.tf.json") })],
  [
    "a path out of the folder",
    "leads out of",
    (folder) => {
      stackFolder(folder, GRANT, "elsewhere");
      return lay(join(folder, "cdktf.out"), { "manifest.json": manifest("a", "../elsewhere/cdk.tf.json") });
    },
  ],
  ["a name that is a path", "cannot be a folder", (folder) => lay(folder, { "manifest.json": manifest("../a", "cdk.tf.json") })],
  [
    "a name of commands",
    "cannot be a folder",
    (folder) => lay(folder, { "manifest.json": manifest("a;\u001b[2J", "cdk.tf.json") }),
  ],
  [
    "another file",
    "has no synthesizedStackPath",
    (folder) => lay(folder, { "manifest.json": manifest("a", "../../etc/passwd") }),
  ],
  ["two names that differ in case only", "would be one folder", (folder) => cdktfOut(folder, { Prod: GRANT, prod: GRANT })],
])("fails for %s: %s", (_case, message, make) => {
  expect(() => read(make)).toThrow(message);
});

test("fails for links that lead out of the input", () => {
  inFolder((folder) => {
    const elsewhere = stackFolder(folder, GRANT, "elsewhere");
    const out = cdktfOut(folder, { a: GRANT });
    rmSync(join(out, "stacks/a"), { recursive: true });
    symlinkSync(elsewhere, join(out, "stacks/a"));
    expect(() => readSources(out)).toThrow("leads out of");
    mkdirSync(join(elsewhere, "assets"));
    symlinkSync("/etc/passwd", join(elsewhere, "assets/link"));
    expect(() => readSources(elsewhere)).toThrow("is neither a file nor a folder; replace the link by what it points to");
  });
});

function manifest(name: string, synthesizedStackPath: string) {
  return { stacks: { [name]: { synthesizedStackPath } } };
}

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSources } from "../../src/shared/files";
import { onDisk, Refusal } from "../../src/shared/refusal";
import { cdktfOut, GRANT, stackFolder, writeFiles } from "../support/hand-off";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (make: (folder: string) => string) => readSources(make(folder));

test("reads one stack from its folder, named by its metadata, or else after its folder", () => {
  const { isApp, sources } = read((folder) => stackFolder(folder, GRANT));
  expect([isApp, ...sources.map(({ name }) => name)]).toEqual([false, "grant"]);
  expect(read((folder) => stackFolder(folder, { terraform: {} }, "anonymous")).sources[0].name).toBe("anonymous");
});

test("reads every stack of a cdktf.out, in order", () => {
  const { isApp, sources } = read((folder) => cdktfOut(folder, { two: GRANT, one: GRANT }));
  expect(isApp).toBe(true);
  expect(sources.map(({ name }) => name)).toEqual(["one", "two"]);
});

test("reads the assets beside a stack", () => {
  const { sources } = read((folder) => writeFiles(stackFolder(folder, GRANT), { "assets/b/x.txt": "x", "assets/a.txt": "a" }));
  expect([...sources[0].assets].map(([path, bytes]) => [path, bytes.toString()])).toEqual([
    ["assets/a.txt", "a"],
    ["assets/b/x.txt", "x"],
  ]);
});

const manifest = (name: string, synthesizedStackPath: string) => ({
  "manifest.json": { stacks: { [name]: { synthesizedStackPath } } },
});

test.each<[string, string, (folder: string) => string]>([
  ["a missing folder", "does not exist; check the path", (folder) => join(folder, "missing")],
  ["a file", "is a file; give the folder that contains it", (folder) => join(writeFiles(folder, { file: "x" }), "file")],
  ["an empty folder", "contains neither cdk.tf.json nor manifest.json; run `cdktf synth`", (folder) => folder],
  ["HCL", "synthesize the stack again without --hcl", (folder) => writeFiles(folder, { "cdk.tf": "" })],
  [
    "text",
    "cdk.tf.json' is not JSON (line 1, column 3); synthesize the stack again with `cdktf synth`.",
    (folder) => writeFiles(folder, { "cdk.tf.json": "{ x }" }),
  ],
  ["other JSON", "cdk.tf.json' is not a stack: it has no", (folder) => writeFiles(folder, { "cdk.tf.json": { name: "x" } })],
  ["a list", "is not a stack: it must be an object", (folder) => writeFiles(folder, { "cdk.tf.json": [] })],
  [
    "a resource that is a number",
    "is not a stack: resource.'a' must be an object; synthesize",
    (folder) => writeFiles(folder, { "cdk.tf.json": { resource: { a: 1 } } }),
  ],
  ["another manifest", "is not a cdktf manifest", (folder) => writeFiles(folder, { "manifest.json": {} })],
  ["a manifest without stacks", "lists no stacks", (folder) => writeFiles(folder, { "manifest.json": { stacks: {} } })],
  ["a stack that is gone", "does not exist", (folder) => writeFiles(folder, manifest("a", "stacks/a/cdk.tf.json"))],
  [
    "a path that leads out",
    "is outside",
    (folder) => {
      stackFolder(folder, GRANT, "elsewhere");
      return writeFiles(join(folder, "cdktf.out"), manifest("a", "../elsewhere/cdk.tf.json"));
    },
  ],
  [
    "a path beside the folder that begins like it",
    "is outside",
    (folder) => {
      stackFolder(folder, GRANT, "cdktf.out-other");
      return writeFiles(join(folder, "cdktf.out"), manifest("a", "../cdktf.out-other/cdk.tf.json"));
    },
  ],
  [
    "a stack that is left over beside an app",
    "contains both cdk.tf.json and the stacks of an app; remove what is left over",
    (folder) => writeFiles(cdktfOut(folder, { one: GRANT }), { "cdk.tf.json": GRANT }),
  ],
  ["a name that is a path", "cannot be a folder name", (folder) => writeFiles(folder, manifest("../a", "cdk.tf.json"))],
  [
    "a name with terminal commands",
    "the stack name 'a;\\u{1b}[2J' cannot be a folder name",
    (folder) => writeFiles(folder, manifest("a;\u001b[2J", "cdk.tf.json")),
  ],
  ["another file", "has no synthesizedStackPath", (folder) => writeFiles(folder, manifest("a", "../../etc/passwd"))],
  [
    "a key that is there twice, which JSON.parse reads as the last one",
    "cdk.tf.json' has the key 'resource.null_resource.a.count' twice; synthesize the stack again",
    (folder) => writeFiles(folder, { "cdk.tf.json": '{"resource":{"null_resource":{"a":{"count":1, "c\\u006funt" :2}}}}' }),
  ],
  [
    "a manifest with a stack that is there twice",
    "manifest.json' has the key 'stacks.a' twice",
    (folder) => writeFiles(folder, { "manifest.json": '{"stacks":{"a":{},"a":{}}}' }),
  ],
  ...["12345678901234567890", "1e400", "0.1000000000000000055", "-0", "1E-400"].map(
    (number): [string, string, (folder: string) => string] => [
      "a number that JavaScript cannot keep",
      `cdk.tf.json' has a number in 'locals.a[1].b' that would lose digits, '${number}'; write it as a string; synthesize`,
      (folder) => writeFiles(folder, { "cdk.tf.json": `{"locals":{"a":["1e400",{"b":${number}}]}}` }),
    ],
  ),
  [
    "names that differ only in case",
    "the stacks 'Prod' and 'prod' would share a folder",
    (folder) => cdktfOut(folder, { Prod: GRANT, prod: GRANT }),
  ],
])("refuses %s: %s", (_case, message, make) => {
  expect(() => read(make)).toThrow(expect.objectContaining({ name: "Refusal", message: expect.stringContaining(message) }));
});

test("keeps every number that JavaScript writes with other letters, and equal keys of different objects", () => {
  const numbers = "[1.50, 100, 1E5, 0.1, -2.5e-3, 9007199254740991, 1e21, 0, 0.0]";
  const { sources } = read((folder) =>
    writeFiles(folder, { "cdk.tf.json": `{"locals":{"a":${numbers},"b":{"a":[{"a":1},{"a":1}]}}}` }),
  );
  expect(sources[0].stack.sections.locals).toMatchObject({ a: [1.5, 100, 1e5, 0.1, -0.0025, 9007199254740991, 1e21, 0, 0] });
});

test("refuses bytes that are not UTF-8, which would become other letters", () => {
  writeFileSync(join(folder, "cdk.tf.json"), Buffer.from('{"locals":{"a":"\xff"}}', "latin1"));
  expect(() => readSources(folder)).toThrow("cdk.tf.json' is not UTF-8; synthesize the stack again with `cdktf synth`.");
});

test.each(["cdk.tf.json", "manifest.json"])(
  "refuses a pipe called %s, which would wait for ever, and one that is too large",
  (name) => {
    const file = join(folder, name);
    execFileSync("mkfifo", [file]);
    expect(() => readSources(folder)).toThrow(`${name}' is not a file; synthesize the stack again with \`cdktf synth\`.`);
    rmSync(file);
    writeFileSync(file, "");
    truncateSync(file, 600 * 2 ** 20);
    expect(() => readSources(folder)).toThrow(`${name}' is larger than 511 MiB, too large to be read.`);
  },
);

test("refuses links that lead out of the input", () => {
  const elsewhere = stackFolder(folder, GRANT, "elsewhere");
  const out = cdktfOut(folder, { a: GRANT });
  rmSync(join(out, "stacks/a"), { recursive: true });
  symlinkSync(elsewhere, join(out, "stacks/a"));
  expect(() => readSources(out)).toThrow("is outside");
  mkdirSync(join(elsewhere, "assets"));
  symlinkSync("/etc/passwd", join(elsewhere, "assets/link"));
  expect(() => readSources(elsewhere)).toThrow("is neither a file nor a folder; replace the link with what it points to");
});

test.each([
  ["ENOENT", "'/x' does not exist; check the path."],
  ["ENOSPC", "'/x' cannot be written because the disk is full; free some space and try again."],
  ["EXDEV", "'/x' cannot be used (EXDEV); choose another folder."],
  ["EACCES", "'/x' cannot be accessed (permission denied); change its permissions, or choose another folder."],
])("reports a system error (%s) as a sentence that names the path", (code, message) => {
  const action = () => {
    throw Object.assign(new Error("raw"), { code });
  };
  expect(() => onDisk("/x", action)).toThrow(new Refusal(message));
});

test("passes on an error that is not the system's", () => {
  for (const error of [new TypeError("ours"), Object.assign(new Error("ours"), { code: "ERR_INVALID_ARG_TYPE" })]) {
    const action = () => {
      throw error;
    };
    expect(() => onDisk("/x", action)).toThrow(error);
  }
});

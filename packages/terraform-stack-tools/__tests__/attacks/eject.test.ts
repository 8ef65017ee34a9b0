import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../src/stack/json";
import { OWN_FAULT } from "../support/attacked";
import { inFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";

/** Letters that turn the direction of text, and those that a terminal obeys. */
const HIDDEN = /[\p{Bidi_Control}\u{e0000}-\u{e007f}]|(?![\n\t])\p{Cc}/u;

interface Ejected {
  readonly code: number;
  readonly said: string;
  /** The texts of the files, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** What is in the folder around, besides the input and the output. */
  readonly strangers: readonly string[];
}

/** Ejects in this process, which fails where it throws anything but a refusal. @param prepare puts more into the folder */
function ejected(
  write: (folder: string) => string,
  args: readonly string[] = [],
  prepare = (_folder: string): void => {},
): Ejected {
  return inFolder((folder) => {
    const input = write(folder);
    prepare(folder);
    const before = readdirSync(folder);
    const out = join(folder, "out");
    const { code, ...streams } = called("eject", input, "--out", out, ...args);
    const said = `${streams.out}${streams.error}`;
    const strangers = readdirSync(folder).filter((name) => name !== "out" && !before.includes(name));
    const files = code === 1 ? {} : filesIn(out);
    expect([said, ...Object.values(files)].filter((text) => HIDDEN.test(text))).toEqual([]);
    expect(said).not.toContain(OWN_FAULT);
    return { code, said, files, strangers };
  });
}

function filesIn(folder: string): Record<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = found.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

const single = (stack: Json | string) => (folder: string) => {
  const input = join(folder, "in");
  mkdirSync(input);
  writeFileSync(join(input, "cdk.tf.json"), typeof stack === "string" ? stack : JSON.stringify(stack));
  return input;
};
const group = (more: JsonObject = {}): JsonObject => ({ name: "a", location: "westeurope", ...more });
const GROUP: JsonObject = { resource: { azurerm_resource_group: { a: group() } } };

test.each([
  "../../../x",
  "s/../../evil",
  "s/con",
  "s/main_override",
  "s/.hidden",
  "s/README.md",
  "s/terraform.tfvars",
  "s/\u202eabc",
  "s/\u001b[31m",
  `s/${"x".repeat(5000)}`,
  "s/__proto__",
  "",
  5,
  null,
  ["a"],
])("a construct whose path is %j names no file that Terraform skips, merges or finds elsewhere", (path) => {
  const at = (own: Json) => ({ "//": { metadata: { path: own } } });
  const groups = {
    a: group(at(path)),
    b: group({ tags: { a: "${azurerm_resource_group.a.id}" }, ...at(path) }),
    c: group({ tags: { b: "x" }, ...at("s/other") }),
  };
  const { code, files, strangers } = ejected(single({ resource: { azurerm_resource_group: groups } }));
  expect({ code, strangers }).toEqual({ code: 0, strangers: [] });
  const names = Object.keys(files).filter((name) => name.endsWith(".tf"));
  expect(names.filter((name) => !/^[a-z][a-z0-9_]{0,80}\.tf$/.test(name) || /(^|_)override\.tf$/.test(name))).toEqual([]);
  const written = names.map((name) => files[name]).join("\n");
  expect(written.match(/^resource "azurerm_resource_group"/gm)).toHaveLength(3);
});

test.each([
  ["an expression that nobody can parse", { locals: { a: '${f(<X>)} ${"canary" canary}' } }, /'locals\.a': a value is missing/],
  [
    "another one in its backend",
    { terraform: { backend: { s3: { bucket: "${canary canary}" } } } },
    /backend\.s3\.bucket': an op/,
  ],
  ["a program that encrypts the state", { terraform: { encryption: { key_provider: { external: {} } } } }, /unsupported setting/],
  ["a password in the address of a module", { module: { m: { source: "git::https://canary@host/x.git" } } }, /module\.m\.source/],
])("a stack with %s is refused in a sentence", (_what, stack, words) => {
  const { code, said } = ejected(single(stack));
  expect(code).toBe(1);
  expect(said).toMatch(words);
  expect(said).not.toContain("canary");
});

const PROGRAM = 'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "id"\n  }\n}\n';

test.each([
  ["a backend", "backend.tf"],
  ["a file that is merged", "main_override.tf"],
  ["a file in JSON", "more.tf.json"],
  ["a file of OpenTofu", "main.tofu"],
  ["a file of OpenTofu in JSON", "main.tofu.json"],
])("a folder that has %s already is refused: %s", (_what, path) => {
  const { code, said } = ejected(single(GROUP), [], (folder) => writeFiles(join(folder, "out"), { [path]: PROGRAM }));
  expect(code).toBe(1);
  expect(said).toContain(`'${path}'`);
});

test.each<[what: string, prepare: (folder: string) => void]>([
  ["a link in place of the output", (folder) => symlinkSync(folder, join(folder, "out"))],
  ["a link in the input", (folder) => writeLink(join(folder, "in/assets"), "x", "/etc/hostname")],
  ["a link in the output", (folder) => writeLink(join(folder, "out"), "main.tf", "/etc/hostname")],
])("%s is refused", (_what, prepare) => {
  expect(ejected(single(GROUP), [], prepare).code).toBe(1);
});

function writeLink(folder: string, name: string, target: string): void {
  mkdirSync(folder, { recursive: true });
  symlinkSync(target, join(folder, name));
}

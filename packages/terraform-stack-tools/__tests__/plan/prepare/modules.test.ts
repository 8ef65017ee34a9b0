import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guardedFile, guardedValue, installedModules, moduleId, moduleTypes } from "../../../src/plan/prepare/modules";
import { prepare } from "../../../src/plan/prepare/prepare";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { writeFiles } from "../../support/hand-off";

const root = realpathSync(mkdtempSync(join(tmpdir(), "plan-modules-")));
const ID = moduleId({ source: "a/b/c" });
const STACK = readStack({ module: { m: { source: "a/b/c" } } });

afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;

/** A folder in which `init` has put one module, whose folder a function changes. */
function initialized(files: Readonly<Record<string, Json>>, change: (module: string) => void = () => {}, dir = ""): string {
  const folder = join(root, String(folders++));
  const module = join(folder, ".terraform/modules", ID);
  mkdirSync(module, { recursive: true });
  writeFiles(module, files);
  const Modules = [{ Key: ID, Source: "a/b/c", Dir: `.terraform/modules/${ID}${dir}` }];
  writeFiles(join(folder, ".terraform/modules"), { "modules.json": { Modules } });
  change(module);
  return folder;
}

const link = (target: string, path: string) => (module: string) => symlinkSync(target, join(module, path));
const links = (targets: Readonly<Record<string, string>>) => (module: string) =>
  Object.entries(targets).map(([path, target]) => link(target, path)(module));
const EMPTY = { "main.tf": "" };
const RENDERS = { "main.tf": "locals {\n a = templatefile(var.path, {})\n}\n" };

test("called modules are entered under the names of their calls, with the modules in them", () => {
  const id = ID;
  const folder = join(root, "called");
  const modules = join(folder, ".terraform/modules");
  const names = [id, `${id}.inner`, `${id}x`, moduleId({ source: "other" })];
  for (const name of [...names, `${id}/child`]) {
    mkdirSync(join(modules, name), { recursive: true });
  }
  const entry = (Key: string, Dir = `.terraform/modules/${Key}`) => ({ Key, Source: "s", Dir });
  const child = (key: string) => entry(key, `.terraform/modules/${id}/child`);
  writeFiles(modules, { "modules.json": { Modules: [...names.map((name) => entry(name)), child(`${id}.child`)] } });
  const called = [entry("m", `.terraform/modules/${id}`), entry("m.inner", `.terraform/modules/${id}.inner`), child("m.child")];
  expect(installedModules(STACK, folder)).toEqual({
    folders: {
      [`.terraform/modules/${id}`]: join(modules, id),
      [`.terraform/modules/${id}.inner`]: join(modules, `${id}.inner`),
    },
    texts: {},
    files: { ".terraform/modules/modules.json": { Modules: [{ Key: "", Source: "", Dir: "." }, ...called] } },
  });
});

test("there are none where init downloaded none", () => {
  expect(installedModules(STACK, join(root, "nothing"))).toBeUndefined();
  expect(moduleTypes([join(root, "nothing")], [])).toEqual([]);
});

test("the types that a module mentions are those of installed providers", () => {
  const folder = initialized({ "main.tf": 'resource "time_offset" "one" {}', "README.md": "time_static" });
  const schemas = writeFiles(join(folder, "schemas"), { "resource.time_offset.json": {}, "resource.time_static.json": {} });
  expect(moduleTypes([folder], [{ address: "a", version: "1.0.0", file: "x", schemas }])).toEqual(["time_offset"]);
});

test.each<[tries: string, folder: () => string, message: RegExp]>([
  ["a link to a file", () => initialized(EMPTY, link("/etc/passwd", "a.txt")), /'a\.txt', which is a link that points outside/],
  ["a link to the folder above", () => initialized(EMPTY, link("..", "up")), /'up', which is a link that points outside/],
  ["a link by another one", () => initialized(EMPTY, links({ b: "/etc", a: "b" })), /a link that points outside/],
  ["a link to nothing", () => initialized(EMPTY, link("nothing", "a")), /a link that points outside/],
  ["a loop of links", () => initialized(EMPTY, links({ a: "b", b: "a" })), /a link that points outside/],
  ["a configuration that is a link", () => initialized({}, link("/etc/hosts", "main.tf")), /'main\.tf', which is a link/],
  ["a pipe", () => initialized(EMPTY, (module) => execFileSync("mkfifo", [join(module, "p")])), /'p', which is not a file/],
  ["a module outside of its package", () => initialized(EMPTY, () => {}, "/../../.."), /which is not its own source/],
  [
    "a text as a template",
    () => initialized({ "main.tf": "locals {\n a = templatestring(var.x, {})\n}" }),
    /calls templatestring/,
  ],
  [
    "a template that reads a file",
    () => initialized({ ...RENDERS, "x.tpl": '${file("/etc/passwd")}' }),
    /'x\.tpl' of module\.m is a template/,
  ],
  ["a template of another name", () => initialized({ ...RENDERS, LICENSE: '%{ if fileexists("/x") }a%{ endif }' }), /'LICENSE'/],
  ["a template below", () => initialized({ ...RENDERS, "a/b/c": '${ base64encode( file( "/x" ) ) }' }), /'a\/b\/c'/],
  [
    "a file that is no configuration",
    () => initialized({ "main.tf": 'a = file("/x" ; `' }),
    /'main\.tf' of module\.m cannot be parsed/,
  ],
  ["an open bracket", () => initialized({ "main.tofu": 'locals {\n a = file("/x")' }), /a bracket is not closed/],
  ["a text without an end", () => initialized({ "main.tf": 'locals {\n a = file("/x)\n}' }), /spans two lines|no end/],
  ["a heredoc without an end", () => initialized({ "main.tf": "a = <<X\nfile()\n" }), /no end/],
  ["a deep nest", () => initialized({ "main.tf": `a = ${"(".repeat(300)}file("/x")${")".repeat(300)}` }), /nested more than/],
  ["a key twice in JSON", () => initialized({ "a.tf.json": '{"locals":{"a":"file"},"locals":{}}' }), /is there twice|twice/],
  ["a broken JSON", () => initialized({ "a.tf.json": '{"locals": "file' }), /cannot be parsed/],
])("is refused with its path: %s", (_tries, folder, message) => {
  expect(() => installedModules(STACK, folder())).toThrow(message);
});

const GUARD = '[for stack_tools_path in ["/x"]';

test.each([
  ["behind a comment that ends at U+2028 for others", "a.tf", 'a = [file # \u2028b\n("/x")]', GUARD],
  ["behind a carriage return within a comment", "a.tf", 'a = [file # \rb\n("/x")]', GUARD],
  ["behind a long banner", "a.tf", `a = [file ${"#".repeat(4000)}\n("/x")]`, GUARD],
  ["behind many comments", "a.tf", `a = file ${"/**/".repeat(4000)}("/x")`, GUARD],
  ["in JSON whose letters are escaped", "a.tf.json", '{"locals":{"a":"${\\u0066ile(\\"a.txt\\")}"}}', "startswith(format("],
  ["in a pattern that leaves the folder", "a.tf", 'a = fileset("assets", "../*")', '!strcontains(stack_tools_path, "..")'],
  ["in a configuration as a template", "a.tf", 'a = templatefile("a.tf", {})', "[.](tf|tofu)([.]json)?$"],
])("a path is guarded %s", (_tries, file, text, guard) => {
  const guarded = guardedFile(file, "module.m", Buffer.from(text)).toString("utf8");
  expect(guarded.replace(/\\+/g, "")).toContain(guard);
});

test.each(["${templatestring(local.x, {})}", '${file("/x"}', '%{ if templatestring(local.x, {}) == "" }%{ endif }'])(
  "a stack may not have %s anywhere",
  (text) => {
    expect(() => guardedValue("the stack", { output: { o: { value: [{ [text]: 1 }] } } })).toThrow(
      /templatestring|cannot be parsed/,
    );
    expect(() => guardedValue("the stack", { locals: { o: text } })).toThrow(/templatestring|cannot be parsed/);
  },
);

/** What is in a module without harm stays as it is. */
test.each<[what: string, folder: () => string]>([
  ["a link within it", () => initialized({ "a/main.tf": "" }, link("a/main.tf", "main.tf"))],
  ["a folder linked within it", () => initialized({ "a/main.tf": "" }, link("a", "b"))],
  ["a link to its own folder", () => initialized(EMPTY, link(".", "self"))],
  ["words in a comment of a page", () => initialized({ ...EMPTY, "README.md": 'file("/x"), ${file("/x")}' })],
  ["what git keeps", () => initialized(EMPTY, link("/etc", ".git"))],
  ["a resource called file", () => initialized({ "main.tf": 'resource "local_file" "file" {\n filename = "x"\n}' })],
])("is planned: %s", (_what, folder) => {
  expect(installedModules(STACK, folder())?.texts).toEqual({});
});

const plannable = (sections: JsonObject) => prepare({ changed: readStack(sections) }, {}).changed.stack.sections;

/** What a stack says of programs and addresses, and what Terraform or OpenTofu gets of it. */
test.each<[tries: string, stack: JsonObject, left: JsonObject]>([
  ["a backend", { terraform: { backend: { http: { address: "http://x" } } } }, { terraform: {} }],
  ["HCP Terraform", { terraform: { cloud: { hostname: "x" } } }, { terraform: {} }],
  ["an encryption", { terraform: { encryption: { key_provider: { external: {} } } } }, { terraform: {} }],
  ["a state store", { terraform: { state_store: { x: {} } } }, { terraform: {} }],
  [
    "a setting of tomorrow",
    { terraform: { tomorrow: {}, required_version: ">= 1" } },
    { terraform: { required_version: ">= 1" } },
  ],
  ["an import", { terraform: {}, import: [{ to: "a.b", id: "x" }] }, { terraform: {} }],
  [
    "provisioners",
    { resource: { a: { b: { x: 1, connection: {}, provisioner: [{ "local-exec": {} }] } } } },
    { resource: { a: { b: { x: 1 } } } },
  ],
])("nothing of it is left: %s", (_tries, stack, left) => {
  expect(plannable(stack)).toEqual(left);
});

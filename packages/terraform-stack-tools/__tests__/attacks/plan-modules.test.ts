import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guardedFile, installedModules, moduleId } from "../../src/plan/prepare/modules";
import { prepare } from "../../src/plan/prepare/prepare";
import type { Json, JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { writeFiles } from "../support/hand-off";

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

test.each<[tries: string, folder: () => string, message: RegExp]>([
  ["a link to a file", () => initialized(EMPTY, link("/etc/passwd", "a.txt")), /'a\.txt', which is a link that points outside/],
  ["a link to a folder", () => initialized(EMPTY, link("/etc", "sub")), /'sub', which is a link that points outside/],
  ["a link to the folder above", () => initialized(EMPTY, link("..", "up")), /'up', which is a link that points outside/],
  ["a link by another one", () => initialized(EMPTY, links({ b: "/etc", a: "b" })), /a link that points outside/],
  ["a link to nothing", () => initialized(EMPTY, link("nothing", "a")), /a link that points outside/],
  ["a loop of links", () => initialized(EMPTY, links({ a: "b", b: "a" })), /a link that points outside/],
  ["a configuration that is a link", () => initialized({}, link("/etc/hosts", "main.tf")), /'main\.tf', which is a link/],
  ["a pipe", () => initialized(EMPTY, (module) => execFileSync("mkfifo", [join(module, "p")])), /'p', which is no file/],
  ["a module outside of its package", () => initialized(EMPTY, () => {}, "/../../.."), /which is not its own source/],
  [
    "a text as a template",
    () => initialized({ "main.tf": "locals {\n a = templatestring(var.x, {})\n}" }),
    /calls templatestring/,
  ],
  [
    "the same in JSON",
    () => initialized({ "a.tf.json": { locals: { a: "${templatestring(var.x, {})}" } } }),
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
    /'main\.tf' of module\.m cannot be understood/,
  ],
  ["an open bracket", () => initialized({ "main.tofu": 'locals {\n a = file("/x")' }), /a bracket is not closed/],
  ["a text without an end", () => initialized({ "main.tf": 'locals {\n a = file("/x)\n}' }), /spans two lines|no end/],
  ["a heredoc without an end", () => initialized({ "main.tf": "a = <<X\nfile()\n" }), /no end/],
  ["a deep nest", () => initialized({ "main.tf": `a = ${"(".repeat(300)}file("/x")${")".repeat(300)}` }), /nested more than/],
  ["a key twice in JSON", () => initialized({ "a.tf.json": '{"locals":{"a":"file"},"locals":{}}' }), /is there twice|twice/],
  ["a broken JSON", () => initialized({ "a.tf.json": '{"locals": "file' }), /cannot be understood/],
])("is refused with its path: %s", (_tries, folder, message) => {
  expect(() => installedModules(STACK, folder())).toThrow(message);
});

test.each([
  ["a comment that ends at U+2028 for others", 'a = [file # \u2028b\n("/x")]'],
  ["a carriage return within a comment", 'a = [file # \rb\n("/x")]'],
  ["a long banner before it", `a = [file ${"#".repeat(4000)}\n("/x")]`],
  ["many comments before it", `a = file ${"/**/".repeat(4000)}("/x")`],
])("a path is guarded behind %s", (_tries, text) => {
  const guarded = guardedFile("main.tf", "module.m", Buffer.from(text)).toString("utf8");
  expect(guarded).toContain('[for stack_tools_path in ["/x"]');
});

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
  ["backends", { terraform: { backend: [{ s3: {} }] } }, { terraform: {} }],
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

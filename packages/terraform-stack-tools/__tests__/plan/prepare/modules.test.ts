import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guardedFile, guardedValue, installedModules, moduleId, moduleTypes } from "../../../src/plan/prepare/modules";
import { readStack } from "../../../src/stack/stack";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "modules-")));
const stack = readStack({ module: { m: { source: "a/b/c" } } });

afterAll(() => rmSync(folder, { recursive: true }));

test("called modules are entered under the names of their calls, with the modules in them", () => {
  const id = moduleId({ source: "a/b/c" });
  const modules = join(folder, ".terraform/modules");
  const names = [id, `${id}.inner`, `${id}x`, moduleId({ source: "other" })];
  for (const name of [...names, `${id}/child`]) {
    mkdirSync(join(modules, name), { recursive: true });
  }
  const entry = (Key: string, Dir = `.terraform/modules/${Key}`) => ({ Key, Source: "s", Dir });
  const child = (key: string) => entry(key, `.terraform/modules/${id}/child`);
  writeFileSync(
    join(modules, "modules.json"),
    JSON.stringify({ Modules: [...names.map((name) => entry(name)), child(`${id}.child`)] }),
  );
  const called = [entry("m", `.terraform/modules/${id}`), entry("m.inner", `.terraform/modules/${id}.inner`), child("m.child")];
  expect(installedModules(stack, folder)).toEqual({
    folders: {
      [`.terraform/modules/${id}`]: join(modules, id),
      [`.terraform/modules/${id}.inner`]: join(modules, `${id}.inner`),
    },
    texts: {},
    files: { ".terraform/modules/modules.json": { Modules: [{ Key: "", Source: "", Dir: "." }, ...called] } },
  });
});

test("there are none where init downloaded none", () => {
  expect(installedModules(stack, join(folder, "nothing"))).toBeUndefined();
  expect(moduleTypes([join(folder, "nothing")], [])).toEqual([]);
});

test("the types that a module mentions are those of installed providers", () => {
  const schemas = join(folder, "schemas");
  mkdirSync(join(folder, ".terraform/modules/m"), { recursive: true });
  mkdirSync(schemas);
  writeFileSync(join(folder, ".terraform/modules/m/main.tf"), 'resource "time_offset" "one" {}');
  writeFileSync(join(folder, ".terraform/modules/m/README.md"), "time_static");
  for (const type of ["time_offset", "time_static"]) {
    writeFileSync(join(schemas, `resource.${type}.json`), "{}");
  }
  expect(moduleTypes([folder], [{ address: "a", version: "1.0.0", file: "x", schemas }])).toEqual(["time_offset"]);
});

test.each([
  ["JSON whose letters are escaped", "a.tf.json", '{"locals":{"a":"${\\u0066ile(\\"a.txt\\")}"}}', "startswith(format("],
  ["a pattern that leaves the folder", "a.tf", 'a = fileset("assets", "../*")', '!strcontains(stack_tools_path, "..")'],
  ["a configuration as a template", "a.tf", 'a = templatefile("a.tf", {})', "[.](tf|tofu)([.]json)?$"],
])("a path is guarded in %s", (_tries, file, text, guard) => {
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

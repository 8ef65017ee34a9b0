import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installedModules, moduleId, moduleTypes } from "../../../src/plan/prepare/modules";
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

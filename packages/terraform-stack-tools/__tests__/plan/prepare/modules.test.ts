import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installedModules, moduleId, moduleTypes } from "../../../src/plan/prepare/modules";
import { readStack } from "../../../src/stack/stack";

const folder = mkdtempSync(join(tmpdir(), "modules-"));
const stack = readStack({ module: { m: { source: "a/b/c" } } });

afterAll(() => rmSync(folder, { recursive: true }));

test("called modules are entered under the names of their calls, with the modules in them", () => {
  const id = moduleId({ source: "a/b/c" });
  const entry = (Key: string, Dir = Key) => ({ Key, Source: "s", Dir });
  const file = ".terraform/modules/modules.json";
  mkdirSync(join(folder, ".terraform/modules"), { recursive: true });
  const installed = [id, `${id}.inner`, `${id}x`, moduleId({ source: "other" })].map((key) => entry(key));
  writeFileSync(join(folder, file), JSON.stringify({ Modules: installed }));
  expect(installedModules(stack, folder)).toEqual({
    folder: join(folder, ".terraform/modules"),
    files: { [file]: { Modules: [{ Key: "", Source: "", Dir: "." }, entry("m", id), entry("m.inner", `${id}.inner`)] } },
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

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { programPage } from "../../../tools/program-page";
import { type JsonObject, objectOf } from "../../terraform-stack-tools/src/stack/json";
import { DEFAULT_SCENARIO } from "../src/create";
import { projectFiles } from "../src/project-files";
import { scenarios } from "../src/scenarios";

const PROJECT = join(__dirname, "../../..");

const { name: OWN_NAME, version: OWN_VERSION } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
/** Tests use it, the app does not. */
const TOOLS = "terraform-stack-tools";

const names = scenarios().map(({ name }) => name);

function manifestOf(files: ReadonlyMap<string, string>): JsonObject {
  return JSON.parse(files.get("package.json") ?? "");
}

test("the default is a scenario", () => {
  expect(names).toContain(DEFAULT_SCENARIO);
});

describe.each(names)("a project for %s", (scenario) => {
  const files = projectFiles(scenario);
  const manifest = manifestOf(files);
  const dependencies = objectOf(manifest.dependencies);
  const packages = { ...dependencies, ...objectOf(manifest.devDependencies) };

  test("has the files that the page about the program lists", () => {
    const [, table] = programPage().split("## What `npm create cdktf-acr-aks` writes");
    const rows = table.split("\n").filter((line) => line.startsWith("| `"));
    const listed = rows.flatMap((row) => [...row.split(" | ")[0].matchAll(/`([^`]+)`/g)].map(([, file]) => file));
    expect([...files.keys()].sort()).toEqual(listed.sort());
  });

  test("depends on the versions that are installed here", () => {
    const { [OWN_NAME]: own, [TOOLS]: tools, ...others } = packages;
    const installed = Object.keys(others).map((name) => {
      const { version } = JSON.parse(readFileSync(join(PROJECT, "node_modules", name, "package.json"), "utf8"));
      return [name, version];
    });
    expect(others).toEqual(Object.fromEntries(installed));
    expect([own, tools]).toEqual([OWN_VERSION, OWN_VERSION]);
  });

  test("depends on all that its code imports, and on all peers", () => {
    const code = [...files].filter(([path]) => path.endsWith(".ts")).map(([, text]) => text);
    const imported = code.flatMap((text) => [...text.matchAll(/ from "((?:@[^/"]+\/)?[^./"][^/"]*)/g)].map(([, name]) => name));
    expect(imported).toEqual(expect.arrayContaining([expect.stringMatching(/^cdkt[fn]$/), OWN_NAME]));
    const { peerDependencies } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
    const needed = [...imported.filter((name) => name !== TOOLS), ...Object.keys(peerDependencies)];
    expect(needed.filter((name) => !(name in dependencies))).toEqual([]);
    expect(imported).toContain(TOOLS);
  });

  test("describes itself, and is never published", () => {
    expect(manifest).toMatchObject({ description: expect.stringMatching(/\w/), private: true });
  });

  test("keeps state, which may contain secrets, out of the repository", () => {
    expect(files.get(".gitignore")?.split("\n")).toEqual(expect.arrayContaining(["*.tfstate", "*.tfstate.*", "node_modules/"]));
  });
});

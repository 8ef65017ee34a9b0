import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ForeignProject } from "../support/foreign-project";
import { expectScenarios, writeScenarios } from "../support/foreign-scenarios";
import { readPage } from "../support/pages";

/** What the page puts into package.json. */
function manifest(): { readonly dependencies: Readonly<Record<string, string>> } {
  const page = readPage("docs/how-to/operations/install.md");
  return JSON.parse(page.fences.find(({ code }) => code.includes('"overrides"'))?.code ?? "");
}

describe("an app that has cdktn under the name cdktf", () => {
  const project = new ForeignProject(manifest());

  beforeAll(() => {
    project.install("tsx", "typescript", "@types/node");
    writeScenarios(project);
  });
  afterAll(() => project.remove());

  test("gets one copy of it, which the bindings and this package share", () => {
    const names = project.run("npm", "query", "[name=cdktn], [name=cdktf]");
    expect(JSON.parse(names).map(({ location }: { location: string }) => location)).toEqual(["node_modules/cdktf"]);
  });

  test("is type-checked and synthesizes what an app of cdktf does", () => {
    const compilerOptions = { target: "ES2022", module: "CommonJS", strict: true, noEmit: true, types: ["node"] };
    writeFileSync(join(project.folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    project.run("npx", "--no-install", "tsc", "--project", ".");
    project.run("node", "--import", "tsx", "stacks/main.ts");
    expectScenarios(project, "cdktf.out");
  });
});

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ForeignProject } from "../support/foreign-project";
import { publicNames, snippets, stackModule } from "../support/readme";
import { canPlan } from "../support/terraform";

const TSCONFIG = { compilerOptions: { target: "ES2022", module: "CommonJS", strict: true, outDir: "out", types: ["jest"] } };

describe("another project", () => {
  const project = new ForeignProject();
  const { folder } = project;

  afterAll(() => project.remove());

  test("installs the package with its peers and nothing else", () => {
    const paths = project.install("typescript", "jest", "@types/jest");
    expect(paths).toEqual(expect.arrayContaining([".jsii", "API.md", "LICENSE", "README.md", "lib/index.d.ts", "lib/index.js"]));
    expect(
      paths.filter(
        (path) => !/^(lib\/.*\.(js|d\.ts|json)|docs\/[-a-z]+\.md|\.jsii|package\.json|LICENSE|[A-Z]+\.md)$/.test(path),
      ),
    ).toEqual([]);

    expect(
      JSON.parse(readFileSync(join(folder, "node_modules/cdktf-acr-aks/package.json"), "utf8")).dependencies,
    ).toBeUndefined();
  });

  test("type-checks the README's programs and snippets strictly against the installed types", () => {
    const all = snippets();
    all.forEach((snippet, index) => {
      const code = snippet.file ? snippet.code : stackModule(snippet, publicNames(), "cdktf-acr-aks");
      writeFileSync(join(folder, snippet.file ?? `snippet-${index}.ts`), code);
    });
    const call = `handOff({ input: "cdktf.out", out: "again", format: "hcl" });`;
    writeFileSync(join(folder, "hand-off.ts"), `import { handOff } from "cdktf-acr-aks/handoff";\n${call}\n`);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
    project.run("npx", "--no-install", "tsc", "--project", ".");
    expect(existsSync(join(folder, "out/main.js"))).toBe(true);
  });

  test("synthesizes the README's program", () => {
    project.run("node", "out/main.js");
    const json = JSON.parse(readFileSync(join(folder, "cdktf.out/stacks/attach/cdk.tf.json"), "utf8"));
    expect(Object.keys(json.resource)).toEqual(["azurerm_role_assignment"]);
  });

  test("hands its stacks over with the program, and with the function", () => {
    const out = project
      .run("npx", "--no-install", "cdktf-acr-aks", "hand-off", "cdktf.out", "--out", "hand-off", "--format", "hcl")
      .trim();
    expect(out).toBe(join(realpathSync(folder), "hand-off"));
    expect(readFileSync(join(out, "attach/main.tf"), "utf8")).toContain('resource "azurerm_role_assignment"');
    project.run("node", "out/hand-off.js");
    expect(readFileSync(join(folder, "again/attach/manifest.json"))).toEqual(readFileSync(join(out, "attach/manifest.json")));
  });

  // Skipped without a binary, or where the providers would have to be downloaded.
  (canPlan() ? test : test.skip)("runs the README's test, with a plan for the main branch", () => {
    const main = join(folder, "../main/cdktf.out/stacks/attach/cdk.tf.json");
    mkdirSync(dirname(main), { recursive: true });
    copyFileSync(join(folder, "cdktf.out/stacks/attach/cdk.tf.json"), main);
    project.run("npx", "--no-install", "jest", "--ci=false", "out");
    const [snapshot] = readdirSync(join(folder, "out/__snapshots__"));
    expect(readFileSync(join(folder, "out/__snapshots__", snapshot), "utf8")).toContain('role_definition_name = "AcrPull"');
  });
});

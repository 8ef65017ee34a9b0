import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as constructs from "../../src";
import { ForeignProject } from "../support/foreign-project";
import { publicNames, type Snippet, snippets, stackModule } from "../support/readme";
import { canPlan } from "../support/terraform";

const PROJECT = join(__dirname, "../..");
const TOOLS = "packages/terraform-stack-tools";

const TSCONFIG = {
  compilerOptions: { target: "ES2022", module: "CommonJS", strict: true, outDir: "out", types: ["jest", "node"] },
};

/** Each page has a folder, so that files of the same name do not meet; the README is at the top. */
function placeOf({ page, file }: Snippet): string {
  return join(page === "README.md" ? "." : page.replace(/\.md$/, ""), file ?? "");
}

/** The first of the pages' files with this name. */
function fileNamed(name: string): Snippet {
  const snippet = snippets().find(({ file }) => file === name);
  if (!snippet) {
    throw new Error(`no page has a snippet with file=${name}`);
  }
  return snippet;
}

/** An app that needs one provider of three, and then asks for a second one. */
const OUTSIDE_AZURE = `
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { App, TerraformStack, TerraformVariable } from "cdktf";
import { ContainerRegistry, ImagePullSecret, RegistryCredentials } from "cdktf-acr-aks";

const stack = new TerraformStack(new App(), "outside-azure");
new KubernetesProvider(stack, "kubernetes");
const password = new TerraformVariable(stack, "password", { sensitive: true }).stringValue;
const credentials = RegistryCredentials.fromPassword({ loginServer: "registry.corp.example", username: "pull", password });
new ImagePullSecret(stack, "acr-pull", { credentials: [credentials], namespaces: ["apps"] });
console.log(Object.keys(stack.toTerraform().resource).join());
try {
  ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
} catch (error) {
  console.log(String(error));
}
`;

describe("another project", () => {
  const project = new ForeignProject();
  const { folder, root } = project;

  afterAll(() => project.remove());

  test("installs the constructs with their peers and nothing else, and the tools", () => {
    const [constructs, tools] = project.install("typescript", "jest", "@types/jest");
    expect(constructs.paths).toEqual(expect.arrayContaining([".jsii", "LICENSE", "README.md", "lib/index.d.ts"]));
    expect(constructs.paths.filter((path) => path.endsWith(".js"))).toEqual(["lib/fast-start.js", "lib/index.js"]);
    const expected =
      /^(lib\/.*\.(js|d\.ts)|docs\/([-a-z]+\/)*[-\w]+\.(md|svg)|rosetta\/default\.ts-fixture|docs\/llms\.txt|\.jsii|package\.json|LICENSE|[A-Z]+\.md)$/;
    expect(constructs.paths.filter((path) => !expected.test(path) || /^(API|CONTRIBUTING)\.md$/.test(path))).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(folder, "node_modules/cdktf-acr-aks/package.json"), "utf8"));
    expect(manifest.dependencies).toBeUndefined();

    const ofTools =
      /^(lib\/.*\.(js|d\.ts|json)|pictures\/report-(light|dark)\.png|schemas\/[-a-z]+\.json|package\.json|LICENSE|(README|CHANGELOG)\.md)$/;
    expect(tools.paths.filter((path) => !ofTools.test(path))).toEqual([]);
    expect(tools.paths).toContain("LICENSE");
    // The data are there, not only the code that reads them.
    const data = readdirSync(join(PROJECT, TOOLS, "src/knowledge/catalogue/data")).map(
      (name) => `lib/knowledge/catalogue/data/${name}`,
    );
    expect(tools.paths).toEqual(expect.arrayContaining(data));
  });

  test("has examples and a README that jsii rosetta compiles, and so translates for the other languages", () => {
    const attach = fileNamed("attach.ts");
    writeFileSync(join(folder, placeOf(attach)), attach.code);
    const assembly = join(root, "assembly");
    cpSync(join(folder, "node_modules/cdktf-acr-aks"), assembly, { recursive: true });
    symlinkSync(join(folder, "node_modules"), join(assembly, "node_modules"));
    const rosetta = join(PROJECT, "node_modules/.bin/jsii-rosetta");
    const tablet = join(root, "examples.json");
    project.run(
      rosetta,
      "extract",
      "--compile",
      "--fail",
      "--directory",
      folder,
      "--compress-tablet=false",
      "--output",
      tablet,
      assembly,
    );
    const { snippets } = JSON.parse(readFileSync(tablet, "utf8"));
    const blocks = readFileSync(join(assembly, "README.md"), "utf8").match(/^```typescript/gm) ?? [];
    expect(Object.keys(snippets).length).toBeGreaterThan(10 + blocks.length);
  });

  test("type-checks the programs and snippets of all pages strictly against the installed types", () => {
    const all = snippets();
    all.forEach((snippet, index) => {
      const code = snippet.file ? snippet.code : stackModule(snippet, publicNames(), "cdktf-acr-aks");
      const path = join(folder, snippet.file ? placeOf(snippet) : `snippet-${index}.ts`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, code);
    });
    // The page of the test takes its stack from the README.
    writeFileSync(join(folder, dirname(placeOf(fileNamed("attach.test.ts"))), "attach.ts"), fileNamed("attach.ts").code);
    const call = `handOff({ input: "cdktf.out", out: "again", format: "hcl" });`;
    writeFileSync(join(folder, "again.ts"), `import { handOff } from "terraform-stack-tools/hand-off";\n${call}\n`);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
    project.run("npx", "--no-install", "tsc", "--project", ".");
  });

  test("gives an ES module every name", () => {
    const list = 'import * as all from "cdktf-acr-aks"; console.log(Object.keys(all).sort().join());';
    const names = project.run("node", "--input-type=module", "--eval", list).trim().split(",");
    expect(names.filter((name) => !["default", "module.exports", "__esModule"].includes(name))).toEqual(
      Object.keys(constructs).sort(),
    );
  });

  test("does without the providers that it does not use, and is told which one to install", () => {
    const providers = join(folder, "node_modules/@cdktf");
    const away = (name: string) => [join(providers, name), join(root, name)] as const;
    const unused = [away("provider-azurerm"), away("provider-azuread")];
    for (const [installed, kept] of unused) {
      renameSync(installed, kept);
    }
    try {
      writeFileSync(join(folder, "outside-azure.ts"), OUTSIDE_AZURE);
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ ...TSCONFIG, files: ["outside-azure.ts"] }));
      project.run("npx", "--no-install", "tsc", "--project", ".");
      expect(project.run("node", "out/outside-azure.js").split("\n").slice(0, 2)).toEqual([
        "kubernetes_secret_v1",
        "Error: @cdktf/provider-azurerm: the package must be installed in an app that uses this provider; " +
          "install @cdktf/provider-azurerm; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#missing-provider",
      ]);
    } finally {
      for (const [installed, kept] of unused) {
        renameSync(kept, installed);
      }
    }
  });

  test("synthesizes a page's program", () => {
    project.run("node", join("out", placeOf(fileNamed("main.ts")).replace(/ts$/, "js")));
    const json = JSON.parse(readFileSync(join(folder, "cdktf.out/stacks/attach/cdk.tf.json"), "utf8"));
    expect(Object.keys(json.resource)).toEqual(["azurerm_role_assignment"]);
  });

  test("hands its stacks over with the program, and with the function", () => {
    const out = project
      .run("npx", "--no-install", "terraform-stack-tools", "hand-off", "cdktf.out", "--out", "hand-off", "--format", "hcl")
      .trim();
    expect(out).toBe(join(realpathSync(folder), "hand-off"));
    expect(readFileSync(join(out, "attach/main.tf"), "utf8")).toContain('resource "azurerm_role_assignment"');
    project.run("node", "out/again.js");
    expect(readFileSync(join(folder, "again/attach/main.tf"))).toEqual(readFileSync(join(out, "attach/main.tf")));
  });

  // Skipped without a binary, or where the providers would have to be downloaded.
  (canPlan() ? test : test.skip)("runs the tests of pages, with plans for the main branch", () => {
    mkdirSync(join(root, "main"));
    const shops = `./${join("out", placeOf(fileNamed("shops.ts"))).replace(/\.ts$/, "")}`;
    const app = 'const app = new (require("cdktf").App)({ outdir: "../main/cdktf.out" });';
    project.run("node", "--eval", `${app} new (require("${shops}").Shops)(app, "shops"); app.synth();`);
    project.run("npx", "--no-install", "jest", "--ci=false", "out");
    const snapshots = join(folder, "out", dirname(placeOf(fileNamed("attach.test.ts"))), "__snapshots__");
    const [snapshot] = readdirSync(snapshots);
    expect(readFileSync(join(snapshots, snapshot), "utf8")).toContain('role_definition_name = "AcrPull"');
  });

  (canPlan() ? test : test.skip)("plans with the program, and compares with an earlier version", () => {
    const program = ["--no-install", "terraform-stack-tools", "plan", "cdktf.out"];
    expect(project.run("npx", ...program)).toMatch(/^Every pod of AKS cluster prod may now pull .*; [\s\S]*Plan: 2 to create/);
    const markdown = project.run(
      "npx",
      ...program,
      "--existing",
      "cdktf.out",
      "--fail-on",
      "gain,replace",
      "--format",
      "markdown",
    );
    expect(markdown).toMatch(/^\*\*Nobody gains or loses access to images; no resource changes\.\*\*\n/);
  });
});

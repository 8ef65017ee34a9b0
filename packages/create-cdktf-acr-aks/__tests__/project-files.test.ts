import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PINS } from "../../../tools/cdktn";
import { inFolder, writeFiles } from "../../terraform-stack-tools/__tests__/support/hand-off";
import { type JsonObject, objectOf } from "../../terraform-stack-tools/src/stack/json";
import { CDKS, type Choice, DEFAULTS, LANGUAGES, scenarios } from "../src/choices";
import { projectFiles, versionsIn } from "../src/project-files";

const PROJECT = join(__dirname, "../../..");

const PROJECT_MANIFEST = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
const { name: OWN_NAME, version: OWN_VERSION } = PROJECT_MANIFEST;
/** Tests use it, the app does not. */
const TOOLS = "terraform-stack-tools";

const names = scenarios().map(({ name }) => name);

function manifestOf(files: ReadonlyMap<string, string>): JsonObject {
  return JSON.parse(files.get("package.json") ?? "");
}

test.each(CDKS.flatMap((cdk) => LANGUAGES.map((language) => [cdk, language] as const)))(
  "the README of an app of %s in %s says what a fresh clone needs, which is what its workflow runs",
  (cdk, language) => {
    const files = projectFiles({ ...DEFAULTS, cdk, language });
    const [, clone = ""] = /In a fresh clone, run ([\s\S]*?) first\./.exec(files.get("README.md") ?? "") ?? [];
    const said = [...clone.matchAll(/`([^`]+)`/g)].map(([, command]) => command.replace(" -r ", " --requirement "));
    const commands = [...(files.get(".github/workflows/test.yml") ?? "").matchAll(/- run: (.*)/g)].map(([, command]) => command);
    const checks = ["npm run type-check", "npm run synth", "npm test"];
    expect(said).toEqual(commands.filter((command) => !checks.includes(command)));
    const [, node] = /Node\.js (\d+\.\d+) or later/.exec(files.get("README.md") ?? "") ?? [];
    expect(manifestOf(files).engines).toEqual({ node: `>=${node}.0` });
  },
);

describe.each(names)("a project for %s", (scenario) => {
  const files = projectFiles({ ...DEFAULTS, scenario });
  const manifest = manifestOf(files);
  const dependencies = objectOf(manifest.dependencies);
  const packages = { ...dependencies, ...objectOf(manifest.devDependencies) };

  test("has the files that the page about the program lists", () => {
    const [, table] = readFileSync(join(PROJECT, "docs/tools/program.md"), "utf8").split(
      "## What `npm create cdktf-acr-aks` writes",
    );
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
});

const choices: Choice[] = CDKS.flatMap((cdk) =>
  LANGUAGES.flatMap((language) => names.map((scenario) => ({ cdk, language, scenario }))),
);

describe.each(choices)("a project for $scenario in $language with $cdk", (choice) => {
  const files = projectFiles(choice);
  const other = choice.cdk === "cdktf" ? "cdktn" : "cdktf";

  test("has its files, describes itself, is never published, and names the other CDK only in files that both share", () => {
    expect([...files.keys()]).toEqual(expect.arrayContaining(["cdktf.json", "package.json", "README.md", ".gitignore"]));
    expect(files.has(choice.language === "python" ? "stack.py" : "stack.ts")).toBe(true);
    expect(manifestOf(files)).toMatchObject({ description: expect.stringMatching(/\w/), private: true });
    // The pages of the project have one address for both.
    const named = [...files.values()].flatMap((text) => text.match(new RegExp(`${other}(?!\\.json|\\.out)[-\\w]*`, "g")) ?? []);
    expect(named).toEqual([]);
  });

  test("installs exact versions, those that the packages of cdktn are tested with", () => {
    const versions = versionsIn(files);
    expect(versions.filter(([, version]) => !/^(\d+\.\d+\.\d+|file:bindings\/\w+)$/.test(version))).toEqual([]);
    const byName = new Map(versions);
    const { version } = PROJECT_MANIFEST;
    expect(byName.get(`${choice.cdk}-acr-aks`)).toBe(version);
    if (choice.cdk === "cdktn") {
      const bindings = Object.entries(PINS.bindings).map(([name, pin]) => [
        choice.language === "python" ? `cdktn-provider-${name}` : `@cdktn/provider-${name}`,
        choice.language === "python" ? pin : `file:bindings/${name}`,
      ]);
      expect(versions).toEqual(expect.arrayContaining([["cdktn-cli", PINS.cdktn], ["constructs", PINS.constructs], ...bindings]));
    }
  });

  test("keeps what is installed, generated or secret out of the repository", () => {
    const ignored = files.get(".gitignore")?.split("\n") ?? [];
    expect(ignored).toEqual(expect.arrayContaining(["*.tfstate", "*.tfstate.*", "node_modules/", "cdktf.out/"]));
    expect(ignored.includes(".venv/")).toBe(choice.language === "python");
  });
});

test("the bindings that are generated have the versions of their providers", () => {
  const files = projectFiles({ ...DEFAULTS, cdk: "cdktn" });
  const { terraformProviders } = JSON.parse(files.get("cdktf.json") ?? "{}");
  const bindings = Object.keys(PINS.bindings).map((name) => JSON.parse(files.get(`bindings/${name}/package.json`) ?? "{}"));
  const named = bindings.map(({ name, version }) => `${name.replace("@cdktn/provider-", "hashicorp/")}@${version}`);
  expect(named).toEqual(terraformProviders);
});

test("what cdktn has generated becomes packages with the versions that it found", () => {
  inFolder((folder) => {
    writeFiles(folder, Object.fromEntries(projectFiles({ ...DEFAULTS, cdk: "cdktn" })));
    const place = (version: string, code: string) => {
      const versions = JSON.stringify({ "registry.terraform.io/hashicorp/azurerm": version });
      writeFiles(folder, { ".gen/versions.json": versions, ".gen/providers/azurerm/provider.ts": code });
      execFileSync(process.execPath, ["bindings/place.mjs"], { cwd: folder });
    };
    place("5.10.0", "old");
    place("5.11.0", "new");
    const read = (path: string) => readFileSync(join(folder, "bindings/azurerm", path), "utf8");
    expect(JSON.parse(read("package.json"))).toEqual({ name: "@cdktn/provider-azurerm", version: "5.11.0", private: true });
    expect(read("lib/provider.ts")).toBe("new");
    expect(readdirSync(join(folder, ".gen"))).toEqual([]);
  });
});

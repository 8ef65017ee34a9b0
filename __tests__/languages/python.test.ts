import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canPlan } from "../support/terraform";
import { PROJECT } from "./support/packages";
import { expectSameAsTypeScript, languagesFolder, run, testWith } from "./support/programs";

/** What `npx terraform-stack-tools` starts. */
const TOOLS = join(PROJECT, "packages/terraform-stack-tools/lib/cli/main.js");

const MYPY = "mypy==2.4.1";
const testPython = testWith("python3", "-m", "pip", "--version");

describe("an empty environment of Python", () => {
  const folder = join(languagesFolder(), "python");
  const inEnvironment = (name: string) => join(folder, "environment/bin", name);
  // Without this cache, each start of the program unpacks all bindings.
  const cached = { JSII_RUNTIME_PACKAGE_CACHE: "enabled", JSII_RUNTIME_PACKAGE_CACHE_ROOT: join(folder, "cache") };
  const program = (...args: string[]) => run(folder, process.execPath, [TOOLS, ...args]);
  const pip = (...args: string[]) => run(folder, inEnvironment("pip"), ["--quiet", "--disable-pip-version-check", ...args]);

  testPython("gets the wheel with all that it requires", () => {
    mkdirSync(folder);
    cpSync(join(PROJECT, "languages/python"), join(folder, "app"), { recursive: true });
    run(folder, "python3", ["-m", "venv", "environment"]);
    pip("wheel", "--no-deps", "--wheel-dir", "wheels", join(languagesFolder(), "own/python"));
    const [wheel] = readdirSync(join(folder, "wheels"));
    pip("install", "--no-compile", MYPY, join("wheels", wheel));
  });

  testPython("synthesizes what the programs in TypeScript do", () => {
    run(join(folder, "app"), inEnvironment("python"), ["main.py"], { ...cached, PYTHONDONTWRITEBYTECODE: "1" });
    expectSameAsTypeScript(join(folder, "app/cdktf.out"));
  });

  // With the bindings pruned: mypy reads all of them, and azurerm alone takes it a minute.
  testPython("has no error for mypy", () => {
    const env = { MYPYPATH: join(languagesFolder(), "code/python/src"), MYPY_CACHE_DIR: "../mypy" };
    const programs = readdirSync(join(PROJECT, "languages/python")).filter((name) => name.endsWith(".py"));
    const options = ["--strict", "--follow-imports=silent"];
    expect(run(join(folder, "app"), inEnvironment("mypy"), [...options, ...programs], env)).toMatch(/^Success: no issues found/);
  });

  // The wheel has no program of its own.
  testPython("is handed over by the tools", () => {
    expect(readdirSync(join(folder, "environment/bin")).filter((name) => name.startsWith("cdktf"))).toEqual([]);

    const out = program("hand-off", "app/cdktf.out", "--out", "hand-off", "--format", "hcl");
    expect(out.trim()).toBe(join(folder, "hand-off"));
    expect(readFileSync(join(folder, "hand-off/existing-cluster/main.tf"), "utf8")).toContain(
      'resource "azurerm_role_assignment"',
    );
  });

  // Skipped without a binary, or where the providers would have to be downloaded.
  (canPlan() ? testPython : test.skip)("is planned by the tools", () => {
    const variables = [
      "subscription_id=00000000-0000-4000-8000-000000000000",
      "registry_name=contoso",
      "registry_resource_group_name=rg-shared",
      "cluster_name=prod",
      "cluster_resource_group_name=rg-prod",
    ].flatMap((variable) => ["--var", variable]);
    const plan = program("plan", "app/cdktf.out/stacks/existing-cluster", ...variables);
    expect(plan).toContain("Plan: 1 to create");
  });
});

import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { DEFAULTS, scenarios } from "../../packages/create-cdktf-acr-aks/src/choices";
import { projectFiles } from "../../packages/create-cdktf-acr-aks/src/project-files";
import { writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { readPage } from "../support/pages";
import { canPlan, PATH_WITHOUT_TERRAFORM } from "../support/terraform";
import { PROJECT } from "./support/packages";
import { expectSameAsTypeScript, languagesFolder, run, TOOLS, testWith } from "./support/programs";
import { writeTranslation } from "./support/translated";

/** Where npm would have linked it in an app. */
const LINK = join("node_modules", ".bin", "terraform-stack-tools");

const MYPY = "mypy==2.4.1";
const PYTEST = "pytest==9.2.0";

/** Where a plan would download the providers, the apps find neither Terraform nor OpenTofu. */
const PATH = canPlan() ? process.env.PATH : PATH_WITHOUT_TERRAFORM;
const testPython = testWith("python3", "-m", "pip", "--version");

describe("an empty environment of Python", () => {
  const folder = join(languagesFolder(), "python");
  const inEnvironment = (name: string) => join(folder, "environment/bin", name);
  // Without this cache, each start of the program unpacks all bindings.
  const cached = { JSII_RUNTIME_PACKAGE_CACHE: "enabled", JSII_RUNTIME_PACKAGE_CACHE_ROOT: join(folder, "cache") };
  const program = (...args: string[]) => run(folder, process.execPath, [TOOLS, ...args]);
  const pip = (...args: string[]) => run(folder, inEnvironment("pip"), ["--quiet", "--disable-pip-version-check", ...args]);

  testPython("gets the wheel with all that it requires, by the line of the page on languages", () => {
    mkdirSync(folder);
    cpSync(join(PROJECT, "examples/languages/python"), join(folder, "app"), { recursive: true });
    writeTranslation("python", join(folder, "app"));
    run(folder, "python3", ["-m", "venv", "environment"]);
    pip("wheel", "--no-deps", "--wheel-dir", "wheels", join(languagesFolder(), "own/python"));
    const [wheel] = readdirSync(join(folder, "wheels"));
    const { text } = readPage("docs/reference/languages.md");
    const [, line = ""] = /^- `pip (install cdktf-acr-aks)` installs cdktf and its bindings/m.exec(text) ?? [];
    const words = line.split(" ").map((word) => (word === "cdktf-acr-aks" ? join("wheels", wheel) : word));
    expect(words).toEqual(["install", expect.stringMatching(/\.whl$/)]);
    pip(...words, "--no-compile");
    const names = run(folder, inEnvironment("pip"), ["list", "--format=freeze"]).replace(/==.*/g, "").split("\n");
    const bindings = ["azuread", "azurerm", "kubernetes"].map((name) => `cdktf-cdktf-provider-${name}`);
    expect(names).toEqual(expect.arrayContaining(["cdktf", "cdktf-acr-aks", ...bindings]));
    pip("install", "--no-compile", MYPY, PYTEST);
  });

  testPython("synthesizes, as it is translated, what the program in TypeScript does", () => {
    run(join(folder, "app"), inEnvironment("python"), ["main.py"], { ...cached, PYTHONDONTWRITEBYTECODE: "1" });
    expectSameAsTypeScript(join(folder, "app/cdktf.out"));
  });

  // With the bindings pruned: mypy reads all of them, and azurerm alone takes it a minute.
  testPython("has no error for mypy", () => {
    const env = { MYPYPATH: join(languagesFolder(), "code/python/src"), MYPY_CACHE_DIR: "../mypy" };
    const programs = readdirSync(join(PROJECT, "examples/languages/python")).filter((name) => name.endsWith(".py"));
    const mypy = (...args: string[]) =>
      run(join(folder, "app"), inEnvironment("mypy"), ["--follow-imports=silent", ...args], env);
    // A translation has no types of its own, but those of what it calls.
    expect(mypy("--check-untyped-defs", "every_construct.py")).toMatch(/^Success: no issues found/);
    expect(mypy("--strict", "--allow-untyped-calls", ...programs)).toMatch(/^Success: no issues found/);
  });

  // A run for another language has one of them.
  const names = scenarios().map(({ name }) => name);
  const isOther = ![undefined, "python"].includes(process.env.ONLY_LANGUAGE);
  describe.each(isOther ? [DEFAULTS.scenario] : names)("runs the app that the starter writes for %s", (scenario) => {
    const app = join(folder, "apps", scenario);
    const files = projectFiles({ cdk: "cdktf", language: "python", scenario });
    // With the bindings pruned, too: Python reads all of azurerm at each start.
    const pruned = join(languagesFolder(), "code/python/src");
    const env = { MYPYPATH: pruned, PYTHONPATH: pruned, MYPY_CACHE_DIR: join(folder, "mypy-apps") };
    // A pipeline would write no snapshot.
    const npm = (...args: string[]) => run(app, "npm", args, { ...cached, ...env, PATH, CI: "", TF_BUILD: "" });

    testPython("which has no error for mypy", () => {
      expect([...(files.get("requirements.txt") ?? "").split("\n")]).toEqual(expect.arrayContaining([MYPY, PYTEST]));
      writeFiles(app, Object.fromEntries(files));
      symlinkSync(join(folder, "environment"), join(app, ".venv"));
      writeFiles(app, { [LINK]: `#!/bin/sh\nexec node '${TOOLS}' "$@"\n` });
      chmodSync(join(app, LINK), 0o755);
      // Each script asks first whether npm has installed these.
      for (const name of Object.keys(JSON.parse(files.get("package.json") ?? "").devDependencies)) {
        symlinkSync(join(PROJECT, "node_modules", name), join(app, "node_modules", name));
      }
      expect(npm("run", "type-check")).toMatch(/^Success: no issues found in [5-9] source files$/m);
    });

    testPython("which synthesizes", () => {
      npm("run", "synth");
      const json = JSON.parse(readFileSync(join(app, "cdktf.out/stacks/image-pulls/cdk.tf.json"), "utf8"));
      expect(Object.keys(json.resource).length).toBeGreaterThan(0);
    });

    testPython("which passes its tests, with a plan where one can be made", () => {
      const plans = canPlan() ? /^[2-9] passed in/m : /^[1-9] passed, 1 skipped in/m;
      // The first run writes the snapshot, the second one compares. It does so for one scenario as for all.
      for (const round of canPlan() && scenario === DEFAULTS.scenario ? [1, 2] : [1]) {
        expect([round, npm("test", "--", "-q", "--color=no")]).toEqual([round, expect.stringMatching(plans)]);
      }
      expect(existsSync(join(app, "plan.snapshot"))).toBe(canPlan());
      if (canPlan()) {
        npm("run", "accept-plan");
      }
    });
  });

  // The wheel has no program of its own.
  testPython("is handed over and ejected by the tools", () => {
    const out = join(folder, "apps", DEFAULTS.scenario, "cdktf.out");
    expect(readdirSync(join(folder, "environment/bin")).filter((name) => name.startsWith("cdktf"))).toEqual([]);

    const printed = program("hand-off", out, "--out", "hand-off", "--format", "hcl");
    expect(printed.trim()).toBe(join(folder, "hand-off"));
    expect(readFileSync(join(folder, "hand-off/image-pulls/main.tf"), "utf8")).toContain('resource "azurerm_role_assignment"');

    const checked = program("eject", out, "--out", "ejected", ...(canPlan() ? ["--check"] : []));
    expect(checked.trim()).toBe(canPlan() ? "image-pulls: no changes (2 objects)" : join(folder, "ejected"));
  });
});

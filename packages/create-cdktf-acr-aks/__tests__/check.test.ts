import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { writeFiles } from "../../terraform-stack-tools/__tests__/support/hand-off";
import { CDKS, type Choice, DEFAULTS, LANGUAGES, scenarios } from "../src/choices";
import { projectFiles } from "../src/project-files";

const PYTHON: Choice = { ...DEFAULTS, language: "python" };
const CDKTN: Choice = { ...DEFAULTS, cdk: "cdktn" };

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An app of which nothing is installed yet. */
class App {
  private readonly files: ReadonlyMap<string, string>;

  constructor(
    private readonly folder: string,
    choice: Choice,
  ) {
    this.files = projectFiles(choice);
    writeFiles(folder, Object.fromEntries(this.files));
  }

  public get manifest() {
    return JSON.parse(this.files.get("package.json") ?? "");
  }

  public write(files: Readonly<Record<string, string>>): void {
    writeFiles(this.folder, files);
  }

  /** Puts programs where those of the app are looked for. */
  public program(path: string, script = ""): void {
    this.write({ [path]: `#!/bin/sh\n${script}\n` });
    chmodSync(join(this.folder, path), 0o755);
  }

  /** As if npm had installed all packages, or the bindings had been generated. */
  public install(): void {
    const names = Object.keys({ ...this.manifest.dependencies, ...this.manifest.devDependencies });
    this.write(Object.fromEntries(names.map((name) => [`node_modules/${name}/package.json`, "{}"])));
  }

  /** Runs the check before a script, with the programs in `bin` alone. */
  public check(step: string, env: NodeJS.ProcessEnv = {}, cwd = this.folder) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(this.folder, "check.mjs"), step], {
      cwd,
      encoding: "utf8",
      env: { PATH: join(this.folder, "bin"), ...env },
    });
    return { status, said: stdout + stderr };
  }
}

const fails = (said: string) => ({ status: 1, said: `${said}\n` });
const PASSES = { status: 0, said: "" };

/** What no machine of a test is too old for. */
const forThisNode = (app: App) =>
  app.write({ "package.json": JSON.stringify({ ...app.manifest, engines: { node: ">=20.9.0" } }) });

test("names the first package that is not installed, here or above, wherever it is run, and what installs it", () => {
  const app = new App(join(folder, "app"), DEFAULTS);
  expect(app.check("synth", {}, folder)).toEqual(fails("@cdktf/provider-azuread is not installed: run npm install."));
  app.install();
  expect(app.check("synth")).toEqual(PASSES);
  expect(app.check("synthesized")).toEqual(fails("There is no cdktf.out/manifest.json: run npm run synth."));
  rmSync(join(folder, "app/node_modules/cdktf"), { recursive: true });
  expect(app.check("synth")).toEqual(fails("cdktf is not installed: run npm install."));
  writeFiles(folder, { "node_modules/cdktf/package.json": "{}" });
  expect(app.check("synth")).toEqual(PASSES);
});

test.each(["get", "synth", "test", "diff", "deploy"])("npm run %s says that Node.js is too old before anything else", (step) => {
  const app = new App(folder, CDKTN);
  expect(app.manifest.engines).toEqual({ node: ">=22.19.0" });
  app.write({ "package.json": JSON.stringify({ ...app.manifest, engines: { node: ">=99.10.0" } }) });
  expect(app.check(step)).toEqual(fails(`This app needs Node.js 99.10.0 or later, and this is ${process.versions.node}.`));
});

test("generates bindings with terraform, or with the program that a variable names", () => {
  const app = new App(folder, CDKTN);
  forThisNode(app);
  app.install();
  const missing = "npm run get needs terraform, which is not on the PATH";
  expect(app.check("get")).toEqual(fails(`${missing}: install Terraform or OpenTofu.`));
  app.program("bin/tofu");
  expect(app.check("get")).toEqual(fails(`${missing}: set TERRAFORM_BINARY_NAME=tofu.`));
  expect(app.check("get", { TERRAFORM_BINARY_NAME: "tofu" })).toEqual(PASSES);
  expect(app.check("get", { TERRAFORM_BINARY_NAME: join(folder, "bin/tofu") })).toEqual(PASSES);
  app.program("bin/terraform");
  expect(app.check("get")).toEqual(PASSES);
});

test("needs the bindings that are generated for everything but to generate them", () => {
  const app = new App(folder, CDKTN);
  forThisNode(app);
  app.install();
  app.program("bin/terraform");
  expect(app.check("get")).toEqual(PASSES);
  const bindings = ["azuread", "azurerm", "kubernetes"].map((name) => `bindings/${name}`);
  for (const path of bindings) {
    for (const step of ["synth", "test", "deploy"]) {
      expect(app.check(step)).toEqual(fails(`${path} has no bindings yet: run npm run get.`));
    }
    app.write({ [`${path}/lib/index.ts`]: "" });
  }
  expect(app.check("synth")).toEqual(PASSES);
});

test("needs terraform to deploy, and not to synthesize or to test", () => {
  const app = new App(folder, DEFAULTS);
  app.install();
  expect([app.check("synth"), app.check("test")]).toEqual([PASSES, PASSES]);
  expect(app.check("diff")).toEqual(
    fails("npm run diff needs terraform, which is not on the PATH: install Terraform or OpenTofu."),
  );
});

test("takes for terraform only a file that can be run, in a folder of the PATH or at the path that is named", () => {
  const app = new App(folder, DEFAULTS);
  app.install();
  const isFound = (env: NodeJS.ProcessEnv) => app.check("diff", env).status === 0;
  app.write({ "bin/terraform/file": "", "other/terraform": "" });
  expect(isFound({ PATH: [join(folder, "bin"), join(folder, "other")].join(delimiter) })).toBe(false);
  app.program("terraform");
  expect([isFound({}), isFound({ PATH: `${join(folder, "bin")}${delimiter}` })]).toEqual([false, true]);
  app.program("my tools/tofu");
  const named = ["./my tools/tofu", "my tools/tofu", join(folder, "my tools/tofu")];
  expect(named.filter((name) => !isFound({ TERRAFORM_BINARY_NAME: name }))).toEqual([]);
  app.program("bin/tofu");
  expect(app.check("diff", { TERRAFORM_BINARY_NAME: "./terrafrom" })).toEqual(
    fails("npm run diff needs ./terrafrom, which is no program: correct TERRAFORM_BINARY_NAME."),
  );
});

test("names a folder as a shell takes it", () => {
  const app = new App(folder, DEFAULTS);
  const CDKTF_OUTDIR = "o'u t";
  app.write({ [`${CDKTF_OUTDIR}/manifest.json`]: manifestOf("prod") });
  const [, quoted] = / plan (.*) {4}what/.exec(app.check("synthesized", { CDKTF_OUTDIR }).said) ?? [];
  expect(spawnSync("sh", ["-c", `printf %s ${quoted}`], { encoding: "utf8" }).stdout).toBe(CDKTF_OUTDIR);
});

test("says how Python gets its environment, and then its packages", () => {
  const app = new App(folder, PYTHON);
  app.install();
  const install = ".venv/bin/python -m pip install --requirement requirements.txt";
  expect(app.check("synth")).toEqual(fails(`There is no .venv/bin/python: run python3 -m venv .venv, and then ${install}.`));
  app.program(".venv/bin/python", "exit 1");
  expect(app.check("synth")).toEqual(fails(`.venv has no packages yet: run ${install}.`));
  app.program(".venv/bin/python", `case "$2" in *"find_spec('cdktf_acr_aks')"*) exit 0 ;; esac; exit 1`);
  expect(app.check("synth")).toEqual(PASSES);
});

/** What the app of either CDK leaves in `cdktf.out`. */
const manifestOf = (...stacks: string[]) =>
  JSON.stringify({
    stacks: Object.fromEntries(stacks.map((name) => [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }])),
  });

test("ends with where each stack is, the placeholders that are left, and what to do next", () => {
  const app = new App(folder, DEFAULTS);
  app.write({ "cdktf.out/manifest.json": manifestOf("dev", "prod") });
  const { status, said } = app.check("synthesized");
  expect(status).toBe(0);
  expect(said).toBe(`dev: cdktf.out/stacks/dev/cdk.tf.json
prod: cdktf.out/stacks/prod/cdk.tf.json
Before you deploy, replace the placeholders in settings.ts, line 4, 6.
Next:
  npx terraform-stack-tools plan cdktf.out    what Terraform would do, without credentials
  npm run deploy -- <stack>    applies it, as the identity of az login
  npx terraform-stack-tools hand-off cdktf.out --out hand-off    for people who do not use CDKs
`);
  app.write({
    "settings.ts": 'export const settings = { registryName: "acrpull12345" };',
    "out/manifest.json": manifestOf("prod"),
  });
  const other = app.check("synthesized", { CDKTF_OUTDIR: "out" }).said;
  expect(other).toMatch(/^prod: out\/stacks\/prod\/cdk\.tf\.json\nNext:\n/);
  expect(other).toContain("\n  npm run deploy    applies it");
});

const names = scenarios().map(({ name }) => name);

test.each(LANGUAGES.flatMap((language) => names.map((scenario): Choice => ({ ...DEFAULTS, language, scenario }))))(
  "finds the placeholders in the settings of $scenario in $language",
  (choice) => {
    const app = new App(folder, choice);
    app.write({ "cdktf.out/manifest.json": manifestOf("image-pulls") });
    expect(app.check("synthesized").said).toMatch(/replace the placeholders in settings\.(ts|py), line \d/);
  },
);

test.each(CDKS.flatMap((cdk) => LANGUAGES.map((language): Choice => ({ ...DEFAULTS, cdk, language }))))(
  "runs before the scripts of an app in $language with $cdk",
  (choice) => {
    const { scripts } = JSON.parse(projectFiles(choice).get("package.json") ?? "");
    const isGenerated = choice.cdk === "cdktn" && choice.language === "typescript";
    const steps = ["synth", "test", "type-check", "diff", "deploy", ...(isGenerated ? ["get"] : [])];
    expect(steps.filter((step) => !scripts[step].startsWith(`node check.mjs ${step} && `))).toEqual([]);
    expect(scripts.synth).toMatch(/ && node check\.mjs synthesized$/);
  },
);

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SCENARIOS } from "../support/scenarios";

const PROJECT = join(__dirname, "../..");
const TYPESCRIPT = ["--import", require.resolve("tsx")];
const FAST = [...TYPESCRIPT, "--import", join(PROJECT, "src/fast-start.ts")];

const folder = mkdtempSync(join(tmpdir(), "fast-start-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(preloads: readonly string[], script: string, environment: NodeJS.ProcessEnv = {}): string {
  return execFileSync(process.execPath, [...preloads, "--eval", script], {
    cwd: PROJECT,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function filesOf(path: string): Readonly<Record<string, string>> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((file) => [file.slice(path.length), readFileSync(file, "utf8")]));
}

/** Synthesizes the scenarios, and prints how many files were loaded that zip or serve old engines. */
function synthesize(out: string): string {
  return `
    require("./stacks/main.ts").scenarios(${JSON.stringify(join(folder, out))}).synth();
    const spared = /node_modules\\/(archiver|fflate|call-bound|get-intrinsic)\\//;
    console.log(Object.keys(require.cache).filter((path) => spared.test(path)).length);`;
}

test("every stack has the same bytes, with less of the CDK loaded", () => {
  const [plain, fast] = [run(TYPESCRIPT, synthesize("plain")), run(FAST, synthesize("fast"))];
  const files = filesOf(join(folder, "fast"));
  expect(Object.keys(files).filter((path) => path.endsWith("/cdk.tf.json"))).toHaveLength(SCENARIOS.length);
  expect(files).toEqual(filesOf(join(folder, "plain")));
  expect(Number(plain)).toBeGreaterThan(0);
  expect(Number(fast)).toBe(0);
});

/** A stack with a zipped asset. */
function zip(out: string): string {
  return `
    const { App, AssetType, TerraformAsset, TerraformStack } = require("cdktf");
    const app = new App({ outdir: ${JSON.stringify(join(folder, out))} });
    const stack = new TerraformStack(app, "stack");
    new TerraformAsset(stack, "asset", { path: ${JSON.stringify(join(PROJECT, "stacks"))}, type: AssetType.ARCHIVE });
    app.synth();`;
}

test.each([
  ["by an option of Node.js", FAST, ""],
  ["for all processes, by NODE_OPTIONS", [], FAST.join(" ")],
])("an asset is zipped, preloaded %s", (_way, preloads, NODE_OPTIONS) => {
  mkdirSync(join(folder, "zip"));
  run(preloads, zip("zip"), { NODE_OPTIONS });
  const [[, archive]] = Object.entries(filesOf(join(folder, "zip"))).filter(([path]) => path.endsWith(".zip"));
  rmSync(join(folder, "zip"), { recursive: true });
  expect(archive.slice(0, 2)).toBe("PK");
  expect(archive).toContain("new-cluster.ts");
});

test("a stack that needs a newer Terraform is refused in the same words", () => {
  const terraform = join(folder, "terraform");
  writeFileSync(terraform, "#!/bin/sh\necho Terraform v1.4.6\n");
  chmodSync(terraform, 0o755);
  const validate = `
    const { ValidateTerraformVersion } = require("cdktf/lib/validations/validate-terraform-version");
    console.log(new ValidateTerraformVersion(">=1.5", "Imports need it.").validate());`;
  const environment = { TERRAFORM_BINARY_NAME: terraform };
  const refusal = run(FAST, validate, environment);
  expect(refusal).toContain("Imports need it.");
  expect(refusal).toBe(run(TYPESCRIPT, validate, environment));
});

test("an error about a token says why it does not name the place", () => {
  const broken = `
    const { App, Lazy, TerraformOutput, TerraformStack } = require("cdktf");
    const stack = new TerraformStack(new App(), "stack");
    new TerraformOutput(stack, "broken", { value: Lazy.stringValue({ produce: () => { throw new Error("not known"); } }) });
    try { stack.toTerraform(); } catch (error) { console.log(error.message); }`;
  const [cause] = run(TYPESCRIPT, broken).split("Object creation stack:");
  expect(cause).toContain("not known");
  expect(run(FAST, broken)).toBe(
    `${cause}Object creation stack:\n  at a place that is recorded only without cdktf-acr-aks/fast\n`,
  );
});

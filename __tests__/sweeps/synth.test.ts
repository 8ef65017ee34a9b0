import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { SCENARIOS } from "../support/scenarios";

const PROJECT = join(__dirname, "../..");
const TYPESCRIPT = ["--import", require.resolve("tsx")];
const FAST = [...TYPESCRIPT, "--import", join(PROJECT, "src/fast-start.ts")];

const folder = mkdtempSync(join(tmpdir(), "synth-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(preloads: readonly string[], script: string, environment: NodeJS.ProcessEnv = {}, cwd = PROJECT): string {
  return execFileSync(process.execPath, [...preloads, "--eval", script], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** All files in a folder, by their paths in the folder. */
function filesOf(path: string): Readonly<Record<string, string>> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((file) => [file.slice(path.length + 1), readFileSync(file, "utf8")]));
}

/** Synthesizes the scenarios as `npm run synth` does, and prints which modules were loaded before and after. */
function synthesized(name: string, preloads: readonly string[], cwd = PROJECT) {
  const out = join(folder, name);
  const script = `
    const { scenarios } = require(${JSON.stringify(join(PROJECT, "stacks/main.ts"))});
    const before = Object.keys(require.cache);
    scenarios(${JSON.stringify(out)}).synth();
    console.log(JSON.stringify([before, Object.keys(require.cache)]));`;
  const [before, after]: string[][] = JSON.parse(run(preloads, script, {}, cwd));
  return { before, after, files: filesOf(out) };
}

test("every stack has the same bytes in two folders and with the fast start, and no trace of the machine", () => {
  const plain = synthesized("plain", TYPESCRIPT);
  const fast = synthesized("fast", FAST, folder);
  const stacks = SCENARIOS.map(([id]) => `stacks/${id}/cdk.tf.json`);
  expect(Object.keys(plain.files).sort()).toEqual(["manifest.json", ...stacks].sort());
  expect(fast.files).toEqual(plain.files);
  const text = Object.values(plain.files).join();
  for (const trace of [folder, PROJECT, homedir(), new Date().toISOString().slice(0, 10)]) {
    expect(text).not.toContain(trace);
  }
  const spared = ({ after }: typeof plain) =>
    after.filter((path) => /node_modules\/(archiver|fflate|call-bound|get-intrinsic)\//.test(path));
  expect(spared(plain)).not.toEqual([]);
  expect(spared(fast)).toEqual([]);
  const bindings = (paths: readonly string[]) => paths.filter((path) => /\/@cdkt[fn]\/provider-/.test(path));
  expect(bindings(plain.after).length).toBeGreaterThan(bindings(plain.before).length);
  // No index of a provider is loaded, and no binding before a stack is created.
  expect(plain.after.filter((path) => /provider-\w+\/lib\/index\.js$/.test(path))).toEqual([]);
  expect(bindings(plain.before).filter((path) => !/\/lib\/provider(-functions)?\/index\.js$/.test(path))).toEqual([]);
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

// The scripts in package.json start with this, which says what is missing before they fail. `npm run synth` ends with it.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";

const [step] = process.argv.slice(2);
const isWindows = process.platform === "win32";
const { engines, dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const packages = Object.entries({ ...dependencies, ...devDependencies });

function isInstalled(name) {
  const folders = createRequire(resolve("package.json")).resolve.paths(name);
  return folders.some((folder) => existsSync(join(folder, name)));
}

function isOnPath(program) {
  const endings = ["", ...(isWindows ? (process.env.PATHEXT ?? ".EXE;.CMD").split(";") : [])];
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => endings.some((ending) => existsSync(resolve(folder, program + ending))));
}

function missingNode() {
  const oldest = engines.node.replace(">=", "");
  const { node } = process.versions;
  if (node.localeCompare(oldest, "en", { numeric: true }) < 0) {
    return `This app needs Node.js ${oldest} or later, and this is ${node}.`;
  }
}

function missingPackage() {
  const missing = packages.find(([name]) => !isInstalled(name));
  return missing && `${missing[0]} is not installed: run npm install.`;
}

/** What Terraform's own program is called here. */
function missingTerraform() {
  const program = process.env.TERRAFORM_BINARY_NAME || "terraform";
  if (isOnPath(program)) {
    return undefined;
  }
  const advice = isOnPath("tofu") ? "set TERRAFORM_BINARY_NAME=tofu" : "install Terraform or OpenTofu";
  return `npm run ${step} needs ${program}, which is not on the PATH: ${advice}.`;
}

function missingBinding() {
  const folders = packages
    .map(([, version]) => version.replace("file:", ""))
    .filter((path) => /^bindings\//.test(path));
  const missing = folders.find((folder) => !existsSync(join(folder, "lib")));
  return missing && `${missing} has no bindings yet: run npm run get.`;
}

function missingPython() {
  if (!existsSync("requirements.txt")) {
    return undefined;
  }
  const [python, command] = isWindows ? [".venv/Scripts/python.exe", "python"] : [".venv/bin/python", "python3"];
  const install = `${python} -m pip install --requirement requirements.txt`;
  if (!existsSync(python)) {
    return `There is no ${python}: run ${command} -m venv .venv, and then ${install}.`;
  }
  const find = "import importlib.util as util, sys; sys.exit(util.find_spec('cdktf_acr_aks') is None)";
  return spawnSync(resolve(python), ["-c", find]).status === 0
    ? undefined
    : `.venv has no packages yet: run ${install}.`;
}

/** One line for each stack, what the settings still lack, and what to do next. */
function tellStacks() {
  const out = process.env.CDKTF_OUTDIR || "cdktf.out";
  const stacks = Object.values(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")).stacks);
  console.log(stacks.map(({ name, synthesizedStackPath }) => `${name}: ${join(out, synthesizedStackPath)}`).join("\n"));
  const settings = ["settings.ts", "settings.py"].find((file) => existsSync(file));
  const lines = settings ? readFileSync(settings, "utf8").split("\n") : [];
  const placeholders = lines.flatMap((line, index) => (/contoso|0{8}-0{4}-0{4}/.test(line) ? [index + 1] : []));
  if (placeholders.length > 0) {
    console.log(`Before you deploy, replace the placeholders in ${settings}, line ${placeholders.join(", ")}.`);
  }
  const which = stacks.length > 1 ? " -- <stack>" : "";
  console.log(`Next:
  npx terraform-stack-tools plan ${out}    what Terraform would do, without credentials
  npm run deploy${which}    applies it, as the identity of az login
  npx terraform-stack-tools hand-off ${out} --out hand-off    for people who do not use CDKs`);
}

if (step === "synthesized") {
  tellStacks();
} else {
  const checks = [missingNode, missingPackage];
  if (step !== "get") {
    checks.push(missingBinding, missingPython);
  }
  if (["get", "diff", "deploy"].includes(step)) {
    checks.push(missingTerraform);
  }
  for (const check of checks) {
    const missing = check();
    if (missing !== undefined) {
      console.error(missing);
      process.exit(1);
    }
  }
}

// The scripts in package.json start with this, which says what is missing before they fail. `npm run synth` ends with it.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));
const [step] = process.argv.slice(2);
const isWindows = process.platform === "win32";
const { engines, dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const packages = Object.entries({ ...dependencies, ...devDependencies });

function isInstalled(name) {
  const folders = createRequire(resolve("package.json")).resolve.paths(name);
  return folders.some((folder) => existsSync(join(folder, name)));
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What has a slash is a path, for which no folder is searched. An empty folder is the working one. */
function isFound(program) {
  const endings = isWindows ? (process.env.PATHEXT ?? ".EXE;.CMD").split(";") : [];
  if (!isWindows || extname(program) !== "") {
    endings.push("");
  }
  const folders = isPath(program) ? [""] : (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => endings.some((ending) => isProgram(resolve(folder, program + ending))));
}

function isPath(program) {
  return program.includes("/") || (isWindows && program.includes("\\"));
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
  if (isFound(program)) {
    return undefined;
  }
  if (isPath(program)) {
    return `npm run ${step} needs ${program}, which is no program: correct TERRAFORM_BINARY_NAME.`;
  }
  const advice = isFound("tofu") ? "set TERRAFORM_BINARY_NAME=tofu" : "install Terraform or OpenTofu";
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

/** As a shell takes it: a quote ends the text, stands behind a backslash, and begins it again. */
function quoted(text) {
  if (/^[\w./:-]+$/.test(text)) {
    return text;
  }
  return isWindows ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

/** One line for each stack, what the settings still lack, and what to do next. */
function tellStacks() {
  const out = process.env.CDKTF_OUTDIR || "cdktf.out";
  const manifest = join(out, "manifest.json");
  if (!existsSync(manifest)) {
    console.error(`There is no ${manifest}: run npm run synth.`);
    process.exit(1);
  }
  const folder = quoted(out);
  const stacks = Object.values(JSON.parse(readFileSync(manifest, "utf8")).stacks);
  console.log(stacks.map(({ name, synthesizedStackPath }) => `${name}: ${join(out, synthesizedStackPath)}`).join("\n"));
  const settings = ["settings.ts", "settings.py"].find((file) => existsSync(file));
  const lines = settings ? readFileSync(settings, "utf8").split("\n") : [];
  const placeholders = lines.flatMap((line, index) => (/contoso|0{8}-0{4}-0{4}/.test(line) ? [index + 1] : []));
  if (placeholders.length > 0) {
    console.log(`Before you deploy, replace the placeholders in ${settings}, line ${placeholders.join(", ")}.`);
  }
  const which = stacks.length > 1 ? " -- <stack>" : "";
  console.log(`Next:
  npx terraform-stack-tools plan ${folder}    what Terraform would do, without credentials
  npm run deploy${which}    applies it, as the identity of az login
  npx terraform-stack-tools hand-off ${folder} --out hand-off    for people who do not use CDKs`);
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

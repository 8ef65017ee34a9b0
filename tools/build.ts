import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withAbsoluteLinks } from "./absolute-links";
import { bundleConstructs } from "./bundle";
import { writeDeclaredProps } from "./declared-props";

const PROJECT = join(__dirname, "..");
const LIB = join(PROJECT, "lib");

/** jsii warns of Node.js 20, which this package supports as long as cdktf does. */
const ENVIRONMENT = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: "20" };

function compileConstructs(): void {
  // Files of an earlier build would be in the package.
  rmSync(LIB, { recursive: true, force: true });
  const compiler = join(PROJECT, "node_modules/jsii/bin/jsii");
  execFileSync(process.execPath, [compiler, "--generate-tsconfig", "tsconfig.jsii.json"], {
    cwd: PROJECT,
    env: ENVIRONMENT,
    stdio: "inherit",
  });
}

compileConstructs();
if (writeDeclaredProps()) {
  // With the new table.
  compileConstructs();
}

bundleConstructs(LIB);

// A user who leaves an optional peer out must be able to check types without `skipLibCheck`.
for (const name of readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".d.ts"))) {
  const path = join(LIB, name);
  const text = readFileSync(path, "utf8");
  writeFileSync(
    path,
    text.replace(/^import type .* from "@cdkt[fn]\/provider-/gm, "// @ts-ignore: an optional peer\n$&"),
  );
}

// The README is the page of the package on PyPI, where relative links lead nowhere.
const { repository, devDependencies } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
const assemblyPath = join(PROJECT, ".jsii");
const assembly = JSON.parse(readFileSync(assemblyPath, "utf8"));
assembly.readme.markdown = withAbsoluteLinks(assembly.readme.markdown, repository.url.replace(/\.git$/, ""));
// Apps generate bindings in TypeScript alone. The other languages, of which NuGet takes the oldest version in a range, get prebuilt ones.
for (const name of Object.keys(assembly.dependencies).filter((peer) => peer.startsWith("@cdktn/provider-"))) {
  assembly.dependencies[name] = `>=${devDependencies[name]}`;
}
writeFileSync(assemblyPath, JSON.stringify(assembly, undefined, 2));

/** Compiles a package of plain TypeScript. npm links its programs as they are in a clone of this repository. */
function compile(folder: string): void {
  rmSync(join(folder, "lib"), { recursive: true, force: true });
  const tsc = join(PROJECT, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "--project", folder], { stdio: "inherit" });
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const path of Object.values<string>(bin)) {
    chmodSync(join(folder, path), 0o755);
  }
}

const PACKAGES = join(PROJECT, "packages");
for (const name of readdirSync(PACKAGES)) {
  compile(join(PACKAGES, name));
  // npm packs only what is in the folder of a package.
  copyFileSync(join(PROJECT, "LICENSE"), join(PACKAGES, name, "LICENSE"));
}

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { bindingTarball, tarballOf } from "./bindings";
import { cdktnManifest } from "./package-json";
import { PROVIDERS } from "./pins";
import { inCdktn, withCdktnSpecifiers } from "./specifiers";

/** The starter makes apps of cdktf. The lock file is one of its packages, too. */
const LEFT_OUT = /^packages\/create-cdktf-acr-aks\/|^package-lock\.json$/;

/** The tools are one package for both CDKs. Their tests, which make stacks, run on the other one here. */
const UNCHANGED = /^packages\/[^/]+\/src\//;

/**
 * Lays out `cdktn-acr-aks`: the files of this repository, with other module specifiers and another package.json.
 * `node --import tsx tools/cdktn/lay-out.ts [--newest] [folder]`, with the newest cdktn and bindings in place of the pins
 */
function layOut(project: string, folder: string): void {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: project,
    encoding: "utf8",
  });
  for (const path of ["src", "__tests__", "stacks", "examples", "packages", "tools"]) {
    rmSync(join(folder, path), { recursive: true, force: true });
  }
  for (const path of files
    .trim()
    .split("\n")
    .filter((name) => !LEFT_OUT.test(name))) {
    copy(project, folder, path);
  }
  const own = objectOf(JSON.parse(readFileSync(join(project, "package.json"), "utf8")));
  const manifest = cdktnManifest(own);
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function copy(project: string, folder: string, path: string): void {
  const target = join(folder, path);
  mkdirSync(join(target, ".."), { recursive: true });
  if (extname(path) === ".ts" && !UNCHANGED.test(path)) {
    writeFileSync(target, withCdktnSpecifiers(readFileSync(join(project, path), "utf8")));
  } else if (path === "tsconfig.json") {
    writeFileSync(target, inCdktn(readFileSync(join(project, path), "utf8")));
  } else {
    cpSync(join(project, path), target);
  }
}

const project = resolve(__dirname, "../..");
const args = process.argv.slice(2);
const folder = resolve(args.find((arg) => !arg.startsWith("--")) ?? join(project, "dist", "cdktn"));
const wheels = resolve(folder, "..", "cdktn-bindings");
layOut(project, folder);
const bindings = PROVIDERS.map((provider) => `cdktn-provider-${provider}`);
const tarballs = args.includes("--newest")
  ? ["cdktn", ...bindings].map((name) => tarballOf(wheels, name))
  : PROVIDERS.map((provider) => bindingTarball(wheels, provider));
// The bindings are installed from their tarballs, so that npm asks its registry for none of them. The program of cdktn
// wants an older jsii than this package is built with.
const install = [
  "install",
  "--no-save",
  "--no-package-lock",
  "--legacy-peer-deps",
  "--no-audit",
  "--no-fund",
  ...tarballs,
];
execFileSync("npm", install, { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
console.log(folder);

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { objectOf } from "../../src/terraform/json";
import { bindingTarball } from "./bindings";
import { cdktnManifest } from "./package-json";
import { inCdktn, withCdktnSpecifiers } from "./specifiers";

/**
 * Lays out `cdktn-acr-aks`: the files of this repository, with other module specifiers and another package.json.
 * `node --import tsx tools/cdktn/lay-out.ts [folder]`
 */
function layOut(project: string, folder: string): void {
  const tarballs = resolve(folder, "..", "cdktn-bindings");
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: project,
    encoding: "utf8",
  });
  for (const path of ["src", "__tests__", "stacks", "examples", "templates", "tools", "bench"]) {
    rmSync(join(folder, path), { recursive: true, force: true });
  }
  for (const path of files
    .trim()
    .split("\n")
    .filter((name) => name !== "package-lock.json")) {
    copy(project, folder, path);
  }
  const own = objectOf(JSON.parse(readFileSync(join(project, "package.json"), "utf8")));
  const manifest = cdktnManifest(own, (provider) => bindingTarball(tarballs, provider));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function copy(project: string, folder: string, path: string): void {
  const target = join(folder, path);
  mkdirSync(join(target, ".."), { recursive: true });
  if (extname(path) === ".ts") {
    writeFileSync(target, withCdktnSpecifiers(readFileSync(join(project, path), "utf8")));
  } else if (path === "tsconfig.json") {
    writeFileSync(target, inCdktn(readFileSync(join(project, path), "utf8")));
  } else {
    cpSync(join(project, path), target);
  }
}

const project = resolve(__dirname, "../..");
const folder = resolve(process.argv[2] ?? join(project, "dist", "cdktn"));
layOut(project, folder);
console.log(folder);

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entries, type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { bindingTarball } from "../cdktn/bindings";
import { PROVIDERS } from "../cdktn/pins";
import { releasedPackages } from "./notes";

const PROJECT = join(__dirname, "../..");
const FOLDER = join(PROJECT, "dist/release/sbom");

/** The bindings of cdktn as the files that everything was tested with. */
const BINDINGS = Object.fromEntries(
  PROVIDERS.map((name) => [
    `@cdktn/provider-${name}`,
    () => `file:${bindingTarball(join(PROJECT, "dist/cdktn-bindings"), name)}`,
  ]),
);

/** Writes what a project gets with the package, its dependencies, and its peers at the versions that are tested, in the format SPDX. */
function writeBillOfMaterials(project: string): void {
  const own = objectOf(JSON.parse(readFileSync(join(project, "package.json"), "utf8")));
  const { name, version, license, description, homepage, repository } = own;
  const tested = objectOf(own.devDependencies);
  const peers = entries(own.peerDependencies).map(([peer]) => [peer, BINDINGS[peer]?.() ?? tested[peer]]);
  const dependencies = {
    ...objectOf(own.dependencies),
    ...objectOf(own.optionalDependencies),
    ...Object.fromEntries(peers),
  };
  const folder = mkdtempSync(join(tmpdir(), "sbom-"));
  const manifest: JsonObject = { name, version, license, description, homepage, repository, dependencies };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  npm(folder, "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund");
  writeFileSync(join(FOLDER, `${name}.spdx.json`), npm(folder, "sbom", "--package-lock-only", "--sbom-format=spdx"));
  rmSync(folder, { recursive: true });
}

function npm(folder: string, ...args: readonly string[]): string {
  return execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

mkdirSync(FOLDER, { recursive: true });
for (const { folder } of releasedPackages()) {
  writeBillOfMaterials(join(PROJECT, folder));
}
writeBillOfMaterials(join(PROJECT, "dist/cdktn"));

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Compiles the examples of the README and of doc comments, and translates them for the packages of other languages. A
 * program that imports another one of the README finds it in a file of its name.
 */
const PROJECT = join(__dirname, "..");
const folder = join(PROJECT, "node_modules/.cache/rosetta");

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, "node_modules"), { recursive: true });
symlinkSync(PROJECT, join(folder, "node_modules/cdktf-acr-aks"));
const readme = readFileSync(join(PROJECT, "README.md"), "utf8");
for (const [, name, code] of readme.matchAll(/^```typescript [^\n]*file=(\S+)\n(.*?)^```$/gms)) {
  writeFileSync(join(folder, name), code);
}
const rosetta = join(PROJECT, "node_modules/jsii-rosetta/bin/jsii-rosetta");
execFileSync(process.execPath, [rosetta, "extract", "--compile", "--fail", "--directory", folder, PROJECT], {
  env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: "20" },
  stdio: "inherit",
});
rmSync(folder, { recursive: true });

// Makes packages of what `cdktn get` has generated, under the names that the constructs import, with the version of each provider.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const versions = JSON.parse(readFileSync(".gen/versions.json", "utf8"));
for (const [provider, version] of Object.entries(versions)) {
  const name = provider.replace(/.*\//, "");
  const folder = join("bindings", name);
  rmSync(join(folder, "lib"), { recursive: true, force: true });
  renameSync(join(".gen/providers", name), join(folder, "lib"));
  const manifest = { name: `@cdktf/provider-${name}`, version, private: true };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
// Without it, the next `cdktn get` generates all providers again.
rmSync(".gen", { recursive: true, force: true });
// Where the folder is missing, `cdktn diff` and `cdktn deploy` refuse to synthesize.
mkdirSync(".gen");

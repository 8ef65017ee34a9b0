// Makes packages of what `cdktn get` has generated, under the names that the constructs import. `npm run get` runs it.
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

for (const provider of ["azurerm", "azuread", "kubernetes"]) {
  const generated = join(".gen/providers", provider);
  const lib = join("bindings", provider, "lib");
  if (existsSync(generated)) {
    rmSync(lib, { recursive: true, force: true });
    renameSync(generated, lib);
  }
}
// Without it, the next `cdktn get` generates all providers again.
rmSync(".gen", { recursive: true, force: true });

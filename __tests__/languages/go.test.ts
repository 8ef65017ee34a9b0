import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "./support/packages";
import { expectSameAsTypeScript, languagesFolder, run, testWith } from "./support/programs";

testWith("go", "version")("the program in Go synthesizes what the one in TypeScript does", () => {
  const folder = join(languagesFolder(), "go");
  cpSync(join(PROJECT, "examples/languages/go"), folder, { recursive: true });
  for (const name of ["constructs", "cdktf", "azuread", "azurerm", "kubernetes", "cdktfacraks"]) {
    const generated = join(languagesFolder(), "code/go", name);
    const [, module] = /^module (\S+)/.exec(readFileSync(join(generated, "go.mod"), "utf8")) ?? [];
    run(folder, "go", ["mod", "edit", `-replace=${module}=${generated}`]);
  }
  run(folder, "go", ["mod", "tidy"]);
  run(folder, "go", ["vet", "."]);
  run(folder, "go", ["run", "."]);
  expectSameAsTypeScript(join(folder, "cdktf.out"));
});

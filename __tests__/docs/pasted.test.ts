import { transformSync } from "@swc/core";
import type { TerraformStack } from "cdktf";
import { App, Testing } from "cdktf";
import { COMMANDS, IMPORT, publicNames, snippets } from "../support/readme";

const SOURCE = require.resolve("../../src");
const { code: whole = "" } = snippets().find(({ page, file }) => page === "README.md" && file === "attach.ts") ?? {};

/** The stack of the README up to its provider, and what follows the constructor. */
const [, head, tail] = /^([\s\S]*?subscriptionId[\s\S]*?\}\);\n)[\s\S]*?(\n {2}\}\n\}\n)$/.exec(whole) ?? [];

/** What somebody has who replaces the lines of that stack by those of the snippet, with its imports at the top. */
function pasted(code: string): TerraformStack {
  const imports = [...code.matchAll(IMPORT)].map(([, statement]) => `${statement}\n`).join("");
  const classes = `import { ${publicNames().join(", ")} } from "${SOURCE}";\n`;
  const module = `${imports}${classes}${head.replace(/^import .* from "cdkt[fn]-acr-aks";\n/m, "")}${code.replace(IMPORT, "")}${tail}`;
  const { code: compiled } = transformSync(module, {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  const exported: { Attach?: new (scope: App, id: string) => TerraformStack } = {};
  new Function("require", "exports", compiled)(require, exported);
  if (exported.Attach === undefined) {
    throw new Error("the README has no stack Attach");
  }
  return new exported.Attach(new App(), "attach");
}

const commands = snippets().filter(({ page }) => page === COMMANDS);

test.each(commands.map(({ code }) => [/^\/\/ (.*)$/m.exec(code)?.[1], code]))(
  "the lines for '%s', pasted into the stack of the README, have all providers",
  (_command, code = "") => {
    expect(JSON.parse(Testing.synth(pasted(code), true)).data).toBeDefined();
  },
);

import { transformSync } from "@swc/core";
import type { TerraformStack } from "cdktf";
import { App, Testing } from "cdktf";
import { publicNames, snippets } from "../support/readme";

const SOURCE = require.resolve("../../src");
const readme = snippets().filter(({ page }) => page === "README.md");
const { code: whole = "" } = readme.find(({ file }) => file === "attach.ts") ?? {};

/** The stack of the README up to its provider, and what follows the constructor. */
const [, head, tail] = /^([\s\S]*?subscriptionId[\s\S]*?\}\);\n)[\s\S]*?(\n {2}\}\n\}\n)$/.exec(whole) ?? [];

/** What somebody has who replaces the lines of that stack by those of the snippet, and imports what the page says. */
function pasted(code: string): TerraformStack {
  const imports = [...code.matchAll(/^\/\/ (import .*)$/gm)].map(([, statement]) => `${statement}\n`).join("");
  const classes = `import { ${publicNames().join(", ")} } from "${SOURCE}";\n`;
  const module = `${imports}${classes}${head.replace(/^import .* from "cdkt[fn]-acr-aks";\n/m, "")}${code}${tail}`;
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

const lines = readme.filter(({ file }) => file === undefined);

test.each(lines.map((snippet) => [snippet.title, snippet] as const))(
  "the lines of '%s' in the README, pasted into its stack, have all providers",
  (_title, { code }) => {
    expect(JSON.parse(Testing.synth(pasted(code), true)).resource).toBeDefined();
  },
);

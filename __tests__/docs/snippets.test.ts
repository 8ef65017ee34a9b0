import { join } from "node:path";
import { transformSync } from "@swc/core";
import type { TerraformStack } from "cdktf";
import { objectOf } from "../../src/terraform/json";
import { pages } from "../support/pages";
import { publicNames, type Snippet, snippets, stackModule } from "../support/readme";
import { emptyApp, render } from "../support/stack";
import { typeErrors } from "../support/type-check";

const PROJECT = join(__dirname, "../..");
const all = snippets().map((snippet, index) => [`${index + 1} of ${snippet.page}: ${snippet.title}`, snippet] as const);

/** The snippet as a module that imports the sources. */
function moduleOf(snippet: Snippet): string {
  const source = join(PROJECT, "src");
  return snippet.file
    ? snippet.code.replace(/"cdktf-acr-aks(\/\w+)?"/g, `"${source}$1"`)
    : stackModule(snippet, publicNames(), source);
}

test("every snippet passes the type checker", () => {
  const files = new Map(
    all.map(([, snippet], index) => [
      join(__dirname, snippet.page, snippet.file ?? `snippet-${index + 1}.ts`),
      moduleOf(snippet),
    ]),
  );
  expect(typeErrors(files)).toEqual([]);
});

type StackClass = new (scope: unknown, id: string) => TerraformStack;

/** The class that the module exports. */
function stackIn(snippet: Snippet): StackClass {
  const { code } = transformSync(moduleOf(snippet), {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  const module: { exports: Record<string, StackClass> } = { exports: {} };
  new Function("require", "module", "exports", code)(require, module, module.exports);
  return Object.values(module.exports)[0];
}

const stacks = all.filter(([, { code, file }]) => file === undefined || code.includes("extends TerraformStack"));

test.each(stacks)("snippet %s synthesizes", (_title, snippet) => {
  const json = render(new (stackIn(snippet))(emptyApp(), "stack"));
  expect(json.resource ?? objectOf(json.terraform).backend).toBeDefined();
});

test("every construct is in a page", () => {
  const text = pages()
    .map((page) => page.text)
    .join("\n");
  expect(publicNames().filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

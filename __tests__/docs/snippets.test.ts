import { dirname, join } from "node:path";
import { transformSync } from "@swc/core";
import type { TerraformStack } from "cdktf";
import ts from "typescript";
import { objectOf } from "../../src/terraform/json";
import { pages } from "../support/pages";
import { publicNames, type Snippet, snippets, stackModule } from "../support/readme";
import { emptyApp, render } from "../support/stack";

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
  const folders = new Set([...files.keys()].map(dirname));
  const { config } = ts.readConfigFile(join(PROJECT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noUnusedLocals: false }, PROJECT);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, directoryExists, getSourceFile } = host;
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.directoryExists = (path) => folders.has(path) || (directoryExists?.(path) ?? false);
  host.getSourceFile = (path, version) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const complaints = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const place = file ? `${file.fileName}: ` : "";
    return place + ts.flattenDiagnosticMessageText(messageText, "\n");
  });
  expect(complaints).toEqual([]);
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

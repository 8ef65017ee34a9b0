import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "@swc/core";
import ts from "typescript";
import { objectOf } from "../src/terraform/json";
import { publicNames, type Snippet, snippets, stackModule } from "./support/readme";
import { emptyApp, render } from "./support/stack";

const PROJECT = join(__dirname, "..");
const README = readFileSync(join(PROJECT, "README.md"), "utf8");
const all = snippets().map((snippet, index) => [`${index + 1}: ${snippet.title}`, snippet] as const);

function moduleOf(snippet: Snippet, packageName: string): string {
  return snippet.file
    ? snippet.code.replace(/"cdktf-acr-aks(\/\w+)?"/g, `"${packageName}$1"`)
    : stackModule(snippet, publicNames(), packageName);
}

test("every snippet passes the type checker", () => {
  const files = new Map(
    all.map(([, snippet], index) => [join(__dirname, snippet.file ?? `snippet-${index + 1}.ts`), moduleOf(snippet, "../src")]),
  );
  const { config } = ts.readConfigFile(join(PROJECT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noUnusedLocals: false }, PROJECT);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  const getSourceFile = host.getSourceFile;
  host.getSourceFile = (path, version) =>
    files.has(path) ? ts.createSourceFile(path, files.get(path) as string, version) : getSourceFile(path, version);
  const program = ts.createProgram([...files.keys()], options, host);
  const complaints = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  expect(complaints).toEqual([]);
});

test.each(all.filter(([, { file }]) => !file))("snippet %s synthesizes", (_title, snippet) => {
  const { code } = transformSync(moduleOf(snippet, "../src"), {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  const module = { exports: {} as { Snippet: new (...args: unknown[]) => never } };
  new Function("require", "module", "exports", code)(require, module, module.exports);
  const json = render(new module.exports.Snippet(emptyApp(), "stack"));
  expect(json.resource ?? objectOf(json.terraform).backend).toBeDefined();
});

test("every link leads somewhere", () => {
  const anchors = [...README.matchAll(/^##+ (.*)$/gm)].map(
    ([, title]) =>
      `#${title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replace(/ /g, "-")}`,
  );
  const targets = [...README.matchAll(/\]\(([^)]+)\)/g)]
    .map(([, target]) => target)
    .filter((target) => !target.startsWith("https://"));
  expect(targets.filter((target) => !anchors.includes(target) && !existsSync(join(PROJECT, target)))).toEqual([]);
});

test("every construct is in the README or in the list of what a secret is made of", () => {
  const constructs = publicNames().filter(
    (name) => !/^(Aks|Kubelogin|ContainerRegistry)\w*(Type|Principal|Mode|Sku|Tier|Plugin|Policy|DataPlane|Channel)$/.test(name),
  );
  expect(constructs.filter((name) => name !== "PullRoleAssignment" && !README.includes(name))).toEqual([]);
});

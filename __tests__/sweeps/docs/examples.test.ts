import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { typeErrors } from "../../support/type-check";

const PROJECT = join(__dirname, "../../..");

/** The examples in the doc comments of what a module exports, by name; undefined where there is none. */
function examplesOf(entry: string): Map<string, string | undefined> {
  const examples = new Map<string, string | undefined>();
  for (const file of filesOf(join(PROJECT, entry))) {
    for (const node of file.statements) {
      const declared = ts.isVariableStatement(node) ? node.declarationList.declarations[0] : node;
      const isShown = ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isVariableStatement(node);
      const name = ts.getNameOfDeclaration(declared as ts.Declaration)?.getText(file);
      if (isShown && name !== undefined) {
        examples.set(name, exampleOf(node));
      }
    }
  }
  const names = Object.keys(require(join(PROJECT, entry)));
  return new Map([...examples].filter(([name]) => names.includes(name)));
}

/** The files that a table of contents exports from. */
function filesOf(entry: string): ts.SourceFile[] {
  const contents = parse(entry);
  return contents.statements.filter(ts.isExportDeclaration).flatMap(({ moduleSpecifier }) => {
    const path = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? join(dirname(entry), moduleSpecifier.text) : "";
    return existsSync(`${path}.ts`) ? [parse(`${path}.ts`)] : [];
  });
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
}

function exampleOf(node: ts.Node): string | undefined {
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === "example");
  return tag && ts.getTextOfJSDocComment(tag.comment);
}

const constructs = examplesOf("src/index.ts");
const testing = examplesOf("packages/terraform-stack-tools/src/plan/index.ts");
const handoff = new Map([["handOff", exampleOf(functionIn("packages/terraform-stack-tools/src/export/hand-off.ts", "handOff"))]]);
const all = [...constructs, ...testing, ...handoff];

function functionIn(path: string, name: string): ts.Node {
  const found = parse(join(PROJECT, path)).statements.find((node) => ts.isFunctionDeclaration(node) && node.name?.text === name);
  if (found === undefined) {
    throw new Error(`${path} has no function ${name}`);
  }
  return found;
}

/** Results and errors, which nobody creates. */
const RETURNED = ["Plan", "PlanError", "SynthesizedStack"];

test("every public class and function has an example of a few lines", () => {
  expect(all.length).toBeGreaterThan(15);
  const missing = all.filter(([name, example]) => example === undefined && !RETURNED.includes(name));
  expect(missing).toEqual([]);
  const long = all.filter(([, example = ""]) => example.split("\n").length > 10).map(([name]) => name);
  expect(long).toEqual([]);
});

const FIXTURE = readFileSync(join(PROJECT, "rosetta/default.ts-fixture"), "utf8");

/** What a test of a user's project has at hand. */
const TEST = `
import { App, type TerraformStack } from "cdktf";
import { handOff } from "terraform-stack-tools/hand-off";
import { ${Object.keys(require("../../../packages/terraform-stack-tools/src/plan")).join(", ")} } from "terraform-stack-tools/testing";
declare const attach: TerraformStack;
{
  /// here
}
`;

test("the examples pass the type checker, those of constructs in the fixture of jsii rosetta", () => {
  const source = join(PROJECT, "src");
  const files = new Map<string, string>();
  for (const [name, example] of all) {
    if (example !== undefined) {
      const frame = constructs.has(name) ? FIXTURE : TEST;
      const code = frame.replace("/// here", () => example).replace(/"cdktf-acr-aks(\/\w+)?"/g, `"${source}$1"`);
      files.set(join(__dirname, `${name}.ts`), code);
    }
  }
  expect(typeErrors(files)).toEqual([]);
});

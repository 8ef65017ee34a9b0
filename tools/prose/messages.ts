import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/**
 * Writes what the programs and constructs say into a folder, for the linter of prose: a file for each source, with each sentence on the line that it
 * has there. A sentence is a literal of three words or more.
 */
const folder = process.argv[2];
const sources = execFileSync("git", ["ls-files", "src/**.ts", "packages/*/src/**.ts"], { encoding: "utf8" });
for (const path of sources.trim().split("\n")) {
  const lines = wordsOf(readFileSync(path, "utf8"));
  const copy = join(folder, `${path}.md`);
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, lines.join("\n"));
}

function wordsOf(text: string): string[] {
  const source = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true);
  const lines = text.split("\n").map(() => "");
  const visit = (node: ts.Node) => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      add(node);
    }
    node.forEachChild(visit);
  };
  const add = (node: ts.StringLiteralLike | ts.TemplateExpression) => {
    const raw = source.text
      .slice(node.getStart() + 1, node.getEnd() - 1)
      .replace(/\$\{[^}]*\}/g, "…")
      .replace(/\\`/g, "`");
    if (/[a-z]+ [a-z]+ [a-z]+/i.test(raw) && !/="|;( }|)\n/.test(raw)) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      for (const [index, line] of raw.split("\n").entries()) {
        lines[first + index] += ` ${line.replace(/\\n/g, " ").trim()}`;
      }
    }
  };
  visit(source);
  return lines.map((line) => line.trim());
}

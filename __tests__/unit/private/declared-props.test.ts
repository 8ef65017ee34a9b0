import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import * as declared from "../../../src/private/props/declared.json";

const SRC = join(__dirname, "../../../src");

type Row = readonly string[] | Readonly<Record<string, string>>;

/** What the sources say, read by the parser alone: jsii, which wrote the file, takes ten times as long. */
function rowsOf(path: string): [name: string, row: Row][] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest);
  const textOf = (node: ts.Node) => node.getText(source);
  const typeOf = (type?: ts.TypeNode): string => {
    if (type && ts.isTypeLiteralNode(type)) {
      const [index] = type.members;
      return ts.isIndexSignatureDeclaration(index) ? `${typeOf(index.type)}{}` : textOf(type);
    }
    return type ? textOf(type) : "method";
  };
  return source.statements.flatMap((statement): [string, Row][] => {
    if (ts.isEnumDeclaration(statement)) {
      const values = statement.members.map(({ initializer }) => (initializer ? textOf(initializer).slice(1, -1) : ""));
      return [[textOf(statement.name), values]];
    }
    if (!ts.isInterfaceDeclaration(statement)) {
      return [];
    }
    const bases = statement.heritageClauses?.flatMap(({ types }) => types.map(textOf)) ?? [];
    const members = statement.members.map((member): [string, string] => {
      const type = ts.isPropertySignature(member) ? typeOf(member.type) : "method";
      return [member.name ? textOf(member.name) : "", `${type}${member.questionToken ? "?" : ""}`];
    });
    return [
      [textOf(statement.name), Object.fromEntries(bases.length > 0 ? [["extends", bases.join(" ")], ...members] : members)],
    ];
  });
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const sources = new Map(files.flatMap((name) => rowsOf(join(SRC, name))));
const table: Readonly<Record<string, Row>> = { ...declared.enums, ...declared.interfaces, ...declared.structs };

// A type that is in no row fails whatever reads it.
test("checks know each property, type and value as the sources declare them: after a change, `npm run build` writes them", () => {
  expect(Object.keys(table).length).toBeGreaterThan(60);
  const rows = Object.keys(table).map((name) => [name, sources.get(name)]);
  expect(table).toEqual(Object.fromEntries(rows));
});

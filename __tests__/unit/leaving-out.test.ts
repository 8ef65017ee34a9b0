import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { readPage } from "../support/pages";

const PAGE = "docs/reference/who-owns-which-setting.md";

const codesIn = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name);

/** The properties of the table, by which value resets each. */
function resettable(): string[] {
  const [, section] = readPage(PAGE).text.split("## Leaving out is not resetting");
  const [table] = section.split("| --- | --- |\n").slice(1);
  const rows = table.split("\n\n")[0].split("\n");
  expect(rows.length).toBeGreaterThan(10);
  return rows.flatMap((row) => {
    const [, properties, value] = row.split("|");
    expect(value.trim()).not.toBe("");
    return codesIn(properties);
  });
}

const SOURCES = join(__dirname, "../../src");

/** The properties whose comment says that the value stays as it is without them. */
function leftByTheirComment(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.flatMap((name) => {
    const source = ts.createSourceFile(name, readFileSync(join(SOURCES, name), "utf8"), ts.ScriptTarget.Latest, true);
    const interfaces = source.statements.filter(ts.isInterfaceDeclaration);
    const members = interfaces.flatMap((one) => [...one.members].filter(ts.isPropertySignature));
    const isLeft = (one: ts.PropertySignature) =>
      ts.getJSDocTags(one).some((tag) => {
        const text = ts.getTextOfJSDocComment(tag.comment) ?? "";
        return tag.tagName.text === "default" && /as (it is|they are)\s+today/.test(text);
      });
    return members.filter(isLeft).map((one) => one.name.getText(source));
  });
}

test("each property that is left to others without a statement has a row with what resets it, and no other has", () => {
  expect([...new Set(resettable())].sort()).toEqual([...new Set(leftByTheirComment())].sort());
  expect(resettable()).toEqual([...new Set(resettable())]);
});

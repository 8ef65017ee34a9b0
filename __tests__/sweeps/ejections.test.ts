import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EJECTIONS, ejectionFiles, filesIn, PLACE } from "../../tools/ejections/ejections";

const PROJECT = join(__dirname, "../..");

test.each(EJECTIONS)("$name is what the program writes; `npx tsx tools/ejections/main.ts` writes it anew", (ejection) => {
  const files = ejectionFiles(ejection);
  const folder = join(PROJECT, PLACE, ejection.name);
  expect(filesIn(folder)).toEqual([...files.keys()].sort());
  for (const [path, text] of files) {
    expect(`${path}\n${readFileSync(join(folder, path), "utf8")}`).toBe(`${path}\n${text}`);
  }
});

test("the page beside them and the README of the tools name each", () => {
  const pages = [`${PLACE}/README.md`, "packages/terraform-stack-tools/README.md"];
  for (const { name } of EJECTIONS) {
    expect(pages.filter((page) => !readFileSync(join(PROJECT, page), "utf8").includes(name))).toEqual([]);
  }
});

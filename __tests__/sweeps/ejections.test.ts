import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EJECTIONS, ejected, filesIn, PLACE } from "../../tools/ejections";

const PROJECT = join(__dirname, "../..");
const read = (path: string) => readFileSync(join(PROJECT, path), "utf8");

test.each(EJECTIONS)("%s is what the program writes; `npx tsx tools/ejections.ts` writes it anew", (name) => {
  const files = ejected(name);
  const folder = `${PLACE}/${name}/after`;
  expect(filesIn(join(PROJECT, folder))).toEqual([...files.keys()]);
  for (const [path, text] of files) {
    expect([path, read(`${folder}/${path}`)]).toEqual([path, text]);
  }
});

test("the page beside them and the README of the tools name each", () => {
  const pages = [`${PLACE}/README.md`, "packages/terraform-stack-tools/README.md"];
  expect(EJECTIONS.filter((name) => pages.some((page) => !read(page).includes(name)))).toEqual([]);
});

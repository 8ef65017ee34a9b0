import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withAbsoluteLinks } from "../../../tools/absolute-links";

const REPOSITORY = "https://github.com/contoso/pulls";

test.each([
  ["[AKS](docs/tutorials/aks.md#verify)", `[AKS](${REPOSITORY}/blob/main/docs/tutorials/aks.md#verify)`],
  ["[Azure](https://learn.microsoft.com/azure)", "[Azure](https://learn.microsoft.com/azure)"],
  ["[above](#errors)", "[above](#errors)"],
  ['<img src="docs/a.svg">', '<img src="https://raw.githubusercontent.com/contoso/pulls/main/docs/a.svg">'],
])("%s leads to the repository from everywhere", (link, absolute) => {
  expect(withAbsoluteLinks(link, REPOSITORY)).toBe(absolute);
});

test("a link of a page in a folder is read from there", () => {
  expect(withAbsoluteLinks("[one](../../docs/a.md#b)", REPOSITORY, "packages/one")).toBe(
    `[one](${REPOSITORY}/blob/main/docs/a.md#b)`,
  );
});

test("no code of the README is taken for a link", () => {
  const fences = (text: string) => text.split("```").filter((_part, index) => index % 2 === 1);
  const readme = readFileSync(join(__dirname, "../../../README.md"), "utf8");
  expect(fences(withAbsoluteLinks(readme, REPOSITORY))).toEqual(fences(readme));
});

import { pages } from "../support/pages";
import { PUBLISHED } from "../support/published";

/** Where people learn what to install. */
const PAGES = [
  "README.md",
  "docs/reference/compatibility.md",
  "docs/reference/languages.md",
  "docs/tutorials/python-quick-start.md",
  "docs/tutorials/python.md",
  "packages/create-cdktf-acr-aks/README.md",
];

test("every page that says what to install has the same sentence on what is published", () => {
  const saying = pages().filter(({ text }) => text.includes(PUBLISHED));
  expect(saying.map(({ path }) => path).sort()).toEqual(PAGES);
});

test("no page says anything else of it", () => {
  const others = pages().flatMap(({ path, text }) =>
    text
      .replace(PUBLISHED, "")
      .split("\n")
      .filter((line) => /\b(?:Maven Central|NuGet)\b|packages? .*\bpublish|not published/i.test(line))
      .filter((line) => !/chart/.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(others).toEqual([]);
});

import { checkPaths } from "../../../src/hand-off/output/folder";

const check = (...paths: readonly string[]) => checkPaths(new Map(paths.map((path) => [path, Buffer.from("")])));

test.each([
  ["assets/A", "assets/a"],
  ["assets/A/x", "assets/a/y"],
  ["README.md", "README.md/main.tf"],
  ["readme.md/main.tf", "README.md"],
])("refuses %s beside %s", (one, other) => {
  expect(() => check(one, other)).toThrow(/cannot be in one folder on every file system; rename one\.$/);
});

test.each([
  "CON/main.tf",
  "assets/nul.txt",
  "assets/aux",
  "assets/COM1.tar.gz",
  "assets/a.",
  "assets/a ",
  "assets/a:b",
  "assets/a\\b",
])("refuses %s, which Windows cannot store", (path) => {
  expect(() => check("README.md", path)).toThrow("cannot be a file on Windows");
});

test("accepts what can exist side by side", () => {
  expect(() => check("console/main.tf", "console/tests/plan", "assets/null.txt", "assets/com10", "assets/.a")).not.toThrow();
});

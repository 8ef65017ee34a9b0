import { existsSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { anchorsOf, targetsOf } from "../support/links";
import { markdownIn, type Page, readPage } from "../support/pages";

const PROJECT = join(__dirname, "../..");

const all = [
  ...readdirSync(PROJECT).filter((name) => name.endsWith(".md")),
  ...["docs", "examples", "packages", "testbed"].flatMap(markdownIn),
].map(readPage);
const pageAt = new Map(all.map((page) => [page.path, page]));

function complaintsOf(page: Page): string[] {
  return targetsOf(page)
    .filter((target) => !isRight(page, target))
    .map((target) => `${page.path} -> ${target}`);
}

function isRight(page: Page, target: string): boolean {
  if (/^[a-z]+:/.test(target)) {
    return URL.canParse(target) && new URL(target).protocol === "https:";
  }
  const [file, anchor] = target.split("#");
  const path = file === "" ? page.path : normalize(join(dirname(page.path), file));
  if (path.startsWith("..") || !existsSync(join(PROJECT, path))) {
    return false;
  }
  if (anchor === undefined) {
    return true;
  }
  const linked = pageAt.get(path);
  return linked !== undefined && anchorsOf(linked).has(anchor);
}

test("every link leads to a page that exists, and to a heading or an anchor in it", () => {
  expect(all.flatMap(complaintsOf)).toEqual([]);
});

test("the pages link to each other and to what they quote", () => {
  const targets = all.flatMap(targetsOf);
  expect(targets.filter((target) => target.includes("#")).length).toBeGreaterThan(5);
  expect(targets.filter((target) => target.startsWith("https://")).length).toBeGreaterThan(1);
});

test("SECURITY.md names each test that attacks a promise, and no other", () => {
  const named = new Set(readPage("SECURITY.md").text.match(/(?:packages\/[-\w]+\/)?__tests__\/[-\w/]+\.test\.ts/g));
  expect([...named].filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  const tools = "packages/terraform-stack-tools/__tests__/attacks";
  const folders = [tools, "__tests__/attacks", "__tests__/terraform/attacks", "__tests__/real/attacks"];
  const attacks = folders.flatMap((folder) => readdirSync(join(PROJECT, folder)).map((name) => `${folder}/${name}`));
  expect(attacks.filter((path) => !named.has(path))).toEqual([]);
});

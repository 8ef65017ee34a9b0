import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { anchorsOf, targetsOf } from "../../support/links";
import { markdownIn, type Page, readPage } from "../../support/pages";

const PROJECT = join(__dirname, "../../..");

const all = [
  ...readdirSync(PROJECT).filter((name) => name.endsWith(".md")),
  ...["docs", "examples", "packages", "__tests__/testbed"].flatMap(markdownIn),
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

test("the address of each page that is gone leads to one that is there, and to an anchor in it", () => {
  const redirects = Object.entries<string>(JSON.parse(readFileSync(join(PROJECT, "docs/redirects.json"), "utf8")));
  const wrong = redirects.filter(([from, to]) => {
    const [page, anchor] = to.split("#");
    const path = IN_REPOSITORY.exec(page)?.[1] ?? `docs/${page}.md`;
    const isThere = existsSync(join(PROJECT, path)) && (anchor === undefined || anchorsOf(readPage(path)).has(anchor));
    return !isThere || pageAt.has(`docs/${from}.md`);
  });
  expect(wrong).toEqual([]);
  expect(redirects.length).toBeGreaterThan(20);
});

test("SECURITY.md names each test that attacks a promise, and no other", () => {
  const named = new Set(readPage("SECURITY.md").text.match(/(?:packages\/[-\w]+\/)?__tests__\/[-\w/]+\.test\.ts/g));
  expect([...named].filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  const tools = "packages/terraform-stack-tools/__tests__/attacks";
  const folders = [tools, "__tests__/sweeps/attacks", "__tests__/terraform/attacks", "__tests__/real/attacks"];
  const attacks = folders.flatMap((folder) => readdirSync(join(PROJECT, folder)).map((name) => `${folder}/${name}`));
  expect(attacks.filter((path) => !named.has(path))).toEqual([]);
});

const PACKAGES = [".", ...readdirSync(join(PROJECT, "packages")).map((name) => `packages/${name}`)];
const { repository } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

/** A file or a folder of the repository, as the pages of its packages name it. */
const IN_REPOSITORY = new RegExp(`^${repository.url.replace(/\.git$/, "")}/(?:blob|tree)/main/([^#]+)(?:#(.+))?$`);
const RAW = /^https:\/\/raw\.githubusercontent\.com\/cdktf-acr-aks\/cdktf-acr-aks\/main\/(.+)$/;

/** What npm would publish. Nothing is compiled for it, since no page links to code. */
function filesOf(folder: string): Set<string> {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--no-update-notifier"];
  const { stdout } = spawnSync("npm", args, { cwd: join(PROJECT, folder), encoding: "utf8", maxBuffer: 2 ** 26 });
  const [{ files }] = JSON.parse(stdout);
  return new Set(files.map(({ path }: { readonly path: string }) => path));
}

describe.each(PACKAGES)("the tarball of %s", (folder) => {
  const files = filesOf(folder);
  // Pages of an app that the starter writes are read in that app.
  const pages = [...files].filter((path) => /\.md$|^llms\.txt$/.test(path) && !path.startsWith("templates/"));
  const linksOf = (path: string) => targetsOf(readPage(join(folder, path))).map((target) => [path, target] as const);
  const links = pages.flatMap(linksOf);

  test("has a README, and every relative link in it leads to a file of it", () => {
    expect(pages).toContain("README.md");
    const relative = links.filter(([, target]) => !/^[a-z]+:|^#/.test(target));
    const dead = relative.filter(([path, target]) => !files.has(normalize(join(dirname(path), target.split("#")[0]))));
    expect(dead).toEqual([]);
  });

  test("leads into the repository to files that exist, and to headings in them", () => {
    const dead = links.filter(([, target]) => {
      const [, path, anchor] = IN_REPOSITORY.exec(target) ?? RAW.exec(target) ?? [];
      if (path === undefined) {
        return false;
      }
      return !existsSync(join(PROJECT, path)) || (anchor !== undefined && !anchorsOf(readPage(path)).has(anchor));
    });
    expect(dead).toEqual([]);
    expect(links.filter(([, target]) => IN_REPOSITORY.test(target)).length).toBeGreaterThan(2);
  });

  test("shows a picture in its README, in light and dark, with words for those who do not see it", () => {
    const { text } = readPage(join(folder, "README.md"));
    const [, dark, light, alternative] =
      /<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s+<img src="([^"]+)"[^>]* alt="([^"]+)">/.exec(text) ??
      [];
    expect([dark, light].filter((path) => !files.has(path))).toEqual([]);
    expect(alternative.split(" ").length).toBeGreaterThan(8);
  });
});

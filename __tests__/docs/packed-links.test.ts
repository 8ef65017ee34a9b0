import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { anchorsOf, targetsOf } from "../support/links";
import { readPage } from "../support/pages";

const PROJECT = join(__dirname, "../..");
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

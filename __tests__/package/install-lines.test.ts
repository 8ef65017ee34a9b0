import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack } from "../support/foreign-project";
import { readPage } from "../support/pages";

const PROJECT = join(__dirname, "../..");
const PAGES = [
  "README.md",
  "packages/terraform-stack-tools/README.md",
  "packages/create-cdktf-acr-aks/README.md",
  "docs/how-to/azure/current-providers.md",
];

/** What npm answers when the registry has no such version, or is not there: no fault of a page that was right. */
const OF_REGISTRY = /\b(E404|ETARGET|ERESOLVE|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN)\b/;

/** `REGISTRY_CHANGES=fail` tells whether the lines still hold today; otherwise a change of the registry alone is said. */
const MUST_HOLD = process.env.REGISTRY_CHANGES === "fail";

/** The lines of a page that install or create something, with the packages of cdktn and of clones left out: nobody has published them yet. */
function linesOf(page: string): string[] {
  return readPage(page)
    .fences.filter(({ language }) => language === "sh")
    .flatMap(({ code }) => code.replace(/\\\n\s*/g, "").split("\n"))
    .map((line) => line.replace(/\s+#.*$/, ""))
    .filter((line) => /^npm (install|create) \S/.test(line) && !/\.\/bindings|cdktn-acr-aks/.test(line));
}

test("the pages have the lines that people copy first", () => {
  expect(linesOf("README.md").map((line) => line.split(" ", 2).join(" "))).toEqual([
    "npm create",
    "npm create",
    "npm create",
    "npm install",
    "npm install",
    "npm install",
  ]);
  expect(PAGES.filter((page) => linesOf(page).length === 0)).toEqual([]);
});

describe("in an empty folder, with our own packages from their tarballs", () => {
  const room = mkdtempSync(join(tmpdir(), "install-lines-"));
  let tarballs: ReadonlyMap<string, string> = new Map();

  beforeAll(() => {
    const folders = [".", "packages/terraform-stack-tools", "packages/create-cdktf-acr-aks"].map((path) => join(PROJECT, path));
    tarballs = new Map(folders.map((folder) => pack(folder, room)).map(({ name, filename }) => [name, join(room, filename)]));
  });
  afterAll(() => rmSync(room, { recursive: true }));

  function commandOf(line: string): string[] {
    const [, verb, ...words] = line.split(" ");
    if (verb === "create") {
      const [name, ...args] = words;
      const program = ["exec", "--yes", `--package=${tarballs.get(`create-${name}`)}`, "--", `create-${name}`];
      return [...program, ...args.filter((word) => word !== "--"), "--no-install"];
    }
    const named = words.map((word) => tarballs.get(word) ?? word);
    return ["install", ...named, "--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts"];
  }

  test.each(PAGES)("the lines of %s do what they say", (page) => {
    const folder = join(room, page.replace(/\W/g, "-"));
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), "{}");
    for (const line of linesOf(page)) {
      const { status, stdout, stderr } = spawnSync("npm", commandOf(line), { cwd: folder, encoding: "utf8" });
      if (status !== 0 && OF_REGISTRY.test(stderr) && !MUST_HOLD) {
        console.warn(`${page}: '${line}' no longer holds, because of the registry:\n${stderr}`);
        return;
      }
      expect({ line, status, stderr: status === 0 ? "" : stderr }).toEqual({ line, status: 0, stderr: "" });
      if (line.startsWith("npm create")) {
        expect(existsSync(join(stdout.trim(), "package.json"))).toBe(true);
      }
    }
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const installed = Object.keys({ ...dependencies, ...devDependencies });
    expect(installed.filter((name) => !existsSync(join(folder, "node_modules", name, "package.json")))).toEqual([]);
    expect(installed.length > 0).toBe(linesOf(page).some((line) => line.startsWith("npm install")));
  });
});

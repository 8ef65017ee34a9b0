import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { obstacle, thisMachine } from "../../packages/create-cdktf-acr-aks/src/machine";
import { pack } from "../support/foreign-project";
import { installLinesOf, isOfRegistry } from "../support/install-lines";
import { pages } from "../support/pages";

const PROJECT = join(__dirname, "../..");

/** What needs the packages of cdktn, which the suite of cdktn makes, or Python: `__tests__/cdktn/starter.test.ts` runs these. */
const ELSEWHERE = [
  "npm install cdktn-acr-aks cdktn constructs@10.7 @cdktn/provider-azurerm @cdktn/provider-azuread @cdktn/provider-kubernetes",
  "npm install --save-dev cdktn-cli terraform-stack-tools",
  "npm install --legacy-peer-deps ./bindings/azurerm ./bindings/azuread ./bindings/kubernetes cdktn-acr-aks",
  ".venv/bin/pip install cdktf-acr-aks",
  // What a clone has packed.
  "npm install $packed/cdktf-acr-aks-0.1.0.tgz $packed/terraform-stack-tools-0.1.0.tgz",
  ".venv/bin/pip install --find-links ../cdktf-acr-aks/dist/python --requirement requirements.txt",
];

/** The lines of each page that no page before it has. */
const LINES = new Map<string, readonly string[]>();
for (const page of pages()) {
  const earlier = new Set([...LINES.values()].flat());
  const lines = installLinesOf(page).filter((line) => !earlier.has(line));
  if (lines.length > 0) {
    LINES.set(page.path, lines);
  }
}
const run = (lines: readonly string[]) => lines.filter((line) => !ELSEWHERE.includes(line));

test("the pages have the lines that people copy first, and none that no suite runs", () => {
  expect(LINES.get("README.md")?.map((line) => line.split(" ", 2).join(" "))).toEqual([
    "npm create",
    "npm create",
    "npm install",
    "npm install",
    "npm install",
    "npm install",
    "npm install",
  ]);
  const all = [...LINES.values()].flat();
  expect(all).toEqual(expect.arrayContaining(ELSEWHERE));
  expect(run(all).filter((line) => !/^npm (install|create) \S/.test(line) || /\.\/|cdktn-acr-aks/.test(line))).toEqual([]);
  expect(LINES.size).toBeGreaterThan(6);
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

  test.each([...LINES].filter(([, lines]) => run(lines).length > 0))("the lines of %s do what they say", (page, all) => {
    const lines = run(all);
    const folder = join(room, page.replace(/\W/g, "-"));
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), "{}");
    for (const line of lines) {
      const { status, stdout, stderr } = spawnSync("npm", commandOf(line), { cwd: folder, encoding: "utf8" });
      const refusal = line.includes("--cdk cdktn") ? obstacle({ cdk: "cdktn", install: false }, thisMachine()) : undefined;
      if (refusal !== undefined) {
        expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(refusal) });
        continue;
      }
      if (status !== 0 && isOfRegistry(stderr)) {
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
    expect(installed.length > 0).toBe(lines.some((line) => line.startsWith("npm install")));
  });
});

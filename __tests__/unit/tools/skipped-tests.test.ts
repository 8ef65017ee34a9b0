import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const PROJECT = join(__dirname, "../../..");
const read = (path: string) => readFileSync(join(PROJECT, path), "utf8");

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.test.ts"], {
  cwd: PROJECT,
  encoding: "utf8",
});
const tests = listed
  .split("\n")
  .filter((path) => path !== "")
  .map((path) => [path, read(path)] as const);

/** What the machines have that the workflow runs on. */
const ON_GITHUB = ["bash", "jq", "python3", "unzip", "zip"];

test("a program without which tests are skipped is on the machines of GitHub, or is installed there", () => {
  const asked = tests.flatMap(([path, text]) =>
    [...text.matchAll(/spawnSync\("([\w-]+)", \["--?(?:version|help)"\]\)\.(?:status|error)/g)].map(([, name]) => [name, path]),
  );
  expect(asked.map(([name]) => name)).toContain("cmark-gfm");
  const parts = read(".ci/parts");
  const missing = asked.filter(
    ([name]) => !ON_GITHUB.includes(name) && !parts.includes(`command -v ${name} > /dev/null || wanted`),
  );
  expect(missing).toEqual([]);
});

test("the page for contributors names each test that only root runs, since no job of GitHub does", () => {
  const contributing = read("CONTRIBUTING.md");
  // Those that root cannot run are run there.
  const ofRoot = tests.filter(([, text]) => /getuid\?\.\(\) === 0(?! \? test\.skip)/.test(text)).map(([path]) => path);
  expect(ofRoot.length).toBeGreaterThan(1);
  const unnamed = ofRoot.filter((path) => !contributing.includes(path.replace(/^packages\/[^/]+\/__tests__\//, "")));
  expect(unnamed).toEqual([]);
});

/** The suites beside the unit tests, which run with all programs of a machine. */
const OTHER_SUITES =
  /^(?:packages\/terraform-stack-tools\/)?__tests__\/(?:attacks|terraform|real|package|cdktn|languages|site|sweeps)\//;

test("unit tests that need a program run with it, after those of a newcomer, who has none", () => {
  const asking = tests
    .filter(([path, text]) => !OTHER_SUITES.test(path) && /\((?:hasBash|hasJq|hasRenderer|hasPrograms\(.*\)) \? /.test(text))
    .map(([path]) => path);
  expect(asking.length).toBeGreaterThan(3);
  const [, step = ""] = /^ {2}step npm test -- --ci (.*)$/m.exec(read(".ci/parts")) ?? [];
  const patterns = [...step.matchAll(/'([^']+)'/g)].map(([, pattern]) => new RegExp(pattern));
  expect(asking.filter((path) => !patterns.some((pattern) => pattern.test(path)))).toEqual([]);
});

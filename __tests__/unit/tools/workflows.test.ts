import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { testedVersions } from "../../../tools/tested-versions";

const PROJECT = join(__dirname, "../../..");
const FOLDER = join(PROJECT, ".github/workflows");

test("workflows run scripts that package.json has", () => {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  const texts = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), "utf8"));
  const run = texts.flatMap((text) => [...text.matchAll(/npm (?:--prefix \S+ )?run ([\w:-]+)/g)]);
  const names = run.map(([, name]) => name);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !(name in scripts))).toEqual([]);
});

test("what is tried first are the versions of the lock file, and the last ones are newer", () => {
  const { devDependencies } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  const versions = testedVersions();
  const [oldest, newest] = [versions[0], versions[versions.length - 1]];
  expect(devDependencies).toMatchObject(oldest.packages);
  expect(newest.name).toBe("newest");
  for (const name of ["constructs", "typescript", "jsii"]) {
    expect(newest.packages[name]).not.toBe(devDependencies[name]);
  }
});

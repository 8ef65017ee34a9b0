import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unpinnedLines, usesInCopies, usesInSources } from "../../../tools/action-pins";

const { safeLoad } = require("js-yaml");

const PROJECT = join(__dirname, "../../..");

test("every action is pinned by commit, with its version, here and in what others get", () => {
  expect(unpinnedLines()).toEqual([]);
  const places = ["templates", "examples", "docs"];
  expect(places.filter((place) => !usesInCopies().some(({ path }) => path.includes(place)))).toEqual([]);
});

test("what others get has the commits that Dependabot keeps current here; run `npm run docs` if not", () => {
  const pins = new Map(usesInSources().map(({ action, pin }) => [action, pin]));
  expect(usesInSources().filter(({ action, pin }) => pins.get(action) !== pin)).toEqual([]);
  expect(usesInCopies().filter(({ action, pin }) => pins.get(action) !== pin)).toEqual([]);
});

test("Dependabot reads every folder that names an action", () => {
  const { updates } = safeLoad(readFileSync(join(PROJECT, ".github/dependabot.yml"), "utf8"));
  const [{ directories }]: { directories: string[] }[] = updates;
  const folders = usesInSources().map(({ path }) => `/${path.replace(/^\.github\/workflows\/.*|\/action\.yml$/, "")}`);
  expect([...new Set(folders)].filter((folder) => !directories.includes(folder))).toEqual([]);
});

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cdktnManifest } from "../../../tools/cdktn";
import { markdownIn, pages, readPage } from "../../support/pages";

const PROJECT = join(__dirname, "../../..");

const all = [...pages(), ...["examples", "packages"].flatMap(markdownIn).map(readPage)];

test("a page whose commands run the program of cdktf names that of cdktn, and the one on cdktn what else has another name", () => {
  const runs = all.filter(({ fences }) => fences.some(({ code }) => code.includes("npx cdktf ")));
  expect(runs.length).toBeGreaterThan(20);
  expect(runs.filter(({ text }) => !text.includes("npx cdktn ")).map(({ path }) => path)).toEqual([]);
  const verbs = new Set(all.flatMap(({ text }) => text.match(/(?<=npx cdktf )\w+/g) ?? []));
  const other = readPage("docs/how-to/operations/install.md").text;
  expect([...verbs].filter((verb) => !new RegExp(`npx cdktn .*\\b${verb}\`.*\\|$`, "m").test(other))).toEqual([]);
});

const own = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

test.each([own, cdktnManifest(own)])("the page on languages names what each of them installs of $name", ({ name, jsii }) => {
  const { python, java, dotnet, go } = JSON.parse(JSON.stringify(jsii)).targets;
  const { text } = readPage("docs/reference/languages.md");
  const artifact = `${java.maven.groupId}:${java.maven.artifactId}`;
  // The last folder of a module of Go is the name of the package, without what no identifier has.
  for (const words of [python.distName, artifact, dotnet.packageId, `${go.moduleName}/${name.replaceAll("-", "")}`]) {
    expect(text).toContain(`${words}\``);
  }
});

/** What was true of one copy of a registry on one day, and is not said. */
const CLAIMS = [
  /\b(?:npm|PyPI|Maven Central|NuGet)\b[^.|\n]{0,12}?\b(?:lacks?|lags|had (?:\d+|no\b|all\b)|(?:has|have) (?:no|none|all|them)|do(?:es)? not have)\b/,
  /\b(?:not|only) (?:published )?(?:on|to) (?:npm|PyPI|Maven Central|NuGet)\b|\b(?:until|once) (?:npm|PyPI) has\b/i,
];

function claimIn(text: string): string | undefined {
  return CLAIMS.map((claim) => claim.exec(text)?.[0]).find((found) => found !== undefined);
}

test.each([
  "npm lacks bindings of cdktn for some providers",
  "PyPI has all of them",
  "with the bindings from their wheels, since npm lags behind",
  "On November 28, 2026, npm had 16.1.0 of the first",
  "npm does not have all of them for cdktn",
  "the default, for which npm has all bindings",
  "Until npm has them, generate them",
  "The bindings are not published to npm",
])("finds the claim in '%s'", (sentence) => {
  expect(claimIn(sentence)).toBeDefined();
});

test("nothing that is read says that a registry has or lacks a package or a version", () => {
  const files = execFileSync("git", ["ls-files", "*.md", "*.ts", "*.mjs", "*.json", "*.py", "*.yml", "*.yaml", ".ci"], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  const paths = files.trim().split("\n");
  expect(paths.length).toBeGreaterThan(1000);
  const claims = paths
    .filter((path) => path !== "__tests__/sweeps/docs/two-cdks.test.ts")
    .flatMap((path) => claimIn(readFileSync(join(PROJECT, path), "utf8")) ?? []);
  expect(claims).toEqual([]);
});

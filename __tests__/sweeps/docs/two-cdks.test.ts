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

import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { PROJECT } from "./support/packages";
import { expectSameAsTypeScript, languagesFolder, run, testWith } from "./support/programs";
import { writeTranslation } from "./support/translated";

/** The program in C#, with the stack as it is translated. */
function program(): string {
  const folder = join(languagesFolder(), "csharp");
  mkdirSync(folder, { recursive: true });
  cpSync(join(PROJECT, "examples/languages/csharp"), folder, { recursive: true });
  writeTranslation("csharp", folder);
  return folder;
}

function textsIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".cs"));
  return new Map(names.map((name) => [basename(name, ".cs"), readFileSync(join(folder, name), "utf8")]));
}

test("the types and properties that the translation to C# names are generated", () => {
  const generated = textsIn(join(languagesFolder(), "code/dotnet"));
  const properties = new Set(
    [...generated.values()].flatMap((text) => [...text.matchAll(/^ +public .* (\w+)$/gm)].map(([, name]) => name)),
  );
  const programs = [...textsIn(program()).values()].join("\n");
  const types = new Set([...programs.matchAll(/new (\w+)(?:\(| \{|$)/gm)].map(([, name]) => name));
  const set = new Set([...programs.matchAll(/(?:\{ |, |^ +)([A-Z]\w+) = /gm)].map(([, name]) => name));
  expect(types.size).toBeGreaterThan(20);
  expect(set.size).toBeGreaterThan(20);
  const own = new Set([...programs.matchAll(/(?:class|const string) (\w+)/g)].map(([, name]) => name));
  expect([...types].filter((name) => !generated.has(name) && !own.has(name) && name !== "Dictionary")).toEqual([]);
  expect([...set].filter((name) => !properties.has(name) && !own.has(name))).toEqual([]);
});

// The bindings come from NuGet.
testWith("dotnet", "--version")("the translation to C# compiles, and synthesizes what the TypeScript does", () => {
  const folder = program();
  const path = join(folder, "Pulls.csproj");
  const generated = join(languagesFolder(), "code/dotnet/CdktfAcrAks/CdktfAcrAks.csproj");
  const project = readFileSync(path, "utf8");
  writeFileSync(
    path,
    project.replace(/<PackageReference Include="CdktfAcrAks".*\/>/, `<ProjectReference Include="${generated}" />`),
  );
  run(folder, "dotnet", ["run"]);
  expectSameAsTypeScript(join(folder, "cdktf.out"));
});

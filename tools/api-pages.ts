import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Documentation, Language } from "jsii-docgen";
import { writeProjectFile } from "./inputs";

const PROJECT = join(__dirname, "..");

/** The page of each language. Those that examples have to be translated for take ten seconds each. */
const PAGES: ReadonlyMap<string, { readonly path: string; readonly language: Language }> = new Map([
  ["typescript", { path: "docs/api/typescript.md", language: Language.TYPESCRIPT }],
  ["python", { path: "docs/api/python.md", language: Language.PYTHON }],
  ["go", { path: "docs/api/go.md", language: Language.GO }],
  ["java", { path: "docs/api/java.md", language: Language.JAVA }],
  ["csharp", { path: "docs/api/csharp.md", language: Language.CSHARP }],
]);

/** Writes the reference of these languages, or of all. jsii-docgen reads every assembly below a folder, and would take those of `dist/cdktn` for newer ones. */
async function writeApiPages(names: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-"));
  for (const name of [".jsii", "package.json", "node_modules"]) {
    symlinkSync(join(PROJECT, name), join(folder, name));
  }
  mkdirSync(join(PROJECT, "docs/api"), { recursive: true });
  const documentation = await Documentation.forProject(folder);
  for (const name of names) {
    const page = PAGES.get(name);
    if (page === undefined) {
      throw new Error(`'${name}' is no language of this package: use ${[...PAGES.keys()].join(", ")}`);
    }
    const markdown = await documentation.toMarkdown({ language: page.language });
    writeProjectFile(page.path, markdown.render());
  }
  rmSync(folder, { recursive: true });
}

const names = process.argv.slice(2);
writeApiPages(names.length === 0 ? [...PAGES.keys()] : names).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

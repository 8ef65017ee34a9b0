import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Documentation, Language } from "jsii-docgen";
import { writeProjectFile } from "./inputs";

const PROJECT = join(__dirname, "..");

/** Writes API.md. jsii-docgen reads every assembly below a folder, and would take those of `dist/cdktn` for newer ones. */
async function writeApiPage(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "api-"));
  for (const name of [".jsii", "package.json", "node_modules"]) {
    symlinkSync(join(PROJECT, name), join(folder, name));
  }
  const documentation = await Documentation.forProject(folder);
  const page = await documentation.toMarkdown({ language: Language.TYPESCRIPT });
  writeProjectFile("API.md", page.render());
  rmSync(folder, { recursive: true });
}

writeApiPage().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The templates of one language: a folder for each scenario, and one with what all of them share. */
const TEMPLATES = join(__dirname, "../templates/typescript");
const COMMON = "common";

export const MANIFEST = "package.json";

/** What a project can start as. */
export interface Scenario {
  readonly name: string;
  /** What it deploys, in one line. */
  readonly description: string;
}

/** The scenarios that the folder of templates contains, in order. */
export function scenarios(): Scenario[] {
  const folders = readdirSync(TEMPLATES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .filter((name) => name !== COMMON)
    .sort()
    .map((name) => ({ name, description: descriptionOf(name) }));
}

function descriptionOf(scenario: string): string {
  const { description }: Scenario = JSON.parse(readFileSync(join(TEMPLATES, scenario, MANIFEST), "utf8"));
  return description;
}

/** The folders whose files make a project of a scenario. */
export function templateFolders(scenario: string): readonly string[] {
  return [join(TEMPLATES, COMMON), join(TEMPLATES, scenario)];
}

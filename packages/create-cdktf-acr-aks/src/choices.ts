import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What all apps share; a folder for each language, in it one for each scenario and one with what all of them share; and what cdktn adds. */
const TEMPLATES = join(__dirname, "../templates");
const COMMON = "common";

export const MANIFEST = "package.json";

export const CDKS = ["cdktf", "cdktn"] as const;
export const LANGUAGES = ["typescript", "python"] as const;

export type Cdk = (typeof CDKS)[number];
export type Language = (typeof LANGUAGES)[number];

/** What a project is made from. */
export interface Choice {
  readonly cdk: Cdk;
  readonly language: Language;
  /** The name of a scenario. */
  readonly scenario: string;
}

/** The oldest Node.js that the program of each CDK runs on. */
export const OLDEST_NODE: Readonly<Record<Cdk, string>> = { cdktf: "20.9.0", cdktn: "22.19.0" };

/** What nobody has to choose. This CDK runs on every Node.js that is supported, and this scenario creates nothing but role assignments. */
export const DEFAULTS: Choice = { cdk: "cdktf", language: "typescript", scenario: "existing-cluster" };

/** What a project can start as. */
export interface Scenario {
  readonly name: string;
  /** What it deploys, in one line. */
  readonly description: string;
}

/** The scenarios that the folder of templates contains, in order. They are the same in every language. */
export function scenarios(): Scenario[] {
  const folder = join(TEMPLATES, DEFAULTS.language);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== COMMON)
    .map(({ name }) => name)
    .sort()
    .map((name) => ({ name, description: descriptionOf(join(folder, name)) }));
}

function descriptionOf(folder: string): string {
  const { description }: Scenario = JSON.parse(readFileSync(join(folder, MANIFEST), "utf8"));
  return description;
}

/** The folders whose files make a project. A later one wins. */
export function templateFolders({ cdk, language, scenario }: Choice): readonly string[] {
  const own = [COMMON, join(language, COMMON), join(language, scenario)].map((name) => join(TEMPLATES, name));
  return cdk === "cdktn" ? [...own, join(TEMPLATES, "cdktn", language)] : own;
}

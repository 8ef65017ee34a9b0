import { readFileSync } from "node:fs";
import { join } from "node:path";
import { help } from "../../../packages/create-cdktf-acr-aks/src/program";
import { type Page, pages } from "../../support/pages";

const PROJECT = join(__dirname, "../../..");
const CHANGELOGS = ["", "packages/terraform-stack-tools", "packages/create-cdktf-acr-aks"].map((folder) =>
  readFileSync(join(PROJECT, folder, "CHANGELOG.md"), "utf8"),
);

/** What a page says until the first release, with the way to install something nevertheless. */
const NOTICE =
  /\*\*Not released yet\*\*: \[install from a clone\]\((?:\S*\binstall\.md)?(?:#[\w-]+)?\)|^Not released yet: the README/m;

/** A line that gets one of the packages from a registry, in a block or within a sentence. */
const INSTALLS =
  /\bnpm create cdktf-acr-aks [\w-]|\bnpm install [^`\n]*(?<![./\w-])(cdkt[fn]-acr-aks|terraform-stack-tools)\b|pip install cdkt[fn]-acr-aks|npx --yes terraform-stack-tools/;

/** A release turns `## Unreleased` into its version. */
const isReleased = (changelog: string) => /^## \d/m.test(changelog);

/** The pages that do not say whether something is released, or say it wrongly. */
function faults(all: readonly Page[], released: boolean): string[] {
  const text = (page: Page) => page.text.replace(/\\\n\s*/g, "");
  return all.filter((page) => NOTICE.test(page.text) !== (!released && INSTALLS.test(text(page)))).map(({ path }) => path);
}

test("until the first release, each page on which people install something says that it is not released, and afterwards none", () => {
  expect(new Set(CHANGELOGS.map(isReleased)).size).toBe(1);
  expect(faults(pages(), isReleased(CHANGELOGS[0]))).toEqual([]);
});

test("the help of the starter says it as long as the changelog has no version", () => {
  expect(help().includes("Not released yet")).toBe(!isReleased(CHANGELOGS[2]));
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../../../packages/terraform-stack-tools/src/report/sections";
import { readPage } from "../../support/pages";

test("the page of the reports has each rule with its level and what fails on it", () => {
  const { lines } = readPage("docs/tools/reports.md");
  const rows = lines.flatMap((line) => {
    const [, rule, level, name] = /^\| `([-a-z]+)` \| (error|warning|note) \| (?:`([a-z]+)`)? ?\|[^|]+\|$/.exec(line) ?? [];
    return rule === undefined ? [] : [[rule, level, name]];
  });
  const expected = Object.entries(RULES).map(([id, { level, stop }]) => [id, level, stop]);
  expect(rows.sort()).toEqual(expected.sort());
});

test("the page of the ejection corpus counts the stacks that are listed", () => {
  const list: { readonly repository: string; readonly stacks: readonly string[] }[] = JSON.parse(
    readFileSync(join(__dirname, "../../../packages/terraform-stack-tools/__tests__/fixtures/foreign-repositories.json"), "utf8"),
  );
  const stacks = list.flatMap((one) => one.stacks);
  const repositories = new Set(list.map(({ repository }) => repository)).size;
  expect(readPage("__tests__/terraform/ejection-corpus.md").text).toContain(
    `${stacks.length} stacks of ${repositories} public repositories`,
  );
});

import { readPage } from "../../../../__tests__/support/pages";
import { FAIL_ON } from "../../src/cli/commands/report-options";
import { RULE_IDS, RULES } from "../../src/report/content/rules";

test("the page of the reports has each rule with its level and what fails on it", () => {
  const { lines } = readPage("docs/reference/plan-reports.md");
  const rows = lines.flatMap((line) => {
    const [, rule, level, name] = /^\| `([-a-z]+)` \| (error|warning|note) \| (?:`([a-z]+)`)? ?\|$/.exec(line) ?? [];
    return rule === undefined ? [] : [[rule, level, name]];
  });
  const expected = RULE_IDS.map((rule) => [
    rule,
    RULES[rule].level,
    Object.entries(FAIL_ON).find(([, some]) => some.some((one) => one === rule))?.[0],
  ]);
  expect(rows.sort()).toEqual(expected.sort());
});

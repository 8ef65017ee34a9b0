import { join } from "node:path";
import { called } from "../../../../__tests__/support/program";

const FIXTURES = join(__dirname, "../../../../__tests__/fixtures/plans");

/** The lines on access of a report in text. */
function accessIn(report: string): string[] {
  const lines = report.split("\n");
  const start = lines.indexOf("Access:");
  return start === -1 ? [] : lines.slice(start + 1, lines.indexOf("", start));
}

test("access is told from what the configuration refers to, before any id is known", () => {
  const { code, out } = called("review", join(FIXTURES, "first/terraform-1.11.4.json"));
  expect(code).toBe(0);
  expect(accessIn(out)).toMatchInlineSnapshot(`
    [
      "+ principal 30000000-0000-0000-0000-000000000001 may pull everything in an unknown scope, which hangs on local.hidden (role AcrPull, if the registry is in RBAC mode)",
      "+ managed identity one0 may pull everything in manyeast (role AcrPull)",
      "+ managed identity one0 may pull everything in manywest (role AcrPull)",
      "+ managed identity one0 may pull everything in modmx (role AcrPull)",
      "+ principal 30000000-0000-0000-0000-000000000001 may pull everything in modmx (role AcrPull)",
      "+ managed identity one0 may pull everything in modmy (role AcrPull)",
      "+ managed identity one1 may pull and push everything in one of manyeast and manywest, which hangs on each.value.registry in local.grants (role AcrPush, if the registry is in RBAC mode)",
      "+ managed identity one1 may pull and push everything in one of manyeast and manywest, which hangs on each.value.registry in local.grants (role AcrPush, if the registry is in RBAC mode)",
      "+ every pod of AKS cluster prod may pull everything in plainone (role AcrPull)",
    ]
  `);
});

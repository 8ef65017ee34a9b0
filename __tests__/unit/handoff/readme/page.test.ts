import { moduleOf } from "../../../../src/handoff/module";
import { indexOf, readmeOf } from "../../../../src/handoff/readme/page";
import { GRANT, HOSTILE } from "../../../support/hand-off";
import type { Json } from "../../../support/stack";

const readme = (stack: Json, name = "grant") => readmeOf(name, moduleOf(stack), stack, "");

test("a page has every section that somebody needs to say yes", () => {
  const titles = [...readme(GRANT).matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  expect(titles).toEqual([
    "What is in it",
    "Inputs",
    "Outputs",
    "Resources",
    "Permissions of the identity that applies",
    "Secrets and the state",
    "Versions",
    "Run it",
    "Roll back",
    "Rotate",
    "Files",
  ]);
});

test("inputs, outputs, resources and versions are tables", () => {
  const page = readme(GRANT);
  expect(page).toContain("| `object_id` | `string` | Who pulls | required |  |");
  expect(page).toContain("| `id` | The grant | no |");
  expect(page).toContain("| `azurerm_role_assignment.pull` | managed |");
  expect(page).toContain("| `azurerm` | `hashicorp/azurerm` | `4.55.0` | `>= 4.55.0, < 5.0.0` |");
});

test("the default of a secret is not shown, that of others is", () => {
  const page = readme({ ...GRANT, variable: { a: { default: "canary", sensitive: true }, b: { default: [1] } } });
  expect(page).not.toContain("canary");
  expect(page).toContain("| `a` | `any` |  | has a default, not shown | **secret** |");
  expect(page).toContain("| `b` | `any` |  | `[1]` |  |");
});

test("no text of the input becomes markup, wherever it stands", () => {
  const page = readme(
    {
      ...GRANT,
      variable: { [HOSTILE]: { description: HOSTILE, type: HOSTILE, default: HOSTILE, validation: { error_message: HOSTILE } } },
      output: { [HOSTILE]: { description: HOSTILE, value: 1 } },
      resource: { [HOSTILE]: { [HOSTILE]: {} } },
      provider: { [HOSTILE]: { exec: { command: HOSTILE } } },
      terraform: { required_version: HOSTILE, required_providers: { [HOSTILE]: { source: HOSTILE, version: HOSTILE } } },
      [HOSTILE]: {},
    },
    HOSTILE,
  );
  expect(page).not.toMatch(/<b>|\]\(y\)/);
  const width = (line: string) => line.split("|").length;
  for (const part of page.split("\n\n").filter((paragraph) => paragraph.startsWith("| "))) {
    expect(new Set(part.trim().split("\n").map(width)).size).toBe(1);
  }
});

test("the index leads to each module", () => {
  const index = indexOf([{ name: "grant", module: moduleOf(GRANT) }]);
  expect(index).toContain("| [grant](grant/README.md) | Azure identities are granted the right to pull images");
});

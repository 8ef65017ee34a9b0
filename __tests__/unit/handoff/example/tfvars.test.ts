import { tfvarsExample } from "../../../../src/handoff/example/tfvars";
import { variablesOf } from "../../../../src/terraform/variable";

const example = (variable: Record<string, object>) => tfvarsExample(variablesOf({ variable: variable as never }));

test("every input stands in it, required ones first; a default is a comment, and a secret has no value", () => {
  const text = example({
    size: { type: "number", default: 3 },
    image: { type: "string", description: "What to pull" },
    password: { type: "string", sensitive: true },
    key: { type: "string", sensitive: true, default: "canary-4f1c" },
  });
  expect(text.split("\n").slice(2)).toEqual([
    "",
    "# Required",
    "",
    "# What to pull",
    "# Type: string",
    'image = "team/app:1"',
    "",
    "# Type: string",
    "# Secret: export TF_VAR_password=…",
    "",
    "# Optional, with their defaults",
    "",
    "# Type: string",
    "# Secret: export TF_VAR_key=…",
    "",
    "# Type: number",
    "# size = 3",
    "",
  ]);
});

test("a description cannot leave its comment, and a default cannot become a template", () => {
  const text = example({ a: { description: 'x\nb = "y"\u2028c\rd', default: "${x}" } });
  expect(text.split("\n").filter((line) => line && !line.startsWith("#"))).toEqual([]);
  expect(text).toContain('# a = "$${x}"');
});

test("a module without inputs says so", () => {
  expect(example({})).toContain("# This module has no inputs.");
});

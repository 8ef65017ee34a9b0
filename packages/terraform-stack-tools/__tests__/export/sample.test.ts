import { tfvarsExample } from "../../src/export/sample";
import { hiddenValues } from "../../src/knowledge/secrets/secret-scan";
import type { JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";

const exampleOf = (variable: JsonObject) => {
  const stack = readStack({ variable });
  return tfvarsExample(stack.variables, hiddenValues(stack));
};

test("has required inputs first, defaults as comments, and no value for a secret", () => {
  const text = exampleOf({
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

test("keeps a description in its comment and a default a literal", () => {
  const text = exampleOf({ a: { description: 'x\nb = "y"\u2028c\rd', default: "${x}" } });
  expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
  expect(text).toContain('# a = "$${x}"');
});

describe("an example value", () => {
  const variableOf = (type: string, condition?: string): JsonObject => ({
    type,
    ...(condition === undefined ? {} : { validation: { condition, error_message: "no" } }),
  });
  /** The lines of the value of `v`. */
  const sampleOf = (variable: JsonObject) => {
    const lines = exampleOf({ v: variable }).split("\n");
    const start = lines.findIndex((line) => line.startsWith("v = "));
    return lines.slice(start, -1).join("\n").replace("v = ", "");
  };

  test.each<[string, string | undefined, string]>([
    ["string", undefined, '"example"'],
    ["list(string)", undefined, '["example"]'],
    ["number", undefined, "1"],
    ["tuple([bool, string])", undefined, '[true, "example"]'],
    [
      'object({ a = string, "b" = optional(list(string), ["x", ")"])\n c = any })',
      undefined,
      '{\n  a = "example"\n  c = "example"\n}',
    ],
    ["map(set(any))", undefined, '{\n  example = ["example"]\n}'],
    ...["", "list(", "object({a", "tuple([string", "list string", "object({a=}})"].map(
      (unreadable): [string, undefined, string] => [unreadable, undefined, '"example"'],
    ),
    ["object({ registry_id = string })", undefined, expect.stringContaining("/registries/example")],
    ["string", '${can(regex("^[0-9.]+/\\\\d+$", var.v))}', '"10.0.0.0/16"'],
    ["string", '${contains(["small", "large"], var.v)}', '"small"'],
    ["string", '${ contains( ["b"], var.v ) && can(regex("^[ab]$", var.v)) }', '"b"'],
    ["list(string)", '${alltrue([for one in var.v : can(regex("^https://", one))])}', '["https://example.org"]'],
    ["string", '${can(regex("(?i)[[:alpha:]", var.v))}', '"example"'],
    ["string", '${startswith(var.v, "kv-")}', '"example"'],
    [
      "map(object({ id = string, name = string }))",
      '${alltrue([for grant in var.v : can(regex("^/subscriptions/", grant.id))])}',
      expect.stringMatching(/id {3}= "\/subscriptions\/[-0]+"\n {4}name = "example"/),
    ],
  ])("of %s passes %s", (type, condition, value) => {
    expect(sampleOf(variableOf(type, condition))).toEqual(value);
  });
});

test("asks nobody to replace values where there are only defaults", () => {
  expect(exampleOf({ size: { type: "number", default: 3 } })).not.toContain("made-up");
  expect(exampleOf({ size: { type: "number" } })).toContain("replace the placeholder values");
});

import { checkExpressions } from "../../../src/export/hcl/unreadable-expressions";
import type { Json } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const check = (stack: Json) => () => checkExpressions([{ stack: readStack(stack), file: "cdk.tf.json" }]);

test("names every expression that Terraform cannot read, by its address", () => {
  const nested = "${${count.index}}";
  const stack = {
    resource: {
      terraform_data: {
        a: {
          input: [{ b: nested }],
          provisioner: [{ "local-exec": { command: "${" } }],
          lifecycle: { precondition: [{ condition: nested }] },
        },
      },
    },
    data: { external: { d: { query: { "${}": "x" } } } },
    provider: { google: [{ project: "${google-project-id" }] },
    locals: { text: nested },
    module: { m: { source: "./m", size: nested } },
    output: { o: { value: nested, precondition: { condition: nested } } },
    check: { c: { assert: [{ condition: nested }] } },
    import: [{ to: "terraform_data.a", id: nested }],
  };
  expect(check(stack)).toThrow(
    [
      "'cdk.tf.json' has names or expressions that Terraform cannot read; correct them in the app, and escape literal text as '$${' and '%%{':",
      "  'data.external.d.query': '${}' is empty",
      "  'terraform_data.a.input[0].b': '$' is not part of any expression",
      "  'terraform_data.a.lifecycle.precondition[0].condition': '$' is not part of any expression",
      "  'terraform_data.a.provisioner[0].local-exec.command': a bracket is not closed",
      "  'provider.google.project': a bracket is not closed",
      "  'check.c.assert[0].condition': '$' is not part of any expression",
      "  'locals.text': '$' is not part of any expression",
      "  'import.id': '$' is not part of any expression",
      "  'module.m.size': '$' is not part of any expression",
      "  'output.o.precondition.condition': '$' is not part of any expression",
      "  'output.o.value': '$' is not part of any expression",
    ].join("\n"),
  );
});

const missing = "a value is missing before '<' (character 1)";

test.each<[what: string, stack: Json, fault: string]>([
  [
    "it in an output, and says which construct it is",
    { output: { o: { "//": { metadata: { path: "app/o" } }, value: "${tostring(<X>)}" } } },
    "  'output.o.value' of the construct 'app/o': a value is missing before '<' (character 12)",
  ],
  ["a dependency", { resource: { a_b: { c: { depends_on: ["<X>"] } } } }, `  'a_b.c.depends_on[0]': ${missing}`],
  ["what is ignored", { resource: { a_b: { c: { lifecycle: { ignore_changes: ["<X>"] } } } } }, `ignore_changes[0]': ${missing}`],
  [
    "when a provisioner runs",
    { resource: { a_b: { c: { provisioner: [{ "local-exec": { when: "<X>" } }] } } } },
    `  'a_b.c.provisioner[0].local-exec.when': ${missing}`,
  ],
  [
    "providers of a module",
    { module: { m: { source: "./m", providers: { a: "<X>" } } } },
    `  'module.m.providers.a': ${missing}`,
  ],
  ["a type", { variable: { v: { type: "list(<X>)" } } }, "  'variable.v.type': a value is missing before '<' (character 6)"],
  ["a move", { moved: [{ from: "a.b", to: "<X>" }] }, `  'moved.to': ${missing}`],
  ["metadata of a provider", { terraform: { provider_meta: { a: { b: "${<X>}" } } } }, "  'terraform.provider_meta.a.b': "],
  ["a data source of a check", { check: { c: { data: { a_b: { d: { e: "${<X>}" } } } } } }, "  'check.c.data.a_b.d.e': "],
  ["the name of a resource", { resource: { a_b: { "c d": {} } } }, "  'a_b.c d': its name is not a valid HCL identifier"],
  ["a type of resources", { resource: { "a b": { c: {} } } }, "  'a b.c': its name is not a valid HCL identifier"],
  ["the name of a local value", { locals: { "": 1 } }, "  'locals': its name is not a valid HCL identifier"],
  ["the name of a provider", { provider: { "a\nb": [{}] } }, "  'provider.a\\u{a}b': its name is not a valid HCL identifier"],
])("refuses %s, too", (_what, stack, fault) => {
  expect(check(stack)).toThrow(fault);
});

test("leaves texts alone in which Terraform evaluates nothing", () => {
  const text = "${ not an expression";
  const stack = {
    terraform: { required_version: text, required_providers: { x: { source: text } }, backend: { s3: { bucket: text } } },
    variable: { v: { default: { a: text }, description: text } },
    output: { o: { value: "$${ literal", description: text } },
    module: { m: { source: "./${ x", version: text, size: 1 } },
    provider: { x: [{ alias: text, version: text }] },
    resource: { x_y: { z: { lifecycle: { ignore_changes: ["*"] } } } },
    future: { section: text },
  };
  expect(check(stack)).not.toThrow();
});

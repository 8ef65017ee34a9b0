import { checkExpressions } from "../../../src/hand-off/hcl/unreadable-expressions";
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
      "'cdk.tf.json' has expressions that Terraform cannot read; correct them in the app, and write '$${' and '%%{' for the letters themselves:",
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

test("leaves texts alone in which Terraform evaluates nothing", () => {
  const text = "${ not an expression";
  const stack = {
    terraform: { required_providers: { x: { source: text } } },
    variable: { v: { default: { a: text }, description: text } },
    output: { o: { value: "$${ literal", description: text } },
    module: { m: { source: "./${ x", size: 1 } },
    future: { section: text },
  };
  expect(check(stack)).not.toThrow();
});

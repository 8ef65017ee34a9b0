import { hclFiles } from "../../packages/terraform-stack-tools/src/export/hcl/module-files";
import { rootModuleOf } from "../../packages/terraform-stack-tools/src/export/root-module";
import type { Json } from "../../packages/terraform-stack-tools/src/stack/json";
import { readStack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { Expressions } from "../support/expressions";
import { binaries, inWorkspace } from "../support/terraform";

// The fuzzer in attacks/ asks whether hand-off holds; this one asks engines whether both languages mean the same.
const BATCHES = 5;
const BATCH = 1000;

/** Values that begin with U+FEFF and heredocs are refused, which tests of their own show. */
function valuesOf(seed: number): Json[] {
  const expressions = new Expressions(seed, { heredocs: false });
  const values = Array.from({ length: BATCH }, () => expressions.value());
  return values.filter((value) => !/^"?(\ufeff|.*\[\s*"\ufeff)/.test(JSON.stringify(value)));
}

const stackOf = (values: readonly Json[]) => readStack({ locals: { hcl: values }, variable: Expressions.VARIABLES });

const runs = binaries().flatMap((binary) => [...Array(BATCHES).keys()].map((batch) => [binary, batch + 1] as const));

test.each(runs)("%s evaluates a thousand expressions alike in JSON and HCL (seed %i)", (binary, seed) => {
  const values = valuesOf(seed);
  const { json, hcl } = inWorkspace(binary, (workspace) => {
    for (const [path, content] of hclFiles(rootModuleOf(stackOf(values)), "cdk.tf.json")) {
      workspace.file(path, content);
    }
    const outputs = { json: { value: "${local.json}" }, hcl: { value: "${local.hcl}" } };
    workspace.file("origin.tf.json", JSON.stringify({ locals: { json: values }, output: outputs }));
    expect(workspace.succeed("fmt", "-check", "-diff")).toBe("");
    workspace.apply();
    return JSON.parse(workspace.succeed("output", "-json"));
  });
  const differing = values.flatMap((value, index) => {
    const [one, other] = [json.value[index], hcl.value[index]].map((result) => JSON.stringify(result));
    return one === other ? [] : [{ value, one, other }];
  });
  expect(differing).toEqual([]);
  expect(json.value).toHaveLength(values.length);
  expect(values.length).toBeGreaterThan(BATCH * 0.95);
});

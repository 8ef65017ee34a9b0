import { folded } from "../../packages/terraform-stack-tools/src/eject/rewrite/constants";
import { Expressions } from "../support/expressions";
import { binaries, inWorkspace } from "../support/terraform";

const BATCH = 2500;

const runs = binaries().flatMap((binary) => [1, 2].map((seed) => [binary, seed] as const));

test.each(runs)("%s evaluates thousands of texts alike with and without calls of constants (seed %i)", (binary, seed) => {
  const expressions = new Expressions(seed);
  const texts = Array.from({ length: BATCH }, () => expressions.constants());
  const results = texts.map(folded);
  const { before, after } = inWorkspace(binary, (workspace) => {
    const outputs = { before: { value: "${local.before}" }, after: { value: "${local.after}" } };
    const locals = { before: texts, after: results };
    workspace.file("cdk.tf.json", JSON.stringify({ variable: Expressions.VARIABLES, locals, output: outputs }));
    workspace.succeed("init");
    workspace.apply();
    return JSON.parse(workspace.succeed("output", "-json"));
  });
  const differing = texts.flatMap((text, index) =>
    before.value[index] === after.value[index] ? [] : [{ text, result: results[index], value: before.value[index] }],
  );
  expect(differing).toEqual([]);
  expect(before.value).toHaveLength(BATCH);
  expect(results.filter((result, index) => result !== texts[index]).length).toBeGreaterThan(BATCH / 4);
});

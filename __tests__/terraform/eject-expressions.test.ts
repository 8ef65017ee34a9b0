import { isDeepStrictEqual } from "node:util";
import { withJsonDocuments } from "../../packages/terraform-stack-tools/src/export/rewrite/documents";
import { draftOf } from "../../packages/terraform-stack-tools/src/export/rewrite/draft";
import { readStack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { Expressions } from "../support/expressions";
import { type Binary, binaries, inWorkspace } from "../support/terraform";

const BATCH = 2500;

const runs = binaries().flatMap((binary) => [1, 2].map((seed) => [binary, seed] as const));

/** The texts that a rewriting changes, with what an engine makes of them before and after. */
function evaluated(binary: Binary, texts: readonly string[], results: readonly string[]) {
  const changed = [...texts.keys()].filter((index) => texts[index] !== results[index]);
  return inWorkspace(binary, (workspace) => {
    const outputs = { before: { value: "${local.before}" }, after: { value: "${local.after}" } };
    const locals = { before: changed.map((index) => texts[index]), after: changed.map((index) => results[index]) };
    workspace.file("cdk.tf.json", JSON.stringify({ variable: Expressions.VARIABLES, locals, output: outputs }));
    workspace.succeed("init");
    workspace.apply();
    const { before, after } = JSON.parse(workspace.succeed("output", "-json"));
    return changed.map((index, position): [string, string, string] => [
      texts[index],
      before.value[position],
      after.value[position],
    ]);
  });
}

/** What becomes of documents in the arguments of a type. */
function documents(type: string, texts: readonly string[]): string[] {
  const bodies = texts.map((policy, index) => [`d${index}`, { policy }]);
  const source = readStack({ resource: { [type]: Object.fromEntries(bodies) }, variable: Expressions.VARIABLES });
  const { blockByAddress } = withJsonDocuments(draftOf(source)).stack;
  return texts.map((_text, index) => String(blockByAddress.get(`${type}.d${index}`)?.body.policy));
}

test.each(runs)("%s encodes documents that mean the same as their texts (seed %i)", (binary, seed) => {
  const expressions = new Expressions(seed);
  const texts = Array.from({ length: BATCH }, () => expressions.document());
  const values = evaluated(binary, texts, documents("aws_iam_policy", texts));
  expect(values.filter(([, before, after]) => !isDeepStrictEqual(JSON.parse(before), JSON.parse(after)))).toEqual([]);
  expect(values.filter(([text]) => text.includes("${")).length).toBeGreaterThan(BATCH / 5);
  // Where nobody compares what they mean, the letters are the same.
  const inLetters = evaluated(binary, texts, documents("a_file", texts));
  expect(inLetters.filter(([, before, after]) => before !== after)).toEqual([]);
  expect(inLetters.length).toBeGreaterThan(0);
});

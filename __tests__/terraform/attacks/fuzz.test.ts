import { readdirSync } from "node:fs";
import fc from "fast-check";
import { arbitraryPlannableStack } from "../../../packages/terraform-stack-tools/__tests__/support/arbitrary-stacks";
import { inFolder, writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { outsideOfPipelines } from "../../../packages/terraform-stack-tools/__tests__/support/pipeline";
import { called } from "../../../packages/terraform-stack-tools/__tests__/support/program";
import { binaries } from "../../support/terraform";

outsideOfPipelines();

/** The same inputs in every run: a count and a seed, no timer. */
const INPUTS = { numRuns: 20, seed: 20 };

test.each(binaries())(
  "whatever a stack is, a plan with %s is a report or a sentence, and writes nothing beside it",
  (binary) => {
    let planned = 0;
    const check = (stack: string, existing: string): void =>
      inFolder((folder) => {
        writeFiles(folder, { "stack/cdk.tf.json": stack, "before/cdk.tf.json": existing });
        const versions = [`${folder}/stack`, "--existing", `${folder}/before`, "--as-rename"];
        const ended = called("plan", ...versions, "--binary", binary);
        expect(readdirSync(folder, { recursive: true }).sort()).toEqual(
          ["before", "before/cdk.tf.json", "stack", "stack/cdk.tf.json"].sort(),
        );
        expect(ended).toEqual(
          ended.code === 0
            ? { code: 0, out: expect.stringMatching(/Plan: |No changes|No resources/), error: "" }
            : { code: 1, out: "", error: expect.stringMatching(/^terraform-stack-tools: /) },
        );
        expect(ended.out + ended.error).not.toMatch(/\p{Bidi_Control}/u);
        planned += ended.code === 0 ? 1 : 0;
      });
    fc.assert(fc.property(arbitraryPlannableStack, arbitraryPlannableStack, check), INPUTS);
    // Enough of them are good stacks for the checks to mean something.
    expect(planned).toBeGreaterThan(INPUTS.numRuns / 5);
  },
  300_000,
);

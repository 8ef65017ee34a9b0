import { readdirSync } from "node:fs";
import fc from "fast-check";
import { run } from "../../../packages/terraform-stack-tools/src/cli/program";
import { arbitraryPlannableStack } from "../../support/arbitrary-stacks";
import { inFolder, writeFiles } from "../../support/hand-off";
import { outsideOfPipelines } from "../../support/pipeline";
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
        const streams = { out: "", error: "" };
        const code = run(["plan", `${folder}/stack`, "--existing", `${folder}/before`, "--binary", binary], {
          out: (text) => {
            streams.out += text;
          },
          error: (text) => {
            streams.error += text;
          },
        });
        expect(readdirSync(folder, { recursive: true }).sort()).toEqual(
          ["before", "before/cdk.tf.json", "stack", "stack/cdk.tf.json"].sort(),
        );
        expect({ code, ...streams }).toEqual(
          code === 0
            ? { code, out: expect.stringMatching(/Plan: |No changes|No resources/), error: "" }
            : { code: 1, out: "", error: expect.stringMatching(/^stack-tools: /) },
        );
        expect(streams.out + streams.error).not.toMatch(/\p{Bidi_Control}/u);
        planned += code === 0 ? 1 : 0;
      });
    fc.assert(fc.property(arbitraryPlannableStack, arbitraryPlannableStack, check), INPUTS);
    // Enough of them are good stacks for the checks to mean something.
    expect(planned).toBeGreaterThan(INPUTS.numRuns / 5);
  },
  300_000,
);

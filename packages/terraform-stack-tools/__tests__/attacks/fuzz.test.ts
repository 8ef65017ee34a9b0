import fc from "fast-check";
import { arbitraryStack } from "../support/arbitrary-stacks";
import { attacked } from "../support/attacked";

/** The same inputs in every run: a count and a seed, no timer. */
const INPUTS = { numRuns: 3500, seed: 20 };

const STYLES = [["--format", "hcl"], []];

test("whatever a stack is, hand-off writes a bundle or refuses it in a sentence, and touches nothing else", () => {
  let written = 0;
  const check = (stack: string, style: readonly string[], allowSecrets: boolean): void => {
    const start = Date.now();
    const { code, error, strangers } = attacked(stack, [...style, ...(allowSecrets ? ["--allow-secrets"] : [])]);
    const isPolluted = "a" in {} || "name" in {};
    expect({ strangers, isPolluted, isSlow: Date.now() - start > 20_000 }).toEqual({
      strangers: [],
      isPolluted: false,
      isSlow: false,
    });
    expect([0, 1]).toContain(code);
    expect(error).toMatch(code === 0 ? /^'[^\n]*': \d+ files/ : /(^|\n)terraform-stack-tools: /);
    written += code === 0 ? 1 : 0;
  };
  fc.assert(fc.property(arbitraryStack, fc.constantFrom(...STYLES), fc.boolean(), check), INPUTS);
  // Enough of them are good stacks for the checks to mean something.
  expect(written).toBeGreaterThan(INPUTS.numRuns / 10);
}, 600_000);

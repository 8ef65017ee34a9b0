import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { fail } from "./fail";

/**
 * The generations of a credential that exist at a time: the one in use and the one before it, which the pull secrets let go of only
 * when they have the new one. The number is the user's, so that no plan depends on a clock or on an earlier state.
 */
export function generationsOf(scope: IConstruct, generation: number): number[] {
  if (!Number.isSafeInteger(generation) || generation < 1) {
    fail(scope, {
      property: "generation",
      must: "be a whole number known at synth, at least 1",
      got: Token.isUnresolved(generation) ? "a token" : String(generation),
      repair: "begin with 1 and raise it to rotate",
    });
  }
  return generation === 1 ? [1] : [generation - 1, generation];
}

import { Fn, Op, type Postcondition, ref, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { condition } from "../../private/conditions";
import { fail } from "../../private/fail";
import { operand } from "../../private/operand";
import { check, RULES } from "../../private/rules";

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

/** Refuses what is no time of the calendar. */
export function checkExpiry(scope: IConstruct, expiry: string | undefined): void {
  if (expiry === undefined) {
    return;
  }
  check(scope, "expiry", expiry, RULES.expiry);
  // JavaScript takes 31 February for 3 March.
  if (!Token.isUnresolved(expiry) && new Date(expiry).toISOString().replace(".000", "") !== expiry) {
    fail(scope, { property: "expiry", must: "be a day of the calendar", got: expiry, repair: "write another day" });
  }
}

/**
 * A password keeps the time it was made with, since Azure and Microsoft Graph change none: a plan with another time fails, where it would
 * show no change and pulls would stop at the old one. The attribute holds the time of the password.
 */
export function sameExpiry(scope: IConstruct, attribute: string, expiry: string | undefined): Postcondition {
  const own = Token.asString(ref(`self.${attribute}`, TerraformStack.of(scope)));
  // cdktf renders a comparison with 0 as one with undefined.
  const holds =
    expiry === undefined
      ? Fn.try([Op.lt(Fn.lengthOf(own), 1), true])
      : Fn.try([Op.lt(Fn.abs(Fn.timecmp(own, operand(expiry))), 1), isNull(expiry)]);
  return condition(scope, holds, {
    property: "expiry",
    must: "be the time that this generation was made with, which stays",
    got: expiry ?? "none",
    repair: "raise generation to set another time",
  });
}

/** A variable may say that there is none. */
function isNull(text: string): unknown {
  return Token.isUnresolved(text) ? Op.eq(operand(text), Token.nullValue()) : false;
}

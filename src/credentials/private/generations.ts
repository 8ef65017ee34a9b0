import { Fn, type IResolvable, Op, type Postcondition, ref, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { condition } from "../../private/condition";
import { fail } from "../../private/fail";
import { operand } from "../../private/rendering/operand";
import type { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";

/**
 * The generations of a credential that exist at the same time: the previous one, which pull secrets drop only once they
 * have the next, and the current one. The user chooses the number, so that no plan depends on a clock or on earlier
 * state.
 */
export function generationsOf(
  scope: IConstruct,
  generation: number,
  oldest: number = Math.max(1, generation - 1),
): number[] {
  if (!Number.isSafeInteger(generation) || generation < 1) {
    fail(scope, {
      property: "generation",
      must: "be a whole number of at least 1 that is known at synth",
      got: Token.isUnresolved(generation) ? "a token" : String(generation),
      repair: "start at 1 and raise it to rotate",
    });
  }
  if (oldest !== generation && (oldest !== generation - 1 || oldest < 1)) {
    fail(scope, {
      property: "oldestGeneration",
      must: "be generation, or the number before it if that is at least 1",
      got: Token.isUnresolved(oldest) ? "a token" : String(oldest),
      repair: "raise generation first, by one, and oldestGeneration once nobody uses the old password any more",
    });
  }
  return oldest === generation ? [generation] : [oldest, generation];
}

export function checkExpiry(rules: Rules, expiry: string | undefined): void {
  if (expiry === undefined) {
    return;
  }
  rules.text("expiry", expiry, RULES.expiry, { atPlan: "left to the provider, which parses the time" });
  // JavaScript reads 31 February as 3 March.
  if (!Token.isUnresolved(expiry) && new Date(expiry).toISOString().replace(".000", "") !== expiry) {
    fail(rules.construct, { property: "expiry", must: "be a valid date", got: expiry, repair: "correct the day" });
  }
}

/**
 * A password keeps the expiry it was created with, since neither Azure nor Microsoft Graph can change it. A plan with
 * another one fails: otherwise it would show no change, and pulls would stop at the old time. The attribute holds the
 * expiry of the password.
 */
export function sameExpiry(scope: IConstruct, attribute: string, expiry: string | undefined): Postcondition {
  const own = Token.asString(ref(`self.${attribute}`, TerraformStack.of(scope)));
  return condition(scope, expiry === undefined ? isEmpty(own) : isSameTime(own, expiry), {
    property: "expiry",
    must: "be the time that this generation was created with, which cannot change",
    got: expiry ?? "none",
    repair: "raise generation to set another time",
    see: "expiry",
  });
}

// cdktf renders a comparison with 0 as a comparison with undefined, hence `< 1` instead of `== 0`.
function isEmpty(text: string): IResolvable {
  return Fn.try([Op.lt(Fn.lengthOf(text), 1), true]);
}

/** A variable may be null, which means no expiry and has no time to compare. */
function isSameTime(one: string, other: string): IResolvable {
  const isNull = Token.isUnresolved(other) ? Op.eq(operand(other), Token.nullValue()) : false;
  return Fn.try([Op.lt(Fn.abs(Fn.timecmp(one, operand(other))), 1), isNull]);
}

import { Fn, type IResolvable, Token } from "cdktf";
import { PullSecretPolicyMode } from "../../../interfaces";
import { type Complaint, fail } from "../../../private/fail";
import type { Rules } from "../../../private/rules";

export const WARN_AND_AUDIT = ["Warn", "Audit"];

/** In the order of the alphabet. The API server refuses `Deny` with `Warn`, which would say the same twice. */
const COMBINATIONS = ["Audit", "Audit,Deny", "Audit,Warn", "Deny", "Warn"];

const ACTIONS: Complaint = {
  property: "validationActions",
  must: "be Warn, Audit, Deny, Warn and Audit, or Deny and Audit",
  repair: "use PullSecretPolicy.WARN to roll out, then PullSecretPolicy.DENY",
};

export interface ActionOptions {
  readonly mode: PullSecretPolicyMode;
  readonly validationActions?: string[];
}

export function checkActions(rules: Rules, { mode, validationActions: actions }: ActionOptions): void {
  if (actions === undefined) {
    return;
  }
  if (mode === PullSecretPolicyMode.INJECT) {
    fail(rules.construct, {
      property: "validationActions",
      must: "be left out for INJECT, which rejects no pod",
      repair: "create a second policy for DEMAND",
    });
  }
  rules.that(isCombination(actions), { ...ACTIONS, got: Token.isUnresolved(actions) ? undefined : actions.join(", ") });
}

function isCombination(actions: string[]): boolean | IResolvable {
  if (Token.isUnresolved(actions)) {
    return Fn.contains(COMBINATIONS, Fn.join(",", Fn.sort(actions)));
  }
  return COMBINATIONS.includes([...actions].sort().join());
}

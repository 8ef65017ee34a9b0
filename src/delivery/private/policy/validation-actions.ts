import { Fn, type IResolvable, Token } from "cdktf";
import { PullSecretPolicyMode } from "../../../interfaces";
import { fail } from "../../../private/fail";
import type { Rules } from "../../../private/rules";
import { RULES } from "../../../private/text-rules";
import type { Exemptions } from "./expressions";

export const WARN_AND_AUDIT = ["Warn", "Audit"];

/** In the order of the alphabet. The API server refuses `Deny` with `Warn`, which would say the same twice. */
const COMBINATIONS = ["Audit", "Audit,Deny", "Audit,Warn", "Deny", "Warn"];

export interface ActionOptions extends Exemptions {
  readonly mode: PullSecretPolicyMode;
  readonly validationActions?: string[];
  readonly workloadValidationActions?: string[];
  readonly serviceAccountNames?: string[];
}

const FOR_DEMAND = [
  "validationActions",
  "workloadValidationActions",
  "serviceAccountNames",
  "exemptPodLabel",
  "exemptImagePrefixes",
] as const;

export function checkActions(rules: Rules, options: ActionOptions): void {
  const { mode, validationActions, workloadValidationActions, serviceAccountNames } = options;
  const property = FOR_DEMAND.find((name) => options[name] !== undefined);
  if (mode === PullSecretPolicyMode.INJECT && property !== undefined) {
    fail(rules.construct, {
      property,
      must: "be left out for INJECT, which rejects no pod",
      repair: "create a second policy for DEMAND",
    });
  }
  checkCombination(rules, "validationActions", validationActions);
  checkCombination(rules, "workloadValidationActions", workloadValidationActions);
  for (const name of serviceAccountNames ?? []) {
    rules.text("serviceAccountNames", name, RULES.serviceAccountName);
  }
  rules.distinct("serviceAccountNames", "a service account", serviceAccountNames ?? []);
  if (serviceAccountNames !== undefined && workloadValidationActions === undefined) {
    fail(rules.construct, {
      property: "serviceAccountNames",
      must: "be left out without workloadValidationActions, since pods tell the secrets that they have",
      repair: "set workloadValidationActions: PullSecretPolicy.WARN, or remove it",
    });
  }
}

function checkCombination(rules: Rules, property: string, actions: string[] | undefined): void {
  if (actions !== undefined) {
    rules.that(isCombination(actions), {
      property,
      must: "be Warn, Audit, Deny, Warn and Audit, or Deny and Audit",
      got: Token.isUnresolved(actions) ? undefined : actions.join(", "),
      repair: "use PullSecretPolicy.WARN to roll out, then PullSecretPolicy.DENY",
    });
  }
}

function isCombination(actions: string[]): boolean | IResolvable {
  if (Token.isUnresolved(actions)) {
    return Fn.contains(COMBINATIONS, Fn.join(",", Fn.sort(actions)));
  }
  return COMBINATIONS.includes([...actions].sort().join());
}

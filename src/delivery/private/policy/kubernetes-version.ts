import { Fn, Op, Token } from "cdktf";
import { PullSecretPolicyMode } from "../../../interfaces";
import { type Complaint, fail } from "../../../private/fail";
import { operand } from "../../../private/rendering/operand";
import type { Rules } from "../../../private/rules";
import { RULES } from "../../../private/text-rules";

/** The minor version of Kubernetes 1 from which on the API server knows the policy of a mode. */
const MINIMUM_MINOR = {
  /** Kubernetes, "Validating Admission Policy". */
  [PullSecretPolicyMode.DEMAND]: 30,
  /** Kubernetes, "Mutating Admission Policy". */
  [PullSecretPolicyMode.INJECT]: 36,
};

const OTHER_WAYS = {
  [PullSecretPolicyMode.DEMAND]: "upgrade the cluster, or use DefaultServiceAccount, for which any version will do",
  [PullSecretPolicyMode.INJECT]:
    "use PullSecretPolicyMode.DEMAND, or DefaultServiceAccount, for which any version will do",
};

const MINOR = "^v?1[.]([0-9]+)";

export interface VersionOptions {
  readonly mode: PullSecretPolicyMode;
  readonly kubernetesVersion?: string;
}

/** Terraform would say only that the cluster has no such kind of object. */
export function checkVersion(rules: Rules, { mode, kubernetesVersion: version }: VersionOptions): void {
  const complaint: Complaint = {
    property: "kubernetesVersion",
    must: `be at least 1.${MINIMUM_MINOR[mode]} for ${mode}`,
    got: version,
    repair: OTHER_WAYS[mode],
    see: "policy-versions",
  };
  if (version !== undefined) {
    rules.text("kubernetesVersion", version, RULES.serverVersion);
    rules.that(isAtLeast(version, MINIMUM_MINOR[mode]), complaint);
  } else if (mode === PullSecretPolicyMode.INJECT) {
    fail(rules.construct, { ...complaint, must: `be set, and ${complaint.must}`, got: "nothing" });
  }
}

function isAtLeast(version: string, minimum: number) {
  if (!Token.isUnresolved(version)) {
    return Number(new RegExp(MINOR).exec(version)?.[1]) >= minimum;
  }
  return Token.asAny(Op.gte(Fn.try([Fn.tonumber(Fn.element(Fn.regex(MINOR, operand(version)), 0)), 0]), minimum));
}

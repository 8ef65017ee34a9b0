import { Token } from "cdktf";
import { hint } from "../../../private/error-topics";
import { fail } from "../../../private/fail";
import type { Rules } from "../../../private/rules";
import { RULES } from "../../../private/text-rules";
import { warn } from "../../../private/warn";
import { checkLabels } from "../labels";
import { isSystemNamespace, NAME_LABEL, SYSTEM_NAMESPACES } from "../system-namespaces";

export interface NamespaceSelector {
  readonly matchExpressions?: readonly LabelRequirement[];
  readonly matchLabels?: Readonly<Record<string, string>>;
}

interface LabelRequirement {
  readonly key: string;
  readonly operator: "DoesNotExist" | "In" | "NotIn";
  readonly values?: readonly string[];
}

/**
 * By name, which nobody can change. Whoever may label a namespace could exempt it by a label, so one counts only if the
 * policy names it.
 */
export function notExempt(label: string | undefined): NamespaceSelector {
  const named: LabelRequirement = { key: NAME_LABEL, operator: "NotIn", values: SYSTEM_NAMESPACES };
  return { matchExpressions: label === undefined ? [named] : [named, { key: label, operator: "DoesNotExist" }] };
}

/** The namespaces with some labels, or those of the secret. */
export function selectNamespaces(
  rules: Rules,
  labels: Readonly<Record<string, string>> | undefined,
  namespaces: readonly string[],
): NamespaceSelector {
  if (labels === undefined) {
    refuseSystem(rules, "namespaces of the secret", namespaces);
    return { matchExpressions: [{ key: NAME_LABEL, operator: "In", values: namespaces }] };
  }
  if (!Token.isUnresolved(labels) && Object.keys(labels).length === 0) {
    fail(rules.construct, {
      property: "namespaceSelector",
      must: "contain a label, or it would match every namespace",
      repair: "leave it out for the namespaces of the secret",
    });
  }
  checkLabels(rules, "namespaceSelector", labels, RULES.labelValue);
  const { [NAME_LABEL]: name } = Token.isUnresolved(labels) ? {} : labels;
  refuseSystem(rules, "namespaceSelector", name === undefined ? [] : [name]);
  return { matchLabels: labels };
}

/** A policy for these alone would match no pod, and look as if it did. */
function refuseSystem({ construct }: Rules, property: string, namespaces: readonly string[]): void {
  const exempt = namespaces.filter(isSystemNamespace);
  if (exempt.length === 0) {
    return;
  }
  if (exempt.length === namespaces.length) {
    fail(construct, {
      property,
      must: "contain a namespace other than those of Kubernetes and of AKS add-ons, which no policy matches",
      got: exempt.join(", "),
      repair: "create no policy for them: a pod that is rejected there takes the cluster down",
      see: "exempt-namespaces",
    });
  }
  warn(
    construct,
    `the policy does not match ${exempt.join(", ")}: namespaces of Kubernetes and of AKS add-ons are exempt; ` +
      hint("exempt-namespaces"),
  );
}

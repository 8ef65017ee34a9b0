import { Token } from "cdktf";
import { fail } from "../../../private/fail";
import type { Rules } from "../../../private/rules";
import { RULES } from "../../../private/text-rules";
import { checkLabels } from "../labels";

/**
 * Namespaces of Kubernetes itself and of the add-ons of AKS. A pod that is rejected there takes the cluster down.
 * Sources: Kubernetes, "Namespaces"; Azure, "Frequently asked questions about Azure Kubernetes Service", on admission
 * controllers.
 */
const SYSTEM_NAMESPACES = [
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "aks-command",
  "aks-istio-egress",
  "aks-istio-ingress",
  "aks-istio-system",
  "app-routing-system",
  "azure-arc",
  "calico-system",
  "gatekeeper-system",
  "tigera-operator",
];

/** The label with the name of a namespace, which the API server sets: Kubernetes, "Namespaces". */
const NAME_LABEL = "kubernetes.io/metadata.name";

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
  return { matchLabels: labels };
}

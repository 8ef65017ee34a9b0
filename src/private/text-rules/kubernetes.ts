import { DNS_SUBDOMAIN, LABEL_NAME } from "./text-patterns";
import type { TextRule } from "./text-rule";

const SUBDOMAIN = {
  pattern: `^${DNS_SUBDOMAIN}$`,
  maximumLength: 253,
  must:
    "be an RFC 1123 subdomain (at most 253 lowercase letters, digits, '-' and '.', " +
    "starting and ending with a letter or digit)",
};

/** Names and values of Kubernetes objects. */
export const KUBERNETES_RULES = {
  /** Kubernetes, "Object Names and IDs". */
  namespace: {
    pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    must:
      "be RFC 1123 labels (at most 63 lowercase letters, digits and '-', " +
      "starting and ending with a letter or digit)",
    repair: "use names that `kubectl get namespaces` prints",
  },
  secretName: { ...SUBDOMAIN, repair: "set secretName" },
  serviceAccountName: { ...SUBDOMAIN, repair: "set serviceAccountName" },
  /** The Azure Policy add-on has a policy of Gatekeeper for each of its own: Gatekeeper, "Integration with Kubernetes Validating Admission Policy". */
  policyName: {
    ...SUBDOMAIN,
    forbidden: "^(aks-managed|azurepolicy|gatekeeper)-",
    must: `${SUBDOMAIN.must}, and not begin with aks-managed-, azurepolicy- or gatekeeper-, as those of the Azure Policy add-on do`,
    repair: "set policyName",
  },
  /** What an API server says of itself: Kubernetes, "Version Skew Policy". */
  serverVersion: {
    pattern: "^v?1[.][0-9]+([.+-].*)?$",
    must: "be a version such as 1.36 or v1.36.2",
    repair: "use what `kubectl version` prints for the server",
    see: "policy-versions",
  },
  /** The name of a Job is also a label of its pods: Kubernetes, "Jobs". */
  jobName: {
    pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    must: "be at most 63 lowercase letters, digits and '-', starting and ending with a letter or digit",
    repair: "set jobName",
  },
  /** Kubernetes, "Labels and Selectors". The names of annotations have the same syntax. */
  labelKey: {
    pattern: `^(${DNS_SUBDOMAIN}/)?${LABEL_NAME}$`,
    maximumLength: 317,
    must:
      "be at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, optionally after " +
      "a lowercase domain and '/'",
    repair: "correct the name",
  },
  labelValue: {
    pattern: `^(${LABEL_NAME})?$`,
    must: "be at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
    repair: "correct the value",
  },
  imagePrefix: {
    pattern: "^[^/]+/(.*[/:@])?$",
    must: "be the beginning of an image up to a '/', ':' or '@', such as contoso.azurecr.io/public/",
    repair: "end it where a name ends",
  },
  /** Kubernetes, "Quantity". */
  quantity: {
    pattern: "^[0-9]+([.][0-9]+)?(m|k|M|G|Ki|Mi|Gi)?$",
    must: "be a Kubernetes quantity such as 100m or 64Mi",
    repair: "leave it out for the default",
  },
} satisfies Record<string, TextRule>;

import { blockOf, type JsonObject, objectOf } from "../../../stack/json";
import { type BlockType, NO_SECRET } from "../block-type";
import { whereListed, whereTrue } from "./reasons";

const VERBS = "get, create, patch, delete";

const CLUSTER_WIDE = "a ClusterRole; Kubernetes also demands the permissions that the role contains, or `escalate`";

const ADMISSION_POLICIES = [
  "validatingadmissionpolicies",
  "validatingadmissionpolicybindings",
  "mutatingadmissionpolicies",
  "mutatingadmissionpolicybindings",
];

/** Of the kinds that constructs create. Another one may hold a secret, whatever it is called. */
const KINDS_WITHOUT_SECRETS = [
  "ACRAccessToken",
  "AcrPullBinding",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
];

const SECRETS_FIRST = whereListed(
  "depends_on",
  "kubernetes_secret",
  "Pods of the account pull with the secret, so it exists first.",
);

export const KUBERNETES = {
  "provider.kubernetes": { login: kubernetesLogin },
  "provider.helm": { login: ({ kubernetes }) => kubernetesLogin(blockOf(kubernetes)) },
  kubernetes_secret_v1: {
    alias: "kubernetes_secret",
    title: "secret",
    permission: { kubernetes: [`secrets: ${VERBS}`] },
    reasons: [
      whereListed(
        "depends_on",
        "azurerm_role_assignment.",
        "Pods pull as soon as the secret exists, so the role is assigned first.",
      ),
    ],
    state: {
      secret: "the complete document in clear text, including user name and password",
      unless: {
        reason: "its data is write-only (`data_wo`)",
        applies: (body) => "data_wo" in body && !("data" in body) && !("binary_data" in body),
      },
    },
    secretArguments: ["data", "binary_data", "data_wo", "binary_data_wo"],
  },
  kubernetes_secret_v1_data: {
    alias: "kubernetes_secret_data",
    title: "data of a secret",
    secretArguments: ["data", "data_wo"],
  },
  kubernetes_config_map_v1: { alias: "kubernetes_config_map" },
  kubernetes_service_account_v1: {
    alias: "kubernetes_service_account",
    title: "service account",
    permission: { kubernetes: [`serviceaccounts: ${VERBS}`, "secrets: get, list"] },
    reasons: [SECRETS_FIRST],
    state: NO_SECRET,
  },
  kubernetes_default_service_account_v1: {
    alias: "kubernetes_default_service_account",
    title: "default service account",
    permission: {
      kubernetes: ["serviceaccounts: get, patch", "secrets: get, list"],
      note: "also `delete` if it may be destroyed",
    },
    reasons: [
      SECRETS_FIRST,
      whereTrue(
        "lifecycle.prevent_destroy",
        "Kubernetes replaces a deleted account by one without pull secrets, and the tokens of running pods become invalid.",
      ),
    ],
    state: NO_SECRET,
  },
  kubernetes_annotations: {
    title: "annotations of an object",
    permission: {
      kubernetes: ["serviceaccounts: get, patch"],
      note: "or the same verbs on another kind that it annotates",
    },
    state: NO_SECRET,
  },
  kubernetes_cluster_role_v1: {
    alias: "kubernetes_cluster_role",
    title: "cluster role",
    permission: { kubernetes: [`clusterroles (rbac.authorization.k8s.io): ${VERBS}`], note: CLUSTER_WIDE },
    state: NO_SECRET,
  },
  kubernetes_cluster_role_binding_v1: {
    alias: "kubernetes_cluster_role_binding",
    title: "cluster role binding",
    permission: { kubernetes: [`clusterrolebindings (rbac.authorization.k8s.io): ${VERBS}`], note: CLUSTER_WIDE },
    state: NO_SECRET,
  },
  kubernetes_job_v1: {
    alias: "kubernetes_job",
    title: "job",
    permission: { kubernetes: [`jobs (batch): ${VERBS}`] },
    reasons: [
      whereListed(
        "lifecycle.replace_triggered_by",
        "",
        "A job runs once. It runs again where one of these has changed.",
      ),
    ],
    state: NO_SECRET,
  },
  kubernetes_manifest: {
    title: "object in the cluster",
    permission: {
      kubernetes: [
        ...ADMISSION_POLICIES.map((resource) => `${resource} (admissionregistration.k8s.io): ${VERBS}, list`),
        `acrpullbindings (acrpull.microsoft.com): ${VERBS}`,
        `acraccesstokens (generators.external-secrets.io): ${VERBS}`,
        "customresourcedefinitions (apiextensions.k8s.io): list",
      ],
      note:
        "each for its kind: the policies of pull secrets have no namespace and take a ClusterRole; with Azure RBAC, as on AKS " +
        "Automatic, the role Azure Kubernetes Service RBAC Cluster Admin. A manifest of another kind takes the same verbs " +
        "on that kind instead",
    },
    reasons: [
      whereListed(
        "depends_on",
        "kubernetes_manifest.",
        "The binding puts the policy into effect, so the policy exists first.",
      ),
    ],
    state: {
      secret: "the complete object in clear text",
      unless: {
        reason: "its kind has no secrets, such as `AcrPullBinding` or `ValidatingAdmissionPolicy`",
        applies: ({ manifest }) => KINDS_WITHOUT_SECRETS.includes(String(objectOf(manifest).kind)),
      },
    },
  },
  "data.kubernetes_resources": {
    title: "objects in the cluster",
    permission: {
      kubernetes: ["namespaces: list"],
      note: "in a ClusterRole; of another kind, `list` on that kind instead",
    },
    state: {
      secret: "every object that it finds, in clear text",
      unless: {
        reason: "its kind has no secrets, such as `Namespace` or `ValidatingAdmissionPolicy`",
        applies: ({ kind }) => ["Namespace", ...KINDS_WITHOUT_SECRETS].includes(String(kind)),
      },
    },
  },
  helm_release: { title: "Helm release" },
  kubectl_manifest: { title: "manifest" },
  kustomization_resource: { title: "manifest" },
} satisfies Record<string, BlockType>;

/** Kubernetes, "Secrets", under "Docker config Secrets". */
export const DOCKER_KEYS = [".dockerconfigjson", ".dockercfg"];

/** Source: the provider's documentation, "Authentication". */
function kubernetesLogin({ exec, config_path, config_paths, host }: JsonObject): string {
  if (exec !== undefined) {
    return "the program that its `exec` block starts, with the login of the shell it runs in";
  }
  if (config_path !== undefined || config_paths !== undefined) {
    return "a kubeconfig file, whose path and context the module or its inputs give";
  }
  return host === undefined
    ? "a kubeconfig file, by `KUBE_CONFIG_PATH` and `KUBE_CTX`"
    : "nothing: address and credentials come from the module's own configuration";
}

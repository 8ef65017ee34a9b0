import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { KubernetesCluster } from "./providers";

const SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
const FABRIKAM = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/fabrikamregistry`;

const EXISTING: JsonObject = {
  subscription_id: SUBSCRIPTION,
  registry_name: "contosoregistry",
  registry_resource_group_name: "rg-shared",
  cluster_name: "prod",
  cluster_resource_group_name: "rg-prod",
};

/** What each scenario is told: names of what the imitation of Azure and the API server have. */
const INPUTS: { readonly [id: string]: (cluster: KubernetesCluster) => JsonObject } = {
  "new-cluster": () => ({
    subscription_id: SUBSCRIPTION,
    registry_name: "scenarioregistry",
    cluster_name: "scenario",
    resource_group_name: "rg-prod",
    location: "westeurope",
    admin_group_object_ids: ["30000000-0000-0000-0000-000000000002"],
    authorized_ip_ranges: ["203.0.113.0/24"],
  }),
  "existing-cluster": () => EXISTING,
  "image-pull-secret": () => ({ ...EXISTING, image: "team/app:1" }),
  "service-account": () => ({ ...EXISTING, image: "team/app:1" }),
  "outside-azure": ({ env }) => ({
    kubeconfig_path: env.KUBECONFIG ?? "",
    kubeconfig_context: "throwaway",
    login_server: "contoso.azurecr.io",
    registry_username: "puller",
    registry_password: "secret",
    image: "team/app:1",
  }),
  "pull-policy": ({ env }) => ({
    kubeconfig_path: env.KUBECONFIG ?? "",
    kubeconfig_context: "throwaway",
    login_server: "contoso.azurecr.io",
    registry_username: "puller",
    registry_password: "secret",
    validation_actions: ["Deny"],
  }),
  // Its identity has the name of the one beside the cluster, hence another resource group.
  "identity-outside-azure": ({ env }) => ({
    subscription_id: SUBSCRIPTION,
    registry_name: "contosoregistry",
    registry_resource_group_name: "rg-shared",
    resource_group_name: "rg-shared",
    location: "westeurope",
    issuer_url: "https://oidc.contoso.com/prod",
    kubeconfig_path: env.KUBECONFIG ?? "",
    kubeconfig_context: "throwaway",
  }),
  "service-account-identity": () => ({ ...EXISTING, location: "westeurope" }),
  "pull-grants": () => ({
    subscription_id: SUBSCRIPTION,
    grants: { legacy: { registry_id: FABRIKAM, object_id: "20000000-0000-0000-0000-000000000002" } },
  }),
};

/** The scenarios that put a secret into namespaces. */
const WITH_NAMESPACES = ["image-pull-secret", "service-account", "outside-azure", "pull-policy"];

/** The scenarios for the service account of one namespace. */
const WITH_NAMESPACE = ["identity-outside-azure", "service-account-identity"];

/** The values of a scenario's variables. @param namespace exists in the cluster */
export function inputsOf(id: string, cluster: KubernetesCluster, namespace: string): JsonObject {
  const namespaces: JsonObject = WITH_NAMESPACES.includes(id) ? { namespaces: [namespace] } : {};
  return { ...INPUTS[id](cluster), ...namespaces, ...(WITH_NAMESPACE.includes(id) ? { namespace } : {}) };
}

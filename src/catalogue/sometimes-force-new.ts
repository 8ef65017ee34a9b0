import type { Json } from "../testing/mocked/json";

/**
 * Arguments whose change replaces a resource under conditions that the providers decide in code, and that are not in their data: written as
 * in `force-new.ts`, by hand, from the documentation and the source of the providers.
 */
const SOMETIMES: Readonly<Record<string, string>> = {
  azurerm_kubernetes_cluster:
    "api_server_access_profile(subnet_id),default_node_pool(name),network_profile(network_data_plane,network_plugin_mode,network_policy)," +
    "service_principal!(client_id),windows_profile(gmsa)",
  azurerm_storage_account: "account_replication_type",
};

/** What lies in them can be changed only as long as they are not immutable: Kubernetes, "Immutable Secrets" and "Immutable ConfigMaps". */
const IMMUTABLE: Readonly<Record<string, string>> = {
  kubernetes_secret: "binary_data,data,immutable",
  kubernetes_secret_v1: "binary_data,data,immutable",
  kubernetes_config_map: "binary_data,data,immutable",
  kubernetes_config_map_v1: "binary_data,data,immutable",
};

/** The arguments that may replace a resource as it is before the change. */
export function sometimesForceNew(type: string, before: Json): string {
  return SOMETIMES[type] ?? (before.immutable === true ? (IMMUTABLE[type] ?? "") : "");
}

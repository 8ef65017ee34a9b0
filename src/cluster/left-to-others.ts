import type { TerraformResource } from "cdktf";
import { isForAzurerm5, NODE_PROVISIONING_PROFILE } from "../private/ownership/azurerm5";
import type { Paths } from "../private/ownership/unstated";

const IN_ALL_GENERATIONS = [
  "tags",
  "sku_tier",
  "support_plan",
  // Access.
  "azure_active_directory_role_based_access_control",
  "local_account_disabled",
  "run_command_enabled",
  "custom_ca_trust_certificates_base64",
  "key_management_service",
  // The network. azurerm replaces the cluster for another data plane and another subnet of the API server.
  "api_server_access_profile",
  "api_server_access_profile.subnet_id",
  "api_server_access_profile.virtual_network_integration_enabled",
  "network_profile",
  "network_profile.advanced_networking",
  "network_profile.network_data_plane",
  "network_profile.outbound_type",
  "http_proxy_config",
  // Upgrades.
  "automatic_upgrade_channel",
  "node_os_upgrade_channel",
  "maintenance_window",
  "maintenance_window_auto_upgrade",
  "maintenance_window_node_os",
  "upgrade_override",
  // The node pool. azurerm replaces the cluster for two settings of its upgrades.
  "default_node_pool.only_critical_addons_enabled",
  "default_node_pool.scale_down_mode",
  "default_node_pool.tags",
  "default_node_pool.upgrade_settings",
  "default_node_pool.upgrade_settings.drain_timeout_in_minutes",
  "default_node_pool.upgrade_settings.node_soak_duration_in_minutes",
  "default_node_pool.upgrade_settings.undrainable_node_behavior",
  "linux_profile",
  // Add-ons and extensions.
  "aci_connector_linux",
  "ai_toolchain_operator_enabled",
  "azure_policy_enabled",
  "confidential_computing",
  "cost_analysis_enabled",
  "image_cleaner_enabled",
  "image_cleaner_interval_hours",
  "ingress_application_gateway",
  "key_vault_secrets_provider",
  "microsoft_defender",
  "monitor_metrics",
  "oms_agent",
  "open_service_mesh_enabled",
  "service_mesh_profile",
  "web_app_routing",
  "workload_autoscaler_profile",
];

/**
 * What others change on a living cluster, and what azurerm would revert. Rows of the tests with the real provider earn
 * each path. Paths within a block count only where the block is stated.
 */
export function leftToOthers(cluster: TerraformResource): Paths {
  return ({ private_cluster_enabled: isPrivate }) => [
    ...IN_ALL_GENERATIONS,
    ...(isPrivate === undefined ? [] : ["private_cluster_public_fqdn_enabled"]),
    // azurerm 5 demands the block, so that it is sent although nobody states it.
    ...(isForAzurerm5(cluster) ? [NODE_PROVISIONING_PROFILE] : []),
  ];
}

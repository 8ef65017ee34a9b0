import type { JsonObject } from "../../src/stack/json";

type Written = readonly [type: string, body: JsonObject];

export const manifest = (apiVersion: string, kind: string, more: JsonObject = {}): JsonObject => ({
  manifest: { apiVersion, kind, metadata: { name: "one", namespace: "shop" }, ...more },
});

const named = (types: string): Written[] => types.split(" ").map((type) => [type, { name: "one", tags: {} }]);

/** Whole families are harmless. */
const ELSEWHERE = named(
  "aws_vpc aws_instance aws_iam_role_policy_attachment aws_eks_cluster aws_ecr_repository aws_secretsmanager_secret_version " +
    "google_compute_instance google_container_cluster google_service_account google_artifact_registry_repository random_password " +
    "google_secret_manager_secret_version time_sleep null_resource",
);
const OWN = "${azurerm_user_assigned_identity.web.id}";
const AZURE: Written[] = [
  ...named(
    "azurerm_resource_group azurerm_management_lock azurerm_virtual_network azurerm_subnet azurerm_network_security_group azurerm_route_table " +
      "azurerm_public_ip azurerm_nat_gateway azurerm_lb azurerm_lb_rule azurerm_application_gateway azurerm_private_endpoint " +
      "azurerm_private_dns_zone azurerm_dns_a_record azurerm_storage_account azurerm_storage_container azurerm_service_plan " +
      "azurerm_mssql_server azurerm_mssql_database azurerm_postgresql_flexible_server azurerm_cosmosdb_account azurerm_redis_cache " +
      "azurerm_servicebus_namespace azurerm_servicebus_queue azurerm_eventhub azurerm_key_vault_secret azurerm_log_analytics_workspace " +
      "azurerm_application_insights azurerm_monitor_diagnostic_setting azurerm_monitor_action_group azurerm_monitor_metric_alert " +
      "azurerm_recovery_services_vault azurerm_backup_protected_vm azurerm_cdn_frontdoor_profile azurerm_user_assigned_identity " +
      "azurerm_kubernetes_cluster_node_pool azurerm_virtual_machine_data_disk_attachment azurerm_logic_app_workflow azurerm_data_factory",
  ),
  [
    "azurerm_linux_virtual_machine",
    { name: "one", admin_password: "secret", identity: [{ type: "SystemAssigned", identity_ids: null }] },
  ],
  [
    "azurerm_linux_web_app",
    { name: "one", identity: [{ type: "UserAssigned", identity_ids: [OWN] }], app_settings: { DB_PASSWORD: "x" } },
  ],
  ["azurerm_container_app", { name: "one", registry: [{ server: "ghcr.io", username: "u", password_secret_name: "p" }] }],
  [
    "azurerm_kubernetes_cluster",
    { name: "one", kubelet_identity: [{ user_assigned_identity_id: OWN }], identity: [{ identity_ids: ["/x"] }] },
  ],
  [
    "azurerm_key_vault",
    { name: "one", access_policy: [{ object_id: "g", key_permissions: ["Get"], secret_permissions: ["List"] }] },
  ],
  [
    "azurerm_key_vault_access_policy",
    { object_id: "${data.azurerm_client_config.me.object_id}", secret_permissions: ["Get", "Set"] },
  ],
  ["azurerm_resource_group_policy_assignment", { name: "one", policy_definition_id: "/x" }],
  ["azuread_application", { display_name: "one", owners: ["${data.azuread_client_config.me.object_id}"] }],
  ["azuread_group_without_members", { display_name: "one" }],
  ["azapi_resource", { type: "Microsoft.Storage/storageAccounts@2024-01-01", body: { properties: {} } }],
];
const KUBERNETES: Written[] = [
  ...named(
    "kubernetes_namespace_v1 kubernetes_deployment_v1 kubernetes_stateful_set_v1 kubernetes_daemon_set_v1 kubernetes_job_v1 " +
      "kubernetes_cron_job_v1 kubernetes_pod_v1 kubernetes_service_v1 kubernetes_ingress_v1 kubernetes_ingress_class_v1 kubernetes_config_map_v1 " +
      "kubernetes_service_account_v1 kubernetes_default_service_account_v1 kubernetes_persistent_volume_claim_v1 kubernetes_storage_class_v1 " +
      "kubernetes_horizontal_pod_autoscaler_v2 kubernetes_pod_disruption_budget_v1 kubernetes_network_policy_v1 kubernetes_resource_quota_v1 " +
      "kubernetes_limit_range_v1 kubernetes_priority_class_v1 kubernetes_endpoint_slice_v1 kubernetes_node_taint kubernetes_env " +
      "kubernetes_validating_admission_policy_v1",
  ),
  ["kubernetes_secret_v1", { type: "Opaque", data: { password: "x" } }],
  ["kubernetes_secret_v1", { type: "kubernetes.io/tls", data: {} }],
  ["kubernetes_annotations", { api_version: "v1", kind: "ServiceAccount" }],
  ["kubernetes_labels", { api_version: "apps/v1", kind: "Deployment" }],
  ["kubernetes_role_v1", { rule: [{ api_groups: ["", "apps"], resources: ["pods", "configmaps"], verbs: ["get", "list"] }] }],
  [
    "kubernetes_role_v1",
    { rule: [{ api_groups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "create", "update"] }] },
  ],
  ["kubernetes_role_binding_v1", { role_ref: [{ kind: "ClusterRole", name: "view" }] }],
  ["kubernetes_manifest", manifest("apps/v1", "Deployment")],
  ["kubernetes_manifest", manifest("v1", "Secret", { type: "Opaque", stringData: { password: "x" } })],
  ["kubernetes_manifest", manifest("monitoring.coreos.com/v1", "ServiceMonitor")],
  ["kubernetes_manifest", manifest("cert-manager.io/v1", "Certificate")],
  ["kubernetes_manifest", manifest("gateway.networking.k8s.io/v1", "HTTPRoute")],
  ["kubernetes_manifest", manifest("networking.k8s.io/v1", "NetworkPolicy")],
  ["kubernetes_manifest", manifest("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding")],
  ["kubernetes_manifest", manifest("rbac.authorization.k8s.io/v1", "Role", { rules: [] })],
];

/** With which a plan gives nobody access to images. */
export const ORDINARY: readonly (readonly [what: string, resources: readonly Written[]])[] = [
  ["AWS and Google", ELSEWHERE],
  ["azurerm without access", AZURE],
  ["workloads of Kubernetes", KUBERNETES],
];

import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { Edits } from "./edit";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const REGISTRY = `${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry`;
const PRINCIPAL = "10000000-0000-0000-0000-000000000002";
const OTHER_PRINCIPAL = "20000000-0000-0000-0000-000000000002";

const GROUP = { resource_group_name: "rg-shared", location: "westeurope" };
const POOL = { name: "system", vm_size: "Standard_D2s_v5", node_count: 1, upgrade_settings: { max_surge: "10%" } };
const NETWORK = { network_plugin: "azure", network_policy: "azure" };
const PREMIUM = { sku: "Premium" };

const registry = (name: string): JsonObject => ({ name, ...GROUP, sku: "Basic" });

const cluster = (name: string): JsonObject => ({
  name,
  resource_group_name: "rg-prod",
  location: "westeurope",
  dns_prefix: name,
  default_node_pool: POOL,
  identity: { type: "SystemAssigned" },
});

const grant = (): JsonObject => ({
  scope: REGISTRY,
  principal_id: PRINCIPAL,
  principal_type: "ServicePrincipal",
  role_definition_name: "AcrPull",
});

/** What azurerm 5 requires of a cluster. */
export const CLUSTER_OF_AZURERM_5: JsonObject = { node_provisioning_profile: { mode: "Manual" } };

export const AZURE: readonly Edits[] = [
  {
    type: "azurerm_container_registry",
    base: registry,
    edits: {
      nothing: { to: {}, filledIn: "network_rule_bypass_for_tasks_enabled" },
      "another tier": { to: { sku: "Standard" } },
      "a new name": { to: { name: "renamed1" } },
      "another spelling of the location": { to: { location: "West Europe" }, filledIn: "role_assignment_mode" },
      "zone redundancy": { from: PREMIUM, to: { zone_redundancy_enabled: true } },
      "another tag": { from: { tags: { team: "web" } }, to: { tags: { team: "api" } } },
      "an identity": { to: { identity: { type: "SystemAssigned" } } },
      "a name that is ignored": {
        from: { lifecycle: { ignore_changes: ["name"] } },
        to: { name: "renamed2" },
        filledIn: "role_assignment_mode",
      },
      "a name, created before it is destroyed": {
        from: { lifecycle: { create_before_destroy: true } },
        to: { name: "renamed3" },
      },
      "everything is ignored": {
        from: { lifecycle: { ignore_changes: "all" } },
        to: { sku: "Premium", location: "northeurope" },
      },
    },
  },
  {
    type: "azurerm_container_registry_scope_map",
    base: (name) => ({
      name,
      container_registry_name: "contosoregistry",
      resource_group_name: "rg-shared",
      actions: ["repositories/team/app/content/read"],
    }),
    edits: {
      "more actions": { to: { actions: ["repositories/team/app/content/read", "repositories/team/app/metadata/read"] } },
      "a new name": { to: { name: "renamedmap" } },
    },
  },
  {
    type: "azurerm_container_registry_token",
    base: (name) => ({
      name,
      container_registry_name: "contosoregistry",
      resource_group_name: "rg-shared",
      scope_map_id: `${REGISTRY}/scopeMaps/_repositories_pull`,
    }),
    edits: {
      disabled: { to: { enabled: false } },
      "a new name": { to: { name: "renamedtoken" } },
    },
  },
  {
    type: "azurerm_role_assignment",
    base: grant,
    edits: {
      "another principal": { from: { role_definition_name: "AcrPush" }, to: { principal_id: OTHER_PRINCIPAL } },
      "the check of the principal": {
        from: { role_definition_name: "Contributor" },
        to: { skip_service_principal_aad_check: true },
      },
      "the check of the principal, ignored": {
        from: {
          role_definition_name: "Owner",
          lifecycle: { ignore_changes: ["skip_service_principal_aad_check"] },
        },
        to: { skip_service_principal_aad_check: true },
      },
      "another condition": {
        from: {
          role_definition_name: "AcrPush",
          principal_id: OTHER_PRINCIPAL,
          condition: "@Resource[a] StringEquals 'x'",
          condition_version: "2.0",
        },
        to: { condition: "@Resource[a] StringEquals 'y'" },
      },
    },
  },
  {
    type: "azurerm_kubernetes_cluster",
    base: cluster,
    edits: {
      "more nodes": { to: { default_node_pool: { ...POOL, node_count: 3 } } },
      "another size of the nodes": { to: { default_node_pool: { ...POOL, vm_size: "Standard_D4s_v5" } } },
      "another size of the nodes, by way of another pool": {
        from: { default_node_pool: { ...POOL, temporary_name_for_rotation: "rotation" } },
        to: { default_node_pool: { ...POOL, vm_size: "Standard_D4s_v5", temporary_name_for_rotation: "rotation" } },
      },
      "a new name": { to: { name: "renamed" } },
      "another tier": { to: { sku_tier: "Standard" } },
      "the OIDC issuer": { from: { oidc_issuer_enabled: false }, to: { oidc_issuer_enabled: true } },
      "no OIDC issuer any more": { from: { oidc_issuer_enabled: true }, to: { oidc_issuer_enabled: false } },
      "a private cluster": { to: { private_cluster_enabled: true } },
      "a network": { to: { network_profile: NETWORK }, unknownBecause: "network_profile" },
      "another network plugin": { from: { network_profile: NETWORK }, to: { network_profile: { network_plugin: "kubenet" } } },
      "another network policy": {
        from: { network_profile: NETWORK },
        to: { network_profile: { network_plugin: "azure", network_policy: "calico" } },
      },
      "an overlay network": {
        from: { network_profile: NETWORK },
        to: { network_profile: { ...NETWORK, network_plugin_mode: "overlay" } },
      },
      "an admin of Linux": {
        to: { linux_profile: { admin_username: "azureuser", ssh_key: { key_data: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ" } } },
      },
      "a name that must not be destroyed, which stays": {
        from: { lifecycle: { prevent_destroy: true } },
        to: { sku_tier: "Standard" },
      },
    },
  },
  {
    type: "azurerm_user_assigned_identity",
    base: (name) => ({ name, ...GROUP }),
    edits: {
      "a new name": { to: { name: "renamed" } },
      tags: { to: { tags: { team: "web" } } },
    },
  },
  {
    type: "azurerm_log_analytics_workspace",
    base: (name) => ({ name: `workspace${name}`, ...GROUP, sku: "PerGB2018", retention_in_days: 30 }),
    edits: {
      "a longer retention": { to: { retention_in_days: 60 } },
    },
  },
];

const application = (name: string): JsonObject => ({ display_name: name });

export const ENTRA: readonly Edits[] = [
  {
    type: "azuread_application",
    base: application,
    edits: {
      "another display name": { to: { display_name: "renamed" } },
      tags: { to: { tags: ["web"] } },
    },
  },
];

export const TIME: readonly Edits[] = [
  {
    type: "time_static",
    base: () => ({ rfc3339: "2026-01-01T00:00:00Z" }),
    edits: {
      nothing: { to: {} },
      "another time": { to: { rfc3339: "2027-01-01T00:00:00Z" } },
      "a trigger": { to: { triggers: { generation: "2" } } },
    },
  },
  {
    type: "time_offset",
    base: () => ({ base_rfc3339: "2026-01-01T00:00:00Z", offset_days: 1 }),
    edits: {
      "another offset": { to: { offset_days: 2 } },
      "an offset in other units": { to: { offset_days: null, offset_hours: 24 } },
    },
  },
  {
    type: "time_rotating",
    base: () => ({ rfc3339: "2026-01-01T00:00:00Z", rotation_days: 1000 }),
    edits: {
      "a longer rotation": { to: { rotation_days: 2000 }, unknownBecause: "rotation_rfc3339" },
      "another base": { to: { rfc3339: "2026-02-01T00:00:00Z" } },
    },
  },
  {
    type: "time_sleep",
    base: () => ({ create_duration: "1ms" }),
    edits: {
      "a trigger": { to: { triggers: { generation: "2" } } },
    },
  },
];

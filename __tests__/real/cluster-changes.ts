import type { Json, JsonObject } from "./support/json";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const WORKSPACE = `${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.OperationalInsights/workspaces/logs`;
const OTHER_WORKSPACE = `${WORKSPACE}-of-the-user`;
const GROUP = "30000000-0000-0000-0000-000000000002";
const OTHER_GROUP = "30000000-0000-0000-0000-000000000003";

/** What somebody else changes on a cluster of ours, and what a user states against it by the escape hatch. */
export interface ClusterChange {
  readonly title: string;
  /** Merged into the cluster, as Azure Resource Manager has it. */
  readonly cluster?: JsonObject;
  /** Merged into the properties of the default node pool. */
  readonly pool?: JsonObject;
  /** A maintenance configuration, by name. */
  readonly maintenance?: readonly [name: string, properties: JsonObject];
  /** Overrides by path. Left out where no argument has the setting, or where stating it replaces a cluster by definition. */
  readonly stated?: { readonly [path: string]: Json };
  /** The argument that the plan restores, if it is not the first override. */
  readonly restored?: string;
  /** Whether the construct states it, so that every plan restores it. */
  readonly ours?: boolean;
  /** Whether only azurerm 5 has the argument. */
  readonly sinceAzurerm5?: boolean;
}

/** Azure keeps what it is given, in base64. */
const CERTIFICATE = Buffer.from("-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n").toString("base64");

function properties(content: JsonObject): JsonObject {
  return { properties: content };
}

function subnet(name: string): string {
  return `${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.Network/virtualNetworks/net/subnets/${name}`;
}

function weekly(day: string): JsonObject {
  return {
    maintenanceWindow: {
      schedule: { weekly: { intervalWeeks: 1, dayOfWeek: day } },
      durationHours: 4,
      startTime: "02:00",
      utcOffset: "+00:00",
      startDate: "2030-01-01",
    },
  };
}

const SUNDAYS = {
  frequency: "Weekly",
  interval: 1,
  duration: 4,
  day_of_week: "Sunday",
  start_time: "02:00",
  utc_offset: "+00:00",
};

/** With the default node pool of a fixed size. */
export const CHANGES: readonly ClusterChange[] = [
  // The four that replaced a cluster.
  {
    title: "a drain timeout of the nodes",
    pool: { upgradeSettings: { maxSurge: "33%", drainTimeoutInMinutes: 30 } },
    stated: {
      "default_node_pool.upgrade_settings": {
        max_surge: "50%",
        drain_timeout_in_minutes: 20,
        node_soak_duration_in_minutes: 7,
        undrainable_node_behavior: "Schedule",
      },
    },
    restored: "default_node_pool.0.upgrade_settings.0.drain_timeout_in_minutes",
  },
  {
    title: "the behavior of undrainable nodes",
    pool: { upgradeSettings: { undrainableNodeBehavior: "Cordon" } },
    stated: {},
    restored: "default_node_pool.0.upgrade_settings.0.undrainable_node_behavior",
  },
  {
    title: "an API server inside the network",
    cluster: properties({ apiServerAccessProfile: { enableVnetIntegration: true, subnetId: subnet("api") } }),
    stated: {
      api_server_access_profile: {
        virtual_network_integration_enabled: true,
        subnet_id: subnet("other"),
        authorized_ip_ranges: ["203.0.113.0/24"],
      },
    },
    restored: "api_server_access_profile.0.subnet_id",
  },
  { title: "another data plane", cluster: properties({ networkProfile: { networkDataplane: "cilium" } }) },
  // Those that were taken away.
  {
    title: "tags of the cluster",
    cluster: { tags: { policy: "applied" } },
    stated: { tags: { team: "web" } },
    restored: "tags.policy",
  },
  {
    title: "tags of the node pool",
    pool: { tags: { policy: "applied" } },
    stated: { "default_node_pool.tags": { team: "web" } },
    restored: "default_node_pool.0.tags.policy",
  },
  {
    title: "a maintenance window",
    maintenance: ["default", { timeInWeek: [{ day: "Monday", hourSlots: [2, 3] }] }],
    stated: { maintenance_window: { allowed: [{ day: "Sunday", hours: [4] }] } },
    restored: "maintenance_window.0.allowed.0.day",
  },
  {
    title: "a maintenance window for upgrades",
    maintenance: ["aksManagedAutoUpgradeSchedule", weekly("Monday")],
    stated: { maintenance_window_auto_upgrade: SUNDAYS },
    restored: "maintenance_window_auto_upgrade.0.day_of_week",
  },
  {
    title: "a maintenance window for node images",
    maintenance: ["aksManagedNodeOSUpgradeSchedule", weekly("Monday")],
    stated: { maintenance_window_node_os: SUNDAYS },
    restored: "maintenance_window_node_os.0.day_of_week",
  },
  // It cannot be stated against: azurerm 5 replaces a cluster whose OIDC issuer is turned off.
  { title: "the OIDC issuer", cluster: properties({ oidcIssuerProfile: { enabled: true } }) },
  {
    title: "workload identity",
    cluster: properties({ securityProfile: { workloadIdentity: { enabled: true } } }),
    stated: { workload_identity_enabled: false },
  },
  {
    title: "the upgrade channel",
    cluster: properties({ autoUpgradeProfile: { upgradeChannel: "stable" } }),
    stated: { automatic_upgrade_channel: "patch" },
  },
  {
    title: "the upgrade channel of the node image",
    cluster: properties({ autoUpgradeProfile: { nodeOSUpgradeChannel: "SecurityPatch" } }),
    stated: { node_os_upgrade_channel: "NodeImage" },
  },
  {
    title: "local accounts",
    cluster: properties({ disableLocalAccounts: true }),
    stated: { local_account_disabled: false },
  },
  {
    title: "the Entra integration with Azure RBAC",
    cluster: properties({ aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: [GROUP] } }),
    stated: {
      azure_active_directory_role_based_access_control: { azure_rbac_enabled: true, admin_group_object_ids: [OTHER_GROUP] },
    },
    restored: "azure_active_directory_role_based_access_control.0.admin_group_object_ids.0",
  },
  {
    title: "the number of nodes",
    pool: { count: 7 },
    stated: {},
    restored: "default_node_pool.0.node_count",
    ours: true,
  },
  {
    title: "the surge of an upgrade",
    pool: { upgradeSettings: { maxSurge: "33%" } },
    stated: {},
    restored: "default_node_pool.0.upgrade_settings.0.max_surge",
  },
  {
    title: "the soak of an upgrade",
    pool: { upgradeSettings: { nodeSoakDurationInMinutes: 5 } },
    stated: {},
    restored: "default_node_pool.0.upgrade_settings.0.node_soak_duration_in_minutes",
  },
  {
    title: "the taint for critical add-ons",
    pool: { nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"] },
    stated: { "default_node_pool.only_critical_addons_enabled": false },
    restored: "default_node_pool.0.only_critical_addons_enabled",
  },
  { title: "the tier", cluster: { sku: { name: "Base", tier: "Premium" } }, stated: { sku_tier: "Standard" } },
  // In the Premium tier only, which the row above takes away.
  {
    title: "long-term support",
    cluster: properties({ supportPlan: "AKSLongTermSupport" }),
    stated: { support_plan: "KubernetesOfficial" },
  },
  // Those that were switched off.
  {
    title: "the Azure Policy add-on",
    cluster: properties({ addonProfiles: { azurepolicy: { enabled: true } } }),
    stated: { azure_policy_enabled: false },
  },
  {
    title: "monitoring",
    cluster: properties({
      addonProfiles: { omsagent: { enabled: true, config: { logAnalyticsWorkspaceResourceID: WORKSPACE, useAADAuth: "true" } } },
    }),
    stated: { oms_agent: { log_analytics_workspace_id: OTHER_WORKSPACE } },
    restored: "oms_agent.0.log_analytics_workspace_id",
  },
  {
    title: "Defender",
    cluster: properties({
      securityProfile: { defender: { logAnalyticsWorkspaceResourceId: WORKSPACE, securityMonitoring: { enabled: true } } },
    }),
    stated: { microsoft_defender: { log_analytics_workspace_id: OTHER_WORKSPACE } },
    restored: "microsoft_defender.0.log_analytics_workspace_id",
  },
  {
    title: "the Key Vault provider for the CSI driver",
    cluster: properties({
      addonProfiles: {
        azureKeyvaultSecretsProvider: { enabled: true, config: { enableSecretRotation: "true", rotationPollInterval: "5m" } },
      },
    }),
    stated: { key_vault_secrets_provider: { secret_rotation_enabled: true, secret_rotation_interval: "2m" } },
    restored: "key_vault_secrets_provider.0.secret_rotation_interval",
  },
  {
    title: "managed Prometheus",
    cluster: properties({
      azureMonitorProfile: {
        metrics: { enabled: true, kubeStateMetrics: { metricAnnotationsAllowList: "a", metricLabelsAllowlist: "b" } },
      },
    }),
    stated: { monitor_metrics: { annotations_allowed: "c", labels_allowed: "b" } },
    restored: "monitor_metrics.0.annotations_allowed",
  },
  {
    title: "KEDA",
    cluster: properties({ workloadAutoScalerProfile: { keda: { enabled: true } } }),
    stated: { workload_autoscaler_profile: { keda_enabled: false, vertical_pod_autoscaler_enabled: true } },
    restored: "workload_autoscaler_profile.0.keda_enabled",
  },
  {
    title: "Istio",
    cluster: properties({
      serviceMeshProfile: { mode: "Istio", istio: { revisions: ["asm-1-26"], components: { ingressGateways: [] } } },
    }),
    stated: { service_mesh_profile: { mode: "Istio", revisions: ["asm-1-25"] } },
    restored: "service_mesh_profile.0.revisions.0",
  },
  {
    title: "application routing",
    cluster: properties({
      ingressProfile: {
        webAppRouting: { enabled: true, dnsZoneResourceIds: [], nginx: { defaultIngressControllerType: "Internal" } },
      },
    }),
    stated: { web_app_routing: { dns_zone_ids: [], default_nginx_controller: "External" } },
    restored: "web_app_routing.0.default_nginx_controller",
  },
  {
    title: "cost analysis",
    cluster: properties({ metricsProfile: { costAnalysis: { enabled: true } } }),
    stated: { cost_analysis_enabled: false },
  },
  {
    title: "the image cleaner",
    cluster: properties({ securityProfile: { imageCleaner: { enabled: true, intervalHours: 48 } } }),
    stated: { image_cleaner_enabled: true, image_cleaner_interval_hours: 24 },
    restored: "image_cleaner_interval_hours",
  },
  {
    title: "authorized IP ranges",
    cluster: properties({ apiServerAccessProfile: { authorizedIPRanges: ["198.51.100.0/24"] } }),
    stated: {},
    restored: "api_server_access_profile.0.authorized_ip_ranges.0",
  },
  {
    title: "an HTTP proxy",
    cluster: properties({ httpProxyConfig: { httpProxy: "http://proxy.corp.example:8080/", noProxy: ["localhost"] } }),
    stated: { http_proxy_config: { http_proxy: "http://other.corp.example:8080/", no_proxy: ["localhost"] } },
    restored: "http_proxy_config.0.http_proxy",
  },
  {
    title: "a forced upgrade",
    cluster: properties({ upgradeSettings: { overrideSettings: { forceUpgrade: true, until: "2030-01-01T00:00:00Z" } } }),
    stated: { upgrade_override: { force_upgrade_enabled: false, effective_until: "2030-01-01T00:00:00Z" } },
    restored: "upgrade_override.0.force_upgrade_enabled",
  },
  {
    title: "the run command",
    cluster: properties({ apiServerAccessProfile: { disableRunCommand: true } }),
    stated: { run_command_enabled: true },
  },
  {
    title: "the AI toolchain operator",
    cluster: properties({ aiToolchainOperatorProfile: { enabled: true } }),
    stated: { ai_toolchain_operator_enabled: false },
  },
  // Those that were left alone already.
  { title: "the Kubernetes version", cluster: properties({ kubernetesVersion: "1.34" }), stated: { kubernetes_version: "1.35" } },
  { title: "the node image", pool: { nodeImageVersion: "AKSUbuntu-2204gen2containerd-202512.01.0" } },
  {
    title: "node labels",
    pool: { nodeLabels: { pool: "other" } },
    stated: { "default_node_pool.node_labels": { pool: "system" } },
    restored: "default_node_pool.0.node_labels.pool",
  },
  {
    title: "the profile of the autoscaler",
    cluster: properties({ autoScalerProfile: { expander: "priority", "scan-interval": "20s" } }),
    stated: { auto_scaler_profile: { expander: "least-waste" } },
    restored: "auto_scaler_profile.0.expander",
  },
  {
    title: "the SKU of the operating system",
    pool: { osSKU: "AzureLinux" },
    stated: { "default_node_pool.os_sku": "Ubuntu" },
    restored: "default_node_pool.0.os_sku",
  },
  {
    title: "the CSI driver for blobs",
    cluster: properties({ storageProfile: { blobCSIDriver: { enabled: true } } }),
    stated: { storage_profile: { blob_driver_enabled: false } },
    // The provider reads the block only where it is in the configuration.
    restored: "storage_profile.0",
  },
  { title: "the outbound type", cluster: properties({ networkProfile: { outboundType: "managedNATGateway" } }) },
  // Those that no earlier table had.
  {
    title: "certificates of a custom authority",
    cluster: properties({ securityProfile: { customCATrustCertificates: [CERTIFICATE] } }),
  },
  {
    title: "encryption of secrets by a key",
    cluster: properties({
      securityProfile: {
        azureKeyVaultKms: {
          enabled: true,
          keyId: "https://contosovault.vault.azure.net/keys/etcd/1",
          keyVaultNetworkAccess: "Public",
        },
      },
    }),
  },
  { title: "what the autoscaler does with nodes", pool: { scaleDownMode: "Deallocate" } },
  {
    title: "the SSH key",
    cluster: properties({
      linuxProfile: { adminUsername: "azureuser", ssh: { publicKeys: [{ keyData: "ssh-rsa AAAAB3NzaC1yc2E= contoso" }] } },
    }),
  },
  {
    title: "the ingress controller of the application gateway",
    cluster: properties({
      addonProfiles: {
        ingressApplicationGateway: { enabled: true, config: { applicationGatewayName: "gateway", subnetCIDR: "10.225.0.0/16" } },
      },
    }),
  },
  {
    title: "virtual nodes",
    cluster: properties({ addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: "virtual-nodes" } } } }),
  },
  {
    title: "confidential computing",
    cluster: properties({
      addonProfiles: { ACCSGXDevicePlugin: { enabled: true, config: { ACCSGXQuoteHelperEnabled: "true" } } },
    }),
  },
  { title: "Open Service Mesh", cluster: properties({ addonProfiles: { openServiceMesh: { enabled: true } } }) },
  {
    title: "node auto-provisioning",
    cluster: properties({ nodeProvisioningProfile: { mode: "Auto" } }),
    sinceAzurerm5: true,
  },
];

/** With a default node pool of a fixed size, where somebody else turns the autoscaler on. */
export const SCALING: readonly ClusterChange[] = [
  {
    title: "the autoscaler",
    pool: { enableAutoScaling: true, minCount: 2, maxCount: 9, count: 5 },
    stated: {
      "default_node_pool.auto_scaling_enabled": true,
      "default_node_pool.min_count": 1,
      "default_node_pool.max_count": 4,
    },
    restored: "default_node_pool.0.max_count",
    ours: true,
  },
];

/** Where the user states a part of the network. */
export const NETWORKED: readonly ClusterChange[] = [
  { title: "another data plane", cluster: properties({ networkProfile: { networkDataplane: "cilium" } }) },
  { title: "the outbound type", cluster: properties({ networkProfile: { outboundType: "managedNATGateway" } }) },
  {
    title: "observability of the network",
    cluster: properties({ networkProfile: { advancedNetworking: { enabled: true, observability: { enabled: true } } } }),
  },
  {
    title: "an API server inside the network",
    cluster: properties({ apiServerAccessProfile: { enableVnetIntegration: true, subnetId: subnet("api") } }),
  },
  {
    title: "the drain timeout and the rest of an upgrade",
    pool: {
      upgradeSettings: {
        maxSurge: "33%",
        drainTimeoutInMinutes: 30,
        nodeSoakDurationInMinutes: 5,
        undrainableNodeBehavior: "Cordon",
      },
    },
  },
];

/** Of a private cluster. */
export const PRIVATE: readonly ClusterChange[] = [
  { title: "a public name", cluster: properties({ apiServerAccessProfile: { enablePrivateClusterPublicFQDN: true } }) },
];

/** With an autoscaler of the user, who states a range and no number of nodes. */
export const SCALED: readonly ClusterChange[] = [{ title: "the number of nodes in the range", pool: { count: 2 } }];

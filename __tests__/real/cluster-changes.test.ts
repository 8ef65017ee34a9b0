import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import {
  AksCluster,
  type AksClusterProps,
  AksIdentityType,
  AksNetworkDataPlane,
  AksNetworkPlugin,
  AksNetworkPolicy,
  AksNodeImageUpgradeChannel,
  AksUpgradeChannel,
} from "../../src";
import { type Change, describeDrift } from "./support/drift";
import { azureStack, differences, merge, override, request } from "./support/providers";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-prod/providers`;
const CLUSTERS = `${GROUP}/Microsoft.ContainerService/managedClusters`;
const WORKSPACE = `${GROUP}/Microsoft.OperationalInsights/workspaces/logs`;
const TEAM = "30000000-0000-0000-0000-000000000002";

/** Azure keeps what it is given, in base64. */
const CERTIFICATE = Buffer.from("-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n").toString("base64");

const MONDAYS = {
  schedule: { weekly: { intervalWeeks: 1, dayOfWeek: "Monday" } },
  durationHours: 4,
  startTime: "02:00",
  utcOffset: "+00:00",
  startDate: "2030-01-01",
};

const subnet = (name: string) => `${GROUP}/Microsoft.Network/virtualNetworks/net/subnets/${name}`;
const addOn = (config: JsonObject): JsonObject => ({ enabled: true, config });

interface ClusterChange extends Change {
  /** Merged into the properties of the default node pool. */
  readonly pool?: JsonObject;
  /** Maintenance configurations, by name. */
  readonly maintenance?: JsonObject;
  readonly props?: Partial<AksClusterProps>;
  readonly overrides?: JsonObject;
}

/** What platform teams, policies and Azure itself change on a living cluster. Some of it has replaced clusters. */
const EVERYTHING: JsonObject = {
  tags: { policy: "applied" },
  sku: { name: "Base", tier: "Premium" },
  properties: {
    kubernetesVersion: "1.34",
    disableLocalAccounts: true,
    supportPlan: "AKSLongTermSupport",
    aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: [TEAM] },
    addonProfiles: {
      azurepolicy: { enabled: true },
      omsagent: addOn({ logAnalyticsWorkspaceResourceID: WORKSPACE, useAADAuth: "true" }),
      azureKeyvaultSecretsProvider: addOn({ enableSecretRotation: "true", rotationPollInterval: "5m" }),
      ingressApplicationGateway: addOn({ applicationGatewayName: "gateway", subnetCIDR: "10.225.0.0/16" }),
      aciConnectorLinux: addOn({ SubnetName: "virtual-nodes" }),
      ACCSGXDevicePlugin: addOn({ ACCSGXQuoteHelperEnabled: "true" }),
      openServiceMesh: { enabled: true },
    },
    aiToolchainOperatorProfile: { enabled: true },
    apiServerAccessProfile: {
      enableVnetIntegration: true,
      subnetId: subnet("api"),
      authorizedIPRanges: ["198.51.100.0/24"],
      disableRunCommand: true,
    },
    autoScalerProfile: { expander: "priority", "scan-interval": "20s" },
    autoUpgradeProfile: { upgradeChannel: "stable", nodeOSUpgradeChannel: "SecurityPatch" },
    azureMonitorProfile: {
      metrics: { enabled: true, kubeStateMetrics: { metricAnnotationsAllowList: "a", metricLabelsAllowlist: "b" } },
    },
    httpProxyConfig: { httpProxy: "http://proxy.corp.example:8080/", noProxy: ["localhost"] },
    ingressProfile: {
      webAppRouting: { enabled: true, dnsZoneResourceIds: [], nginx: { defaultIngressControllerType: "Internal" } },
    },
    linuxProfile: { adminUsername: "azureuser", ssh: { publicKeys: [{ keyData: "ssh-rsa AAAAB3NzaC1yc2E= contoso" }] } },
    metricsProfile: { costAnalysis: { enabled: true } },
    networkProfile: { networkDataplane: "cilium", outboundType: "managedNATGateway" },
    nodeProvisioningProfile: { mode: "Auto" },
    oidcIssuerProfile: { enabled: true },
    securityProfile: {
      azureKeyVaultKms: {
        enabled: true,
        keyId: "https://contosovault.vault.azure.net/keys/etcd/1",
        keyVaultNetworkAccess: "Public",
      },
      customCATrustCertificates: [CERTIFICATE],
      defender: { logAnalyticsWorkspaceResourceId: WORKSPACE, securityMonitoring: { enabled: true } },
      imageCleaner: { enabled: true, intervalHours: 48 },
      workloadIdentity: { enabled: true },
    },
    serviceMeshProfile: { mode: "Istio", istio: { revisions: ["asm-1-26"], components: { ingressGateways: [] } } },
    storageProfile: { blobCSIDriver: { enabled: true } },
    upgradeSettings: { overrideSettings: { forceUpgrade: true, until: "2030-01-01T00:00:00Z" } },
    workloadAutoScalerProfile: { keda: { enabled: true } },
  },
};

/** What states the version of a cluster. */
const VERSIONS = ["kubernetes_version", "default_node_pool.0.orchestrator_version"];

const UPGRADED = { changed: { properties: { kubernetesVersion: "1.34" } }, pool: { orchestratorVersion: "1.34" } };

const UPGRADE = { maxSurge: "33%", drainTimeoutInMinutes: 30, nodeSoakDurationInMinutes: 5, undrainableNodeBehavior: "Cordon" };

const CHANGES = {
  /** With the default node pool of a fixed size. */
  fixed: {
    changed: EVERYTHING,
    pool: {
      count: 7,
      nodeImageVersion: "AKSUbuntu-2204gen2containerd-202512.01.0",
      nodeLabels: { pool: "other" },
      nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
      osSKU: "AzureLinux",
      scaleDownMode: "Deallocate",
      tags: { policy: "applied" },
      upgradeSettings: UPGRADE,
    },
    maintenance: {
      default: { timeInWeek: [{ day: "Monday", hourSlots: [2, 3] }] },
      aksManagedAutoUpgradeSchedule: { maintenanceWindow: MONDAYS },
      aksManagedNodeOSUpgradeSchedule: { maintenanceWindow: MONDAYS },
    },
    stated: {
      tags: { team: "web" },
      workload_identity_enabled: false,
      maintenance_window: { allowed: [{ day: "Sunday", hours: [4] }] },
      oms_agent: { log_analytics_workspace_id: `${WORKSPACE}-of-the-user` },
      "default_node_pool.tags": { team: "web" },
      "default_node_pool.upgrade_settings": {
        max_surge: "50%",
        drain_timeout_in_minutes: 20,
        node_soak_duration_in_minutes: 7,
        undrainable_node_behavior: "Schedule",
      },
      api_server_access_profile: {
        virtual_network_integration_enabled: true,
        subnet_id: subnet("other"),
        authorized_ip_ranges: ["203.0.113.0/24"],
      },
    },
    ours: ["default_node_pool.0.node_count"],
  },
  /** Of a fixed size, where somebody else turns the autoscaler on. */
  manual: {
    changed: {},
    pool: { enableAutoScaling: true, minCount: 2, maxCount: 9, count: 5 },
    ours: ["auto_scaling_enabled", "max_count", "min_count", "node_count"].map((name) => `default_node_pool.0.${name}`),
  },
  /** With an autoscaler of the user, who states a range and no number of nodes. */
  scaled: { changed: {}, pool: { count: 2 }, props: { minCount: 1, maxCount: 3 } },
  /** Where the user states a part of the network. */
  networked: {
    changed: {
      properties: {
        networkProfile: {
          networkDataplane: "cilium",
          outboundType: "managedNATGateway",
          advancedNetworking: { enabled: true, observability: { enabled: true } },
        },
        apiServerAccessProfile: { enableVnetIntegration: true, subnetId: subnet("api") },
      },
    },
    pool: { upgradeSettings: UPGRADE },
    props: { network: { plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY }, apiServerAccess: { authorizedIpRanges: ["203.0.113.7"] } },
    overrides: { "default_node_pool.upgrade_settings": { max_surge: "33%" } },
  },
  private: {
    changed: { properties: { apiServerAccessProfile: { enablePrivateClusterPublicFQDN: true }, kubernetesVersion: "1.33.6" } },
    pool: { orchestratorVersion: "1.33.6" },
    props: {
      apiServerAccess: { privateClusterEnabled: true },
      upgradeChannel: AksUpgradeChannel.PATCH,
      kubernetesVersion: "1.33.5",
    },
  },
  /** Whose channel installs minor versions. */
  hardened: {
    ...UPGRADED,
    props: {
      network: {
        plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY,
        policy: AksNetworkPolicy.CILIUM,
        dataPlane: AksNetworkDataPlane.CILIUM,
      },
      entra: { adminGroupObjectIds: [TEAM] },
      upgradeChannel: AksUpgradeChannel.STABLE,
      nodeImageUpgradeChannel: AksNodeImageUpgradeChannel.SECURITY_PATCH,
      zones: ["1", "2", "3"],
      kubernetesVersion: "1.33",
    },
  },
  /** The minor version of the user, although a channel installs patches. */
  patched: {
    ...UPGRADED,
    props: { upgradeChannel: AksUpgradeChannel.PATCH, kubernetesVersion: "1.33" },
    ours: VERSIONS,
  },
  pinned: { ...UPGRADED, props: { kubernetesVersion: "1.33" }, ours: VERSIONS },
} satisfies Readonly<Record<string, ClusterChange>>;

const ALL: Readonly<Record<string, ClusterChange>> = CHANGES;

describeDrift<ClusterChange>(
  {
    changes: ALL,
    build: () => {
      const stack = azureStack();
      for (const [clusterName, { props, overrides = {} }] of Object.entries(ALL)) {
        // The roles of user-assigned identities take the provider 20 seconds.
        const identityType = AksIdentityType.SYSTEM_ASSIGNED;
        const place = { clusterName, resourceGroupName: "rg-prod", location: "westeurope" };
        override(new AksCluster(stack, clusterName, { ...place, identityType, ...props }), overrides);
      }
      return stack;
    },
    change: async (azure, name, { changed, pool = {}, maintenance = {} }) => {
      const path = `${CLUSTERS}/${name}`;
      await request(azure, "PUT", path, merge(await request(azure, "GET", path), changed));
      await request(azure, "PATCH", `${path}/agentPools/nodepool1`, { properties: pool });
      for (const [configuration, properties] of Object.entries(maintenance)) {
        await request(azure, "PUT", `${path}/maintenanceConfigurations/${configuration}?api-version=2025-05-01`, { properties });
      }
    },
  },
  (drifted) => {
    test("ignores forty arguments of a cluster at most", () => {
      for (const name of Object.keys(CHANGES).filter((one) => one !== "networked")) {
        expect(drifted().ignored(name).length).toBeLessThanOrEqual(40);
      }
    });

    test("plans a change of what the construct states", () => {
      const edits: JsonObject = { "default_node_pool.vm_size": "Standard_D4s_v5", workload_identity_enabled: false };
      const changes = drifted().configure({ scaled: edits }).changes();
      const change = changes.find(({ address }) => address === "azurerm_kubernetes_cluster.scaled");
      expect(change?.paths).toEqual(expect.arrayContaining(["default_node_pool.0.vm_size", "workload_identity_enabled"]));
    });

    test("applies what is stated and changes nothing else", async () => {
      const { azure, configure } = drifted();
      const before = await request(azure, "GET", `${CLUSTERS}/fixed`);
      const { tags } = CHANGES.fixed.stated;
      configure({ fixed: { tags } }).succeed("apply", "-auto-approve", "-target=azurerm_kubernetes_cluster.fixed");
      expect(differences(before, await request(azure, "GET", `${CLUSTERS}/fixed`))).toEqual([
        "tags.policy",
        "tags.team",
        "properties.agentPoolProfiles.0.count",
      ]);
    });
  },
);

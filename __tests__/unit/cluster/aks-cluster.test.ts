import type { TerraformStack } from "cdktf";
import {
  AksCluster,
  type AksClusterProps,
  AksIdentityType,
  AksNetworkDataPlane,
  AksNetworkPlugin,
  AksNetworkPolicy,
  AksNodeImageUpgradeChannel,
  AksTier,
  AksUpgradeChannel,
} from "../../../src";
import { knownRegistry } from "../../support/builders";
import { NODE_PROVISIONING, ofAzurerm4 } from "../../support/pins";
import { emptyStack, type JsonTree, synthesize, variable, warnings } from "../../support/stack";
import { CLIENT_ID, identityId, OBJECT_ID, REGISTRY_ID, subnetId } from "../../support/values";

const PROPS = { clusterName: "prod", resourceGroupName: "rg", location: "westeurope" };
const EXISTING = { identityId: identityId("existing"), clientId: CLIENT_ID, principalId: OBJECT_ID };

const NODE_POOL = {
  name: "nodepool1",
  vm_size: "Standard_D2s_v5",
  node_count: 3,
  auto_scaling_enabled: false,
  temporary_name_for_rotation: "rotation",
};

/** What every cluster gets when it is created. */
const ISSUER = { oidc_issuer_enabled: true, workload_identity_enabled: true };

const { AZURE_CNI_OVERLAY: OVERLAY } = AksNetworkPlugin;

const HARDENED: Partial<AksClusterProps> = {
  network: { plugin: OVERLAY, policy: AksNetworkPolicy.CILIUM, dataPlane: AksNetworkDataPlane.CILIUM },
  entra: { adminGroupObjectIds: [OBJECT_ID] },
  apiServerAccess: { authorizedIpRanges: ["203.0.113.0/24"] },
  upgradeChannel: AksUpgradeChannel.STABLE,
  nodeImageUpgradeChannel: AksNodeImageUpgradeChannel.SECURITY_PATCH,
  tier: AksTier.STANDARD,
  zones: ["1", "2", "3"],
  preventDestroy: true,
};

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function assignments(json: JsonTree): string[] {
  return Object.values(json.resource.azurerm_role_assignment ?? {}).map(
    ({ role_definition_name, scope, principal_id }) => `${role_definition_name} on ${scope} to ${principal_id}`,
  );
}

test("uses the given sizes, version, DNS prefix and tags", () => {
  const cluster = new AksCluster(stack, "aks", {
    ...PROPS,
    dnsPrefix: "contoso-prod",
    kubernetesVersion: "1.33",
    vmSize: "Standard_D4s_v5",
    minCount: 2,
    maxCount: 9,
    tags: { team: "a" },
  });
  const { azurerm_kubernetes_cluster, azurerm_user_assigned_identity } = synthesize(stack).resource;
  const { node_count, ...pool } = NODE_POOL;
  expect(azurerm_kubernetes_cluster.aks).toMatchObject({
    dns_prefix: "contoso-prod",
    kubernetes_version: "1.33",
    tags: { team: "a" },
  });
  expect(azurerm_kubernetes_cluster.aks.default_node_pool).toEqual({
    ...pool,
    vm_size: "Standard_D4s_v5",
    orchestrator_version: "1.33",
    auto_scaling_enabled: true,
    min_count: 2,
    max_count: 9,
  });
  expect(Object.values(azurerm_user_assigned_identity).map(({ tags }) => tags)).toEqual([{ team: "a" }, { team: "a" }]);
  expect(cluster.clusterId).not.toBe(cluster.clusterName);
});

test.each([
  ["kubelet", { kubeletIdentity: EXISTING }, `Managed Identity Operator on ${EXISTING.identityId} to `],
  ["control-plane", { controlPlaneIdentity: EXISTING }, `.id} to ${OBJECT_ID}`],
])("creates the other identity and the assignment for an existing %s identity", (_name, existing, assignment) => {
  new AksCluster(stack, "aks", { ...PROPS, ...existing });
  const json = synthesize(stack);
  expect(Object.keys(json.resource.azurerm_user_assigned_identity)).toHaveLength(1);
  expect(assignments(json)).toEqual([expect.stringContaining(assignment)]);
});

test("assigns nothing for two existing identities", () => {
  const other = { ...EXISTING, identityId: identityId("control-plane") };
  new AksCluster(stack, "aks", { ...PROPS, kubeletIdentity: EXISTING, controlPlaneIdentity: other });
  const { resource } = synthesize(stack);
  expect(Object.keys(resource)).toEqual(["azurerm_kubernetes_cluster"]);
  expect(resource.azurerm_kubernetes_cluster.aks).toMatchObject({
    identity: { type: "UserAssigned", identity_ids: [other.identityId] },
    kubelet_identity: { user_assigned_identity_id: EXISTING.identityId, client_id: CLIENT_ID, object_id: OBJECT_ID },
  });
  expect(resource.azurerm_kubernetes_cluster.aks).not.toHaveProperty("depends_on");
});

test("lets AKS create the identities, as `az aks create` does, with the grant after the cluster", () => {
  const cluster = new AksCluster(stack, "aks", { ...PROPS, identityType: AksIdentityType.SYSTEM_ASSIGNED });
  knownRegistry(stack).grantPull(cluster);
  const json = synthesize(stack);
  expect(Object.keys(json.resource).sort()).toEqual(["azurerm_kubernetes_cluster", "azurerm_role_assignment"]);
  expect(json.resource.azurerm_kubernetes_cluster.aks.identity).toEqual({ type: "SystemAssigned" });
  expect(json.resource.azurerm_kubernetes_cluster.aks).not.toHaveProperty("depends_on");
  const to = `on ${REGISTRY_ID} to \${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}`;
  expect(assignments(json)).toEqual([`AcrPull ${to}`, `Container Registry Repository Reader ${to}`]);
});

test("leaves everything to Azure that nobody states", () => {
  new AksCluster(stack, "aks", PROPS);
  const { ignore_changes } = synthesize(stack).resource.azurerm_kubernetes_cluster.aks.lifecycle;
  expect(ofAzurerm4(Object.values(ignore_changes).map(String))).toEqual(
    `aci_connector_linux ai_toolchain_operator_enabled api_server_access_profile automatic_upgrade_channel
      azure_active_directory_role_based_access_control azure_policy_enabled confidential_computing
      cost_analysis_enabled custom_ca_trust_certificates_base64 default_node_pool[0].only_critical_addons_enabled
      default_node_pool[0].scale_down_mode default_node_pool[0].tags default_node_pool[0].upgrade_settings
      http_proxy_config image_cleaner_enabled image_cleaner_interval_hours ingress_application_gateway
      key_management_service key_vault_secrets_provider linux_profile local_account_disabled maintenance_window
      maintenance_window_auto_upgrade maintenance_window_node_os microsoft_defender monitor_metrics network_profile
      node_os_upgrade_channel oms_agent open_service_mesh_enabled run_command_enabled service_mesh_profile sku_tier
      support_plan tags upgrade_override web_app_routing workload_autoscaler_profile`.split(/\s+/),
  );
});

test("sends the decisions of a production cluster", () => {
  new AksCluster(stack, "aks", { ...PROPS, ...HARDENED });
  const { lifecycle, identity, kubelet_identity, depends_on, ...cluster } =
    synthesize(stack).resource.azurerm_kubernetes_cluster.aks;
  expect(cluster).toEqual({
    name: "prod",
    resource_group_name: "rg",
    location: "westeurope",
    dns_prefix: "prod",
    ...ISSUER,
    ...NODE_PROVISIONING,
    default_node_pool: { ...NODE_POOL, zones: ["1", "2", "3"] },
    network_profile: {
      network_plugin: "azure",
      network_plugin_mode: "overlay",
      network_policy: "cilium",
      network_data_plane: "cilium",
    },
    azure_active_directory_role_based_access_control: { admin_group_object_ids: [OBJECT_ID], azure_rbac_enabled: true },
    local_account_disabled: true,
    api_server_access_profile: { authorized_ip_ranges: ["203.0.113.0/24"] },
    automatic_upgrade_channel: "stable",
    node_os_upgrade_channel: "SecurityPatch",
    sku_tier: "Standard",
  });
  expect(lifecycle.prevent_destroy).toBe(true);
});

test("can be private, without Azure RBAC and on the subnet of its nodes", () => {
  new AksCluster(stack, "aks", {
    ...PROPS,
    network: { plugin: AksNetworkPlugin.AZURE_CNI_NODE_SUBNET },
    entra: { adminGroupObjectIds: [OBJECT_ID], azureRbacEnabled: false },
    apiServerAccess: { privateClusterEnabled: true },
  });
  const { aks } = synthesize(stack).resource.azurerm_kubernetes_cluster;
  expect(aks).toMatchObject({
    network_profile: { network_plugin: "azure" },
    azure_active_directory_role_based_access_control: { azure_rbac_enabled: false },
    private_cluster_enabled: true,
  });
  expect(aks.network_profile).not.toHaveProperty("network_plugin_mode");
  expect(aks).not.toHaveProperty("api_server_access_profile");
});

test.each<[AksUpgradeChannel | undefined, string, boolean, string?]>([
  [undefined, "1.33.5", false],
  [AksUpgradeChannel.NODE_IMAGE, "1.33.5", false],
  [AksUpgradeChannel.PATCH, "1.33", false],
  [AksUpgradeChannel.PATCH, "1.33.5", true, "write '1.33'"],
  [AksUpgradeChannel.STABLE, "1.33", true],
  [AksUpgradeChannel.RAPID, "1.33.5", true, "leave it out"],
])("with the upgrade channel %s, version %s belongs to the channel: %s, which is said", (...row) => {
  const [upgradeChannel, kubernetesVersion, isOfChannel, repair] = row;
  const nodeImageUpgradeChannel = AksNodeImageUpgradeChannel.NODE_IMAGE;
  new AksCluster(stack, "aks", { ...PROPS, kubernetesVersion, upgradeChannel, nodeImageUpgradeChannel });
  const { lifecycle, kubernetes_version, default_node_pool } = synthesize(stack).resource.azurerm_kubernetes_cluster.aks;
  expect([kubernetes_version, default_node_pool.orchestrator_version]).toEqual([kubernetesVersion, kubernetesVersion]);
  for (const path of ["kubernetes_version", "default_node_pool[0].orchestrator_version"]) {
    expect(Object.values(lifecycle.ignore_changes).map(String).includes(path)).toBe(isOfChannel);
  }
  const said = new RegExp(
    `kubernetesVersion '${kubernetesVersion}' applies only when the cluster is created.*; ${repair}, or set`,
  );
  expect(warnings(stack)).toEqual(repair === undefined ? [] : [expect.stringMatching(said)]);
});

test.each([
  ["prod", "prod"],
  ["contoso_prod", "contoso-prod"],
  ["a".repeat(63), "a".repeat(54)],
  [`${"a".repeat(52)}__b`, "a".repeat(52)],
])("derives the DNS prefix of %s", (clusterName, prefix) => {
  new AksCluster(stack, "aks", { ...PROPS, clusterName });
  expect(synthesize(stack).resource.azurerm_kubernetes_cluster.aks.dns_prefix).toBe(prefix);
});

test("puts its nodes into a subnet, in which its identity has a role before the cluster is there", () => {
  new AksCluster(stack, "aks", { ...PROPS, subnetId: subnetId("prod", "nodes") });
  const json = synthesize(stack);
  const { default_node_pool, depends_on } = json.resource.azurerm_kubernetes_cluster.aks;
  expect(default_node_pool).toEqual({ ...NODE_POOL, vnet_subnet_id: subnetId("prod", "nodes") });
  expect(depends_on).toEqual([
    "azurerm_role_assignment.aks_ManagedIdentityOperator",
    "azurerm_role_assignment.aks_NetworkContributor",
  ]);
  expect(assignments(json)).toContain(
    `Network Contributor on ${subnetId("prod", "nodes")} to ` +
      "${azurerm_user_assigned_identity.aks_ControlPlaneIdentity.principal_id}",
  );
});

test("leaves the role on the subnet to whoever brings the identity of the control plane", () => {
  new AksCluster(stack, "aks", { ...PROPS, subnetId: variable(stack, "subnet"), controlPlaneIdentity: EXISTING });
  const json = synthesize(stack);
  expect(assignments(json)).toEqual([expect.stringContaining("Managed Identity Operator")]);
  expect(json.resource.azurerm_kubernetes_cluster.aks.lifecycle.precondition).toEqual([
    {
      condition: expect.stringContaining("var.subnet"),
      error_message: expect.stringContaining("subnetId must be the resource id of a subnet"),
    },
  ]);
});

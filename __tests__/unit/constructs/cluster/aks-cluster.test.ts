import { AksCluster, AksIdentityType, ContainerRegistry, RegistryPermissionMode } from "../../../../src";
import { emptyStack, type Json, synthesize } from "../../../support/stack";
import { CLIENT_ID, identityId, LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../../../support/values";

const PROPS = { clusterName: "prod", resourceGroupName: "rg", location: "westeurope" };
const BROUGHT = { identityId: identityId("brought"), clientId: CLIENT_ID, principalId: OBJECT_ID };

const NODE_POOL = {
  name: "nodepool1",
  vm_size: "Standard_D2s_v5",
  node_count: 3,
  temporary_name_for_rotation: "rotation",
  upgrade_settings: { max_surge: "10%" },
};

function assignments(json: Json): string[] {
  return Object.values<Json>(json.resource.azurerm_role_assignment ?? {}).map(
    ({ role_definition_name, scope, principal_id }) => `${role_definition_name} on ${scope} to ${principal_id}`,
  );
}

test("makes its identities and grants the pull before the cluster, so that the first node can pull", () => {
  const stack = emptyStack();
  const cluster = new AksCluster(stack, "aks", PROPS);
  ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER }).grantPull(
    cluster,
  );
  const identity = (name: string) => ({ name, resource_group_name: "rg", location: "westeurope" });
  const assignment = {
    principal_type: "ServicePrincipal",
    skip_service_principal_aad_check: true,
    lifecycle: { ignore_changes: ["skip_service_principal_aad_check"] },
  };
  expect(synthesize(stack).resource).toEqual({
    azurerm_user_assigned_identity: {
      aks_ControlPlaneIdentity: identity("prod-control-plane"),
      aks_KubeletIdentity: identity("prod-kubelet"),
    },
    azurerm_role_assignment: {
      aks_ManagedIdentityOperator: {
        ...assignment,
        role_definition_name: "Managed Identity Operator",
        scope: "${azurerm_user_assigned_identity.aks_KubeletIdentity.id}",
        principal_id: "${azurerm_user_assigned_identity.aks_ControlPlaneIdentity.principal_id}",
      },
      "aks_PullFrom-acr": {
        ...assignment,
        role_definition_name: "AcrPull",
        scope: REGISTRY_ID,
        principal_id: "${azurerm_user_assigned_identity.aks_KubeletIdentity.principal_id}",
      },
    },
    azurerm_kubernetes_cluster: {
      aks: {
        name: "prod",
        resource_group_name: "rg",
        location: "westeurope",
        dns_prefix: "prod",
        default_node_pool: NODE_POOL,
        identity: {
          type: "UserAssigned",
          identity_ids: ["${azurerm_user_assigned_identity.aks_ControlPlaneIdentity.id}"],
        },
        kubelet_identity: {
          user_assigned_identity_id: "${azurerm_user_assigned_identity.aks_KubeletIdentity.id}",
          client_id: "${azurerm_user_assigned_identity.aks_KubeletIdentity.client_id}",
          object_id: "${azurerm_user_assigned_identity.aks_KubeletIdentity.principal_id}",
        },
        depends_on: ["azurerm_role_assignment.aks_ManagedIdentityOperator", "azurerm_role_assignment.aks_PullFrom-acr"],
      },
    },
  });
});

test("waits for both roles of a registry that migrates, of which one waits for the other", () => {
  const stack = emptyStack();
  const cluster = new AksCluster(stack, "aks", PROPS);
  ContainerRegistry.fromRegistryAttributes(stack, "acr", {
    registryId: REGISTRY_ID,
    loginServer: LOGIN_SERVER,
    permissionMode: RegistryPermissionMode.MIGRATING,
  }).grantPull(cluster);
  const { azurerm_kubernetes_cluster, azurerm_role_assignment } = synthesize(stack).resource;
  expect(azurerm_kubernetes_cluster.aks.depends_on).toContain("azurerm_role_assignment.aks_PullFrom-acr");
  expect(azurerm_role_assignment["aks_PullFrom-acr"].depends_on).toEqual([
    "azurerm_role_assignment.aks_PullFrom-acr_RepositoryReader",
  ]);
});

test("takes sizes, version, DNS prefix and tags", () => {
  const stack = emptyStack();
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
  expect(Object.values<Json>(azurerm_user_assigned_identity).map(({ tags }) => tags)).toEqual([{ team: "a" }, { team: "a" }]);
  expect(cluster.clusterId).not.toBe(cluster.clusterName);
});

test.each([
  ["kubelet", { kubeletIdentity: BROUGHT }, `Managed Identity Operator on ${BROUGHT.identityId} to `],
  ["control-plane", { controlPlaneIdentity: BROUGHT }, `.id} to ${OBJECT_ID}`],
])("makes the other identity and the assignment for a %s identity that is brought", (_name, brought, assignment) => {
  const stack = emptyStack();
  new AksCluster(stack, "aks", { ...PROPS, ...brought });
  const json = synthesize(stack);
  expect(Object.keys(json.resource.azurerm_user_assigned_identity)).toHaveLength(1);
  expect(assignments(json)).toEqual([expect.stringContaining(assignment)]);
});

test("assigns nothing for two identities that are brought", () => {
  const stack = emptyStack();
  const other = { ...BROUGHT, identityId: identityId("control-plane") };
  new AksCluster(stack, "aks", { ...PROPS, kubeletIdentity: BROUGHT, controlPlaneIdentity: other });
  const { resource } = synthesize(stack);
  expect(Object.keys(resource)).toEqual(["azurerm_kubernetes_cluster"]);
  expect(resource.azurerm_kubernetes_cluster.aks).toMatchObject({
    identity: { type: "UserAssigned", identity_ids: [other.identityId] },
    kubelet_identity: { user_assigned_identity_id: BROUGHT.identityId, client_id: CLIENT_ID, object_id: OBJECT_ID },
  });
  expect(resource.azurerm_kubernetes_cluster.aks).not.toHaveProperty("depends_on");
});

test("lets AKS make the identities, as `az aks create` does, with the grant after the cluster", () => {
  const stack = emptyStack();
  const cluster = new AksCluster(stack, "aks", { ...PROPS, identityType: AksIdentityType.SYSTEM_ASSIGNED });
  ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER }).grantPull(
    cluster,
  );
  const json = synthesize(stack);
  expect(Object.keys(json.resource).sort()).toEqual(["azurerm_kubernetes_cluster", "azurerm_role_assignment"]);
  expect(json.resource.azurerm_kubernetes_cluster.aks.identity).toEqual({ type: "SystemAssigned" });
  expect(json.resource.azurerm_kubernetes_cluster.aks).not.toHaveProperty("depends_on");
  expect(assignments(json)).toEqual([
    `AcrPull on ${REGISTRY_ID} to \${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}`,
  ]);
});

test("leaves the generated resource to the escape hatch", () => {
  const stack = emptyStack();
  const cluster = new AksCluster(stack, "aks", PROPS);
  (cluster.node.defaultChild as Json).skuTier = "Standard";
  expect(synthesize(stack).resource.azurerm_kubernetes_cluster.aks.sku_tier).toBe("Standard");
});

test.each([
  [
    { clusterName: "-prod" },
    "clusterName must be 1 to 63 letters, digits, '-' and '_', with a letter or digit at both ends, got '-prod'",
  ],
  [
    { clusterName: "a".repeat(55) },
    `dnsPrefix must be 1 to 54 letters, digits and '-', with a letter or digit at both ends, got '${"a".repeat(55)}'; set dnsPrefix.`,
  ],
  [
    { clusterName: "a_b" },
    "dnsPrefix must be 1 to 54 letters, digits and '-', with a letter or digit at both ends, got 'a_b'; set dnsPrefix.",
  ],
  [{ resourceGroupName: "" }, "resourceGroupName must not be empty, got ''"],
  [{ location: "" }, "location must not be empty, got ''"],
  [{ nodeCount: 0 }, "nodeCount must be a whole number from 1 to 1000, got '0'"],
  [{ nodeCount: 1.5 }, "nodeCount must be a whole number from 1 to 1000, got '1.5'"],
  [{ minCount: 2 }, "maxCount must be set for autoscaling; set both minCount and maxCount, or neither."],
  [{ maxCount: 2 }, "minCount must be set for autoscaling; set both minCount and maxCount, or neither."],
  [{ minCount: 3, maxCount: 2 }, "minCount must not exceed maxCount (2), got '3'; exchange them."],
  [{ nodeCount: 3, minCount: 1, maxCount: 2 }, "nodeCount must be left out with minCount and maxCount, got '3'"],
  [
    { kubeletIdentity: { ...BROUGHT, identityId: "brought" } },
    "kubeletIdentity.identityId must be the resource id of a user-assigned identity, got 'brought'",
  ],
  [{ kubeletIdentity: { ...BROUGHT, clientId: "x" } }, "kubeletIdentity.clientId must be a client id (a GUID), got 'x'"],
  [
    { controlPlaneIdentity: { ...BROUGHT, principalId: "x" } },
    "controlPlaneIdentity.principalId must be a principal id (a GUID), got 'x'",
  ],
  [
    { kubeletIdentity: BROUGHT, identityType: AksIdentityType.SYSTEM_ASSIGNED },
    `kubeletIdentity must be left out with AksIdentityType.SYSTEM_ASSIGNED, got '${BROUGHT.identityId}'; leave identityType out to use the identity.`,
  ],
])("fails for %j", (wrong, message) => {
  expect(() => new AksCluster(emptyStack(), "aks", { ...PROPS, ...wrong })).toThrow(`[stack/aks] ${message}`);
});

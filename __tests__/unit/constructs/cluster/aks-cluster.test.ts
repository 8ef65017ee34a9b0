import type { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { TerraformVariable } from "cdktf";
import { AksCluster, type AksClusterProps, AksIdentityType, RegistryPermissionMode } from "../../../../src";
import { knownRegistry } from "../../../support/builders";
import { complaint, emptyStack, type JsonTree, synthesize, variable } from "../../../support/stack";
import { CLIENT_ID, identityId, OBJECT_ID, REGISTRY_ID } from "../../../support/values";

const PROPS = { clusterName: "prod", resourceGroupName: "rg", location: "westeurope" };
const EXISTING = { identityId: identityId("existing"), clientId: CLIENT_ID, principalId: OBJECT_ID };

const NODE_POOL = {
  name: "nodepool1",
  vm_size: "Standard_D2s_v5",
  node_count: 3,
  temporary_name_for_rotation: "rotation",
  upgrade_settings: { max_surge: "10%" },
};

function assignments(json: JsonTree): string[] {
  return Object.values(json.resource.azurerm_role_assignment ?? {}).map(
    ({ role_definition_name, scope, principal_id }) => `${role_definition_name} on ${scope} to ${principal_id}`,
  );
}

test("creates its identities and the pull grant before the cluster, so that the first node can pull", () => {
  const stack = emptyStack();
  const cluster = new AksCluster(stack, "aks", PROPS);
  knownRegistry(stack).grantPull(cluster);
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

test("waits for both roles of a migrating registry, since one waits for the other", () => {
  const stack = emptyStack();
  const cluster = new AksCluster(stack, "aks", PROPS);
  knownRegistry(stack, { permissionMode: RegistryPermissionMode.MIGRATING }).grantPull(cluster);
  const { azurerm_kubernetes_cluster, azurerm_role_assignment } = synthesize(stack).resource;
  expect(azurerm_kubernetes_cluster.aks.depends_on).toEqual(expect.arrayContaining(["azurerm_role_assignment.aks_PullFrom-acr"]));
  expect(azurerm_role_assignment["aks_PullFrom-acr"].depends_on).toEqual([
    "azurerm_role_assignment.aks_PullFrom-acr_RepositoryReader",
  ]);
});

test("uses the given sizes, version, DNS prefix and tags", () => {
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
  expect(Object.values(azurerm_user_assigned_identity).map(({ tags }) => tags)).toEqual([{ team: "a" }, { team: "a" }]);
  expect(cluster.clusterId).not.toBe(cluster.clusterName);
});

test.each([
  ["kubelet", { kubeletIdentity: EXISTING }, `Managed Identity Operator on ${EXISTING.identityId} to `],
  ["control-plane", { controlPlaneIdentity: EXISTING }, `.id} to ${OBJECT_ID}`],
])("creates the other identity and the assignment for an existing %s identity", (_name, existing, assignment) => {
  const stack = emptyStack();
  new AksCluster(stack, "aks", { ...PROPS, ...existing });
  const json = synthesize(stack);
  expect(Object.keys(json.resource.azurerm_user_assigned_identity)).toHaveLength(1);
  expect(assignments(json)).toEqual([expect.stringContaining(assignment)]);
});

test("assigns nothing for two existing identities", () => {
  const stack = emptyStack();
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
  const stack = emptyStack();
  const cluster = new AksCluster(stack, "aks", { ...PROPS, identityType: AksIdentityType.SYSTEM_ASSIGNED });
  knownRegistry(stack).grantPull(cluster);
  const json = synthesize(stack);
  expect(Object.keys(json.resource).sort()).toEqual(["azurerm_kubernetes_cluster", "azurerm_role_assignment"]);
  expect(json.resource.azurerm_kubernetes_cluster.aks.identity).toEqual({ type: "SystemAssigned" });
  expect(json.resource.azurerm_kubernetes_cluster.aks).not.toHaveProperty("depends_on");
  expect(assignments(json)).toEqual([
    `AcrPull on ${REGISTRY_ID} to \${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}`,
  ]);
});

test("can be adjusted through its default child", () => {
  const stack = emptyStack();
  const cluster = new AksCluster(stack, "aks", PROPS);
  (cluster.node.defaultChild as KubernetesCluster).skuTier = "Standard";
  expect(synthesize(stack).resource.azurerm_kubernetes_cluster.aks.sku_tier).toBe("Standard");
});

test("checks identities from variables at plan", () => {
  const stack = emptyStack();
  const principalId = variable(stack, "principal_id");
  new AksCluster(stack, "aks", { ...PROPS, kubeletIdentity: { ...EXISTING, principalId } });
  expect(synthesize(stack).resource.azurerm_kubernetes_cluster.aks.lifecycle).toEqual({
    precondition: [
      {
        condition: expect.stringContaining("var.principal_id"),
        error_message: expect.stringMatching(complaint("[stack/aks] kubeletIdentity.principalId")),
      },
    ],
  });
});

test("accepts node counts from variables", () => {
  const stack = emptyStack();
  const maxCount = new TerraformVariable(stack, "most", { type: "number" }).numberValue;
  new AksCluster(stack, "aks", { ...PROPS, minCount: 3, maxCount });
  expect(synthesize(stack).resource.azurerm_kubernetes_cluster.aks.default_node_pool).toMatchObject({
    min_count: 3,
    max_count: "${var.most}",
  });
});

test("accepts a cluster that scales between equal limits", () => {
  expect(() => new AksCluster(emptyStack(), "aks", { ...PROPS, minCount: 2, maxCount: 2 })).not.toThrow();
});

test.each<[Partial<AksClusterProps>, string, string]>([
  [{ clusterName: "-prod" }, "clusterName", "choose another name"],
  [{ clusterName: "a".repeat(55) }, "dnsPrefix", "set dnsPrefix"],
  [{ clusterName: "a_b" }, "dnsPrefix", "set dnsPrefix"],
  [{ resourceGroupName: "" }, "resourceGroupName", "set a value"],
  [{ location: "" }, "location", "set a value"],
  [{ identityType: "systemassigned" as never }, "identityType", "use a value of the enumeration"],
  [{ nodeCount: 0 }, "nodeCount", "choose a number in this range"],
  [{ nodeCount: 1001 }, "nodeCount", "choose a number in this range"],
  [{ minCount: 1.5, maxCount: 2 }, "minCount", "choose a number in this range"],
  [{ minCount: 2 }, "maxCount", "set both minCount and maxCount, or neither"],
  [{ maxCount: 2 }, "minCount", "set both minCount and maxCount, or neither"],
  [{ minCount: 3, maxCount: 2 }, "minCount", "swap them"],
  [{ nodeCount: 3, minCount: 1, maxCount: 2 }, "nodeCount", "leave the number of nodes to the autoscaler"],
  [{ kubeletIdentity: { ...EXISTING, identityId: "x" } }, "kubeletIdentity.identityId", "use what `az identity show --query id"],
  [{ kubeletIdentity: { ...EXISTING, clientId: "x" } }, "kubeletIdentity.clientId", "--query clientId"],
  [{ controlPlaneIdentity: { ...EXISTING, principalId: "x" } }, "controlPlaneIdentity.principalId", "--query principalId"],
  [
    { kubeletIdentity: EXISTING, identityType: AksIdentityType.SYSTEM_ASSIGNED },
    "kubeletIdentity",
    "leave identityType out to use the identity",
  ],
])("refuses %j", (wrong, property, repair) => {
  expect(() => new AksCluster(emptyStack(), "aks", { ...PROPS, ...wrong })).toThrow(complaint(`[stack/aks] ${property}`, repair));
});

import { TerraformOutput, TerraformVariable } from "cdktf";
import { AksCluster, AksIdentityType, AksPrincipal, ContainerRegistry } from "../../src";
import { emptyStack, type Json, synthesize } from "../support/stack";
import { CLIENT_ID, identityId, LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../support/values";

const PROPS = { clusterName: "prod", resourceGroupName: "rg", location: "westeurope" };
const LOOKUP = { clusterName: "prod", resourceGroupName: "rg-prod" };
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

describe("a new cluster", () => {
  test("makes its identities and grants the pull before the cluster, so that the first node can pull", () => {
    const stack = emptyStack();
    const cluster = new AksCluster(stack, "aks", PROPS);
    ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER }).grantPull(
      cluster,
    );
    const identity = (name: string) => ({ name, resource_group_name: "rg", location: "westeurope" });
    const assignment = { principal_type: "ServicePrincipal", skip_service_principal_aad_check: true };
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
});

describe("a cluster that is looked up", () => {
  test("pulls by its kubelet identity, and fails the plan where it has none", () => {
    const stack = emptyStack();
    const cluster = AksCluster.fromLookup(stack, "aks", LOOKUP);
    ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER }).grantPull(
      cluster,
    );
    const json = synthesize(stack);
    expect(json.data).toEqual({
      azurerm_kubernetes_cluster: {
        aks: {
          name: "prod",
          resource_group_name: "rg-prod",
          lifecycle: {
            postcondition: [
              {
                condition: '${try(self.kubelet_identity[0].object_id, "") != ""}',
                error_message:
                  "[stack/aks] principal must be AksPrincipal.SERVICE_PRINCIPAL, since this cluster runs on a service principal and " +
                  "has no kubelet identity; set principal: AksPrincipal.SERVICE_PRINCIPAL in AksCluster.fromLookup.",
              },
            ],
          },
        },
      },
    });
    expect(assignments(json)).toEqual([
      `AcrPull on ${REGISTRY_ID} to \${data.azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}`,
    ]);
  });

  test("pulls by the object id of its service principal, and fails the plan where it has none", () => {
    const stack = emptyStack();
    const cluster = AksCluster.fromLookup(stack, "aks", { ...LOOKUP, principal: AksPrincipal.SERVICE_PRINCIPAL });
    ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER }).grantPull(
      cluster,
    );
    const json = synthesize(stack);
    expect(json.data.azuread_service_principal).toEqual({
      aks_ServicePrincipal: { client_id: "${data.azurerm_kubernetes_cluster.aks.service_principal[0].client_id}" },
    });
    expect(json.data.azurerm_kubernetes_cluster.aks.lifecycle.postcondition).toEqual([
      {
        condition: '${try(self.service_principal[0].client_id, "msi") != "msi"}',
        error_message:
          "[stack/aks] principal must be AksPrincipal.MANAGED_IDENTITY, since this cluster runs on no service principal; leave " +
          "principal out of AksCluster.fromLookup.",
      },
    ]);
    expect(assignments(json)).toEqual([
      `AcrPull on ${REGISTRY_ID} to \${data.azuread_service_principal.aks_ServicePrincipal.object_id}`,
    ]);
  });

  test("says in the plan when its API server may not be read, once however often it is asked", () => {
    const stack = emptyStack();
    const cluster = AksCluster.fromLookup(stack, "aks", LOOKUP);
    new TerraformOutput(stack, "shown", {
      value: [cluster.apiServerUrl, cluster.apiServerUrl, cluster.clusterCaCertificate],
      sensitive: true,
    });
    const json = synthesize(stack);
    expect(json.output.shown.value.slice(1)).toEqual([
      "${data.azurerm_kubernetes_cluster.aks.kube_config[0].host}",
      "${data.azurerm_kubernetes_cluster.aks.kube_config[0].cluster_ca_certificate}",
    ]);
    expect(json.data.azurerm_kubernetes_cluster.aks.lifecycle.postcondition.slice(1)).toEqual([
      {
        condition: '${try(self.kube_config[0].host, "") != ""}',
        error_message:
          "[stack/aks] apiServerUrl must be readable by the identity that applies; give it the role Azure Kubernetes Service " +
          "Cluster User Role on the cluster.",
      },
    ]);
  });

  test("fails for a name that no cluster has", () => {
    expect(() => AksCluster.fromLookup(emptyStack(), "aks", { ...LOOKUP, clusterName: "a b" })).toThrow(
      "[stack/aks] clusterName must be",
    );
  });
});

describe("a cluster of known attributes", () => {
  test("reads nothing", () => {
    const stack = emptyStack();
    const cluster = AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: OBJECT_ID });
    expect(cluster).toMatchObject({ kubeletObjectId: OBJECT_ID, pullPrincipalId: OBJECT_ID });
    expect(synthesize(stack)).not.toHaveProperty("data");
  });

  test("checks a variable's object id at plan, where it is granted", () => {
    const stack = emptyStack();
    const kubeletObjectId = new TerraformVariable(stack, "object_id", { type: "string" }).stringValue;
    const cluster = AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId });
    ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" }).grantPull(cluster);
    const [assignment] = Object.values<Json>(synthesize(stack).resource.azurerm_role_assignment);
    expect(assignment.lifecycle.precondition).toEqual([
      {
        condition: expect.stringContaining("var.object_id"),
        error_message: expect.stringContaining("must be an object id (a GUID)"),
      },
    ]);
  });

  test.each(["msi", "someone@contoso.com", REGISTRY_ID])("fails for the object id '%s'", (kubeletObjectId) => {
    expect(() => AksCluster.fromClusterAttributes(emptyStack(), "aks", { kubeletObjectId })).toThrow(
      `[stack/aks] kubeletObjectId must be an object id (a GUID), got '${kubeletObjectId}'`,
    );
  });
});

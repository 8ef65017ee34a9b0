import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformOutput, type TerraformStack, TerraformVariable } from "cdktf";
import { AksCluster, AksPrincipal, ContainerRegistry, type IPullGrantee } from "../../../../src";
import { rendered } from "../../../support/rendered";
import { emptyStack, type Json, synthesize } from "../../../support/stack";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../../../support/values";

const LOOKUP = { clusterName: "prod", resourceGroupName: "rg-prod" };

function grantPull(stack: TerraformStack, cluster: IPullGrantee): void {
  const attributes = { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER };
  ContainerRegistry.fromRegistryAttributes(stack, "acr", attributes).grantPull(cluster);
}

function pullersIn(json: Json): string[] {
  return Object.values<Json>(json.resource.azurerm_role_assignment).map(({ principal_id }) => principal_id);
}

describe("a cluster that is looked up", () => {
  test("pulls by its kubelet identity, and fails the plan where it has none", () => {
    const stack = emptyStack();
    const cluster = AksCluster.fromLookup(stack, "aks", LOOKUP);
    grantPull(stack, cluster);
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
    expect(pullersIn(json)).toEqual(["${data.azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}"]);
  });

  test("pulls by the object id of its service principal, and fails the plan where it has none", () => {
    const stack = emptyStack();
    const cluster = AksCluster.fromLookup(stack, "aks", { ...LOOKUP, principal: AksPrincipal.SERVICE_PRINCIPAL });
    grantPull(stack, cluster);
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
    expect(pullersIn(json)).toEqual(["${data.azuread_service_principal.aks_ServicePrincipal.object_id}"]);
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
    expect(json.data.azurerm_kubernetes_cluster.aks.lifecycle.postcondition).toEqual([
      {
        condition: '${try(self.kube_config[0].host, "") != ""}',
        error_message:
          "[stack/aks] apiServerUrl must be readable by the identity that applies; give it the role Azure Kubernetes Service " +
          "Cluster User Role on the cluster.",
      },
    ]);
  });

  test.each([AksPrincipal.MANAGED_IDENTITY, AksPrincipal.SERVICE_PRINCIPAL])(
    "may run on either where nothing asks who pulls, and is asked once however often one does (%s)",
    (principal) => {
      const stack = emptyStack();
      const cluster = AksCluster.fromLookup(stack, "aks", { ...LOOKUP, principal });
      const { data } = synthesize(stack);
      expect(Object.keys(data)).toEqual(["azurerm_kubernetes_cluster"]);
      expect(data.azurerm_kubernetes_cluster.aks.lifecycle?.postcondition ?? []).toEqual([]);
      const [pullsAs, runsAs] = rendered(stack, [cluster.pullPrincipalId, cluster.kubeletObjectId]);
      expect(pullsAs).toBe(runsAs);
      expect(synthesize(stack).data.azurerm_kubernetes_cluster.aks.lifecycle.postcondition).toHaveLength(1);
    },
  );

  test("is read in its own subscription, and waits for no grant", () => {
    const stack = emptyStack();
    const provider = new AzurermProvider(stack, "prod", { alias: "prod", features: [{}] });
    const cluster = AksCluster.fromLookup(stack, "aks", { ...LOOKUP, provider });
    grantPull(stack, cluster);
    const json = synthesize(stack);
    expect(json.data.azurerm_kubernetes_cluster.aks.provider).toBe("azurerm.prod");
    expect(json.data.azurerm_kubernetes_cluster.aks).not.toHaveProperty("depends_on");
    expect(json.resource.azurerm_role_assignment["aks_PullFrom-acr"]).not.toHaveProperty("provider");
  });

  test.each([
    [
      { clusterName: "a b" },
      "clusterName must be 1 to 63 letters, digits, '-' and '_', with a letter or digit at both ends, got 'a b'; choose another name.",
    ],
    [{ resourceGroupName: "" }, "resourceGroupName must not be empty, got ''; give a value."],
  ])("fails for %j", (wrong, message) => {
    expect(() => AksCluster.fromLookup(emptyStack(), "aks", { ...LOOKUP, ...wrong })).toThrow(
      new Error(`[stack/aks] ${message}`),
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
    grantPull(stack, cluster);
    const { lifecycle } = synthesize(stack).resource.azurerm_role_assignment["aks_PullFrom-acr"];
    expect(lifecycle.precondition).toEqual([
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

test("asks the azuread provider that is named for the service principal", () => {
  const stack = emptyStack();
  const azureadProvider = new AzureadProvider(stack, "other", { alias: "other" });
  const cluster = AksCluster.fromLookup(stack, "aks", { ...LOOKUP, principal: AksPrincipal.SERVICE_PRINCIPAL, azureadProvider });
  expect(cluster.kubeletObjectId).toBeDefined();
  expect(synthesize(stack).data.azuread_service_principal.aks_ServicePrincipal.provider).toBe("azuread.other");
});

test("fails for a principal that is none, which would be taken for a kubelet identity", () => {
  expect(() => AksCluster.fromLookup(emptyStack(), "aks", { ...LOOKUP, principal: "service_principal" as never })).toThrow(
    "[stack/aks] principal must be one of ManagedIdentity, ServicePrincipal, got 'service_principal'; use the enum.",
  );
});

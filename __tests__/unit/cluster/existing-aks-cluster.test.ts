import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { AksCluster, ProviderGeneration } from "../../../src";
import { knownCluster, knownRegistry } from "../../support/builders";
import { HAS_AZURERM_5 } from "../../support/pins";
import { rendered } from "../../support/rendered";
import { complaint, emptyStack, type JsonTree, synthesize } from "../../support/stack";
import { clusterId, OBJECT_ID } from "../../support/values";

const LOOKUP = { clusterName: "prod", resourceGroupName: "rg-prod" };

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function pullersIn(json: JsonTree): JsonTree[] {
  const assignments: JsonTree[] = Object.values(json.resource.azurerm_role_assignment);
  return [...new Set(assignments.map(({ principal_id }) => principal_id))];
}

describe("a cluster that is looked up", () => {
  test("pulls with its service principal, and fails the plan if it has none", () => {
    const cluster = AksCluster.fromLookup(stack, "aks", { ...LOOKUP, servicePrincipal: true });
    knownRegistry(stack).grantPull(cluster);
    const json = synthesize(stack);
    expect(json.data.azuread_service_principal).toEqual({
      aks_ServicePrincipal: { client_id: "${data.azurerm_kubernetes_cluster.aks.service_principal[0].client_id}" },
    });
    expect(json.data.azurerm_kubernetes_cluster.aks.lifecycle.postcondition).toEqual([
      {
        condition: '${try(self.service_principal[0].client_id, "msi") != "msi"}',
        error_message: expect.stringMatching(complaint("[stack/aks] servicePrincipal", "the code of the stack must leave")),
      },
    ]);
    expect(pullersIn(json)).toEqual(["${data.azuread_service_principal.aks_ServicePrincipal.object_id}"]);
  });

  test("fails the plan if its API server cannot be read, by one postcondition", () => {
    const cluster = AksCluster.fromLookup(stack, "aks", LOOKUP);
    new TerraformOutput(stack, "shown", {
      value: [cluster.apiServerUrl, cluster.apiServerUrl, cluster.clusterCaCertificate],
      sensitive: true,
    });
    const json = synthesize(stack);
    expect(json.output.shown.value).toEqual([
      "${data.azurerm_kubernetes_cluster.aks.kube_config[0].host}",
      "${data.azurerm_kubernetes_cluster.aks.kube_config[0].host}",
      "${data.azurerm_kubernetes_cluster.aks.kube_config[0].cluster_ca_certificate}",
    ]);
    expect(json.data.azurerm_kubernetes_cluster.aks.lifecycle.postcondition).toEqual([
      {
        condition: '${try(self.kube_config[0].host, "") != ""}',
        error_message: expect.stringMatching(complaint("[stack/aks] apiServerUrl", "assign it the role Azure Kubernetes")),
      },
    ]);
  });

  test.each([false, true])(
    "checks the kind of its identity only if something pulls, and once (servicePrincipal: %s)",
    (servicePrincipal) => {
      const cluster = AksCluster.fromLookup(stack, "aks", { ...LOOKUP, servicePrincipal });
      const { data } = synthesize(stack);
      expect(Object.keys(data)).toEqual(["azurerm_kubernetes_cluster"]);
      expect(data.azurerm_kubernetes_cluster.aks.lifecycle?.postcondition ?? []).toEqual([]);
      const [pullsAs, runsAs] = rendered(stack, [cluster.principalId, cluster.kubeletObjectId]);
      expect(pullsAs).toBe(runsAs);
      expect(synthesize(stack).data.azurerm_kubernetes_cluster.aks.lifecycle.postcondition).toHaveLength(1);
    },
  );

  test("uses the given azuread provider to find the service principal", () => {
    const azureadProvider = new AzureadProvider(stack, "other", { alias: "other" });
    const options = { ...LOOKUP, servicePrincipal: true, azureadProvider };
    expect(AksCluster.fromLookup(stack, "aks", options).kubeletObjectId).toBeDefined();
    expect(synthesize(stack).data.azuread_service_principal.aks_ServicePrincipal.provider).toBe("azuread.other");
  });
});

describe("a cluster with known attributes", () => {
  test.each([
    ["clusterId", "--query id"],
    ["oidcIssuerUrl", "--query oidcIssuerProfile.issuerUrl"],
  ] as const)("says what to pass where %s is asked for", (property, query) => {
    const known = { kubeletObjectId: OBJECT_ID, clusterId: clusterId("prod"), oidcIssuerUrl: "https://oidc.example.com/" };
    expect(AksCluster.fromClusterAttributes(stack, "known", known)[property]).toBe(known[property]);
    expect(() => knownCluster(stack)[property]).toThrow(complaint(`[stack/aks] ${property}`, query));
  });
});

describe("an AKS Automatic cluster", () => {
  const TYPE = "azurerm_kubernetes_automatic_cluster";
  const LOOKUP = { automatic: true, clusterName: "prod", resourceGroupName: "rg-prod" };

  function azurerm5Stack(): TerraformStack {
    const stack = emptyStack();
    ProviderGeneration.useAzurerm5(stack);
    return stack;
  }

  describe("a cluster that is looked up", () => {
    test("pulls with its kubelet identity", () => {
      const stack = azurerm5Stack();
      knownRegistry(stack).grantPull(AksCluster.fromLookup(stack, "aks", LOOKUP));
      const { data, resource } = synthesize(stack);
      expect(data).toEqual({ [TYPE]: { aks: { name: "prod", resource_group_name: "rg-prod" } } });
      const pullers = Object.values<JsonTree>(resource.azurerm_role_assignment).map(({ principal_id }) => principal_id);
      expect([...new Set(pullers)]).toEqual([`\${data.${TYPE}.aks.kubelet_identity[0].object_id}`]);
    });

    test("is read by the provider of its subscription, and can be written in HCL", () => {
      const stack = azurerm5Stack();
      const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
      AksCluster.fromLookup(stack, "aks", { ...LOOKUP, provider });
      expect(synthesize(stack).data[TYPE].aks.provider).toBe("azurerm.shared");
      const { hcl } = stack.toHclTerraform();
      expect(hcl).toMatch(
        /data "azurerm_kubernetes_automatic_cluster" "aks" \{[^}]*name\s+= "prod"\s+resource_group_name\s+= "rg-prod"/,
      );
    });
  });

  describe("the provider", () => {
    const lookUp = (stack: TerraformStack) => AksCluster.fromLookup(stack, "aks", LOOKUP);

    (HAS_AZURERM_5 ? test.skip : test)("must be azurerm 5", () => {
      const stack = emptyStack();
      lookUp(stack);
      expect(() => synthesize(stack)).toThrow(
        complaint("[stack/aks] provider", "call ProviderGeneration.useAzurerm5(this) in the stack"),
      );
    });
  });
});

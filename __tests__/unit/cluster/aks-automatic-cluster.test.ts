import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import { AksCluster, AksKubernetesProvider, ProviderGeneration } from "../../../src";
import { knownRegistry } from "../../support/builders";
import { HAS_AZURERM_5 } from "../../support/pins";
import { complaint, emptyStack, type JsonTree, synthesize } from "../../support/stack";

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

  test("configures a Kubernetes provider, and fails the plan if its API server cannot be read", () => {
    const stack = azurerm5Stack();
    const cluster = AksCluster.fromLookup(stack, "aks", LOOKUP);
    new AksKubernetesProvider(stack, "edge", { cluster, alias: "edge" });
    const { data, provider } = synthesize(stack);
    expect(provider.kubernetes[1]).toMatchObject({
      host: `\${data.${TYPE}.aks.kube_config[0].host}`,
      cluster_ca_certificate: `\${base64decode(data.${TYPE}.aks.kube_config[0].cluster_ca_certificate)}`,
    });
    expect(data[TYPE].aks.lifecycle.postcondition).toEqual([
      {
        condition: '${try(self.kube_config[0].host, "") != ""}',
        error_message: expect.stringMatching(complaint("[stack/aks] apiServerUrl", "assign it the role")),
      },
    ]);
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

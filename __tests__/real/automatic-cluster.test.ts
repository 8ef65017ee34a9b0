import { AksAutomaticCluster, AksCluster, ContainerRegistry, ProviderGeneration } from "../../src";
import { unearned } from "./support/ignored";
import { type JsonObject, merge } from "./support/json";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const TYPE = "azurerm_kubernetes_automatic_cluster";
const CLUSTER = `${TYPE}.aks`;
const ID =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/automatic";
const PROPS = { clusterName: "automatic", resourceGroupName: "rg-prod", location: "westeurope" };

function registryIn(stack: ReturnType<typeof azureStack>) {
  return ContainerRegistry.fromLookup(stack, "acr", { registryName: "contosoregistry", resourceGroupName: "rg-shared" });
}

/** Two versions of a stack with a new cluster that pulls. */
function newCluster(tags?: { [key: string]: string }) {
  const stack = azureStack();
  ProviderGeneration.useAzurerm5(stack);
  registryIn(stack).grantPull(new AksAutomaticCluster(stack, "aks", { ...PROPS, tags }));
  return stack;
}

describeReal("a new AKS Automatic cluster", () => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
  });

  test("is created before its grant, and planned without a change afterwards", async () => {
    workspace.write(newCluster()).apply();
    expect(workspace.changes()).toEqual([]);
    const { principal_id } = Object.values(workspace.state()).find(({ role_definition_name }) => role_definition_name) ?? {};
    await expect(azure.helper(`can-pull?principalId=${principal_id}&registry=contosoregistry`)).resolves.toMatchObject({
      allowed: true,
      role: "AcrPull",
    });
  });

  test("keeps its grant when it changes, and what somebody else sets", async () => {
    const { properties, ...cluster } = await request(azure, "GET", `${ID}?api-version=2025-07-01`);
    await request(azure, "PUT", `${ID}?api-version=2025-07-01`, { ...cluster, properties, tags: { policy: "added" } });
    expect(workspace.changes()).toEqual([]);
    expect(workspace.write(newCluster({ team: "shop" })).changes()).toMatchObject([{ address: CLUSTER, action: "update" }]);
  });

  test("ignores nothing that the provider would leave alone by itself", async () => {
    const { properties, ...cluster } = await request(azure, "GET", `${ID}?api-version=2025-07-01`);
    const changed = merge({ properties }, { properties: CHANGED_BY_OTHERS });
    await request(azure, "PUT", `${ID}?api-version=2025-07-01`, { ...cluster, ...changed, tags: { policy: "added" } });
    expect(workspace.write(newCluster()).changes()).toEqual([]);
    expect(unearned(workspace, newCluster, TYPE)).toEqual([]);
  });
});

const CHANGED_BY_OTHERS: JsonObject = {
  apiServerAccessProfile: { authorizedIPRanges: ["198.51.100.0/24"], enablePrivateCluster: true },
  serviceMeshProfile: { mode: "Istio", istio: { revisions: ["asm-1-27"], components: { ingressGateways: [] } } },
};

describeReal.each(GENERATIONS)("an existing AKS Automatic cluster, $generation", ({ use, isAzurerm5 }) => {
  test("is looked up, and pulls", async () => {
    const azure = await startAzure();
    const workspace = new RealWorkspace(azure);
    try {
      const sku = { name: "Automatic", tier: "Standard" };
      const identity = { type: "SystemAssigned" };
      await request(azure, "PUT", `${ID}?api-version=2025-07-01`, { location: "westeurope", identity, sku, properties: {} });
      const stack = azureStack();
      const options = { clusterName: "automatic", resourceGroupName: "rg-prod" };
      const cluster = isAzurerm5
        ? AksAutomaticCluster.fromLookup(stack, "aks", options)
        : AksCluster.fromLookup(stack, "aks", options);
      registryIn(stack).grantPull(cluster);
      use(stack);
      expect(workspace.write(stack).changes()).toMatchObject([{ action: "create" }]);
    } finally {
      workspace.remove();
      await azure.stop();
    }
  });
});

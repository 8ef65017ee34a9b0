import { AksCluster, ContainerRegistry } from "../../src";
import { azureStack, describeReal, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const ID =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/automatic";

describeReal.each(GENERATIONS)("an existing AKS Automatic cluster, $generation", ({ use, isAzurerm5 }) => {
  test("is looked up, and pulls", async () => {
    const azure = await startAzure();
    const sku = { name: "Automatic", tier: "Standard" };
    const identity = { type: "SystemAssigned" };
    await request(azure, "PUT", `${ID}?api-version=2025-07-01`, { location: "westeurope", identity, sku, properties: {} });
    const stack = azureStack();
    const options = { automatic: isAzurerm5, clusterName: "automatic", resourceGroupName: "rg-prod" };
    const registry = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
    ContainerRegistry.fromLookup(stack, "acr", registry).grantPull(AksCluster.fromLookup(stack, "aks", options));
    use(stack);
    expect(new RealWorkspace(azure).write(stack).changes()).toMatchObject([{ action: "create" }, { action: "create" }]);
  });
});

import { AksAutomaticCluster, AksCluster, ContainerRegistry } from "../../src";
import { describeDrift } from "./support/drift";
import { AZURERM_5, azureStack, describeReal, GENERATIONS, merge, RealWorkspace, request, startAzure } from "./support/providers";

const ID =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/automatic";

const registryIn = (stack: ReturnType<typeof azureStack>) =>
  ContainerRegistry.fromLookup(stack, "acr", { registryName: "contosoregistry", resourceGroupName: "rg-shared" });

const changed = {
  tags: { policy: "added" },
  properties: {
    apiServerAccessProfile: { authorizedIPRanges: ["198.51.100.0/24"], enablePrivateCluster: true },
    serviceMeshProfile: { mode: "Istio", istio: { revisions: ["asm-1-27"], components: { ingressGateways: [] } } },
  },
};

describeDrift(
  {
    generations: [AZURERM_5],
    changes: { aks: { changed, stated: { tags: { team: "shop" } } } },
    build: () => {
      const stack = azureStack();
      const props = { clusterName: "automatic", resourceGroupName: "rg-prod", location: "westeurope" };
      registryIn(stack).grantPull(new AksAutomaticCluster(stack, "aks", props));
      return stack;
    },
    change: async (azure, _path, { changed: theirs }) => {
      const path = `${ID}?api-version=2025-07-01`;
      await request(azure, "PUT", path, merge(await request(azure, "GET", path), theirs));
    },
  },
  (drifted) => {
    test("a new cluster is created before its grant, by which it pulls", async () => {
      const { azure, workspace } = drifted();
      const { principal_id } = Object.values(workspace.state()).find(({ role_definition_name }) => role_definition_name) ?? {};
      const answer = await azure.helper(`can-pull?principalId=${principal_id}&registry=contosoregistry`);
      expect(answer).toMatchObject({ allowed: true, role: "AcrPull" });
    });
  },
);

describeReal.each(GENERATIONS)("an existing AKS Automatic cluster, $generation", ({ use, isAzurerm5 }) => {
  test("is looked up, and pulls", async () => {
    const azure = await startAzure();
    const sku = { name: "Automatic", tier: "Standard" };
    const identity = { type: "SystemAssigned" };
    await request(azure, "PUT", `${ID}?api-version=2025-07-01`, { location: "westeurope", identity, sku, properties: {} });
    const stack = azureStack();
    const options = { clusterName: "automatic", resourceGroupName: "rg-prod" };
    const lookUp = isAzurerm5 ? AksAutomaticCluster.fromLookup : AksCluster.fromLookup;
    registryIn(stack).grantPull(lookUp(stack, "aks", options));
    use(stack);
    expect(new RealWorkspace(azure).write(stack).changes()).toMatchObject([{ action: "create" }]);
  });
});

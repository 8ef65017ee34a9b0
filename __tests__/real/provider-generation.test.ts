import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  AksCluster,
  AksIdentityType,
  ContainerRegistry,
  ContainerRegistrySku,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../src";
import { AZURERM_4, AZURERM_5, azureStack, describeReal, RealWorkspace, startAzure } from "./support/providers";

const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };

function stackWith(use: (stack: TerraformStack) => void): TerraformStack {
  const stack = azureStack();
  new AzureadProvider(stack, "azuread");
  const registry = new ContainerRegistry(stack, "acr", { registryName: "movedregistry", ...PLACE });
  registry.grantPull(new AksCluster(stack, "aks", { clusterName: "moved", ...PLACE }));
  new ServicePrincipalCredentials(stack, "puller", { registry, generation: 2 });
  new RegistryToken(stack, "team-token", { registry, repositories: ["team/*"], generation: 2 });
  const sku = ContainerRegistrySku.PREMIUM;
  new ContainerRegistry(stack, "premium", { registryName: "movedpremium", ...PLACE, sku, zoneRedundancyEnabled: true });
  const identityType = AksIdentityType.SYSTEM_ASSIGNED;
  new AksCluster(stack, "scaled", { clusterName: "scaled", ...PLACE, identityType, minCount: 1, maxCount: 3 });
  use(stack);
  return stack;
}

describeReal("a stack that moves to the newer generation of providers", () => {
  test("has nothing to change", async () => {
    const workspace = new RealWorkspace(await startAzure());
    workspace.write(stackWith(AZURERM_4.use)).apply();
    workspace.write(stackWith(AZURERM_5.use)).succeed("init", "-upgrade", "-input=false");
    expect(workspace.changes()).toEqual([]);
  });
});

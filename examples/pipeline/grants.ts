import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry } from "cdktf-acr-aks";
import type { Construct } from "constructs";

/**
 * The kubelet identities that may pull, by the name of their cluster:
 * `az aks show --name prod --resource-group rg-prod --query identityProfile.kubeletidentity.objectId --output tsv`.
 * Looking the clusters up instead would need Reader on each of them.
 */
const KUBELET_OBJECT_IDS = {
  prod: "10000000-0000-0000-0000-000000000002",
  staging: "10000000-0000-0000-0000-000000000004",
};

/** Role assignments and nothing else, so that whoever deploys them needs no other permission. */
export class Grants extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AzurermBackend(this, {
      resourceGroupName: "rg-terraform",
      storageAccountName: "contosoterraform",
      containerName: "registry-grants",
      key: `${id}.tfstate`,
      useAzureadAuth: true,
    });
    new AzurermProvider(this, "azurerm", {
      features: [{}],
      subscriptionId: "00000000-0000-0000-0000-000000000001",
      resourceProviderRegistrations: "none",
    });
    // By its id, since a lookup would put the password of an admin account into the state.
    const registry = ContainerRegistry.fromRegistryAttributes(this, "acr", {
      registryId:
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry",
      loginServer: "contosoregistry.azurecr.io",
    });
    for (const [cluster, kubeletObjectId] of Object.entries(KUBELET_OBJECT_IDS)) {
      registry.grantPull(AksCluster.fromClusterAttributes(this, cluster, { kubeletObjectId }));
    }
  }
}

import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { AksCluster, AksTier, ContainerRegistry } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import { HUB_SUBSCRIPTION, LOCATION, REGISTRY, type Spoke, STATE } from "./contoso";

/** A cluster in a spoke, which may pull from the registry of the hub. */
export class SpokeCluster extends TerraformStack {
  constructor(scope: Construct, id: string, { subscriptionId, resourceGroupName, networkId }: Spoke) {
    super(scope, id);
    new AzurermBackend(this, { ...STATE, key: `${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId });
    const provider = new AzurermProvider(this, "hub", {
      alias: "hub",
      features: [{}],
      subscriptionId: HUB_SUBSCRIPTION,
      // It reads one registry and assigns a role on it.
      resourceProviderRegistrations: "none",
    });
    const registry = ContainerRegistry.fromLookup(this, "acr", { ...REGISTRY, provider });
    const cluster = new AksCluster(this, "aks", {
      clusterName: id,
      resourceGroupName,
      location: LOCATION,
      subnetId: `${networkId}/subnets/nodes`,
      tier: AksTier.STANDARD,
      preventDestroy: true,
    });
    registry.grantPull(cluster);
  }
}

import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { ContainerRegistry, ContainerRegistrySku, RegistryPrivateEndpoint } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import { HUB_NETWORK, HUB_SUBSCRIPTION, LOCATION, REGISTRY, type Spoke, STATE } from "./contoso";

/** A registry without a public address, its private endpoint in the hub, and a DNS zone for the hub and all spokes. */
export class Hub extends TerraformStack {
  constructor(scope: Construct, id: string, spokes: Readonly<Record<string, Spoke>>) {
    super(scope, id);
    new AzurermBackend(this, { ...STATE, key: `${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: HUB_SUBSCRIPTION });
    const registry = new ContainerRegistry(this, "acr", {
      ...REGISTRY,
      location: LOCATION,
      // The only tier with private endpoints.
      sku: ContainerRegistrySku.PREMIUM,
      publicNetworkAccessEnabled: false,
      preventDestroy: true,
    });
    const linkedNetworks = Object.fromEntries(Object.entries(spokes).map(([name, { networkId }]) => [name, networkId]));
    const subnetId = `${HUB_NETWORK}/subnets/endpoints`;
    new RegistryPrivateEndpoint(this, "endpoint", { registry, subnetId, dns: { linkedNetworks } });
  }
}

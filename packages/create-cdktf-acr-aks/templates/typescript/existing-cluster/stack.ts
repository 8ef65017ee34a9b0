import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import type { Settings } from "./settings";

/** Lets the nodes of an existing AKS cluster pull from an existing registry with their own identity. No secret exists. */
export class ImagePulls extends TerraformStack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    // Keeps the state in this folder. A team keeps it in a storage account: AzurermBackend.
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: settings.subscriptionId });

    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: settings.registryName,
      resourceGroupName: settings.registryResourceGroupName,
    });
    const cluster = AksCluster.fromLookup(this, "aks", {
      clusterName: settings.clusterName,
      resourceGroupName: settings.clusterResourceGroupName,
    });
    registry.grantPull(cluster);

    new TerraformOutput(this, "login_server", {
      value: registry.loginServer,
      description: "First part of the name of every image in the registry",
    });
  }
}

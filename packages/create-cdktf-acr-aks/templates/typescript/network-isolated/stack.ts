import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import {
  AksCluster,
  AksNodeImageUpgradeChannel,
  AksTier,
  AksUpgradeChannel,
  ContainerRegistry,
  ContainerRegistrySku,
} from "cdktf-acr-aks";
import type { Construct } from "constructs";
import type { Settings } from "./settings";

/** Creates a registry without public access, and an AKS cluster whose nodes reach nothing else. No secret exists. */
export class ImagePulls extends TerraformStack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    // Keeps the state in this folder. A team keeps it in a storage account: AzurermBackend.
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: settings.subscriptionId });
    const { resourceGroupName, location, subnetId } = settings;

    const registry = new ContainerRegistry(this, "acr", {
      registryName: settings.registryName,
      resourceGroupName,
      location,
      sku: ContainerRegistrySku.PREMIUM,
      publicNetworkAccessEnabled: false,
      preventDestroy: true,
    });
    new AksCluster(this, "aks", {
      clusterName: settings.clusterName,
      resourceGroupName,
      location,
      networkIsolated: { registry, subnetId },
      entra: { adminGroupObjectIds: settings.adminGroupObjectIds },
      upgrades: { channel: AksUpgradeChannel.PATCH, nodeImageChannel: AksNodeImageUpgradeChannel.NODE_IMAGE },
      tier: AksTier.STANDARD,
      preventDestroy: true,
    });

    new TerraformOutput(this, "login_server", {
      value: registry.loginServer,
      description: "First part of the name of every image in the registry",
    });
    new TerraformOutput(this, "get_nodes", {
      value: `az aks command invoke --resource-group ${resourceGroupName} --name ${settings.clusterName} --command "kubectl get nodes"`,
      description: "Command that reaches the private API server from anywhere",
    });
  }
}

import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import {
  AksCluster,
  AksNetworkDataPlane,
  AksNetworkPlugin,
  AksNetworkPolicy,
  AksNodeImageUpgradeChannel,
  AksTier,
  AksUpgradeChannel,
  ContainerRegistry,
} from "cdktf-acr-aks";
import type { Construct } from "constructs";
import type { Settings } from "./settings";

/** Creates a registry, and an AKS cluster whose nodes pull from it with their own identity. No secret exists. */
export class ImagePulls extends TerraformStack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    // Keeps the state in this folder. A team keeps it in a storage account: AzurermBackend.
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: settings.subscriptionId });
    const { resourceGroupName, location } = settings;

    const registry = new ContainerRegistry(this, "acr", {
      registryName: settings.registryName,
      resourceGroupName,
      location,
      preventDestroy: true,
    });
    const cluster = new AksCluster(this, "aks", {
      clusterName: settings.clusterName,
      resourceGroupName,
      location,
      network: {
        plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY,
        policy: AksNetworkPolicy.CILIUM,
        dataPlane: AksNetworkDataPlane.CILIUM,
      },
      entra: { adminGroupObjectIds: settings.adminGroupObjectIds },
      apiServerAccess: { authorizedIpRanges: settings.authorizedIpRanges },
      upgradeChannel: AksUpgradeChannel.PATCH,
      nodeImageUpgradeChannel: AksNodeImageUpgradeChannel.NODE_IMAGE,
      tier: AksTier.STANDARD,
      preventDestroy: true,
    });
    registry.grantPull(cluster);

    new TerraformOutput(this, "login_server", {
      value: registry.loginServer,
      description: "First part of the name of every image in the registry",
    });
    new TerraformOutput(this, "get_credentials", {
      value: `az aks get-credentials --resource-group ${resourceGroupName} --name ${cluster.clusterName}`,
      description: "Command that makes kubectl talk to the cluster",
    });
  }
}

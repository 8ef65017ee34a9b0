import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  AksCluster,
  AksNetworkDataPlane,
  AksNetworkPlugin,
  AksNetworkPolicy,
  AksNodeImageUpgradeChannel,
  AksTier,
  AksUpgradeChannel,
  ContainerRegistry,
} from "../src";
import * as inputs from "./inputs";

/**
 * Strategy 3: a new registry attached to a new AKS cluster, whose nodes pull with their own identity. No secret exists.
 * The settings of the cluster are those that Azure recommends for production.
 */
export class NewCluster extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: inputs.subscriptionId(this) });
    const resourceGroupName = inputs.resourceGroupName(this, "resource_group_name", "registry and cluster");
    const location = inputs.text(this, "location", "Azure region of registry and cluster, such as westeurope");

    const registry = new ContainerRegistry(this, "acr", {
      registryName: inputs.registryName(this),
      resourceGroupName,
      location,
      preventDestroy: true,
    });
    const cluster = new AksCluster(this, "aks", {
      clusterName: inputs.newClusterName(this),
      resourceGroupName,
      location,
      network: {
        plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY,
        policy: AksNetworkPolicy.CILIUM,
        dataPlane: AksNetworkDataPlane.CILIUM,
      },
      entra: { adminGroupObjectIds: inputs.adminGroups(this) },
      apiServerAccess: { authorizedIpRanges: inputs.authorizedIpRanges(this) },
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
    new TerraformOutput(this, "registry_id", {
      value: registry.registryId,
      description: "Resource id of the registry",
    });
    new TerraformOutput(this, "kubelet_object_id", {
      value: cluster.kubeletObjectId,
      description: "Object id of the identity that the nodes pull as",
    });
    new TerraformOutput(this, "get_credentials", {
      value: `az aks get-credentials --resource-group ${resourceGroupName} --name ${cluster.clusterName}`,
      description: "Command that makes kubectl talk to the cluster",
    });
  }
}

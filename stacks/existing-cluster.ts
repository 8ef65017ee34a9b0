import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AksCluster, ContainerRegistry } from "../src";
import * as inputs from "./inputs";

/** Strategy 3: an existing registry attached to an existing AKS cluster. No secret exists. */
export class ExistingCluster extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: inputs.subscriptionId(this) });

    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: inputs.registryName(this),
      resourceGroupName: inputs.resourceGroupName(this, "registry_resource_group_name", "the registry"),
    });
    const cluster = AksCluster.fromLookup(this, "aks", {
      clusterName: inputs.clusterName(this),
      resourceGroupName: inputs.resourceGroupName(this, "cluster_resource_group_name", "the cluster"),
    });
    const grant = registry.grantPull(cluster);

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
    new TerraformOutput(this, "role_assignment_ids", {
      value: grant.roleAssignmentIds,
      description: "The role assignments that let the nodes pull, one for each mode of the registry",
    });
  }
}

import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  AksCluster,
  AksKubernetesProvider,
  AksServiceAccountImagePull,
  ContainerRegistry,
  PullIdentity,
  ServiceAccount,
} from "../src";
import * as inputs from "./inputs";

/**
 * Strategy 4 in AKS: the pods of one service account pull with an identity of their own. No secret exists. Nodes use it
 * once `previewEnabled` is set, which a platform team decides for the whole cluster.
 */
export class ServiceAccountIdentity extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: inputs.subscriptionId(this) });
    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: inputs.registryName(this),
      resourceGroupName: inputs.resourceGroupName(this, "registry_resource_group_name", "the registry"),
    });
    const resourceGroupName = inputs.resourceGroupName(this, "cluster_resource_group_name", "cluster and identity");
    const cluster = AksCluster.fromLookup(this, "aks", { clusterName: inputs.clusterName(this), resourceGroupName });
    new AksKubernetesProvider(this, "kubernetes", { cluster });
    new AksServiceAccountImagePull(this, "service-account-image-pull", { cluster });

    const namespace = inputs.namespace(this);
    const pullIdentity = new PullIdentity(this, "app-pull", {
      resourceGroupName,
      location: inputs.text(this, "location", "Azure region of the identity, such as westeurope"),
      cluster,
      identityBindingName: "apppull",
      subjects: [{ namespaceName: namespace, serviceAccountName: "app" }],
    });
    registry.grantPull(pullIdentity);
    const serviceAccount = new ServiceAccount(this, "app", { namespaces: [namespace], pullIdentity });

    new TerraformOutput(this, "pod_spec", {
      value: `serviceAccountName: ${serviceAccount.serviceAccountName}`,
      description: "Line that every PodSpec needs",
    });
    new TerraformOutput(this, "client_id", {
      value: pullIdentity.clientId,
      description: "Client id of the identity that the pods pull with",
    });
  }
}

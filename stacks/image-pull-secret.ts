import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  AksCluster,
  AksKubernetesProvider,
  ContainerRegistry,
  ImagePullSecret,
  PullCheck,
  ServicePrincipalCredentials,
} from "../src";
import * as inputs from "./inputs";

/** Strategy 1: a pull secret with a dedicated service principal, named in every PodSpec. */
export class ImagePullSecretStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: inputs.subscriptionId(this) });
    new AzureadProvider(this, "azuread");
    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: inputs.registryName(this),
      resourceGroupName: inputs.resourceGroupName(this, "registry_resource_group_name", "the registry"),
    });
    const cluster = AksCluster.fromLookup(this, "aks", {
      clusterName: inputs.clusterName(this),
      resourceGroupName: inputs.resourceGroupName(this, "cluster_resource_group_name", "the cluster"),
    });
    new AksKubernetesProvider(this, "kubernetes", { cluster });

    const puller = new ServicePrincipalCredentials(this, "puller", { registry, displayName: "acr-pull" });
    const secret = new ImagePullSecret(this, "acr-pull", {
      credentials: [puller],
      namespaces: inputs.namespaces(this),
    });
    const image = `${registry.loginServer}/${inputs.image(this)}`;
    new PullCheck(this, "pull-check", { image, imagePullSecrets: [secret], deadlineSeconds: 600 });

    new TerraformOutput(this, "pod_spec", {
      value: `imagePullSecrets: [{ name: ${secret.secretName} }]`,
      description: "Line that every PodSpec needs",
    });
  }
}

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
import {
  clusterNameInput,
  imageInput,
  namespacesInput,
  registryNameInput,
  resourceGroupInput,
  subscriptionInput,
} from "./inputs";

/** Strategy 1: a pull secret from a service principal of its own, to be named in every PodSpec. */
export class ImagePullSecretStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: subscriptionInput(this) });
    new AzureadProvider(this, "azuread");
    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: registryNameInput(this),
      resourceGroupName: resourceGroupInput(this, "registry_resource_group_name", "the registry"),
    });
    const cluster = AksCluster.fromLookup(this, "aks", {
      clusterName: clusterNameInput(this),
      resourceGroupName: resourceGroupInput(this, "cluster_resource_group_name", "the cluster"),
    });
    new AksKubernetesProvider(this, "kubernetes", { cluster });

    const puller = new ServicePrincipalCredentials(this, "puller", { registry, displayName: "acr-pull" });
    const secret = new ImagePullSecret(this, "acr-pull", { credentials: [puller], namespaces: namespacesInput(this) });
    const image = `${registry.loginServer}/${imageInput(this)}`;
    new PullCheck(this, "pull-check", { image, imagePullSecrets: [secret], deadlineSeconds: 600 });

    new TerraformOutput(this, "pod_spec", {
      value: `imagePullSecrets: [{ name: ${secret.secretName} }]`,
      description: "Line that every PodSpec needs",
    });
  }
}

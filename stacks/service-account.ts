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
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../src";
import * as inputs from "./inputs";

/** Strategy 2: a service account with the pull secret, named in every PodSpec. */
export class ServiceAccountStack extends TerraformStack {
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
    const serviceAccount = new ServiceAccount(this, "app", { imagePullSecrets: [secret] });
    const image = `${registry.loginServer}/${inputs.image(this)}`;
    new PullCheck(this, "pull-check", { image, serviceAccount, deadlineSeconds: 600 });

    new TerraformOutput(this, "pod_spec", {
      value: `serviceAccountName: ${serviceAccount.serviceAccountName}`,
      description: "Line that every PodSpec needs",
    });
  }
}

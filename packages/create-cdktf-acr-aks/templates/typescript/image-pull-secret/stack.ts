import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import {
  AksCluster,
  AksKubernetesProvider,
  ContainerRegistry,
  ImagePullSecret,
  PullCheck,
  ServicePrincipalCredentials,
} from "cdktf-acr-aks";
import type { Construct } from "constructs";
import type { Settings } from "./settings";

/** A pull secret with the password of a service principal of its own, for pods that name the secret. */
export class ImagePulls extends TerraformStack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    // Keeps the state, which contains the password, in this folder. A team keeps it in a storage account: AzurermBackend.
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: settings.subscriptionId });
    new AzureadProvider(this, "azuread");
    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: settings.registryName,
      resourceGroupName: settings.registryResourceGroupName,
    });
    const cluster = AksCluster.fromLookup(this, "aks", {
      clusterName: settings.clusterName,
      resourceGroupName: settings.clusterResourceGroupName,
    });
    // Logs in with kubelogin, which must be on the PATH.
    new AksKubernetesProvider(this, "kubernetes", { cluster });

    const puller = new ServicePrincipalCredentials(this, "puller", { registry, displayName: "acr-pull" });
    const secret = new ImagePullSecret(this, "acr-pull", { credentials: [puller], namespaces: settings.namespaces });
    const image = `${registry.loginServer}/${settings.image}`;
    new PullCheck(this, "pull-check", { image, imagePullSecrets: [secret], deadlineSeconds: 600 });

    new TerraformOutput(this, "pod_spec", {
      value: `imagePullSecrets: [{ name: ${secret.secretName} }]`,
      description: "Line that every PodSpec needs",
    });
  }
}

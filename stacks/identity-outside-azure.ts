import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AcrCredentialProvider, ContainerRegistry, KubernetesDistribution, PullIdentity, ServiceAccount } from "../src";
import * as inputs from "./inputs";

/**
 * Strategy 4 for a cluster outside Azure: the pods of one service account pull with an identity of their own. No secret
 * exists. The nodes need the files that are outputs, and acr-credential-provider.
 */
export class IdentityOutsideAzure extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: inputs.subscriptionId(this) });
    new KubernetesProvider(this, "kubernetes", {
      configPath: inputs.text(this, "kubeconfig_path", "Path of the kubeconfig file of the cluster"),
      configContext: inputs.text(
        this,
        "kubeconfig_context",
        "Context in the kubeconfig, as `kubectl config get-contexts` prints it",
      ),
    });
    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: inputs.registryName(this),
      resourceGroupName: inputs.resourceGroupName(this, "registry_resource_group_name", "the registry"),
    });

    const namespace = inputs.namespace(this);
    const pullIdentity = new PullIdentity(this, "app-pull", {
      resourceGroupName: inputs.resourceGroupName(this, "resource_group_name", "the identity"),
      location: inputs.text(this, "location", "Azure region of the identity, such as westeurope"),
      issuerUrl: inputs.issuerUrl(this),
      subjects: [{ namespaceName: namespace, serviceAccountName: "app" }],
    });
    registry.grantPull(pullIdentity);
    const serviceAccount = new ServiceAccount(this, "app", { namespaces: [namespace], pullIdentity });
    const credentialProvider = new AcrCredentialProvider(this, "acr-credential-provider", {
      registries: [registry],
      tenantId: pullIdentity.tenantId,
    });

    new TerraformOutput(this, "pod_spec", {
      value: `serviceAccountName: ${serviceAccount.serviceAccountName}`,
      description: "Line that every PodSpec needs",
    });
    for (const distribution of Object.values(KubernetesDistribution)) {
      new TerraformOutput(this, `node_files_${distribution}`, {
        value: credentialProvider.nodeFiles(distribution),
        description: `Files of each node by their paths, if the cluster is of ${distribution}`,
      });
    }
  }
}

import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AksCluster, ContainerRegistry, ImagePullSecret, RegistryToken, ServiceAccount } from "../../src";

/** The README's picture: a cluster in Azure pulls by its identity, one outside by a secret. */
export class Overview extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AzurermProvider(this, "azurerm", { features: [{}] });
    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: "contoso",
      resourceGroupName: "rg-shared",
    });
    const cluster = AksCluster.fromLookup(this, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
    registry.grantPull(cluster);

    const provider = new KubernetesProvider(this, "edge", { alias: "edge" });
    const token = new RegistryToken(this, "pull-token", { registry, repositories: ["shop/*"] });
    const secret = new ImagePullSecret(this, "acr-pull", { credentials: [token], namespaces: ["shop"], provider });
    new ServiceAccount(this, "app", { imagePullSecrets: [secret] });
  }
}

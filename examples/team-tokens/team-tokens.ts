import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { AksCluster, AksKubernetesProvider, ContainerRegistry, ImagePullSecret, RegistryToken } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import type { Rotation } from "./rotation";
import { TEAMS } from "./teams";

/** A token for each team, and a pull secret with it in each of the team's namespaces. */
export class TeamTokens extends TerraformStack {
  constructor(scope: Construct, id: string, { generation, expiry }: Rotation) {
    super(scope, id);
    // The state contains the passwords: the container needs an access policy of its own.
    new AzurermBackend(this, {
      resourceGroupName: "rg-terraform",
      storageAccountName: "contosoterraform",
      containerName: "team-tokens",
      key: `${id}.tfstate`,
      useAzureadAuth: true,
    });
    new AzurermProvider(this, "azurerm", {
      features: [{}],
      subscriptionId: "00000000-0000-0000-0000-000000000001",
      resourceProviderRegistrations: "none",
    });
    const cluster = AksCluster.fromLookup(this, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
    new AksKubernetesProvider(this, "kubernetes", { cluster });

    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: "contosoregistry",
      resourceGroupName: "rg-shared",
    });
    for (const [team, { repositories, namespaces }] of Object.entries(TEAMS)) {
      const token = new RegistryToken(this, `${team}-pull`, { registry, repositories, generation, expiry });
      new ImagePullSecret(this, `${team}-pull-secret`, { secretName: "acr-pull", credentials: [token], namespaces });
    }
  }
}

import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { AksCluster, AksKubernetesProvider, ContainerRegistry, PullCheck } from "cdktf-acr-aks";
import type { Construct } from "constructs";

/** Lets every pod of one cluster pull from one registry, and proves it. */
export class OneCluster extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    // The state contains the credentials of the cluster: the container needs an access policy of its own.
    new AzurermBackend(this, {
      resourceGroupName: "rg-terraform",
      storageAccountName: "contosoterraform",
      containerName: "one-cluster",
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
      resourceGroupName: "rg-prod",
    });

    // Attached by az before? Pass existingRoleAssignmentId: the README shows the command that prints it.
    const grant = registry.grantPull(cluster);
    // Its pods name no pull secret, but use those of the default service account of `apps`: it must have none.
    // The registry may need ten minutes to honor a new grant.
    new PullCheck(this, "pull-check", {
      image: `${registry.loginServer}/team/app:1`,
      namespaces: ["apps"],
      dependsOn: grant.requires,
      deadlineSeconds: 900,
    });
  }
}

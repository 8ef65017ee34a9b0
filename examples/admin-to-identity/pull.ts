import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { AksCluster, AksKubernetesProvider, ContainerRegistry, ImagePullSecret, PullCheck } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import { STAGES, type Stage } from "./stage";

const NAMESPACES = ["apps", "jobs"];

/** How pods pull, from the admin password of the registry to the identity of the nodes. */
export class Pull extends TerraformStack {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const reached = (other: Stage) => STAGES.indexOf(stage) >= STAGES.indexOf(other);
    // The state contains the admin password while the admin account is enabled.
    new AzurermBackend(this, {
      resourceGroupName: "rg-terraform",
      storageAccountName: "contosoterraform",
      containerName: "pull",
      key: `${id}.tfstate`,
      useAzureadAuth: true,
    });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: "00000000-0000-0000-0000-000000000001" });
    const cluster = AksCluster.fromLookup(this, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
    new AksKubernetesProvider(this, "kubernetes", { cluster });

    const registry = new ContainerRegistry(this, "acr", {
      registryName: "contosoapps",
      resourceGroupName: "rg-prod",
      location: "westeurope",
      adminEnabled: !reached("admin-disabled"),
      preventDestroy: true,
    });
    if (reached("identity-added")) {
      const grant = registry.grantPull(cluster);
      // The pods of the check have no pull secret. The registry may need ten minutes to honor a new grant.
      new PullCheck(this, "pulls-by-identity", {
        image: `${registry.loginServer}/team/app:1`,
        namespaces: NAMESPACES,
        dependsOn: [grant],
        deadlineSeconds: 900,
      });
    }
    if (!reached("secret-removed")) {
      new ImagePullSecret(this, "acr-pull", { credentials: [registry.adminCredentials()], namespaces: NAMESPACES });
    }
  }
}

import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzurermBackend, TerraformStack, TerraformVariable } from "cdktf";
import {
  AksCluster,
  AksKubernetesProvider,
  ContainerRegistry,
  ImagePullSecret,
  RegistryCredentials,
  ServiceAccount,
} from "cdktf-acr-aks";
import type { Construct } from "constructs";

const SUBSCRIPTION_ID = "00000000-0000-0000-0000-000000000001";

/** The id that `az role assignment list` prints, see the README. */
const ATTACHED =
  `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry/` +
  "providers/Microsoft.Authorization/roleAssignments/11111111-2222-3333-4444-555555555555";

/** Where kubectl created the objects. The stack creates them in the other namespaces. */
const BY_KUBECTL = ["apps", "jobs"];
const NAMESPACES = [...BY_KUBECTL, "batch"];

/** What `az aks update --attach-acr` and kubectl created, from now on managed by Terraform. */
export class Adopted extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    // The state contains the partner's password: the container needs an access policy of its own.
    new AzurermBackend(this, {
      resourceGroupName: "rg-terraform",
      storageAccountName: "contosoterraform",
      containerName: "adopted",
      key: `${id}.tfstate`,
      useAzureadAuth: true,
    });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: SUBSCRIPTION_ID });
    const cluster = AksCluster.fromLookup(this, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
    new AksKubernetesProvider(this, "kubernetes", { cluster });

    // az aks update --name prod --resource-group rg-prod --attach-acr contosoregistry
    const registry = ContainerRegistry.fromLookup(this, "acr", {
      registryName: "contosoregistry",
      resourceGroupName: "rg-shared",
    });
    registry.grantPull(cluster, { existingRoleAssignmentId: ATTACHED });

    // kubectl create secret docker-registry partner-pull --docker-server=fabrikam.azurecr.io …
    const secret = new ImagePullSecret(this, "partner-pull", {
      credentials: [this.partner()],
      namespaces: NAMESPACES,
      existingInNamespaces: BY_KUBECTL,
    });
    // kubectl create serviceaccount partner-app, patched with the secret
    new ServiceAccount(this, "partner-app", { imagePullSecrets: [secret], existingInNamespaces: BY_KUBECTL });
  }

  /** The registry of a partner, in a tenant where the cluster has no identity. */
  private partner() {
    const password = new TerraformVariable(this, "partner_password", {
      type: "string",
      sensitive: true,
      description: "Password of the token contoso-pull of the registry fabrikam",
    });
    return RegistryCredentials.fromPassword({
      loginServer: "fabrikam.azurecr.io",
      username: "contoso-pull",
      password: password.stringValue,
    });
  }
}

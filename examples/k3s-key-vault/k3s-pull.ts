import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { ImagePullSecret, PullCheck, RegistryCredentials, ServiceAccount } from "cdktf-acr-aks";
import type { Construct } from "constructs";

const SUBSCRIPTION_ID = "00000000-0000-0000-0000-000000000001";
const LOGIN_SERVER = "contosoregistry.azurecr.io";

/** Raise it after the password in the key vault has changed: Terraform cannot see that. */
const GENERATION = 1;

/** A pull secret for a cluster outside Azure, with a password that only the key vault and the cluster hold. */
export class K3sPull extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AzurermBackend(this, {
      resourceGroupName: "rg-terraform",
      storageAccountName: "contosoterraform",
      containerName: "state",
      key: `${id}.tfstate`,
      useAzureadAuth: true,
    });
    new AzurermProvider(this, "azurerm", {
      features: [{}],
      subscriptionId: SUBSCRIPTION_ID,
      // Whoever deploys this stack may read two secrets of a key vault, and nothing else in Azure.
      resourceProviderRegistrations: "none",
    });
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config", configContext: "k3s" });

    const credentials = RegistryCredentials.fromKeyVaultSecret(this, "from-vault", {
      loginServer: LOGIN_SERVER,
      keyVaultId: `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shared/providers/Microsoft.KeyVault/vaults/contosovault`,
      usernameSecretName: "acr-username",
      passwordSecretName: "acr-password",
      generation: GENERATION,
    });
    const secret = new ImagePullSecret(this, "acr-pull", { credentials: [credentials], namespaces: ["apps", "jobs"] });
    const serviceAccount = new ServiceAccount(this, "app", { imagePullSecrets: [secret] });
    new PullCheck(this, "pull-check", { image: `${LOGIN_SERVER}/team/app:1`, serviceAccount });
  }
}

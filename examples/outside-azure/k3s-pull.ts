import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { ImagePullSecret, PullCheck, RegistryCredentials, ServiceAccount } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import { KEY_VAULT_ID, LOGIN_SERVER, STATE, SUBSCRIPTION_ID, TOKEN } from "./contoso";
import type { Rotation } from "./rotation";

/** A pull secret for a cluster outside Azure, with the password of the key vault, which is not in this state. */
export class K3sPull extends TerraformStack {
  constructor(scope: Construct, id: string, { generation }: Rotation) {
    super(scope, id);
    new AzurermBackend(this, { ...STATE, containerName: "state", key: `${id}.tfstate` });
    new AzurermProvider(this, "azurerm", {
      features: [{}],
      subscriptionId: SUBSCRIPTION_ID,
      // Whoever deploys this stack may read two secrets of a key vault, and nothing else in Azure.
      resourceProviderRegistrations: "none",
    });
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config", configContext: "k3s" });

    const credentials = RegistryCredentials.fromKeyVaultSecret(this, "from-vault", {
      loginServer: LOGIN_SERVER,
      keyVaultId: KEY_VAULT_ID,
      usernameSecretName: `${TOKEN}-username`,
      passwordSecretName: `${TOKEN}-password`,
      // Terraform cannot see that the password in the vault has changed.
      generation,
    });
    const secret = new ImagePullSecret(this, "acr-pull", { credentials: [credentials], namespaces: ["apps", "jobs"] });
    const serviceAccount = new ServiceAccount(this, "app", { imagePullSecrets: [secret] });
    new PullCheck(this, "pull-check", { image: `${LOGIN_SERVER}/team/app:1`, serviceAccount });
  }
}

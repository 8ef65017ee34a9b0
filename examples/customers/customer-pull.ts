import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { AzurermBackend, TerraformStack, TerraformVariable } from "cdktf";
import { ImagePullSecret, PullCheck, RegistryCredentials, ServiceAccount } from "cdktf-acr-aks";
import type { Construct } from "constructs";

const LOGIN_SERVER = "contosoregistry.azurecr.io";

/** What a customer applies to a cluster of its own. It needs no role in your subscription. */
export class CustomerPull extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AzurermBackend(this, {
      resourceGroupName: "rg-fabrikam",
      storageAccountName: "fabrikamterraform",
      containerName: "contoso",
      key: `${id}.tfstate`,
      useAzureadAuth: true,
    });
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config" });
    // Each rotation changes both.
    const username = new TerraformVariable(this, "registry_username", { type: "string" });
    const password = new TerraformVariable(this, "registry_password", { type: "string", sensitive: true });
    const credentials = RegistryCredentials.fromPassword({
      loginServer: LOGIN_SERVER,
      username: username.stringValue,
      password: password.stringValue,
    });
    const secret = new ImagePullSecret(this, "acr-pull", { credentials: [credentials], namespaces: ["shop"] });
    const serviceAccount = new ServiceAccount(this, "app", { imagePullSecrets: [secret] });
    new PullCheck(this, "pull-check", { image: `${LOGIN_SERVER}/product/app:1`, serviceAccount });
  }
}

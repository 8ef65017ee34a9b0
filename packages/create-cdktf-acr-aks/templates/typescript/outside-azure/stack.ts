import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import { DefaultServiceAccount, ImagePullSecret, PullCheck, RegistryCredentials } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import type { Settings } from "./settings";

/** A pull secret for the default service account of each namespace: no PodSpec changes, and every pod there can pull. */
export class ImagePulls extends TerraformStack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    // Keeps the state, which contains the password, in this folder. A team keeps it in a storage account: AzurermBackend.
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new KubernetesProvider(this, "kubernetes", {
      configPath: settings.kubeconfigPath,
      configContext: settings.kubeconfigContext,
    });

    const password = new TerraformVariable(this, "registry_password", {
      type: "string",
      description: "Password of the registry token or service principal",
      sensitive: true,
      nullable: false,
    });
    const credentials = RegistryCredentials.fromPassword({
      loginServer: settings.loginServer,
      username: settings.registryUsername,
      password: password.stringValue,
    });
    const secret = new ImagePullSecret(this, "acr-pull", {
      credentials: [credentials],
      namespaces: settings.namespaces,
    });
    const serviceAccount = new DefaultServiceAccount(this, "default", { imagePullSecrets: [secret] });
    const image = `${settings.loginServer}/${settings.image}`;
    new PullCheck(this, "pull-check", { image, serviceAccount });

    new TerraformOutput(this, "secret_name", {
      value: secret.secretName,
      description: "The secret in each namespace, for pods with a service account of their own",
    });
  }
}

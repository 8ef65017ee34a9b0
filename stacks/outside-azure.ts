import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DefaultServiceAccount, ImagePullSecret, PullCheck, RegistryCredentials } from "../src";
import * as inputs from "./inputs";

/**
 * Strategy 2 for a cluster outside Azure: the default service accounts of the namespaces get a secret with existing
 * credentials.
 */
export class OutsideAzure extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new KubernetesProvider(this, "kubernetes", {
      configPath: inputs.text(this, "kubeconfig_path", "Path of the kubeconfig file of the cluster"),
      configContext: inputs.text(
        this,
        "kubeconfig_context",
        "Context in the kubeconfig, as `kubectl config get-contexts` prints it",
      ),
    });

    const loginServer = inputs.loginServer(this);
    const credentials = RegistryCredentials.fromPassword({
      loginServer,
      username: inputs.text(
        this,
        "registry_username",
        "Client id of a service principal with AcrPull, or name of a registry token",
      ),
      password: inputs.secret(this, "registry_password", "Password of the service principal or token"),
    });
    const secret = new ImagePullSecret(this, "acr-pull", {
      credentials: [credentials],
      namespaces: inputs.namespaces(this),
    });
    const serviceAccount = new DefaultServiceAccount(this, "default", { imagePullSecrets: [secret] });
    new PullCheck(this, "pull-check", { image: `${loginServer}/${inputs.image(this)}`, serviceAccount });

    new TerraformOutput(this, "secret_name", {
      value: secret.secretName,
      description: "The secret in each namespace, for pods with a service account of their own",
    });
  }
}

import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ImagePullSecret, PullSecretPolicy, PullSecretPolicyMode, RegistryCredentials } from "../src";
import * as inputs from "./inputs";

/** Strategy 1 where nobody has to remember it: the API server demands that pods name the pull secret. */
export class PullPolicy extends TerraformStack {
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

    const credentials = RegistryCredentials.fromPassword({
      loginServer: inputs.loginServer(this),
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
    new PullSecretPolicy(this, "demand-acr-pull", {
      mode: PullSecretPolicyMode.VALIDATE,
      imagePullSecret: secret,
      validationActions: inputs.validationActions(this),
    });

    new TerraformOutput(this, "pod_spec", {
      value: `imagePullSecrets: [{ name: ${secret.secretName} }]`,
      description: "Line that every PodSpec needs",
    });
  }
}

/** The names of what exists already. Replace all of them. The password is `TF_VAR_registry_password` in the environment. */
export const settings = {
  /** `az acr show --name <registry> --query loginServer --output tsv` */
  loginServer: "contoso.azurecr.io",
  /** Name of a registry token, or client id of a service principal with the role AcrPull. */
  registryUsername: "acr-pull",
  kubeconfigPath: "~/.kube/config",
  /** `kubectl config get-contexts` */
  kubeconfigContext: "prod",
  /** The namespaces whose pods pull. */
  namespaces: ["apps"],
  /** An image in the registry that has the command `true`. The apply fails if it cannot be pulled. */
  image: "team/app:1",
};

export type Settings = typeof settings;

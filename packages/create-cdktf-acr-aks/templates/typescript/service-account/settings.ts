/** The names of what exists already. Replace all of them. */
export const settings = {
  /** `az account show --query id --output tsv` */
  subscriptionId: "00000000-0000-0000-0000-000000000000",
  /** Without `.azurecr.io`. */
  registryName: "contoso",
  registryResourceGroupName: "rg-shared",
  clusterName: "prod",
  clusterResourceGroupName: "rg-prod",
  /** The namespaces whose pods pull. */
  namespaces: ["apps"],
  /** An image in the registry that has the command `true`. The apply fails if it cannot be pulled. */
  image: "team/app:1",
};

export type Settings = typeof settings;

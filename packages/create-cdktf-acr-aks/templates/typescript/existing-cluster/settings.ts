/** The names of what exists already. Replace all of them. */
export const settings = {
  /** `az account show --query id --output tsv` */
  subscriptionId: "00000000-0000-0000-0000-000000000000",
  /** Without `.azurecr.io`. */
  registryName: "contoso",
  registryResourceGroupName: "rg-shared",
  clusterName: "prod",
  clusterResourceGroupName: "rg-prod",
};

export type Settings = typeof settings;

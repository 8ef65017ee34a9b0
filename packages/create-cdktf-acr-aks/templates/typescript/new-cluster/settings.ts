/** The names of what exists already and of what is created. Replace all of them. */
export const settings = {
  /** `az account show --query id --output tsv` */
  subscriptionId: "00000000-0000-0000-0000-000000000000",
  /** An existing resource group. */
  resourceGroupName: "rg-prod",
  location: "westeurope",
  /** Unique in Azure: it becomes `<name>.azurecr.io`. */
  registryName: "contoso",
  clusterName: "prod",
  /** Entra groups whose members administer the cluster: `az ad group show --group <name> --query id --output tsv` */
  adminGroupObjectIds: ["00000000-0000-0000-0000-000000000000"],
  /** Addresses that may reach the API server, the one of the machine that runs Terraform included. */
  authorizedIpRanges: ["203.0.113.0/24"],
};

export type Settings = typeof settings;

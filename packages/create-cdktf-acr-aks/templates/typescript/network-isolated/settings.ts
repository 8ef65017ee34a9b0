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
  /** An existing subnet of a virtual network in the same region: `az network vnet subnet show … --query id --output tsv` */
  subnetId:
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-prod/providers/Microsoft.Network/virtualNetworks/prod/subnets/nodes",
  /** Entra groups whose members administer the cluster: `az ad group show --group <name> --query id --output tsv` */
  adminGroupObjectIds: ["00000000-0000-0000-0000-000000000000"],
};

export type Settings = typeof settings;

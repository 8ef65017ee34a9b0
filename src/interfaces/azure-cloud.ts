/** A cloud of Azure, by the name that `az cloud list --query [].name --output tsv` prints. @experimental */
export enum AzureCloud {
  /** The public cloud: registries end in `.azurecr.io`. */
  AZURE_CLOUD = "AzureCloud",

  /** Azure Government: registries end in `.azurecr.us`. */
  AZURE_US_GOVERNMENT = "AzureUSGovernment",

  /** Azure operated by 21Vianet: registries end in `.azurecr.cn`. */
  AZURE_CHINA_CLOUD = "AzureChinaCloud",
}

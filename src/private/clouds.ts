import { AzureCloud } from "../interfaces";

/** By the ends of login servers: azurerm and `az cloud list`, `acrLoginServerEndpoint`. */
export const CLOUDS: readonly (readonly [end: string, cloud: AzureCloud])[] = [
  [".azurecr.io", AzureCloud.AZURE_CLOUD],
  [".azurecr.us", AzureCloud.AZURE_US_GOVERNMENT],
  [".azurecr.cn", AzureCloud.AZURE_CHINA_CLOUD],
];

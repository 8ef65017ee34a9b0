/** What both stacks refer to. */
export const SUBSCRIPTION_ID = "00000000-0000-0000-0000-000000000001";
export const REGISTRY = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
export const LOGIN_SERVER = "contosoregistry.azurecr.io";
export const KEY_VAULT_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shared/providers/Microsoft.KeyVault/vaults/contosovault`;

/** The name of the token, and what the names of both secrets in the vault begin with. Never change it. */
export const TOKEN = "k3s-pull";

export const STATE = {
  resourceGroupName: "rg-terraform",
  storageAccountName: "contosoterraform",
  useAzureadAuth: true,
};

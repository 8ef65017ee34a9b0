import { type BlockType, NO_SECRET, NOT_STORED } from "../block-type";
import { armId, EXAMPLE } from "../made-up";

const { guid } = EXAMPLE;
const NO_REGISTRATION = '`resource_provider_registrations = "none"`';
const vaultId = armId("Microsoft.KeyVault/vaults");
const storageAccountId = armId("Microsoft.Storage/storageAccounts");

/** What registries and clusters live in or are used with. Permissions: Azure, "Azure permissions for Security". */
export const AZURERM_ENVIRONMENT = {
  // Source: the provider's documentation, "Authenticating using the Azure CLI" and "using OpenID Connect".
  "provider.azurerm": {
    login: () =>
      "`az login`; in a pipeline with OpenID Connect, `ARM_USE_OIDC=true`, `ARM_CLIENT_ID`, `ARM_TENANT_ID` and " +
      "`ARM_SUBSCRIPTION_ID`",
    openIdConnect: ["ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_SUBSCRIPTION_ID"],
    permission: {
      azure: ["Microsoft.Resources/subscriptions/providers/read"],
      on: "the subscription",
      note: `also \`register/action\` of each resource provider, unless the provider block sets ${NO_REGISTRATION}`,
    },
  },
  "data.azurerm_client_config": {
    title: "identity that runs Terraform",
    permission: { note: "none: the identity reads its own token" },
    state: NO_SECRET,
    answers: { client_id: guid, object_id: guid, subscription_id: guid, tenant_id: guid },
  },
  azurerm_subscription: { id: ({ subscription }) => `/subscriptions/${subscription}` },
  "data.azurerm_subscription": { answers: { subscription_id: guid, tenant_id: guid } },
  azurerm_resource_group: { id: ({ subscription, name }) => `/subscriptions/${subscription}/resourceGroups/${name}` },
  "data.azurerm_resource_group": { answers: { location: "westeurope" } },
  azurerm_resource_provider_registration: {
    id: ({ subscription, name }) => `/subscriptions/${subscription}/providers/Microsoft.${name}`,
  },
  azurerm_management_lock: { id: armId("Microsoft.Authorization/locks") },
  azurerm_key_vault: { id: vaultId, answers: { tenant_id: guid } },
  "data.azurerm_key_vault": { answers: { tenant_id: guid } },
  azurerm_key_vault_access_policy: { id: (madeUp) => `${vaultId(madeUp)}/objectId/${madeUp.guid}` },
  azurerm_key_vault_secret: {
    secretArguments: ["value", "value_wo"],
    id: ({ name }) => `https://${name}.vault.azure.net/secrets/${name}/00000000000000000000000000000000`,
  },
  "ephemeral.azurerm_key_vault_secret": {
    title: "key vault secret, ephemeral",
    permission: {
      azure: ["Microsoft.KeyVault/vaults/read"],
      azureData: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
      on: "the key vault",
    },
    state: NOT_STORED,
  },
  azurerm_log_analytics_workspace: { id: armId("Microsoft.OperationalInsights/workspaces") },
  azurerm_application_insights: { id: armId("Microsoft.Insights/components") },
  azurerm_storage_account: { id: storageAccountId },
  azurerm_storage_container: {
    id: (madeUp) => `${storageAccountId(madeUp)}/blobServices/default/containers/${madeUp.name}`,
  },
} satisfies Record<string, BlockType>;

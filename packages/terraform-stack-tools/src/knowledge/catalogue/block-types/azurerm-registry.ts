import { type BlockType, NO_SECRET, type StateSecret } from "../block-type";
import { armId, EXAMPLE } from "../made-up";
import { REGISTRY, readWriteDelete } from "./azure-actions";
import { REGISTRY_FINDINGS } from "./azurerm-findings";
import { PASSWORD_REPLACED, whereListed, whereTrue } from "./reasons";

const LIST_CREDENTIALS = `\`${REGISTRY}/listCredentials/action\` if the admin account is enabled`;
const tokenId = armId(`${REGISTRY}/tokens`);

/** azurerm reads the password whenever there is one. */
const ADMIN_PASSWORD: StateSecret = {
  secret: "the admin password, even if nothing uses it",
  unless: {
    reason: "the admin account is disabled",
    applies: ({ admin_enabled }) => admin_enabled === undefined || admin_enabled === false,
  },
};

/** Permissions: Azure, "Azure permissions for Containers". */
export const AZURERM_REGISTRY = {
  azurerm_container_registry: {
    title: "registry",
    contents: "images",
    permission: {
      azure: [
        ...readWriteDelete(REGISTRY),
        `${REGISTRY}/operationStatuses/read`,
        `${REGISTRY}/replications/read`,
        "Microsoft.ContainerRegistry/checkNameAvailability/read",
      ],
      on: "the resource group; the name check on the subscription",
      note: LIST_CREDENTIALS,
    },
    state: ADMIN_PASSWORD,
    unset: {
      admin_enabled: "disabled",
      public_network_access_enabled: "reachable from everywhere, with a login",
      tags: "none",
    },
    findings: REGISTRY_FINDINGS,
    reasons: [
      whereTrue("lifecycle.prevent_destroy", "Destroying the registry deletes its images."),
      whereListed("lifecycle.ignore_changes", "", "Policies and people may change these. No plan reverts it."),
    ],
    id: armId(REGISTRY),
    answers: { login_server: `${EXAMPLE.name}.azurecr.io` },
  },
  "data.azurerm_container_registry": {
    title: "registry",
    permission: { azure: [`${REGISTRY}/read`], on: "the registry", note: LIST_CREDENTIALS },
    state: { secret: "the admin password if the admin account is enabled, even if nothing uses it" },
    // A disabled account has no password to answer with.
    answers: { login_server: `${EXAMPLE.name}.azurecr.io`, admin_enabled: true },
  },
  "data.azurerm_role_assignments": {
    title: "role assignments",
    permission: { azure: ["Microsoft.Authorization/roleAssignments/read"], on: "the registry" },
    state: NO_SECRET,
    answers: { role_assignments: [] },
  },
  azurerm_container_registry_scope_map: {
    title: "scope map",
    permission: {
      azure: [...readWriteDelete(`${REGISTRY}/scopeMaps`), `${REGISTRY}/scopeMaps/operationStatuses/read`],
      on: "the registry",
    },
    state: NO_SECRET,
    id: armId(`${REGISTRY}/scopeMaps`),
  },
  azurerm_container_registry_token: {
    title: "token",
    permission: {
      azure: [...readWriteDelete(`${REGISTRY}/tokens`), `${REGISTRY}/tokens/operationStatuses/read`],
      on: "the registry",
    },
    state: NO_SECRET,
    id: tokenId,
  },
  azurerm_container_registry_token_password: {
    title: "token password",
    permission: {
      azure: [`${REGISTRY}/generateCredentials/action`, `${REGISTRY}/tokens/read`, `${REGISTRY}/tokens/write`],
      on: "the registry",
    },
    state: { secret: "the password of a registry token that can pull the repositories in its scope map" },
    reasons: [
      PASSWORD_REPLACED,
      whereListed(
        "lifecycle.ignore_changes",
        "password1[0].expiry",
        "Another expiry would revoke the password before a new one is created.",
      ),
    ],
    // azurerm's own id: Azure has none for passwords.
    id: (madeUp) => `${tokenId(madeUp)}/passwords/password`,
  },
  azurerm_container_registry_cache_rule: {
    title: "cache rule",
    permission: {
      azure: [...readWriteDelete(`${REGISTRY}/cacheRules`), `${REGISTRY}/cacheRules/operationStatuses/read`],
      on: "the registry",
    },
    state: NO_SECRET,
    unset: { credential_set_id: "the upstream registry is asked without a login" },
    reasons: [
      whereListed(
        "depends_on",
        "azurerm_role_assignment.",
        "The credentials must be readable before the first pull through the cache.",
      ),
    ],
    id: armId(`${REGISTRY}/cacheRules`),
  },
  azurerm_container_registry_credential_set: {
    title: "credential set",
    permission: {
      azure: [...readWriteDelete(`${REGISTRY}/credentialSets`), `${REGISTRY}/credentialSets/operationStatuses/read`],
      on: "the registry",
    },
    state: NO_SECRET,
    id: armId(`${REGISTRY}/credentialSets`),
    answers: { identity: [{ principal_id: EXAMPLE.guid, tenant_id: EXAMPLE.guid, type: "SystemAssigned" }] },
  },
  azurerm_container_registry_webhook: { id: armId(`${REGISTRY}/webHooks`) },
} satisfies Record<string, BlockType>;

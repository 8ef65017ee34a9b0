import { type JsonObject, lookUp } from "../terraform/json";
import type { Block } from "../terraform/stack";

/** What one kind of block leaves in the state, as SECURITY.md says it. */
interface StateSecret {
  /** In words; nothing means nothing secret. */
  readonly secret?: string;
  /** Why a block has none after all, told by its arguments. */
  readonly unless?: (body: JsonObject) => string | undefined;
}

const NOTHING: StateSecret = {};
const CLUSTER: StateSecret = {
  secret:
    "`kube_config`: the user credentials of the cluster, as far as the one who applies may read them; `kube_admin_config` where local accounts are on",
};
const ADMIN = "the admin password, as soon as the admin account is enabled, even when nothing uses it";

/** By the address of a block without its name, for each one of `private/permissions.ts`. */
export const STATE_SECRETS: Readonly<Record<string, StateSecret>> = {
  azurerm_container_registry: {
    secret: ADMIN,
    unless: ({ admin_enabled }) =>
      admin_enabled === undefined || admin_enabled === false ? "the admin account is off" : undefined,
  },
  "data.azurerm_container_registry": { secret: ADMIN },
  azurerm_container_registry_scope_map: NOTHING,
  azurerm_container_registry_token: NOTHING,
  azurerm_container_registry_token_password: {
    secret: "the password of a registry token, which pulls what its scope map allows",
  },
  azurerm_kubernetes_cluster: CLUSTER,
  "data.azurerm_kubernetes_cluster": CLUSTER,
  azurerm_user_assigned_identity: NOTHING,
  azurerm_role_assignment: NOTHING,
  "ephemeral.azurerm_key_vault_secret": { secret: undefined, unless: () => "what is ephemeral is never kept" },
  azuread_application: NOTHING,
  azuread_application_password: { secret: "the password of a service principal, which pulls from its registry" },
  azuread_service_principal: NOTHING,
  "data.azuread_service_principal": NOTHING,
  kubernetes_secret_v1: {
    secret: "the whole document with user name and password, in clear",
    unless: ({ data, binary_data, data_wo }) =>
      data_wo !== undefined && data === undefined && binary_data === undefined ? "`data_wo` is written only" : undefined,
  },
  kubernetes_service_account_v1: NOTHING,
  kubernetes_default_service_account_v1: NOTHING,
  kubernetes_job_v1: NOTHING,
};

/** What a block leaves in the state: a secret, nothing with a reason, or something that nobody here knows. */
export type Remains = { readonly secret: string } | { readonly nothing: string } | { readonly unknown: true };

export function remainsOf({ kind, sort, body }: Block): Remains {
  const known = lookUp(STATE_SECRETS, sort);
  if (known === undefined) {
    return kind === "ephemeral" ? { nothing: "what is ephemeral is never kept" } : { unknown: true };
  }
  const reason = known.unless?.(body);
  return reason === undefined && known.secret !== undefined
    ? { secret: known.secret }
    : { nothing: reason ?? "it holds no secret" };
}

import { SHAPES } from "../handoff/example/sample";
import type { JsonObject } from "../terraform/json";

const ID = SHAPES.guid;
const CREDENTIALS = { client_certificate: "", client_key: "", username: "", password: "" };
const REGISTRY = { id: SHAPES.registry, login_server: SHAPES.loginServer };
const SERVICE_PRINCIPAL = { id: `/servicePrincipals/${ID}`, object_id: ID, client_id: ID };
const IDENTITY = { object_id: ID, client_id: ID, user_assigned_identity_id: SHAPES.identity };
const KUBE_CONFIG = { host: "https://example.azmk8s.io:443", cluster_ca_certificate: "ZXhhbXBsZQ==", ...CREDENTIALS };

/**
 * What a provider would answer, by the address of a block without its name. Made-up texts fail the providers' own checks where an id or a
 * GUID is due, and mocks leave lists empty that our conditions look into.
 */
export const ANSWERS: Readonly<Record<string, JsonObject>> = {
  azurerm_container_registry: REGISTRY,
  // An account that is off has no password to give.
  "data.azurerm_container_registry": { ...REGISTRY, admin_enabled: true },
  azurerm_container_registry_scope_map: { id: `${SHAPES.registry}/scopeMaps/example` },
  azurerm_container_registry_token: { id: `${SHAPES.registry}/tokens/example` },
  azurerm_container_registry_token_password: { id: `${SHAPES.registry}/tokens/example/passwords/password` },
  azurerm_kubernetes_cluster: { id: SHAPES.cluster },
  "data.azurerm_kubernetes_cluster": {
    id: SHAPES.cluster,
    kubelet_identity: [IDENTITY],
    service_principal: [{ client_id: ID }],
    kube_config: [KUBE_CONFIG],
  },
  azurerm_user_assigned_identity: { id: SHAPES.identity, client_id: ID, principal_id: ID, tenant_id: ID },
  azurerm_role_assignment: { id: SHAPES.roleAssignment },
  "data.azurerm_client_config": { client_id: ID, object_id: ID, subscription_id: ID, tenant_id: ID },
  "data.azurerm_subscription": { id: SHAPES.subscription, subscription_id: ID, tenant_id: ID },
  azurerm_resource_group: { id: SHAPES.resourceGroup },
  "data.azurerm_resource_group": { id: SHAPES.resourceGroup, location: SHAPES.location },
  azurerm_virtual_network: { id: SHAPES.virtualNetwork },
  "data.azurerm_virtual_network": { id: SHAPES.virtualNetwork },
  azurerm_subnet: { id: SHAPES.subnet },
  "data.azurerm_subnet": { id: SHAPES.subnet },
  azurerm_log_analytics_workspace: { id: SHAPES.workspace },
  "data.azurerm_log_analytics_workspace": { id: SHAPES.workspace },
  azurerm_key_vault: { id: SHAPES.keyVault, tenant_id: ID },
  "data.azurerm_key_vault": { id: SHAPES.keyVault, tenant_id: ID },
  azuread_application: { id: `/applications/${ID}`, client_id: ID, object_id: ID },
  "data.azuread_application": { id: `/applications/${ID}`, client_id: ID, object_id: ID },
  azuread_application_password: { id: `${ID}/password/${ID}`, key_id: ID },
  azuread_service_principal: SERVICE_PRINCIPAL,
  "data.azuread_service_principal": SERVICE_PRINCIPAL,
  "data.azuread_client_config": { client_id: ID, object_id: ID, tenant_id: ID },
};

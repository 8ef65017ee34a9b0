/**
 * Pieces of HCL that many configurations have: a line for each block, with semicolons for the ends of lines. `~` stands for the
 * name of the case, so that names are its own.
 */

export const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
export const SHARED = `${SUBSCRIPTION}/resourceGroups/rg-shared`;
export const REGISTRIES = `${SHARED}/providers/Microsoft.ContainerRegistry/registries`;
const ABAC = 'roleAssignmentMode = "AbacRepositoryPermissions"';
export const PULLER = "azurerm_user_assigned_identity.puller.principal_id";
export const NODES = "azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id";

const ACR = "azurerm_container_registry.acr";
const PLACE = 'resource_group_name = "rg-shared"; location = "westeurope"';
const API = "Microsoft.ContainerRegistry/registries@2025-11-01";

/** The HCL of such a text. @param words what else stands for something */
export function hclOf(text: string, words: Readonly<Record<string, string>>): string {
  const lines = text.replace(/; /g, "\n").replace(/\{ /g, "{\n").replace(/ \}/g, "\n}");
  return Object.entries(words).reduce((all, [word, meaning]) => all.split(word).join(meaning), lines);
}

export function resource(type: string, label: string, body: string): string {
  return `resource "${type}" "${label}" { ${body} }\n`;
}

export function found(type: string, label: string, body: string): string {
  return `data "${type}" "${label}" { ${body} }\n`;
}

export function registry(more = "", name = "~acr"): string {
  return resource("azurerm_container_registry", "acr", `name = "${name}"; ${PLACE}; sku = "Premium"; ${more}`);
}

/** One that exists. Data sources of azurerm don't tell its mode. */
export function existing(name: string): string {
  return found("azurerm_container_registry", "acr", `name = "${name}"; resource_group_name = "rg-shared"`);
}

/** One by Azure's own API. */
export function registryByApi(properties = ABAC): string {
  const body = `body = { sku = { name = "Premium" }; properties = { ${properties} } }`;
  return resource(
    "azapi_resource",
    "acr",
    `type = "${API}"; name = "~acr"; parent_id = "${SHARED}"; location = "westeurope"; ${body}`,
  );
}

/** What a registry of azurerm has from elsewhere. */
export function updateByApi(properties = ABAC): string {
  return resource(
    "azapi_update_resource",
    "acr",
    `type = "${API}"; resource_id = ${ACR}.id; body = { properties = { ${properties} } }`,
  );
}

export function identity(label = "puller", location = "westeurope"): string {
  const body = `name = "~${label}"; resource_group_name = "rg-shared"; location = "${location}"`;
  return resource("azurerm_user_assigned_identity", label, body);
}

interface Grant {
  readonly to?: string;
  readonly on?: string;
  readonly label?: string;
  readonly more?: string;
}

/** By default to the identity `puller` on the registry `acr`. @param role its name, or an expression for its id */
export function grant(role: string, { to = PULLER, on = `${ACR}.id`, label = "pull", more = "" }: Grant = {}): string {
  const which = role.includes(".") ? `role_definition_id = ${role}` : `role_definition_name = "${role}"`;
  return resource("azurerm_role_assignment", label, `scope = ${on}; ${which}; principal_id = ${to}; ${more}`);
}

export function cluster(more = 'identity { type = "SystemAssigned" }', pool = "default"): string {
  const nodes = `default_node_pool { name = "${pool}"; node_count = 1; vm_size = "Standard_D2s_v5" }; @nodes`;
  const switches = "oidc_issuer_enabled = true; workload_identity_enabled = true";
  return resource(
    "azurerm_kubernetes_cluster",
    "aks",
    `name = "~aks"; ${PLACE}; dns_prefix = "aks"; ${nodes}; ${more}; ${switches}`,
  );
}

export function existingCluster(name: string): string {
  return found("azurerm_kubernetes_cluster", "aks", `name = "${name}"; resource_group_name = "rg-prod"`);
}

/** Trust in tokens of an issuer for the identity `puller`. */
export function trust(issuer: string, subject: string): string {
  const who = `audience = ["api://AzureADTokenExchange"]; issuer = ${issuer}; subject = "${subject}"`;
  return resource(
    "azurerm_federated_identity_credential",
    "trust",
    `name = "trust"; @owner = azurerm_user_assigned_identity.puller.id; ${who}`,
  );
}

/** A token of the registry with a scope map for one repository. */
export function token(repository: string, verbs: readonly string[], more = ""): string {
  const actions = verbs.map((verb) => `"repositories/${repository}/content/${verb}"`);
  const place = `container_registry_name = ${ACR}.name; resource_group_name = "rg-shared"`;
  const scopeMap = "scope_map_id = azurerm_container_registry_scope_map.map.id";
  return (
    resource("azurerm_container_registry_scope_map", "map", `name = "~map"; ${place}; actions = [${actions}]`) +
    resource("azurerm_container_registry_token", "edge", `name = "~edge"; ${place}; ${scopeMap}; ${more}`)
  );
}

export function group(...members: readonly string[]): string {
  return resource("azuread_group", "team", `display_name = "~team"; security_enabled = true; members = [${members}]`);
}

export function principal(more = ""): string {
  const client = "client_id = azuread_application.app.client_id";
  return (
    resource("azuread_application", "app", 'display_name = "~app"') +
    resource("azuread_service_principal", "app", `${client}; ${more}`)
  );
}

export const OWN_ROLE = "azurerm_role_definition.own.role_definition_resource_id";

export function customRole(permissions: string): string {
  return resource("azurerm_role_definition", "own", `name = "~own"; scope = "${SUBSCRIPTION}"; permissions { ${permissions} }`);
}

const REPOSITORY = "Microsoft.ContainerRegistry/registries/repositories";

/** A condition on the names of repositories, such as `StringEquals 'shop'`. @param verbs which the condition is about */
export function when(name: string, verbs = "content/read"): string {
  const condition = `((!(ActionMatches{'${REPOSITORY}/${verbs}'})) OR (@Request[${REPOSITORY}:name] ${name}))`;
  return `condition_version = "2.0"; condition = "${condition}"`;
}

export function named(prefix: string): string {
  return when(`StringStartsWith '${prefix}'`);
}

import {
  cluster,
  customRole,
  existing,
  existingCluster,
  found,
  grant,
  group,
  identity,
  NODES,
  named,
  OWN_ROLE,
  PULLER,
  principal,
  REGISTRIES,
  registry,
  registryByApi,
  resource,
  SHARED,
  SUBSCRIPTION,
  token,
  trust,
  updateByApi,
  when,
} from "./hcl";

/** A change of a configuration, of which a review must say what the applied state is then. */
export interface Case {
  readonly about: string;
  /** What is there at both times, and what at one of them. */
  readonly always?: string;
  readonly before?: string;
  readonly after?: string;
  /** In the root module, afterwards. */
  readonly root?: string;
  /** What a second plan has that is reviewed with the first one, afterwards. */
  readonly other?: string;
  /** Paths and properties of what others make in Azure before the plan. */
  readonly outside?: Readonly<Record<string, object>>;
  /** Roles or credentials are given, and nobody may do anything with them. */
  readonly isDead?: true;
  /** What the headline must say. */
  readonly says?: RegExp;
  /** What the report must not say. */
  readonly never?: RegExp;
  /** Newer versions of azurerm know the mode of a registry that they manage. */
  readonly needsMode?: true;
}

const IN_ABAC = 'role_assignment_mode = "AbacRepositoryPermissions"';
const IN_RBAC = 'role_assignment_mode = "LegacyRegistryPermissions"';
const FOUND = { on: "data.azurerm_container_registry.acr.id" };
const BY_API = { on: "azapi_resource.acr.id" };
const READER = "Container Registry Repository Reader";
const PULL_ROLE = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
const PROD = { to: "data.azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id" };
const TEAM = { to: "azuread_group.team.object_id" };
const APP = { to: "azuread_service_principal.app.object_id" };
const GITHUB = '"https://token.actions.githubusercontent.com"';
const ML = `${SHARED}/providers/Microsoft.MachineLearningServices/registries/ml`;
const BELOW = `${REGISTRIES}/contosoregistry/repositories/shop`;
const BY_HAND = `${REGISTRIES}/~acr/providers/Microsoft.Authorization/roleAssignments/26262626-2626-4626-8626-262626262628`;
const ACTIONS = "Microsoft.ContainerRegistry/registries";

const to = (label: string, on?: string) => ({ label, on, to: `azurerm_user_assigned_identity.${label}.principal_id` });
const withoutCheck = (principalId: string) => ({
  to: principalId.replace(/(object|principal)_id/, "client_id"),
  more: "skip_service_principal_aad_check = true",
});
const removed = (destroy: boolean) => `removed { from = azurerm_role_assignment.pull; lifecycle { destroy = ${destroy} } }\n`;

/** A cluster of which `puller` is the identity of the nodes. */
const OWN_NODES = `identity { type = "UserAssigned"; identity_ids = [azurerm_user_assigned_identity.puller.id] }; kubelet_identity { client_id = azurerm_user_assigned_identity.puller.client_id; object_id = ${PULLER}; user_assigned_identity_id = azurerm_user_assigned_identity.puller.id }; depends_on = [azurerm_role_assignment.operator]`;
const OPERATOR = grant("Managed Identity Operator", { on: "azurerm_user_assigned_identity.puller.id", label: "operator" });

/** As Azure Verified Modules make clusters. */
const CLUSTER_BY_API = resource(
  "azapi_resource",
  "aks",
  `type = "Microsoft.ContainerService/managedClusters@2025-05-01"; name = "~aks"; parent_id = "${SHARED}"; location = "westeurope"; schema_validation_enabled = false; identity { type = "SystemAssigned" }; body = { properties = { dnsPrefix = "aks", agentPoolProfiles = [{ name = "default", count = 1, vmSize = "Standard_D2s_v5", mode = "System" }] } }; response_export_values = ["properties.identityProfile"]`,
);

/** As the Azure Verified Module of registries has them. */
const ROLE_ASSIGNMENTS = (entries: string) => {
  const isId = 'strcontains(lower(each.value.role), "/providers/microsoft.authorization/roledefinitions/")';
  const role = `role_definition_id = ${isId} ? each.value.role : null; role_definition_name = ${isId} ? null : each.value.role`;
  const body = `for_each = local.role_assignments; scope = azurerm_container_registry.acr.id; ${role}; principal_id = each.value.principal_id`;
  return `locals { role_assignments = { ${entries} } }\n${resource("azurerm_role_assignment", "this", body)}`;
};
const ENTRY = (label: string, role: string) => `${label} = { role = "${role}", principal_id = ${to(label).to} }`;

const secretOf = (username: string, password: string) =>
  resource(
    "kubernetes_secret_v1",
    "acr",
    `metadata { name = "acr"; namespace = "~ns" }; type = "kubernetes.io/dockerconfigjson"; data = { ".dockerconfigjson" = jsonencode({ auths = { (azurerm_container_registry.acr.login_server) = { username = ${username}, password = ${password} } } }) }`,
  );
const SECRET = secretOf("azurerm_container_registry.acr.name", "azurerm_container_registry.acr.admin_password");
const PASSWORD = resource(
  "azurerm_container_registry_token_password",
  "edge",
  "container_registry_token_id = azurerm_container_registry_token.edge.id; password1 { }",
);
const SECRET_OF_TOKEN = secretOf(
  "azurerm_container_registry_token.edge.name",
  "azurerm_container_registry_token_password.edge.password1[0].value",
);
const PRINCIPAL_PASSWORD = resource("azuread_application_password", "app", "application_id = azuread_application.app.id");
const SECRET_OF_PRINCIPAL = secretOf("azuread_application.app.client_id", "azuread_application_password.app.value");
const ACCOUNT = (type: string, name: string) =>
  resource(
    type,
    "own",
    `metadata { name = "${name}"; namespace = "~ns" }; image_pull_secret { name = kubernetes_secret_v1.acr.metadata[0].name }`,
  );
const TEAMS = resource(
  "azurerm_user_assigned_identity",
  "team",
  'for_each = toset(["shop", "base"]); name = "~${each.key}"; resource_group_name = "rg-shared"; location = "westeurope"',
);
const PER_TEAM = (teams: string) =>
  `locals { teams = { ${teams} } }\n${grant("each.value.role", { to: "azurerm_user_assigned_identity.team[each.key].principal_id", more: "for_each = local.teams" }).replace("role_definition_id", "role_definition_name")}`;
const COUNTED = (teams: string) =>
  `locals { teams = [${teams}] }\n${grant("AcrPull", { to: "azurerm_user_assigned_identity.team[local.teams[count.index]].principal_id", more: "count = length(local.teams)" })}`;
const ASSIGNMENT_BY_API = resource(
  "azapi_resource",
  "pull",
  `type = "Microsoft.Authorization/roleAssignments@2022-04-01"; name = "26262626-2626-4626-8626-262626262627"; parent_id = azurerm_container_registry.acr.id; body = { properties = { roleDefinitionId = "${PULL_ROLE}", principalId = ${PULLER}, principalType = "ServicePrincipal" } }`,
);
const ACTION = resource(
  "azapi_resource_action",
  "usages",
  `type = "${ACTIONS}@2025-11-01"; resource_id = azurerm_container_registry.acr.id; method = "GET"; response_export_values = ["properties.loginServer"]`,
);
const CHECK = `check "admin" { ${existing("adminregistry")}assert { condition = data.azurerm_container_registry.acr.login_server != ""; error_message = "none" } }\n`;
const LEGACY =
  existingCluster("legacy") +
  found("azuread_service_principal", "nodes", "client_id = data.azurerm_kubernetes_cluster.aks.service_principal[0].client_id");
const ALL = ["a", "b", "c"];
const PULL = registry() + identity();
const DESTROYED_FIRST = /^[^;]*(destroyed|replaced|deleted)/;

// biome-ignore format: a table
/** What was said falsely once, or not at all. */
const JUDGED: readonly Case[] = [
  { about: "AcrPull on a registry in ABAC mode that a data source looks up", always: existing("abacregistry") + identity(), after: grant("AcrPull", FOUND) },
  { about: "many grants on a registry whose mode no plan tells", always: existing("abacregistry") + ALL.map((one) => identity(one)).join(""), after: ALL.map((one) => grant("AcrPull", to(one, FOUND.on))).join("") },
  { about: "a pull secret of an admin account that is off", always: registry("admin_enabled = false"), after: SECRET, isDead: true },
  { about: "a pull secret of an admin account that is on", always: registry("admin_enabled = true"), after: SECRET },
  { about: "a check that looks at a registry with an admin account", always: identity(), after: CHECK, never: /admin password/ },
  { about: "a new group without members", after: group(), never: /unknown principal/ },
  { about: "AcrPull for a new group without members", always: registry(), after: group() + grant("AcrPull", TEAM), never: /unknown principal/ },
  { about: "a value that is kept, and no secret", after: resource("terraform_data", "version", 'input = "v1"'), never: /secrets? enters?/ },
  { about: "an action whose output nobody calls a secret", always: registry(), after: ACTION, never: /secrets? enters?/ },
  { about: "Contributor on a registry of machine learning", always: identity(), after: grant("Contributor", { on: `"${ML}"` }), outside: { [ML]: {} } },
  { about: "AcrPull on a registry of machine learning", always: identity(), after: grant("AcrPull", { on: `"${ML}"` }), outside: { [ML]: {} }, isDead: true },
  { about: "a replaced cluster, with the grant of its nodes", always: registry() + grant("AcrPull", { to: NODES }), before: cluster(), after: cluster(undefined, "other"), says: DESTROYED_FIRST },
  { about: "AcrPull by the id of a registry that another plan makes in ABAC mode", after: registryByApi(), other: identity() + grant("AcrPull", { on: `"${REGISTRIES}/~acr"` }), isDead: true },
  { about: "AcrPull for the client id of the nodes", always: existingCluster("prod") + registry(), after: grant("AcrPull", withoutCheck(PROD.to)), isDead: true },
  { about: "AcrPull for the client id of an identity", always: PULL, after: grant("AcrPull", withoutCheck(PULLER)), isDead: true },
  { about: "a registry that is called like a sensitive value", always: `variable "name" { default = "~acr"; sensitive = true }\n${resource("terraform_data", "secret", "input = var.name")}${PULL}`, after: grant("AcrPull") },
  { about: "a switch to ABAC mode that takes the pull of the nodes", always: existingCluster("prod") + grant("AcrPull", PROD), before: registry(IN_RBAC), after: registry(IN_ABAC), needsMode: true },
  { about: "a switch to ABAC mode by Azure's API", always: existingCluster("prod") + registry() + grant("AcrPull", PROD), after: updateByApi() },
  { about: "Repository Reader on a registry in RBAC mode", always: registry(IN_RBAC) + identity(), after: grant(READER), needsMode: true, isDead: true },
  { about: "AcrPull on a registry that the plan makes in ABAC mode", always: identity(), after: registry(IN_ABAC) + grant("AcrPull"), needsMode: true, isDead: true },
  { about: "AcrPull on a registry that the plan makes in ABAC mode by Azure's API", always: identity(), after: registryByApi() + grant("AcrPull", BY_API), isDead: true },
  { about: "trust in a pipeline for an identity that pushes", always: PULL + grant("AcrPush"), after: trust(GITHUB, "repo:contoso/shop:ref:refs/heads/main"), never: /any registry/ },
  { about: "trust in pods for an identity that pulls", always: PULL + grant("AcrPull") + cluster(), after: trust("azurerm_kubernetes_cluster.aks.oidc_issuer_url", "system:serviceaccount:shop:app"), never: /any registry/ },
  { about: "nodes that push, beside others that pull", always: existingCluster("prod") + registry() + ALL.map((one) => identity(one)).join(""), after: grant("AcrPush", PROD) + ALL.map((one) => grant("AcrPull", to(one))).join(""), says: /push/ },
  { about: "a grant that is forgotten", always: PULL, before: grant("AcrPull"), after: removed(false) },
  { about: "both roles on a registry whose mode no plan tells", always: existing("abacregistry") + identity(), after: grant("AcrPull", FOUND) + grant(READER, { ...FOUND, label: "both" }) },
  { about: "a scope below a registry", always: identity(), after: grant("AcrPull", { on: `"${BELOW}"` }), outside: { [BELOW]: {} }, isDead: true },
  { about: "AcrPull for the control plane", always: registry() + cluster(), after: grant("AcrPull", { to: "azurerm_kubernetes_cluster.aks.identity[0].principal_id" }), never: /every pod/i, isDead: true },
  { about: "the cluster as the scope", always: cluster(), after: grant("AcrPull", { to: NODES, on: "azurerm_kubernetes_cluster.aks.id" }), isDead: true },
  { about: "the nodes of a cluster by Azure's API", always: registry() + CLUSTER_BY_API, after: grant("AcrPull", { to: "azapi_resource.aks.output.properties.identityProfile.kubeletidentity.objectId" }), says: /every pod of AKS cluster/i },
  { about: "the service principal of a cluster's nodes", always: registry() + LEGACY, after: grant("AcrPull", { to: "data.azuread_service_principal.nodes.object_id" }), says: /every pod of AKS cluster/i },
];

// biome-ignore format: a table
/** As teams write them. */
const WRITTEN: readonly Case[] = [
  { about: "AVM: another entry of the role assignments", always: PULL + identity("b"), before: ROLE_ASSIGNMENTS(ENTRY("puller", "AcrPull")), after: ROLE_ASSIGNMENTS(`${ENTRY("puller", "AcrPull")}, ${ENTRY("b", "AcrPush")}`) },
  { about: "AVM: another role of an entry, by its id", always: PULL, before: ROLE_ASSIGNMENTS(ENTRY("puller", "AcrPush")), after: ROLE_ASSIGNMENTS(ENTRY("puller", PULL_ROLE)) },
  { about: "for_each: an object less", always: registry() + TEAMS, before: PER_TEAM('shop = { role = "AcrPull" }, base = { role = "AcrPush" }'), after: PER_TEAM('shop = { role = "AcrPull" }') },
  { about: "count: the first of a list goes, and the others move up", always: registry() + TEAMS, before: COUNTED('"shop", "base"'), after: COUNTED('"base"') },
  { about: "count: none", always: PULL, before: grant("AcrPull", { more: "count = 1" }), after: grant("AcrPull", { more: "count = 0" }) },
  { about: "import of a grant that somebody made by hand", always: PULL, after: grant("AcrPull"), root: `import { to = module.~.azurerm_role_assignment.pull; id = "${BY_HAND}" }\n`, outside: { [BY_HAND]: { roleDefinitionId: PULL_ROLE, principalId: "~puller", principalType: "ServicePrincipal" } } },
  { about: "a moved grant", always: PULL, before: grant("AcrPull"), after: `${grant("AcrPull", { label: "renamed" })}moved { from = azurerm_role_assignment.pull; to = azurerm_role_assignment.renamed }\n` },
  { about: "a removed grant", always: PULL, before: grant("AcrPull"), after: removed(true) },
  { about: "a deposed grant", always: PULL + identity("deposed") + grant("AcrPull"), before: grant("AcrPull", to("deposed")) },
  { about: "a management group", always: identity(), after: grant("AcrPull", { on: '"/providers/Microsoft.Management/managementGroups/contoso"' }) },
  { about: "Contributor in a subscription", always: identity(), after: grant("Contributor", { on: `"${SUBSCRIPTION}"` }) },
  { about: "a resource group of another subscription", always: identity(), after: grant("AcrPush", { on: '"/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-registry"' }) },
  { about: "a custom role whose NotActions take pulling away", always: PULL + customRole(`actions = ["${ACTIONS}/*"]; not_actions = ["${ACTIONS}/pull/read"]`), after: grant(OWN_ROLE) },
  { about: "a custom role with data actions, in RBAC mode", always: registry(IN_RBAC) + identity() + customRole(`data_actions = ["${ACTIONS}/repositories/content/read"]`), after: grant(OWN_ROLE), needsMode: true, isDead: true },
  { about: "a custom role that allows pushing as well", always: PULL + grant(OWN_ROLE), before: customRole(`actions = ["${ACTIONS}/pull/read"]`), after: customRole(`actions = ["${ACTIONS}/pull/read", "${ACTIONS}/push/write"]`) },
  { about: "a condition", always: registryByApi() + identity(), after: grant(READER, { ...BY_API, more: named("shop/") }) },
  { about: "a condition that is lost", always: existing("abacregistry") + identity(), before: grant(READER, { ...FOUND, more: named("shop/") }), after: grant(READER, FOUND) },
  { about: "a condition on one repository", always: registryByApi() + identity(), after: grant(READER, { ...BY_API, more: when("StringEqualsIgnoreCase 'BASE'") }) },
  { about: "a condition on pushing alone", always: registryByApi() + identity(), after: grant("Container Registry Repository Writer", { ...BY_API, more: when("StringStartsWith 'team/'", "content/write") }) },
  { about: "a condition on all that writes", always: registryByApi() + identity(), after: grant("Container Registry Repository Contributor", { ...BY_API, more: when("ForAnyOfAnyValues:StringLike {'team/*', 'shop/w*'}", "*/write") }) },
  { about: "a condition on data actions, in RBAC mode", always: registry(IN_RBAC) + identity(), after: grant("AcrPull", { more: when("StringEquals 'base'") }), needsMode: true },
  { about: "a condition on AcrPull in ABAC mode", always: registryByApi() + identity(), after: grant("AcrPull", { ...BY_API, more: named("shop/") }), isDead: true },
  { about: "a token", always: registry(), after: token("shop", ["read", "write"]) },
  { about: "a token in a pull secret of a service account", always: registry() + token("team/app", ["read"]) + PASSWORD, after: SECRET_OF_TOKEN + ACCOUNT("kubernetes_service_account_v1", "runner"), says: /may now pull/ },
  { about: "a service principal in a pull secret of the default account", always: registry() + principal() + PRINCIPAL_PASSWORD + grant("AcrPull", APP), after: SECRET_OF_PRINCIPAL + ACCOUNT("kubernetes_default_service_account_v1", "default"), says: /may now pull/ },
  { about: "a token that is off from the start", always: registry(), after: token("shop", ["read"], "enabled = false"), isDead: true },
  { about: "a token that is turned off", always: registry(), before: token("shop", ["read"]), after: token("shop", ["read"], "enabled = false") },
  { about: "another action of a scope map", always: registry(), before: token("team/app", ["read"]), after: token("team/app", ["read", "delete"]) },
  { about: "a role assignment by Azure's API", always: PULL, after: ASSIGNMENT_BY_API },
  { about: "anonymous pull by Azure's API", always: registry(), after: updateByApi("anonymousPullEnabled = true") },
  { about: "anonymous pull", before: registry(), after: registry("anonymous_pull_enabled = true") },
  { about: "an admin account that is turned on", before: registry(), after: registry("admin_enabled = true") },
  { about: "an admin account that is turned off", before: registry("admin_enabled = true"), after: registry() },
  { about: "a member of a group that pulls", always: PULL + identity("b") + grant("AcrPull", TEAM), before: group(PULLER), after: group(PULLER, to("b").to) },
  { about: "AcrPull for a group with a member", always: PULL + group(PULLER), after: grant("AcrPull", TEAM) },
  { about: "AcrPull for a disabled service principal", always: registry() + principal("account_enabled = false"), after: grant("AcrPull", APP), isDead: true },
  { about: "AcrPull for a service principal", always: registry() + principal(), after: grant("AcrPull", APP) },
  { about: "a registry with another name", always: identity() + grant("AcrPull"), before: registry(), after: registry("", "~renamed"), says: DESTROYED_FIRST },
  { about: "a cluster that goes, with the grant of its nodes", always: registry(), before: cluster() + grant("AcrPull", { to: NODES }) },
  { about: "AcrPull for the kubelet identity of a cluster", always: PULL + OPERATOR + cluster(OWN_NODES), after: grant("AcrPull") },
  { about: "a cluster whose nodes get an identity that pulls", always: PULL + OPERATOR + grant("AcrPull"), after: cluster(OWN_NODES) },
  { about: "AcrPush in the place of AcrPull", always: PULL, before: grant("AcrPull"), after: grant("AcrPush") },
  { about: "AcrPull in the place of AcrPush", always: PULL, before: grant("AcrPush"), after: grant("AcrPull") },
  { about: "one of two grants that allow the same goes", always: PULL + grant("AcrPull", { on: `"${SHARED}"`, label: "above" }), before: grant("AcrPull") },
  { about: "both roles on a registry in ABAC mode", always: registryByApi() + identity(), after: grant("AcrPull", BY_API) + grant(READER, { ...BY_API, label: "both" }) },
  { about: "a switch to ABAC mode where both roles are held", always: PULL + grant("AcrPull") + grant(READER, { label: "both" }), after: updateByApi() },
  { about: "an identity that is made anew, with its grant", always: registry() + grant("AcrPull"), before: identity(), after: identity("puller", "northeurope") },
  { about: "a principal by a variable", always: `variable "team" { default = "30000000-0000-0000-0000-000000000001" }\n${registry()}`, after: grant("AcrPull", { to: "var.team" }) },
  { about: "a role by a data source", always: PULL + found("azurerm_role_definition", "pull", 'name = "AcrPull"'), after: grant("data.azurerm_role_definition.pull.id") },
  { about: "tags", always: identity() + grant("AcrPull"), before: registry(), after: registry('tags = { team = "shop" }') },
];

export const CASES = [...JUDGED, ...WRITTEN];

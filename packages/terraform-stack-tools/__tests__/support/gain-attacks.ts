import { type Json, type JsonObject, objectOf } from "../../src/stack/json";

const GROUP_ID = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg";
const REGISTRY_ID = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/contoso`;
const ROLES = "/providers/Microsoft.Authorization/roleDefinitions";
const ACR_PULL = `${ROLES}/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
const ACR_PUSH = `${ROLES}/8311e382-0749-4cb8-b61a-304f252e45ec`;
const OWNER = `${ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`;
const [ONE, OTHER] = ["aaaaaaaa-0000-0000-0000-000000000000", "bbbbbbbb-0000-0000-0000-000000000000"];
const ACR = { azurerm_container_registry: { acr: { name: "contoso", resource_group_name: "rg" } } };
const SCOPE = "${azurerm_container_registry.acr.id}";

/** A stack with a registry and more resources. */
const withResources = (resource: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...more,
  resource: { ...ACR, ...resource },
});
const NOTHING = withResources({});

export const assigned = (more: JsonObject, resource: JsonObject = {}, sections: JsonObject = {}) =>
  withResources(
    {
      ...resource,
      azurerm_role_assignment: { a: { scope: SCOPE, role_definition_name: "AcrPull", principal_id: ONE, ...more } },
    },
    sections,
  );
const one = (type: string, body: JsonObject) => withResources({ [type]: { a: body } });
const azapi = (type: string, body: Json, more: JsonObject = {}) => one("azapi_resource", { type, body, name: "a", ...more });
const manifest = (body: Json) => one("kubernetes_manifest", { manifest: body });
const document = (host: string) => `\${jsonencode({ auths = { "${host}.azurecr.io" = { password = var.password } } })}`;
const secret = (more: JsonObject, sections: JsonObject = {}) =>
  withResources(
    {
      kubernetes_secret_v1: {
        pull: {
          metadata: { name: "pull", namespace: "shop" },
          type: "kubernetes.io/dockerconfigjson",
          data: { ".dockerconfigjson": document("contoso") },
          ...more,
        },
      },
    },
    { variable: { password: { sensitive: true } }, ...sections },
  );
const role = (actions: readonly string[]) => ({
  azurerm_role_definition: { own: { name: "Own Puller", scope: "/subscriptions/1", permissions: { actions } } },
});
const REGISTRIES = "Microsoft.ContainerRegistry/registries";
const PULL = `${REGISTRIES}/pull/read`;
const PUSH = `${REGISTRIES}/push/write`;
const group = (more: JsonObject, sections: JsonObject = {}) => ({
  ...one("azuread_group", { display_name: "devs", security_enabled: true, ...more }),
  ...sections,
});
const user = (user_principal_name: string) => ({ data: { azuread_user: { dev: { user_principal_name } } } });
const SECRET_MANIFEST = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "pull", namespace: "shop" },
  type: "kubernetes.io/dockerconfigjson",
  data: { other: "eA==" },
};
const application = (issuer: string) =>
  withResources({
    azuread_application: { a: { display_name: "app" } },
    azuread_service_principal: { s: { client_id: "${azuread_application.a.client_id}" } },
    azuread_application_federated_identity_credential: {
      c: { application_id: "${azuread_application.a.id}", display_name: "ci", issuer, subject: "system:serviceaccount:shop:app" },
    },
    azurerm_role_assignment: {
      a: { scope: SCOPE, role_definition_name: "AcrPull", principal_id: "${azuread_service_principal.s.object_id}" },
    },
  });
/** Identities that trust the same pods, of which the first one may pull. */
const identities = (names: readonly string[]) =>
  withResources({
    azurerm_user_assigned_identity: { builder: { name: "builder" }, pusher: { name: "pusher" } },
    azurerm_federated_identity_credential: Object.fromEntries(
      names.map((name) => [
        name,
        {
          name,
          parent_id: `\${azurerm_user_assigned_identity.${name}.id}`,
          issuer: "https://oidc.example",
          subject: "system:serviceaccount:shop:app",
        },
      ]),
    ),
    azurerm_role_assignment: {
      a: {
        scope: SCOPE,
        role_definition_name: "AcrPull",
        principal_id: "${azurerm_user_assigned_identity.builder.principal_id}",
      },
    },
  });
const twoLocals = (first: string, second: string) =>
  assigned(
    { principal_id: `\${local.${second}}` },
    {},
    { locals: { [first]: "x", [second]: `\${local.${first} == "x" ? "${ONE}" : ""}` } },
  );
const cluster = (resourceGroup: string, sections: JsonObject = {}) =>
  assigned(
    { principal_id: "${data.azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}" },
    {},
    { data: { azurerm_kubernetes_cluster: { aks: { name: "prod", resource_group_name: resourceGroup } } }, ...sections },
  );
const federated = (more: JsonObject, resource: JsonObject = {}) =>
  withResources({
    azurerm_user_assigned_identity: { builder: { name: "builder", resource_group_name: "rg" } },
    azurerm_federated_identity_credential: {
      ci: {
        name: "ci",
        parent_id: "${azurerm_user_assigned_identity.builder.id}",
        issuer: "https://token.actions.githubusercontent.com",
        subject: "repo:contoso/shop:ref:refs/heads/main",
        ...more,
      },
    },
    ...resource,
  });
const BUILDER = {
  azurerm_role_assignment: {
    a: { scope: SCOPE, role_definition_name: "AcrPush", principal_id: "${azurerm_user_assigned_identity.builder.principal_id}" },
  },
};
const scopeMap = (actions: readonly string[], more: JsonObject = {}) =>
  withResources({
    azurerm_container_registry_scope_map: { map: { name: "map", container_registry_name: "contoso", actions } },
    ...more,
  });
const token = (scope_map_id: string) =>
  one("azurerm_container_registry_token", { name: "t", container_registry_name: "contoso", scope_map_id });
const principalFrom = (name: string) => ({ data: { azuread_group: { devs: { display_name: name } } } });

export type Outcome = "gain" | "opaque" | "not judged" | "nothing";

type Attack = readonly [what: string, before: JsonObject, after: JsonObject, outcome: Outcome];

/** Something that was not there before. */
function added(what: string, after: JsonObject, outcome: Outcome = "gain"): Attack {
  return [what, NOTHING, after, outcome];
}

/** What is tried: the stack before and after, and what a report has to find. */
export const GAIN_ATTACKS: readonly Attack[] = [
  // Roles that are assigned in other ways.
  added(
    "a role for a time",
    one("azurerm_pim_active_role_assignment", { scope: REGISTRY_ID, role_definition_id: ACR_PULL, principal_id: ONE }),
  ),
  added(
    "an eligible role",
    one("azurerm_pim_eligible_role_assignment", { scope: REGISTRY_ID, role_definition_id: OWNER, principal_id: ONE }),
  ),
  added(
    "a role by a data source",
    assigned(
      { role_definition_name: null, role_definition_id: "${data.azurerm_role_definition.r.id}" },
      {},
      { data: { azurerm_role_definition: { r: { name: "AcrPush" } } } },
    ),
  ),
  [
    "another name in the data source of a role",
    assigned(
      { role_definition_name: null, role_definition_id: "${data.azurerm_role_definition.r.id}" },
      {},
      { data: { azurerm_role_definition: { r: { name: "AcrPull" } } } },
    ),
    assigned(
      { role_definition_name: null, role_definition_id: "${data.azurerm_role_definition.r.id}" },
      {},
      { data: { azurerm_role_definition: { r: { name: "AcrPush" } } } },
    ),
    "gain",
  ],
  added(
    "a role of an expression that chooses",
    assigned(
      {
        role_definition_name: null,
        role_definition_id: "${var.x ? data.azurerm_role_definition.a.id : data.azurerm_role_definition.b.id}",
      },
      {},
      { data: { azurerm_role_definition: { a: { name: "Reader" }, b: { name: "Network Contributor" } } } },
    ),
    "opaque",
  ),
  added("an unknown role", assigned({ role_definition_name: "Ours" }), "opaque"),
  [
    "another unknown role",
    assigned({ role_definition_name: null, role_definition_id: "${module.roles.one}" }),
    assigned({ role_definition_name: null, role_definition_id: "${module.roles.two}" }),
    "opaque",
  ],
  // Roles that lead to any right.
  ...[
    ["Reader", "User Access Administrator"],
    ["Reader", "Role Based Access Control Administrator"],
    ["Contributor", "Owner"],
    ["Reader", "Container Registry Contributor and Data Access Configuration Administrator"],
    ["Reader", "Container Registry Configuration Reader and Data Access Configuration Reader"],
    ["Reader", "Container Registry Tasks Contributor"],
    ["Reader", "Container Registry Transfer Pipeline Contributor"],
  ].map(
    ([from, to]): Attack => [
      `${to} in place of ${from}`,
      assigned({ role_definition_name: from }),
      assigned({ role_definition_name: to }),
      "gain",
    ],
  ),
  [
    "Contributor on a registry in ABAC mode",
    withResources({
      azurerm_container_registry: { acr: { name: "contoso", role_assignment_mode: "AbacRepositoryPermissions" } },
    }),
    withResources({
      azurerm_container_registry: { acr: { name: "contoso", role_assignment_mode: "AbacRepositoryPermissions" } },
      azurerm_role_assignment: { a: { scope: SCOPE, role_definition_name: "Contributor", principal_id: ONE } },
    }),
    "gain",
  ],
  added("User Access Administrator on the tenant", assigned({ scope: "/", role_definition_name: "user access administrator" })),
  added(
    "User Access Administrator with a condition",
    assigned({
      role_definition_name: "User Access Administrator",
      condition:
        "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {8311e382-0749-4cb8-b61a-304f252e45ec})",
    }),
  ),
  [
    "another condition that nobody can evaluate",
    assigned({ role_definition_name: "User Access Administrator", condition: "@Environment[isPrivateLink] BoolEquals true" }),
    assigned({ role_definition_name: "User Access Administrator", condition: "@Environment[isPrivateLink] BoolEquals false" }),
    "gain",
  ],
  [
    "a condition that goes away where it was not known",
    assigned({ role_definition_name: "Container Registry Repository Reader", condition: "${var.condition}" }),
    assigned({ role_definition_name: "Container Registry Repository Reader" }),
    "gain",
  ],
  added(
    "a condition in 8,000 brackets",
    assigned({
      role_definition_name: "Container Registry Repository Reader",
      condition: `${"(".repeat(8000)}true${")".repeat(8000)}`,
    }),
  ),
  added(
    "a condition with 8,000 negations",
    assigned({ role_definition_name: "Container Registry Repository Reader", condition: `${"!".repeat(8000)}Exists @a[b]` }),
  ),
  // Custom roles.
  ...[
    "microsoft.containerregistry/REGISTRIES/push/*",
    "*/listCredentials/action",
    `${REGISTRIES}/taskRuns/write`,
    `${REGISTRIES}/exportPipelines/*`,
    `${REGISTRIES}/connectedRegistries/write`,
    "Microsoft.Authorization/roleAssignments/*",
  ].map(
    (action): Attack => [`${action} of a custom role`, withResources(role([PULL])), withResources(role([PULL, action])), "gain"],
  ),
  [
    "one more action of a custom role",
    assigned(
      { role_definition_name: null, role_definition_id: "${azurerm_role_definition.own.role_definition_resource_id}" },
      role([PULL]),
    ),
    assigned(
      { role_definition_name: null, role_definition_id: "${azurerm_role_definition.own.role_definition_resource_id}" },
      role([PULL, PUSH]),
    ),
    "gain",
  ],
  [
    "one more action of a custom role that is assigned by name",
    assigned({ role_definition_name: "own puller" }, role([PULL])),
    assigned({ role_definition_name: "own puller" }, role([PULL, PUSH])),
    "gain",
  ],
  [
    "actions of a custom role that nobody knows",
    withResources(role([PULL])),
    withResources({
      azurerm_role_definition: { own: { name: "Own Puller", permissions: { actions: "${module.roles.actions}" } } },
    }),
    "opaque",
  ],
  // Groups.
  [
    "another member of a group",
    one("azuread_group_member", { group_object_id: OTHER, member_object_id: ONE }),
    one("azuread_group_member", { group_object_id: OTHER, member_object_id: OTHER }),
    "gain",
  ],
  ["one more member in the list of a group", group({ members: [ONE] }), group({ members: [ONE, OTHER] }), "gain"],
  ["members that an expression gives", group({}), group({ members: "${module.people.ids}" }), "gain"],
  added(
    "an eligible member",
    one("azuread_privileged_access_group_eligibility_schedule", {
      group_id: OTHER,
      principal_id: ONE,
      assignment_type: "member",
    }),
  ),
  // Templates, and what else deploys.
  [
    "another template",
    one("azurerm_resource_group_template_deployment", { name: "app", template_content: "{}" }),
    one("azurerm_resource_group_template_deployment", { name: "app", template_content: '{"resources":[]}' }),
    "not judged",
  ],
  [
    "another value of a chart",
    one("helm_release", { name: "app", set: [{ name: "a", value: "1" }] }),
    one("helm_release", { name: "app", set: [{ name: "a", value: "2" }] }),
    "not judged",
  ],
  // Azure's own API.
  added(
    "a role assignment of azapi",
    azapi(
      "Microsoft.Authorization/roleAssignments@2022-04-01",
      { properties: { roleDefinitionId: ACR_PUSH, principalId: ONE } },
      { parent_id: REGISTRY_ID },
    ),
  ),
  added(
    "a role assignment of azapi as an expression",
    azapi("Microsoft.Authorization/roleAssignments@2022-04-01", "${module.body.json}", { parent_id: REGISTRY_ID }),
    "not judged",
  ),
  added(
    "a role assignment of azapi with a hidden body",
    azapi(
      "Microsoft.Authorization/roleAssignments@2022-04-01",
      { properties: { roleDefinitionId: ACR_PULL } },
      { parent_id: REGISTRY_ID, sensitive_body: "${var.body}" },
    ),
    "not judged",
  ),
  added(
    "an eligible role of azapi",
    azapi(
      "Microsoft.Authorization/roleEligibilityScheduleRequests@2020-10-01",
      { properties: { roleDefinitionId: OWNER, principalId: ONE } },
      { parent_id: "/subscriptions/1" },
    ),
  ),
  added(
    "a custom role of azapi",
    azapi("Microsoft.Authorization/roleDefinitions@2022-04-01", {
      properties: { roleName: "own", permissions: [{ actions: [PULL] }] },
    }),
  ),
  [
    "an admin account by azapi",
    azapi("Microsoft.ContainerRegistry/registries@2023-07-01", { properties: {} }),
    azapi("Microsoft.ContainerRegistry/registries@2023-07-01", { properties: { adminUserEnabled: true } }),
    "gain",
  ],
  added(
    "anonymous pull by an update of azapi",
    one("azapi_update_resource", {
      type: "Microsoft.ContainerRegistry/registries@2023-07-01",
      resource_id: REGISTRY_ID,
      body: { properties: { anonymousPullEnabled: true } },
    }),
  ),
  added(
    "a token of azapi",
    azapi(
      "Microsoft.ContainerRegistry/registries/tokens@2023-07-01",
      { properties: { scopeMapId: `${REGISTRY_ID}/scopeMaps/_Repositories_Admin` } },
      { parent_id: REGISTRY_ID },
    ),
  ),
  added(
    "a scope map of azapi",
    azapi(
      "Microsoft.ContainerRegistry/registries/scopeMaps@2023-07-01",
      { properties: { actions: ["repositories/a/content/write"] } },
      { parent_id: REGISTRY_ID },
    ),
  ),
  added(
    "a federated credential of azapi",
    azapi(
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31",
      { properties: { issuer: "https://i", subject: "repo:a" } },
      { parent_id: `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/x` },
    ),
  ),
  // Secrets.
  added(
    "a pull secret by manifest",
    manifest({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "p", namespace: "shop" },
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": "e30=" },
    }),
  ),
  added(
    "a pull secret of the older type",
    secret({ type: "kubernetes.io/dockercfg", data: { ".dockercfg": document("contoso") } }),
  ),
  added(
    "a type through a local value",
    secret({ type: "${local.type}" }, { locals: { type: "kubernetes.io/dockerconfigjson" } }),
  ),
  [
    "a service account by manifest that carries a secret",
    secret({}),
    withResources(
      {
        ...objectOf(secret({}).resource),
        kubernetes_manifest: {
          sa: {
            manifest: {
              apiVersion: "v1",
              kind: "ServiceAccount",
              metadata: { name: "default", namespace: "shop" },
              imagePullSecrets: [{ name: "pull" }],
            },
          },
        },
      },
      { variable: { password: { sensitive: true } } },
    ),
    "gain",
  ],
  [
    "a secret in another cluster",
    secret({ provider: "kubernetes.a" }, { provider: { kubernetes: [{ alias: "a", config_context: "test" }] } }),
    secret({ provider: "kubernetes.a" }, { provider: { kubernetes: [{ alias: "a", config_context: "prod" }] } }),
    "gain",
  ],
  // Access that changes without a grant that does.
  [
    "a group that a data source finds",
    assigned({ principal_id: "${data.azuread_group.devs.object_id}" }, {}, principalFrom("devs")),
    assigned({ principal_id: "${data.azuread_group.devs.object_id}" }, {}, principalFrom("everybody")),
    "gain",
  ],
  [
    "a cluster of the same name in another subscription",
    cluster("rg", { provider: { azurerm: [{ subscription_id: "1" }] } }),
    cluster("rg", { provider: { azurerm: [{ subscription_id: "2" }] } }),
    "gain",
  ],
  [
    "a group of the same name in another subscription",
    assigned({ scope: "/subscriptions/1/resourceGroups/rg" }),
    assigned({ scope: "/subscriptions/2/resourceGroups/rg" }),
    "gain",
  ],
  [
    "a registry of the same name in another resource group",
    withResources({ azurerm_container_registry: { acr: { name: "contoso", resource_group_name: "a", admin_enabled: true } } }),
    withResources({ azurerm_container_registry: { acr: { name: "contoso", resource_group_name: "b", admin_enabled: true } } }),
    "gain",
  ],
  [
    "a local value that names somebody else",
    assigned(
      { principal_id: "${local.who}" },
      {},
      { locals: { who: "${data.azuread_group.devs.object_id}" }, ...principalFrom("devs") },
    ),
    assigned(
      { principal_id: "${local.who}" },
      {},
      { locals: { who: "${data.azuread_group.devs.object_id}" }, ...principalFrom("all") },
    ),
    "gain",
  ],
  ["another service principal of the same name", twoPrincipals("a"), twoPrincipals("b"), "gain"],
  added("an unknown principal", assigned({ principal_id: "${jsondecode(local.nowhere)}" }), "opaque"),
  added("an unknown scope", assigned({ scope: "${jsondecode(local.nowhere)}" })),
  ["another issuer", federated({}, BUILDER), federated({ issuer: "https://evil.example" }, BUILDER), "gain"],
  ["another subject", federated({}), federated({ subject: "repo:contoso/shop:pull_request" }), "gain"],
  [
    "another issuer of pods' tokens",
    federated({ subject: "system:serviceaccount:shop:app", issuer: "https://a" }, BUILDER),
    federated({ subject: "system:serviceaccount:shop:app", issuer: "https://b" }, BUILDER),
    "gain",
  ],
  [
    "another pod for an identity that has its role elsewhere",
    federated({ subject: "system:serviceaccount:shop:app" }),
    federated({ subject: "system:serviceaccount:mail:app" }),
    "gain",
  ],
  added(
    "an expression in place of a subject",
    one("azuread_application_flexible_federated_identity_credential", {
      application_id: ONE,
      issuer: "https://i",
      claims_matching_expression: "claims['sub'] matches '*'",
    }),
  ),
  [
    "one more action of a scope map",
    scopeMap(["repositories/a/content/read"]),
    scopeMap(["repositories/a/content/read", "repositories/a/content/write"]),
    "gain",
  ],
  [
    "another scope map of a token",
    token(`${REGISTRY_ID}/scopeMaps/_repositories_pull`),
    token(`${REGISTRY_ID}/scopeMaps/_REPOSITORIES_ADMIN`),
    "gain",
  ],
  [
    "another scope map that is defined elsewhere",
    token(`${REGISTRY_ID}/scopeMaps/a`),
    token(`${REGISTRY_ID}/scopeMaps/b`),
    "opaque",
  ],
  // Ids in other letters.
  added("a management group in other letters", assigned({ scope: "/Providers/microsoft.management/MANAGEMENTGROUPS/mg" })),
  [
    "another issuer of an application that has a role",
    application("https://one.example"),
    application("https://evil.example"),
    "gain",
  ],
  [
    "tokens that another identity trusts already, for one more identity",
    identities(["builder"]),
    identities(["builder", "pusher"]),
    "gain",
  ],
  [
    "somebody else whom a data source of listed members finds",
    group({ members: ["${data.azuread_user.dev.object_id}"] }, user("dev@contoso.com")),
    group({ members: ["${data.azuread_user.dev.object_id}"] }, user("eve@contoso.com")),
    "gain",
  ],
  [
    "a document in stringData beside other data",
    manifest({ ...SECRET_MANIFEST, stringData: { ".dockerconfigjson": document("contoso") } }),
    manifest({ ...SECRET_MANIFEST, stringData: { ".dockerconfigjson": document("other") } }),
    "gain",
  ],
  added("a role in other letters", assigned({ role_definition_name: null, role_definition_id: OWNER.toUpperCase() })),
];

/** What changes nothing must not stop a pipeline. */
export const HARMLESS: readonly (readonly [what: string, before: JsonObject, after: JsonObject])[] = [
  ["other names of local values", twoLocals("r", "q"), twoLocals("ab", "a")],
  [
    "a lifecycle of a template",
    one("azurerm_resource_group_template_deployment", { name: "app", template_content: "{}" }),
    one("azurerm_resource_group_template_deployment", {
      name: "app",
      template_content: "{}",
      lifecycle: { prevent_destroy: true },
    }),
  ],
  [
    "ids in other letters",
    assigned({ scope: REGISTRY_ID }),
    assigned({ scope: REGISTRY_ID.toLowerCase(), principal_id: ONE.toUpperCase() }),
  ],
  [
    "another name of the block of a data source",
    cluster("rg"),
    JSON.parse(JSON.stringify(cluster("rg")).replace(/aks/g, "renamed")),
  ],
  [
    "the same template",
    one("azurerm_resource_group_template_deployment", { name: "app", template_content: "{}" }),
    one("azurerm_resource_group_template_deployment", { name: "app", template_content: "{}" }),
  ],
  ["the same unknown role", assigned({ role_definition_name: "Ours" }), assigned({ role_definition_name: "ours" })],
  ["members in another order", group({ members: [ONE, OTHER] }), group({ members: [OTHER, ONE] })],
  ["a lock of azapi", NOTHING, azapi("Microsoft.Authorization/locks@2020-05-01", {})],
  ["a workload by manifest", NOTHING, manifest({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "app" } })],
  ["a policy that only judges", NOTHING, one("azurerm_subscription_policy_assignment", { name: "p" })],
  ["a secret for something else", NOTHING, secret({ type: "Opaque", data: { key: "x" } })],
  [
    "the same role by another resource",
    assigned({ scope: REGISTRY_ID }),
    azapi(
      "Microsoft.Authorization/roleAssignments@2022-04-01",
      { properties: { roleDefinitionId: ACR_PULL, principalId: ONE } },
      { parent_id: REGISTRY_ID },
    ),
  ],
];

function twoPrincipals(granted: string): JsonObject {
  return withResources({
    azuread_application: { a: { display_name: "app" }, b: { display_name: "app" } },
    azuread_service_principal: {
      a: { client_id: "${azuread_application.a.client_id}" },
      b: { client_id: "${azuread_application.b.client_id}" },
    },
    azurerm_role_assignment: {
      g: { scope: SCOPE, role_definition_name: "AcrPush", principal_id: `\${azuread_service_principal.${granted}.object_id}` },
    },
  });
}

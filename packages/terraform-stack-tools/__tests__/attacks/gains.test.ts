import { accessIn } from "../../src/knowledge/access/access-in";
import { accessChanges } from "../../src/knowledge/access/changes";
import { notJudgedSince } from "../../src/knowledge/judgement/judgement";
import { accessFindings } from "../../src/knowledge/pages/access";
import type { Json, JsonObject } from "../../src/stack/json";
import { planned } from "../support/planned";

const GROUP_ID = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg";
const REGISTRY_ID = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/contoso`;
const ROLES = "/providers/Microsoft.Authorization/roleDefinitions";
const ACR_PULL = `${ROLES}/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
const OWNER = `${ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`;
const ONE = "aaaaaaaa-0000-0000-0000-000000000000";
const ACR = { azurerm_container_registry: { acr: { name: "contoso", resource_group_name: "rg" } } };
const SCOPE = "${azurerm_container_registry.acr.id}";

/** A stack with a registry and more resources. */
const withResources = (resource: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...more,
  resource: { ...ACR, ...resource },
});
const NOTHING = withResources({});

const assigned = (more: JsonObject, resource: JsonObject = {}, sections: JsonObject = {}) =>
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
const principalFrom = (name: string) => ({ data: { azuread_group: { devs: { display_name: name } } } });

type Outcome = "gain" | "opaque" | "not judged" | "nothing";

type Attack = readonly [what: string, before: JsonObject, after: JsonObject, outcome: Outcome];

/** Something that was not there before. */
function added(what: string, after: JsonObject, outcome: Outcome = "gain"): Attack {
  return [what, NOTHING, after, outcome];
}

/** What is tried: the stack before and after, and what a report has to find. */
const GAIN_ATTACKS: readonly Attack[] = [
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
  // Custom roles.
  ...[
    "microsoft.containerregistry/REGISTRIES/push/*",
    `${REGISTRIES}/taskRuns/write`,
    `${REGISTRIES}/exportPipelines/*`,
    `${REGISTRIES}/connectedRegistries/write`,
  ].map(
    (action): Attack => [`${action} of a custom role`, withResources(role([PULL])), withResources(role([PULL, action])), "gain"],
  ),
  [
    "actions of a custom role that nobody knows",
    withResources(role([PULL])),
    withResources({
      azurerm_role_definition: { own: { name: "Own Puller", permissions: { actions: "${module.roles.actions}" } } },
    }),
    "opaque",
  ],
  // Azure's own API.
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
  ["another service principal of the same name", twoPrincipals("a"), twoPrincipals("b"), "gain"],
  added("an unknown principal", assigned({ principal_id: "${jsondecode(local.nowhere)}" }), "opaque"),
  added("an unknown scope", assigned({ scope: "${jsondecode(local.nowhere)}" })),
  [
    "another issuer of pods' tokens",
    federated({ subject: "system:serviceaccount:shop:app", issuer: "https://a" }, BUILDER),
    federated({ subject: "system:serviceaccount:shop:app", issuer: "https://b" }, BUILDER),
    "gain",
  ],
  [
    "tokens that another identity trusts already, for one more identity",
    identities(["builder"]),
    identities(["builder", "pusher"]),
    "gain",
  ],
];

/** What changes nothing must not stop a pipeline. */
const HARMLESS: readonly (readonly [what: string, before: JsonObject, after: JsonObject])[] = [
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
    "another name of the block of a data source",
    cluster("rg"),
    JSON.parse(JSON.stringify(cluster("rg")).replace(/aks/g, "renamed")),
  ],
  ["a lock of azapi", NOTHING, azapi("Microsoft.Authorization/locks@2020-05-01", {})],
  ["a workload by manifest", NOTHING, manifest({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "app" } })],
  ["a policy that only judges", NOTHING, one("azurerm_subscription_policy_assignment", { name: "p" })],
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

function rules(before: JsonObject, after: JsonObject): string[] {
  const [old, fresh] = [planned(before), planned(after)];
  const changes = accessChanges(accessIn([old]), accessIn([fresh]));
  const found = accessFindings(changes).map(({ rule }) => rule);
  const notJudged = notJudgedSince(old, fresh).map(() => "access-not-judged");
  return [...new Set([...found.filter((rule) => rule === "access-gained" || rule === "access-opaque"), ...notJudged])];
}

const RULES: Readonly<Record<Outcome, string[]>> = {
  gain: ["access-gained"],
  opaque: ["access-opaque"],
  "not judged": ["access-not-judged"],
  nothing: [],
};

test.each(GAIN_ATTACKS)("%s", (_what, before, after, outcome) => {
  expect(rules(before, after)).toEqual(expect.arrayContaining(RULES[outcome]));
});

test.each(GAIN_ATTACKS)("%s, applied, is not found again", (_what, _before, after) => {
  expect(rules(after, after)).toEqual([]);
});

test("what a module's own local values give is in no plan, so that nobody can tell whether it is the same", () => {
  const stack = planned(assigned({ principal_id: [] }));
  const instances = stack.instances.map(({ values: { principal_id: _unknown, ...values }, ...rest }) => ({ ...rest, values }));
  const access = accessIn([{ ...stack, instances }]);
  expect(accessFindings(accessChanges(access, access)).map(({ rule }) => rule)).toEqual(["access-opaque"]);
});

test.each(HARMLESS)("%s is nothing", (_what, before, after) => {
  expect(rules(before, after)).toEqual([]);
});

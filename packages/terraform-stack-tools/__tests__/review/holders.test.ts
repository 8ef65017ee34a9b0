import { join } from "node:path";
import type { JsonObject } from "../../src/stack/json";
import { called } from "../support/program";
import {
  assigned,
  BUILDER,
  CONTOSO,
  cluster,
  configured,
  created,
  grant,
  is,
  KUBELET,
  object,
  RESOURCE_GROUP,
  ReviewFolder,
  refers,
  registry,
  shownPlan,
} from "../support/shown-plans";

const folder = new ReviewFolder();
afterAll(() => folder.remove());

/** The lines on access. */
function accessIn(text: string): string[] {
  const lines = text.split("\n");
  const start = lines.indexOf("Access:");
  return start === -1 ? [] : lines.slice(start + 1, lines.indexOf("", start));
}

/** The headline, and the lines on access. */
function told(plans: readonly JsonObject[]): string[] {
  const { out } = folder.reviewFiles(plans.map((plan, index) => folder.write(`${index}.json`, plan)));
  return [out.split("\n", 1)[0], ...accessIn(out)];
}

/** What is referred to, and each part of it, as engines print it. */
function reference(path: string): JsonObject {
  const steps = path.split(".");
  return refers(...steps.slice(1).map((_, index) => steps.slice(0, steps.length - index).join(".")));
}

const PULL = { scope: CONTOSO, role_definition_name: "AcrPull" };
/** The plan of a new role assignment, whose principal is an attribute of something new. */
const toNew = (principal: string, changes: readonly JsonObject[], expressions: Readonly<Record<string, JsonObject>>) =>
  shownPlan(
    [registry(), ...changes, created("azurerm_role_assignment", PULL, { after_unknown: { principal_id: true } })],
    configured({
      ...expressions,
      "azurerm_role_assignment.one": {
        ...{ scope: is(CONTOSO), role_definition_name: is("AcrPull") },
        principal_id: reference(principal),
      },
    }),
  );
const toKnown = (...changes: readonly JsonObject[]) =>
  shownPlan([registry(), ...changes, created("azurerm_role_assignment", assigned())]);

const IN_RBAC = "everything in contoso (role AcrPull, if the registry is in RBAC mode)";
const NODES = [
  expect.stringMatching(/^Every pod of AKS cluster prod may now pull /),
  `+ every pod of AKS cluster prod may pull ${IN_RBAC}`,
];

const AKS = {
  type: "Microsoft.ContainerService/managedClusters@2025-05-01",
  name: "prod",
  parent_id: RESOURCE_GROUP,
  body: { properties: { dnsPrefix: "prod" } },
};
const KUBELET_PATH = "properties.identityProfile.kubeletidentity.objectId";
const newAzapi = (output: string, exported: JsonObject | string[], expressions: JsonObject = {}) =>
  toNew(
    `azapi_resource.aks.${output}`,
    [created("azapi_resource", { ...AKS, response_export_values: exported }, { after_unknown: { output: true } }, "aks")],
    { "azapi_resource.aks": { type: is(AKS.type), body: is(AKS.body), ...expressions } },
  );

const SP = { client_id: BUILDER, object_id: KUBELET, id: KUBELET, display_name: "legacy" };
const legacy = (name: string) =>
  cluster(name, "", { kubelet_identity: [], service_principal: [{ client_id: BUILDER, client_secret: "canary" }] });
const APPLICATION = "azuread_application.aks.client_id";
const newLegacy = toNew(
  "azuread_service_principal.aks.object_id",
  [
    created("azuread_application", { display_name: "legacy" }, { after_unknown: { client_id: true } }, "aks"),
    created("azuread_service_principal", {}, { after_unknown: { client_id: true, object_id: true } }, "aks"),
    created(
      "azurerm_kubernetes_cluster",
      { name: "prod", service_principal: [{}] },
      { after_unknown: { service_principal: [{ client_id: true, client_secret: true }] } },
    ),
  ],
  {
    "azuread_service_principal.aks": { client_id: reference(APPLICATION) },
    "azurerm_kubernetes_cluster.one": {
      service_principal: [{ client_id: reference(APPLICATION), client_secret: refers("var.secret") }],
    },
  },
);

const PULLER_ID = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/builder`;
const IDENTITY = { id: PULLER_ID, name: "builder", resource_group_name: "rg", principal_id: BUILDER };
const identity = object("azurerm_user_assigned_identity", "builder", IDENTITY);
const PUSH = assigned({ principal_id: BUILDER, role_definition_name: "AcrPush" });
const push = (change: JsonObject = {}) => grant("push", PUSH, change);
const [NEW, GONE] = [
  { actions: ["create"], before: null },
  { actions: ["delete"], after: null },
];
const GITHUB = "repo:contoso/shop:ref:refs/heads/main";
const federated = (subject: string, change: JsonObject = {}) =>
  object(
    "azurerm_federated_identity_credential",
    "ci",
    { name: "ci", parent_id: PULLER_ID, issuer: "https://token.actions.githubusercontent.com", subject },
    change,
  );
const WORKFLOW = `whoever has a token of https://token.actions.githubusercontent.com for ${GITHUB}`;
const ACCOUNT = "system:serviceaccount:shop:app";
const PODS = "pods in namespace shop with service account app";
const role = (how: string) => `may pull and push everything in contoso (role AcrPush${how}, if the registry is in RBAC mode)`;
const BY_WORKFLOW = `${WORKFLOW} ${role(", federated credential of managed identity builder")}`;
const BY_PODS = `${PODS} ${role(", federated credential of the identity")}`;
const BUILDS = `managed identity builder ${role("")}`;
const ANY_LINE = expect.any(String);

const again = (values: JsonObject, after_unknown: JsonObject): JsonObject => ({
  ...{ actions: ["delete", "create"], after: values, after_unknown, replace_paths: [["location"]] },
});
const KUBELET_OF = "azurerm_kubernetes_cluster.prod.kubelet_identity";
const newCluster = (name: string) => {
  const kept = cluster();
  return { ...kept, change: { ...(kept.change as JsonObject), ...again({ name }, { id: true, kubelet_identity: true }) } };
};
/** A configuration whose provider for Kubernetes is that of the cluster. */
const inClusters = ({ configuration }: JsonObject): JsonObject => {
  const host = refers("azurerm_kubernetes_cluster.prod.kube_config[0].host", "azurerm_kubernetes_cluster.prod");
  return {
    configuration: {
      ...(configuration as JsonObject),
      provider_config: { kubernetes: { name: "kubernetes", expressions: { host } } },
    },
  };
};
const replacedCluster = (name: string, ...more: readonly JsonObject[]) =>
  shownPlan(
    [registry(), newCluster(name), grant("pull", {}, again(PULL, { principal_id: true })), ...more],
    inClusters(
      configured({
        "azurerm_kubernetes_cluster.prod": { name: is(name) },
        "azurerm_role_assignment.pull": {
          ...{ scope: is(CONTOSO), role_definition_name: is("AcrPull") },
          principal_id: refers(`${KUBELET_OF}[0].object_id`, `${KUBELET_OF}[0]`, KUBELET_OF, "azurerm_kubernetes_cluster.prod"),
        },
        "kubernetes_secret_v1.pull": { type: is("kubernetes.io/dockerconfigjson") },
      }),
    ),
  );
const secretInCluster = object("kubernetes_secret_v1", "pull", {
  ...{ type: "kubernetes.io/dockerconfigjson", metadata: [{ name: "acr", namespace: "shop" }] },
  data: { ".dockerconfigjson": JSON.stringify({ auths: { "contoso.azurecr.io": { auth: "Y2k6Y2FuYXJ5" } } }) },
});
const newRegistry = registry({}, again({ name: "contoso" }, { id: true }));
const token = (change: JsonObject = {}) =>
  object(
    "azurerm_container_registry_token",
    "ci",
    { name: "ci", container_registry_name: "contoso", scope_map_id: `${CONTOSO}/scopeMaps/_repositories_pull` },
    change,
  );

const controlled = cluster("prod", KUBELET, { identity: [{ principal_id: BUILDER }] });
const toControl = (change: JsonObject) => grant("control", { principal_id: BUILDER }, change);
const REGISTRIES = "Microsoft.ContainerRegistry/registries@2025-04-01";
const updateTo = (roleAssignmentMode: string) => ({
  ...{ type: REGISTRIES, resource_id: CONTOSO, body: { properties: { roleAssignmentMode } } },
});
const readInAbac = (change: JsonObject) =>
  shownPlan([object("azapi_update_resource", "mode", {}, change), grant("pull")], {
    prior_state: {
      values: {
        root_module: {
          resources: [
            {
              ...{ address: "data.azurerm_container_registry.acr", mode: "data", name: "acr" },
              type: "azurerm_container_registry",
              values: {
                ...{ id: CONTOSO, name: "contoso", resource_group_name: "rg" },
                role_assignment_mode: "AbacRepositoryPermissions",
              },
            },
          ],
        },
      },
    },
  });

const ADMIN = { id: CONTOSO, name: "contoso", admin_enabled: true, admin_password: "canary" };
const inCheck = {
  ...created("azurerm_container_registry", ADMIN, { actions: ["read"] }),
  ...{ address: "data.azurerm_container_registry.one", mode: "data", action_reason: "read_because_check_nested" },
};
const group = (change: JsonObject, expressions: JsonObject = {}) =>
  toNew("azuread_group.one.object_id", [created("azuread_group", { display_name: "devs" }, change)], {
    "azuread_group.one": { display_name: is("devs"), ...expressions },
  });
const DEVS = `+ group devs may pull ${IN_RBAC}`;
const MUTUAL = [KUBELET, BUILDER].map((object_id, index, ids) => {
  const values = { id: `/groups/${object_id}`, object_id, display_name: `team ${index}`, members: [ids[1 - index]] };
  return object("azuread_group", `team${index}`, values, { actions: ["update"], before: { ...values, members: [] } });
});
const OPEN_ID = { after_unknown: { id: true } };
const EMPTY = { after_unknown: { object_id: true, members: true } };

/** Of the plan of one configuration, whichever engine made it. */
const FIRST = [
  "+ managed identity one1 may pull and push everything in one of manyeast and manywest, which depends on each.value.registry in local.grants (role AcrPush, if the registry is in RBAC mode)",
  "+ managed identity one1 may pull and push everything in one of manyeast and manywest, which depends on each.value.registry in local.grants (role AcrPush, if the registry is in RBAC mode)",
  "+ principal 30000000-0000-0000-0000-000000000001 may pull everything in an unknown scope, which depends on local.hidden (role AcrPull, if the registry is in RBAC mode)",
  "+ managed identity one0 may pull everything in manyeast (role AcrPull)",
  "+ managed identity one0 may pull everything in manywest (role AcrPull)",
  "+ managed identity one0 may pull everything in modmx (role AcrPull)",
  "+ principal 30000000-0000-0000-0000-000000000001 may pull everything in modmx (role AcrPull)",
  "+ managed identity one0 may pull everything in modmy (role AcrPull)",
  "+ every pod of AKS cluster prod may pull everything in plainone (role AcrPull)",
];

// The engines were built from their public source, and planned with these providers.
test.each(["terraform-1.5.7", "terraform-1.11.4", "opentofu-1.6.3", "opentofu-1.9.4", "opentofu-1.12.6"])(
  "access is told from what the configuration refers to, before any id is known, by a plan of %s",
  (engine) => {
    expect(accessIn(called("review", join(__dirname, `../fixtures/plans/first/${engine}.json`)).out)).toEqual(FIRST);
  },
);

test.each<[string, readonly JsonObject[], readonly unknown[]]>([
  // Groups.
  ["a new group without members", [group(EMPTY)], [ANY_LINE, DEVS.replace(")", ", once the group has members)")]],
  [
    "a new group with members that nobody knows",
    [group(EMPTY, { members: refers("var.members") })],
    [ANY_LINE, expect.stringMatching(/^\+ .* may do what group devs may do in any registry/), DEVS],
  ],
  ["groups that are members of each other", [shownPlan([registry(), ...MUTUAL])], [ANY_LINE, ANY_LINE, ANY_LINE]],
  ["a new cluster of azapi", [newAzapi(`output.${KUBELET_PATH}`, [KUBELET_PATH])], NODES],
  [
    "one with secrets in its body, as a module has it",
    [newAzapi(`output.${KUBELET_PATH}`, ["*"], { sensitive_body: refers("local.secrets") })],
    NODES,
  ],
  ["a new one with names for what it exports", [newAzapi("output.nodes", { nodes: KUBELET_PATH })], NODES],
  [
    "its control plane",
    [newAzapi("identity.principal_id", [])],
    [ANY_LINE, expect.stringMatching(/^\+ control plane of AKS cluster prod may pull /), ANY_LINE],
  ],
  [
    "what else it exports",
    [newAzapi("output.other", { other: "identity.principalId" })],
    [ANY_LINE, `+ principal of azapi_resource.aks may pull ${IN_RBAC}`],
  ],
  ["the service principal of a cluster", [toKnown(object("azuread_service_principal", "aks", SP), legacy("prod"))], NODES],
  ["a new one, by its application", [newLegacy], NODES],
  // Federated credentials.
  [
    "of pods in another plan",
    [shownPlan([identity]), shownPlan([registry(), push()]), shownPlan([federated(ACCOUNT, NEW)])],
    [ANY_LINE, `+ ${BY_PODS}`],
  ],
  [
    "on an identity whose roles are in none of the plans",
    [shownPlan([registry(), identity]), shownPlan([federated(GITHUB, NEW)])],
    [
      ANY_LINE,
      `+ ${WORKFLOW} may do what managed identity builder may do in any registry (federated credential of managed identity builder)`,
    ],
  ],
  [
    "a new role of an identity with a credential",
    [shownPlan([registry(), identity, push(NEW), federated(GITHUB)])],
    [ANY_LINE, `+ ${BUILDS}`, `+ ${BY_WORKFLOW}`],
  ],
  // What is destroyed and created again, or left behind.
  [
    "a pull secret in a cluster that is replaced, which its plan does not make again",
    [replacedCluster("prod", secretInCluster)],
    [ANY_LINE, expect.stringMatching(/^- pods in namespace shop of AKS cluster prod that name the secret may do /), ANY_LINE],
  ],
  [
    "a registry that is replaced, with what plans do not make again",
    [
      shownPlan([newRegistry, cluster(), token(), grant("pull", {}, again(assigned(), { id: true }))]),
      shownPlan([grant("reader", { role_definition_name: "Reader" })]),
    ],
    [
      ANY_LINE,
      "- whoever holds a password of registry token ci may pull everything in contoso (registry token ci)",
      `= every pod of AKS cluster prod may pull ${IN_RBAC.replace(")", "; registry contoso is destroyed and created again)")}`,
      "- every pod of AKS cluster prod may pull everything in contoso (role Reader, if the registry is in RBAC mode)",
    ],
  ],
  // What stays of what is destroyed.
  [
    "a role on a registry that another plan deletes",
    [shownPlan([registry({}, GONE)]), shownPlan([grant("pull")])],
    [ANY_LINE, `- principal ${KUBELET} may pull ${IN_RBAC}`],
  ],
  [
    "a role of an identity that is deleted",
    [shownPlan([registry(), object("azurerm_user_assigned_identity", "builder", IDENTITY, GONE), push()])],
    [expect.not.stringMatching(/may now/), `- ${BUILDS}`],
  ],
  ["a role that gave nothing", [shownPlan([registry(), controlled, toControl(GONE)])], [/^1 resource is deleted; nobody /]],
  // What a plan wakes, of which a data source reads the mode.
  [
    "a role that slept until a plan switches the mode",
    [readInAbac({ after: updateTo("LegacyRegistryPermissions"), ...NEW })],
    [ANY_LINE, `+ principal ${KUBELET} may pull everything in contoso (role AcrPull)`],
  ],
  [
    "one that sleeps as before, though the plan no longer manages the mode",
    [readInAbac({ before: updateTo("AbacRepositoryPermissions"), ...GONE })],
    [/^1 resource is deleted; nobody gains or loses /],
  ],
  // What a plan alone does not tell, or two plans together do.
  [
    "an unknown principal of a plan that was shown without configuration",
    [shownPlan([registry(), grant("pull", { principal_id: null }, { ...NEW, after_unknown: { principal_id: true } })])],
    [ANY_LINE, `+ an unknown principal, which depends on the configuration, which is not in this plan may pull ${IN_RBAC}`],
  ],
  [
    "what is forgotten, and what takes its place",
    [
      shownPlan([
        registry(),
        cluster(),
        grant("a", {}, { actions: ["forget", "create"], after: assigned({ principal_id: BUILDER }) }),
      ]),
    ],
    [ANY_LINE, `+ principal ${BUILDER} may pull ${IN_RBAC}`, `= ${NODES[1].slice(2).replace(")", "; no longer managed)")}`],
  ],
  [
    "a grant that moves from one plan to another",
    [shownPlan([registry(), grant("pull", {}, GONE)]), shownPlan([grant("pull", {}, NEW)])],
    [/^1 resource is deleted; nobody /],
  ],
  [
    "a grant by the id of a registry that another plan creates",
    [shownPlan([created("azurerm_container_registry", { name: "Contoso" }, OPEN_ID)]), shownPlan([grant("pull", {}, NEW)])],
    [ANY_LINE, `+ principal ${KUBELET} may pull ${IN_RBAC.replace("contoso", "Contoso")}`],
  ],
  // Data sources within check blocks.
  [
    "an account that a check reads",
    [shownPlan([registry({ id: "", name: "other" }), inCheck])],
    [expect.stringMatching(/^Nobody gains or loses access to images;/)],
  ],
])("who holds: %s", (_what, plans, expected) => {
  expect(told(plans)).toEqual(expected.map((one) => (one instanceof RegExp ? expect.stringMatching(one) : one)));
});

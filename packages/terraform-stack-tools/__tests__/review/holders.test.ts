import type { JsonObject } from "../../src/stack/json";
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

function textOf(plans: readonly JsonObject[], ...options: readonly string[]) {
  return folder.reviewFiles(
    plans.map((plan, index) => folder.write(`${index}.json`, plan)),
    ...options,
  );
}

/** The headline, and the lines on access. */
function told(plans: readonly JsonObject[]): string[] {
  const lines = textOf(plans).out.split("\n");
  const start = lines.indexOf("Access:");
  return [lines[0], ...(start === -1 ? [] : lines.slice(start + 1, lines.indexOf("", start)))];
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
const forgetting = { actions: ["forget"], after: null };

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
const inCheck = (type: string, values: JsonObject) => ({
  ...created(type, values, { actions: ["read"] }),
  ...{ address: `data.${type}.one`, mode: "data", action_reason: "read_because_check_nested" },
});
const group = (change: JsonObject, expressions: JsonObject = {}) =>
  toNew("azuread_group.one.object_id", [created("azuread_group", { display_name: "devs" }, change)], {
    "azuread_group.one": { display_name: is("devs"), ...expressions },
  });
const DEVS = `+ group devs may pull ${IN_RBAC}`;
const EMPTY = { after_unknown: { object_id: true, members: true } };

test.each<[string, readonly JsonObject[], readonly unknown[]]>([
  // Groups.
  ["a new group without members", [group(EMPTY)], [ANY_LINE, DEVS.replace(")", ", once the group has members)")]],
  [
    "a new group with members that nobody knows",
    [group(EMPTY, { members: refers("var.members") })],
    [ANY_LINE, expect.stringMatching(/^\+ .* may do what group devs may do in any registry/), DEVS],
  ],
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
    "a credential on an identity with a role",
    [shownPlan([registry(), identity, push(), federated(GITHUB, NEW)])],
    [ANY_LINE, `+ ${BY_WORKFLOW}`],
  ],
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
    "a credential that goes away",
    [shownPlan([registry(), identity, push(), federated(GITHUB, GONE)])],
    [ANY_LINE, `- ${BY_WORKFLOW}`],
  ],
  [
    "a new role of an identity with a credential",
    [shownPlan([registry(), identity, push(NEW), federated(GITHUB)])],
    [ANY_LINE, `+ ${BUILDS}`, `+ ${BY_WORKFLOW}`],
  ],
  [
    "one whose pods are told",
    [shownPlan([registry(), identity, push(NEW), federated(ACCOUNT)])],
    [ANY_LINE, `+ ${PODS} ${role("")}`],
  ],
  // What is destroyed and created again, or left behind.
  [
    "a cluster that is replaced",
    [replacedCluster("prod")],
    [
      "2 resources are replaced; AKS cluster prod is destroyed and created again.",
      `= every pod of AKS cluster prod may pull ${IN_RBAC.replace(")", "; AKS cluster prod is destroyed and created again)")}`,
    ],
  ],
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
  [
    "of one that is no longer managed",
    [shownPlan([registry(), object("azurerm_user_assigned_identity", "builder", IDENTITY, forgetting), push()])],
    [/^Nobody gains or loses /],
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
  // Data sources within check blocks.
  [
    "an account that a check reads",
    [shownPlan([registry({ id: "", name: "other" }), inCheck("azurerm_container_registry", ADMIN)])],
    [expect.stringMatching(/^Nobody gains or loses access to images;/)],
  ],
])("who holds: %s", (_what, plans, expected) => {
  expect(told(plans)).toEqual(expected.map((one) => (one instanceof RegExp ? expect.stringMatching(one) : one)));
});

test("groups that are members of each other are told once each", () => {
  const ids = [KUBELET, BUILDER];
  const groups = ids.map((object_id, index) => {
    const values = { id: `/groups/${object_id}`, object_id, display_name: `team ${index}`, members: [ids[1 - index]] };
    return object("azuread_group", `team${index}`, values, { actions: ["update"], before: { ...values, members: [] } });
  });
  expect(told([shownPlan([registry(), ...groups])])).toHaveLength(3);
});

test("what is recreated or left stops no gain, and stands in every format", () => {
  for (const plan of [replacedCluster("prod"), shownPlan([registry(), cluster(), grant("pull", {}, forgetting)])]) {
    expect(textOf([plan], "--fail-on", "gain").code).toBe(0);
    const [words] = /(?:no longer managed|AKS cluster prod is destroyed and created again)(?=\))/.exec(textOf([plan]).out) ?? [];
    expect(textOf([plan]).out).toMatch(/every pod of AKS cluster prod may (pull .* as before|still pull .*, by what is)/i);
    for (const format of ["markdown", "html"]) {
      expect(textOf([plan], "--format", format).out).toContain(words);
    }
    expect(JSON.parse(textOf([plan], "--format", "json").out).stacks[0].access.kept).toHaveLength(1);
  }
});

test("a program that a check runs, and what delegates roles to another tenant, are not judged, and stop gains", () => {
  const kinds = [
    ["data.external", inCheck("external", { program: ["sh"] })],
    ["azurerm_lighthouse_definition", created("azurerm_lighthouse_definition", {})],
    ["azurerm_lighthouse_assignment", created("azurerm_lighthouse_assignment", {})],
    [
      "azapi_resource Microsoft.ManagedServices/registrationDefinitions",
      created("azapi_resource", { type: "Microsoft.ManagedServices/registrationDefinitions@2022-10-01" }),
    ],
  ] as const;
  for (const [kind, change] of kinds) {
    const { code, error } = textOf([shownPlan([registry(), change])], "--fail-on", "gain");
    expect([code, error]).toEqual([3, expect.stringContaining(`not judged: ${kind} (1)`)]);
  }
});

test("a plan that grants by an id is about the registry that another plan creates, and is told by its mode", () => {
  const creating = shownPlan([created("azurerm_container_registry", { name: "Contoso" }, { after_unknown: { id: true } })]);
  const { out } = textOf([creating, shownPlan([created("azurerm_role_assignment", assigned())])], "--format", "json");
  const registries = JSON.parse(out).stacks.flatMap(({ access }: { access: { gained: { registry: string }[] } }) =>
    access.gained.map((line) => line.registry),
  );
  expect(registries).toEqual(["Contoso"]);
});

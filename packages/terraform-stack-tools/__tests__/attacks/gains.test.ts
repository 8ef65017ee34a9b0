import type { JsonObject } from "../../src/stack/json";
import {
  assigned,
  BUILDER,
  CONTOSO,
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

const ROLES = "/providers/Microsoft.Authorization/roleDefinitions";
const FEDERATING = `${ROLES}/ef318e2a-8334-4a05-9e4a-295a196c6a6e`;
const ACR_PULL = `${ROLES}/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
const SOMEBODY = "99999999-0000-0000-0000-00000000000e";
const UAI = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/builder`;
const CONTROL = UAI.replace("builder", "control");
const R = { id: CONTOSO, name: "contoso", resource_group_name: "rg", admin_enabled: false };

const deleted = (type: string, values: JsonObject, name = "one") =>
  object(type, name, values, { actions: ["delete"], after: null });
const updated = (type: string, before: JsonObject, after: JsonObject, change: JsonObject = {}) =>
  object(type, "one", after, { actions: ["update"], before, ...change });
const replaced = (type: string, name: string, before: JsonObject, after: JsonObject, unknown: JsonObject) =>
  object(type, name, after, { actions: ["delete", "create"], before, after_unknown: unknown });
const changed = (before: JsonObject, after: JsonObject, change: JsonObject = {}) =>
  registry({}, { actions: ["update"], before: { ...R, ...before }, after: { ...R, ...after }, ...change });
const azapi = (type: string, values: JsonObject = {}) => created("azapi_resource", { type, name: "a", ...values });
const roleOf = (role: string, more: JsonObject = {}) =>
  created("azurerm_role_assignment", { scope: CONTOSO, principal_id: SOMEBODY, role_definition_name: role, ...more });
const customRole = (...actions: readonly string[]) => {
  const permissions = [{ actions, not_actions: [], data_actions: [], not_data_actions: [] }];
  return { name: "own", scope: RESOURCE_GROUP, permissions };
};
const push = [
  registry(R),
  object("azurerm_user_assigned_identity", "builder", { id: UAI, name: "builder", principal_id: BUILDER }),
  grant("push", { principal_id: BUILDER, role_definition_name: "AcrPush" }),
];
const base64 = (text: string) => Buffer.from(text).toString("base64");
const docker = JSON.stringify({ auths: { "contoso.azurecr.io": { auth: base64("contoso:password") } } });
const dataOf = (data: JsonObject) => created("kubernetes_secret_v1_data", { metadata: [{ name: "k" }], ...data });

/** The code of `review --fail-on`. */
const gate = (plan: JsonObject, check = "gain") => folder.review(plan, "--fail-on", check).code;
const reviewed = (plan: JsonObject) => JSON.parse(folder.review(plan, "--format", "json").out).stacks[0];

/** Of which each leads to more than reading. */
const TO_ANY_RIGHT = [
  "Owner",
  "User Access Administrator",
  "Role Based Access Control Administrator",
  "Container Registry Contributor and Data Access Configuration Administrator",
  "Container Registry Configuration Reader and Data Access Configuration Reader",
  "Container Registry Tasks Contributor",
  "Container Registry Transfer Pipeline Contributor",
];
const PULL = "Microsoft.ContainerRegistry/registries/pull/read";
const ACTIONS = [
  "REGISTRIES/push/*",
  "registries/taskRuns/write",
  "registries/exportPipelines/*",
  "registries/connectedRegistries/write",
];
const group = (visibility: string) => ({ object_id: BUILDER, display_name: "devs", visibility, security_enabled: true });

test.each<[what: string, changes: readonly JsonObject[]]>([
  ...TO_ANY_RIGHT.map((name): [string, JsonObject[]] => [`the role ${name}`, [registry(R), roleOf(name)]]),
  ...ACTIONS.map((action): [string, JsonObject[]] => [
    `${action} of a custom role`,
    [updated("azurerm_role_definition", customRole(PULL), customRole(PULL, `microsoft.containerregistry/${action}`))],
  ]),
  ["a role with a condition in 8,000 brackets", [roleOf("AcrPull", { condition: `${"(".repeat(8000)}true${")".repeat(8000)}` })]],
  ["Contributor on an identity that may push", [...push, roleOf("Contributor", { scope: UAI })]],
  ["a role on identities where one may push", [...push, roleOf("Managed Identity Contributor", { scope: RESOURCE_GROUP })]],
  [
    "a custom role that does the same",
    [...push, created("azurerm_role_definition", customRole("Microsoft.ManagedIdentity/userAssignedIdentities/*"))],
  ],
  [
    "a role on identities in a scope that nobody knows",
    [
      created(
        "azurerm_role_assignment",
        { principal_id: SOMEBODY, role_definition_name: "Managed Identity Operator" },
        { after_unknown: { scope: true } },
      ),
    ],
  ],
  [
    "a federated credential of an identity that exists already, by a role on it alone",
    [created("azurerm_role_assignment", { scope: UAI, principal_id: SOMEBODY, role_definition_id: FEDERATING })],
  ],
  [
    "a role assignment of azapi with a hidden body",
    [azapi("Microsoft.Authorization/roleAssignments@2022-04-01", { parent_id: CONTOSO, sensitive_body: { properties: {} } })],
  ],
  ["a group that everybody may join", [...push, updated("azuread_group", group("Private"), group("Public"))]],
  [
    "a policy by which API Management acts with its identity",
    [
      created("azurerm_api_management_api_policy", {
        xml_content: '<policies><authentication-managed-identity resource="https://management.azure.com/"/></policies>',
      }),
    ],
  ],
  [
    "a password of a registry in a body that is JSON",
    [
      registry(R),
      azapi("Microsoft.App/containerApps@2024-03-01", {
        parent_id: RESOURCE_GROUP,
        body: JSON.stringify({
          properties: {
            configuration: { registries: [{ server: "contoso.azurecr.io", username: "contoso", passwordSecretRef: "p" }] },
          },
        }),
      }),
    ],
  ],
  ["a document for Docker in data of a secret", [dataOf({ data: { "config.json": docker } })]],
  ["one in its write-only data", [dataOf({ data: { other: "x" }, data_wo: { "config.json": docker } })]],
  ["one in its binary data", [dataOf({ data: { other: "x" }, binary_data: { "config.json": base64(docker) } })]],
  [
    "one in a manifest",
    [
      created("kubernetes_manifest", {
        manifest: { apiVersion: "v1", kind: "Secret", metadata: { name: "k" }, type: "Opaque", data: { a: base64(docker) } },
      }),
    ],
  ],
  [
    "the client id of an identity that exists already on a service account that exists already",
    [
      created("kubernetes_annotations", {
        ...{ api_version: "v1", kind: "ServiceAccount", metadata: [{ name: "builder" }] },
        annotations: { "azure.workload.identity/client-id": SOMEBODY },
      }),
    ],
  ],
])("%s stops", (_what, changes) => {
  expect(gate(shownPlan(changes))).toBe(3);
});

describe("what is ordinary passes", () => {
  const identity = created(
    "azurerm_user_assigned_identity",
    { name: "w" },
    { after_unknown: { id: true, principal_id: true } },
    "w",
  );
  const W = "azurerm_user_assigned_identity.w";

  test.each<[what: string, changes: readonly JsonObject[], configuration?: Parameters<typeof configured>[0]]>([
    ["a lock of azapi", [azapi("Microsoft.Authorization/locks@2020-05-01")]],
    ["a workload by manifest", [created("kubernetes_manifest", { manifest: { apiVersion: "apps/v1", kind: "Deployment" } })]],
    ["a policy that only judges", [created("azurerm_subscription_policy_assignment", { name: "p" })]],
    ["reading an identity", [roleOf("Reader", { scope: UAI })]],
    [
      "a new workload identity for storage alone",
      [
        identity,
        created(
          "azurerm_federated_identity_credential",
          { name: "f", issuer: "https://oidc.example", subject: "system:serviceaccount:shop:app" },
          { after_unknown: { parent_id: true } },
        ),
        created(
          "azurerm_role_assignment",
          {
            scope: `${RESOURCE_GROUP}/providers/Microsoft.Storage/storageAccounts/s`,
            role_definition_name: "Storage Blob Data Reader",
          },
          { after_unknown: { principal_id: true } },
        ),
      ],
      {
        [W]: { name: is("w") },
        "azurerm_federated_identity_credential.one": {
          ...{ name: is("f"), issuer: is("https://oidc.example"), subject: is("system:serviceaccount:shop:app") },
          parent_id: refers(`${W}.id`, W),
        },
        "azurerm_role_assignment.one": {
          principal_id: refers(`${W}.principal_id`, W),
          role_definition_name: is("Storage Blob Data Reader"),
        },
      },
    ],
    [
      "a new group of readers of something else",
      [
        created(
          "azuread_group",
          { display_name: "readers", security_enabled: true, members: [SOMEBODY] },
          { after_unknown: { object_id: true } },
        ),
      ],
      { "azuread_group.one": { display_name: is("readers"), members: is([SOMEBODY]) } },
    ],
    [
      "the role of Prometheus and of metrics-server",
      [
        created("kubernetes_cluster_role_v1", {
          metadata: [{ name: "metrics" }],
          rule: [
            { api_groups: [""], resources: ["nodes", "nodes/metrics", "services", "pods"], verbs: ["get", "list", "watch"] },
          ],
        }),
      ],
    ],
    [
      "the role by which the control plane of a cluster gives its nodes their identity, which may push",
      [
        ...push,
        object("azurerm_user_assigned_identity", "control", { id: CONTROL, name: "control", principal_id: KUBELET }),
        object("azurerm_kubernetes_cluster", "one", {
          ...{ name: "c", identity: [{ type: "UserAssigned", identity_ids: [CONTROL] }] },
          kubelet_identity: [{ user_assigned_identity_id: UAI, object_id: BUILDER }],
        }),
        roleOf("Managed Identity Operator", { scope: UAI, principal_id: KUBELET }),
      ],
    ],
    [
      "a new cluster with its own identity, of a plan that was shown without its configuration",
      [
        created(
          "azurerm_kubernetes_cluster",
          { name: "c", identity: [{ type: "SystemAssigned", identity_ids: [] }] },
          { after_unknown: { kubelet_identity: true } },
        ),
      ],
    ],
    [
      "a login of a public registry, and settings of an app",
      [
        created("kubernetes_config_map_v1", {
          metadata: [{ name: "app" }],
          data: { "config.json": '{"auths":{"https://index.docker.io/v1/":{}}}', "app.json": '{"a":1}', b: "x" },
        }),
      ],
    ],
    [
      "a new app that pulls with a new identity",
      [
        identity,
        created(
          "azurerm_container_group",
          { name: "g", identity: [{ type: "UserAssigned" }], image_registry_credential: [{ server: "contoso.azurecr.io" }] },
          {
            after_unknown: {
              identity: [{ identity_ids: true }],
              image_registry_credential: [{ user_assigned_identity_id: true }],
              key_vault_user_assigned_identity_id: true,
            },
          },
        ),
      ],
      {
        [W]: { name: is("w") },
        "azurerm_container_group.one": {
          identity: [{ type: is("UserAssigned"), identity_ids: refers(`${W}.id`) }],
          image_registry_credential: [{ server: is("contoso.azurecr.io"), user_assigned_identity_id: refers(`${W}.id`) }],
        },
      },
    ],
  ])("%s", (...[_what, changes, configuration]) => {
    const plan = shownPlan(changes, configuration && configured(configuration));
    expect(folder.review(plan, "--fail-on", "gain")).toMatchObject({ code: 0, error: "" });
  });
});

describe("what is held on both sides is neither gained nor lost", () => {
  const gainedAndLost = (plan: JsonObject) => {
    const { access } = reviewed(plan);
    return [access.gained.length, access.lost.length];
  };

  /** Whose registry is created, by its name, beside a role assignment on it. */
  const grantedOn = (own: JsonObject) =>
    configured({
      "azurerm_container_registry.acr": Object.fromEntries(Object.entries(own).map(([name, one]) => [name, is(one)])),
      "azurerm_role_assignment.g": {
        scope: refers("azurerm_container_registry.acr.id", "azurerm_container_registry.acr"),
        principal_id: is(KUBELET),
        role_definition_name: is("AcrPull"),
      },
    });
  const role = replaced(
    "azurerm_role_assignment",
    "g",
    assigned(),
    { principal_id: KUBELET, role_definition_name: "AcrPull" },
    { scope: true },
  );
  const replacing = (more: JsonObject = {}) => {
    const own: JsonObject = { name: "contoso", resource_group_name: "rg", ...more };
    return shownPlan([replaced("azurerm_container_registry", "acr", R, own, { id: true }), role], grantedOn(own));
  };

  const map = `${CONTOSO}/scopeMaps/_repositories_pull`;
  const TOKEN = { name: "t", container_registry_name: "contoso", resource_group_name: "rg", scope_map_id: map };
  const tokenOf = (more: JsonObject = {}, status = "enabled") =>
    azapi("Microsoft.ContainerRegistry/registries/tokens@2025-04-01", {
      ...{ name: "t", parent_id: CONTOSO, body: { properties: { scopeMapId: map, status } }, ...more },
    });
  const takenOver = (more: JsonObject = {}) =>
    shownPlan([registry(R), deleted("azurerm_container_registry_token", { ...TOKEN, enabled: true }), tokenOf(more)]);

  const inPlace = (...members: readonly JsonObject[]) =>
    shownPlan(
      [
        registry(R),
        deleted("azurerm_role_assignment", assigned(), "old"),
        created(
          "azurerm_role_assignment",
          { ...assigned(), principal_id: null },
          { after_unknown: { principal_id: true } },
          "new",
        ),
        ...members,
      ],
      configured({
        "azuread_group.outer": { display_name: is("outer") },
        "azuread_group.inner": { display_name: is("inner") },
        "azuread_group_member.m": {
          group_object_id: refers("azuread_group.outer.object_id", "azuread_group.outer"),
          member_object_id: refers("azuread_group.inner.object_id", "azuread_group.inner"),
        },
        "azurerm_role_assignment.new": {
          scope: is(CONTOSO),
          principal_id: refers("azuread_group.outer.object_id", "azuread_group.outer"),
          role_definition_name: is("AcrPull"),
        },
      }),
    );
  const newGroup = (display_name: string, more: JsonObject = {}) =>
    created("azuread_group", { display_name, ...more }, { after_unknown: { object_id: true } }, display_name);
  const nested = created("azuread_group_member", {}, { after_unknown: { group_object_id: true, member_object_id: true } }, "m");
  const throughGroup = (membership: JsonObject) =>
    shownPlan([
      registry(R),
      deleted("azurerm_role_assignment", assigned(), "old"),
      created("azurerm_role_assignment", assigned({ principal_id: BUILDER }), {}, "new"),
      object("azurerm_user_assigned_identity", "i", { id: `${CONTOSO}i`, name: "i", principal_id: KUBELET }),
      membership,
    ]);
  const devs = { object_id: BUILDER, display_name: "devs", members: [KUBELET] };

  const pim = (kind: string) => {
    const { role_definition_name: _name, ...values } = assigned({ role_definition_id: ACR_PULL });
    return [`azurerm_pim_${kind}_role_assignment`, values] as const;
  };
  const [eligible, active] = [pim("eligible"), pim("active")];

  test.each<[what: string, plan: JsonObject, gained: number, lost: number]>([
    ["a registry that is replaced, with its role assignments", replacing(), 0, 0],
    ["but one in another resource group is another one", replacing({ resource_group_name: "other" }), 1, 1],
    ["and so is one of another name", replacing({ name: "fabrikam" }), 1, 1],
    ["a token that azapi takes over", takenOver(), 0, 0],
    ["but one of another registry is another one", takenOver({ parent_id: CONTOSO.replace("contoso", "fabrikam") }), 1, 1],
    ["and so is one of another resource group", takenOver({ parent_id: CONTOSO.replace("/rg/", "/other/") }), 1, 1],
    ["and one of another name", takenOver({ name: "u" }), 1, 1],
    [
      "a member of a group that gets the role in their place",
      throughGroup(object("azuread_group_member", "m", { group_object_id: BUILDER, member_object_id: KUBELET })),
      1,
      0,
    ],
    ["a member by a list", throughGroup(object("azuread_group", "g", { ...devs, id: `/groups/${BUILDER}` })), 1, 0],
    ["a member by a list of an old version", throughGroup(object("azuread_group", "g", { ...devs, id: BUILDER })), 1, 0],
    ["a member of a group in a new group", inPlace(newGroup("outer"), newGroup("inner", { members: [KUBELET] }), nested), 2, 0],
    ["but not one of another group", inPlace(newGroup("outer"), newGroup("inner", { members: [KUBELET] })), 1, 1],
    ["nor an owner", inPlace(newGroup("outer", { owners: [KUBELET] })), 1, 1],
    ["nor another member", inPlace(newGroup("outer", { members: [BUILDER] })), 2, 1],
    ["a role that has to be activated from now on", shownPlan([registry(R), deleted(...active), created(...eligible)]), 0, 0],
    ["but one that no longer has to be", shownPlan([registry(R), deleted(...eligible), created(...active)]), 1, 0],
    ["a token that is disabled, in whatever case", shownPlan([registry(R), tokenOf({}, "Disabled")]), 0, 0],
  ])("%s", (_what, plan, gained, lost) => {
    expect(gainedAndLost(plan)).toEqual([gained, lost]);
  });

  const rules = (...ranges: readonly string[]) => ({
    public_network_access_enabled: true,
    network_rule_set: [{ default_action: "Deny", ip_rule: ranges.map((ip_range) => ({ action: "Allow", ip_range })) }],
  });

  test.each([
    [["20.1.0.0/16"], ["20.1.0.0/16"], 0],
    [["203.0.113.7", "20.1.0.0/16"], ["20.1.0.0/16"], 0],
    [["20.1.0.0/16"], ["20.1.2.0/24"], 3],
    [["20.1.2.0/24"], ["20.1.0.0/16"], 3],
    [["20.1.0.0/16"], ["20.2.0.0/24"], 3],
  ])("where %j is let in, %j lets in more unless each range was listed as it is", (before, after, code) => {
    expect(gate(shownPlan([changed(rules(...before), rules(...after))]), "network")).toBe(code);
  });

  test("tags hide no change beside them, and are none themselves", () => {
    const tagged = (more: JsonObject, unknown: JsonObject = {}) =>
      gate(shownPlan([changed({ tags: { a: "1" } }, { tags: { a: "2" }, ...more }, { after_unknown: unknown }), grant("a")]));
    expect([tagged({}), tagged({}, { tags: true })]).toEqual([0, 0]);
    expect([tagged({ admin_enabled: true }), tagged({}, { admin_enabled: true })]).toEqual([3, 3]);
  });

  test("by a registry that somebody deleted, holders of its roles lose access, and gain it when it is created again", () => {
    const own = { name: "contoso", resource_group_name: "rg" };
    const plan = shownPlan([registry({}, { actions: ["create"], before: null, after: own, after_unknown: { id: true } }), role], {
      resource_drift: [registry({}, { actions: ["delete"], before: R, after: null })],
      ...grantedOn(own),
    });
    const { access, found } = reviewed(plan);
    expect([found.gained, found.lost, access.gained, access.lost].map(({ length }) => length)).toEqual([0, 1, 1, 0]);
    expect(folder.review(plan).out).not.toContain("by that nobody gains or loses access");
  });
});

test("a network that somebody opened by hand is opened", () => {
  const [open, closed] = [true, false].map((one) => ({ ...R, public_network_access_enabled: one }));
  const plan = shownPlan([registry(open)], { resource_drift: [registry(open, { actions: ["update"], before: closed })] });
  const { code, out } = folder.review(plan, "--fail-on", "network");
  expect(code).toBe(3);
  expect(out).toContain("Network:\n! outside of Terraform, registry contoso is open to every address, previously none");
});

test("a service principal that somebody enabled by hand gains, with its roles, its groups and its password", () => {
  const principal = (account_enabled: boolean) => ({
    ...{ object_id: BUILDER, client_id: SOMEBODY, display_name: "ci", account_enabled },
  });
  const [enabled, disabled] = [true, false].map((one) => object("azuread_service_principal", "one", principal(one)));
  const resource_drift = [updated("azuread_service_principal", principal(false), principal(true))];
  const member = object("azuread_group_member", "m", { group_object_id: KUBELET, member_object_id: BUILDER });
  for (const way of [grant("g", { principal_id: BUILDER }), member]) {
    expect(gate(shownPlan([registry(), way, enabled], { resource_drift }))).toBe(3);
  }
  const login = JSON.stringify({ auths: { "contoso.azurecr.io": { auth: base64(`${SOMEBODY}:password`) } } });
  const secret = created(
    "kubernetes_secret_v1",
    {
      ...{ type: "kubernetes.io/dockerconfigjson", metadata: [{ name: "s", namespace: "shop" }] },
      data: { ".dockerconfigjson": login },
    },
    { after_sensitive: { data: true } },
  );
  for (const way of [grant("g", { principal_id: BUILDER }, { actions: ["create"], before: null }), secret]) {
    expect([disabled, enabled].map((one) => gate(shownPlan([registry(), way, one])))).toEqual([0, 3]);
  }
});

test("who is a member of a new group is told where the group has a role", () => {
  const plan = shownPlan([
    registry(R),
    created("azuread_group", { display_name: "devs", members: [SOMEBODY], object_id: KUBELET, id: KUBELET }),
    created("azurerm_role_assignment", assigned()),
  ]);
  const gained = reviewed(plan).access.gained.map(({ address }: JsonObject) => address);
  expect(gained).toEqual(expect.arrayContaining(["azuread_group.one", "azurerm_role_assignment.one"]));
});

test("a write-only document is read from the configuration", () => {
  const values = { type: "kubernetes.io/dockerconfigjson", metadata: [{ name: "s", namespace: "shop" }], data_wo: null };
  const plan = shownPlan(
    [registry({ ...R, admin_enabled: true }), created("kubernetes_secret_v1", { ...values, data_wo_revision: 1 })],
    configured({
      "azurerm_container_registry.acr": { name: is("contoso") },
      "kubernetes_secret_v1.one": {
        type: is("kubernetes.io/dockerconfigjson"),
        data_wo: refers("azurerm_container_registry.acr.admin_password", "azurerm_container_registry.acr"),
      },
    }),
  );
  const { out } = folder.review(plan);
  expect(out).toContain("in contoso (admin account");
  expect(out).not.toContain("an unknown registry");
});

const containers = (values: JsonObject) => created("azurerm_container_group", { name: "g", ...values });

test.each<[what: string, change: JsonObject, isTold: boolean]>([
  [
    "a resource of azapi without a secret puts none into the state",
    azapi("Microsoft.Network/natGateways@2024-05-01", { body: { properties: { idleTimeoutInMinutes: 4 } } }),
    false,
  ],
  ["one of another type may", azapi("Microsoft.Cache/redis@2024-03-01", { body: {} }), true],
  ["a group of containers without passwords does not", containers({ container: [{ name: "c", volume: [] }] }), false],
  [
    "one with an environment that is secret does",
    containers({ container: [{ name: "c" }, { name: "d", secure_environment_variables: { a: "b" } }] }),
    true,
  ],
])("%s", (_what, change, isTold) => {
  expect(folder.review(shownPlan([change])).out.includes("ne secret enters")).toBe(isTold);
});

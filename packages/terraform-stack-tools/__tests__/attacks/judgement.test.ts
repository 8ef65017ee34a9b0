import type { JsonObject } from "../../src/stack/json";
import {
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

const FEDERATING = "/providers/Microsoft.Authorization/roleDefinitions/ef318e2a-8334-4a05-9e4a-295a196c6a6e";
const SOMEBODY = "99999999-0000-0000-0000-00000000000e";
const UAI = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/builder`;
const CONTROL = UAI.replace("builder", "control");
const R = { id: CONTOSO, name: "contoso", resource_group_name: "rg", admin_enabled: false };

const updated = (type: string, before: JsonObject, after: JsonObject) =>
  object(type, "one", after, { actions: ["update"], before });
const push = [
  registry(R),
  object("azurerm_user_assigned_identity", "builder", { id: UAI, name: "builder", principal_id: BUILDER }),
  grant("push", { principal_id: BUILDER, role_definition_name: "AcrPush" }),
];
const base64 = (text: string) => Buffer.from(text).toString("base64");
const gate = (plan: JsonObject) => folder.review(plan, "--fail-on", "gain");

describe("what gives access stops", () => {
  const group = (more: JsonObject) => ({
    object_id: BUILDER,
    id: BUILDER,
    display_name: "devs",
    security_enabled: true,
    members: [],
    ...more,
  });
  const docker = JSON.stringify({ auths: { "contoso.azurecr.io": { auth: base64("contoso:password") } } });
  const own = [
    { actions: ["Microsoft.ManagedIdentity/userAssignedIdentities/*"], not_actions: [], data_actions: [], not_data_actions: [] },
  ];

  test.each<[string, readonly JsonObject[]]>([
    [
      "Contributor on an identity that may push",
      [...push, created("azurerm_role_assignment", { scope: UAI, principal_id: SOMEBODY, role_definition_name: "Contributor" })],
    ],
    [
      "Managed Identity Contributor on the resource group of such an identity",
      [
        ...push,
        created("azurerm_role_assignment", {
          scope: RESOURCE_GROUP,
          principal_id: SOMEBODY,
          role_definition_name: "Managed Identity Contributor",
        }),
      ],
    ],
    [
      "a custom role that does the same",
      [...push, created("azurerm_role_definition", { name: "own", scope: RESOURCE_GROUP, permissions: own })],
    ],
    [
      "a group that everybody may join",
      [...push, updated("azuread_group", group({ visibility: "Private" }), group({ visibility: "Public" }))],
    ],
    [
      "a policy by which API Management acts with its identity",
      [
        created("azurerm_api_management_api_policy", {
          api_management_name: "apim",
          xml_content:
            '<policies><inbound><authentication-managed-identity resource="https://management.azure.com/"/></inbound></policies>',
        }),
      ],
    ],
    [
      "a password of a registry in a body that is JSON",
      [
        registry(R),
        created("azapi_resource", {
          type: "Microsoft.App/containerApps@2024-03-01",
          name: "a",
          parent_id: RESOURCE_GROUP,
          body: JSON.stringify({
            properties: {
              configuration: { registries: [{ server: "contoso.azurecr.io", username: "contoso", passwordSecretRef: "p" }] },
            },
          }),
        }),
      ],
    ],
    [
      "a federated credential of an identity that exists already, by a role on it alone",
      [created("azurerm_role_assignment", { scope: UAI, principal_id: SOMEBODY, role_definition_id: FEDERATING })],
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
    ...["data", "data_wo", "binary_data"].map((name): [string, JsonObject[]] => [
      `a document for Docker in ${name} of a secret`,
      [
        created("kubernetes_secret_v1_data", {
          metadata: [{ name: "kaniko" }],
          data: { other: "x" },
          [name]: { "config.json": name === "binary_data" ? base64(docker) : docker },
        }),
      ],
    ]),
    [
      "a document for Docker in a manifest",
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
  ])("%s", (_what, changes) => {
    expect(gate(shownPlan(changes)).code).toBe(3);
  });
});

test("who is a member of a new group is told where the group has a role", () => {
  const plan = shownPlan([
    registry(R),
    created("azuread_group", { display_name: "devs", members: [SOMEBODY], object_id: KUBELET, id: KUBELET }),
    created("azurerm_role_assignment", { scope: CONTOSO, principal_id: KUBELET, role_definition_name: "AcrPull" }),
  ]);
  const [{ access }] = JSON.parse(folder.review(plan, "--format", "json").out).stacks;
  const gained = access.gained.map(({ address }: JsonObject) => address);
  expect(gained).toEqual(expect.arrayContaining(["azuread_group.one", "azurerm_role_assignment.one"]));
});

describe("what is ordinary passes", () => {
  const cluster = refers("azurerm_user_assigned_identity.w.principal_id", "azurerm_user_assigned_identity.w");
  const identity = created(
    "azurerm_user_assigned_identity",
    { name: "w" },
    { after_unknown: { id: true, principal_id: true } },
    "w",
  );

  test.each(
    Object.entries<JsonObject>({
      "a new workload identity for storage alone": shownPlan(
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
        configured({
          "azurerm_user_assigned_identity.w": { name: is("w") },
          "azurerm_federated_identity_credential.one": {
            ...{ name: is("f"), issuer: is("https://oidc.example"), subject: is("system:serviceaccount:shop:app") },
            parent_id: refers("azurerm_user_assigned_identity.w.id", "azurerm_user_assigned_identity.w"),
          },
          "azurerm_role_assignment.one": { principal_id: cluster, role_definition_name: is("Storage Blob Data Reader") },
        }),
      ),
      "a new group of readers of something else": shownPlan(
        [
          created(
            "azuread_group",
            { display_name: "readers", security_enabled: true, members: [SOMEBODY] },
            { after_unknown: { object_id: true } },
          ),
        ],
        configured({ "azuread_group.one": { display_name: is("readers"), members: is([SOMEBODY]) } }),
      ),
      "the role of Prometheus and of metrics-server": shownPlan([
        created("kubernetes_cluster_role_v1", {
          metadata: [{ name: "metrics" }],
          rule: [
            {
              api_groups: [""],
              resources: ["nodes", "nodes/metrics", "services", "endpoints", "pods"],
              verbs: ["get", "list", "watch"],
            },
          ],
        }),
      ]),
      "the role by which the control plane of a cluster gives its nodes their identity, which may push": shownPlan([
        ...push,
        object("azurerm_user_assigned_identity", "control", { id: CONTROL, name: "control", principal_id: KUBELET }),
        object("azurerm_kubernetes_cluster", "one", {
          ...{ name: "c", identity: [{ type: "UserAssigned", identity_ids: [CONTROL] }] },
          kubelet_identity: [{ user_assigned_identity_id: UAI, object_id: BUILDER }],
        }),
        created("azurerm_role_assignment", {
          ...{ scope: UAI, principal_id: KUBELET, role_definition_name: "Managed Identity Operator" },
        }),
      ]),
      "a new cluster with its own identity, of a plan that was shown without its configuration": shownPlan([
        created(
          "azurerm_kubernetes_cluster",
          { name: "c", identity: [{ type: "SystemAssigned", identity_ids: [] }] },
          { after_unknown: { kubelet_identity: true } },
        ),
      ]),
      "reading an identity": shownPlan([
        created("azurerm_role_assignment", { scope: UAI, principal_id: SOMEBODY, role_definition_name: "Reader" }),
      ]),
      "a login of a public registry, and settings of an app": shownPlan([
        created("kubernetes_config_map_v1", {
          metadata: [{ name: "app" }],
          data: {
            "config.json": JSON.stringify({ auths: { "https://index.docker.io/v1/": {} } }),
            "app.json": '{"a":1}',
            b: "x",
          },
        }),
      ]),
      "a new app that pulls with a new identity": shownPlan(
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
        configured({
          "azurerm_user_assigned_identity.w": { name: is("w") },
          "azurerm_container_group.one": {
            identity: [{ type: is("UserAssigned"), identity_ids: refers("azurerm_user_assigned_identity.w.id") }],
            image_registry_credential: [
              { server: is("contoso.azurecr.io"), user_assigned_identity_id: refers("azurerm_user_assigned_identity.w.id") },
            ],
          },
        }),
      ),
    }),
  )("%s", (_what, plan) => {
    expect(gate(plan)).toMatchObject({ code: 0, error: "" });
  });

  const group = (values: JsonObject) => shownPlan([created("azurerm_container_group", { name: "g", ...values })]);

  test.each<[string, JsonObject, boolean]>([
    [
      "a resource of azapi without a secret puts none into the state",
      shownPlan([
        created("azapi_resource", {
          ...{ type: "Microsoft.Network/natGateways@2024-05-01", name: "n", parent_id: RESOURCE_GROUP },
          body: { properties: { idleTimeoutInMinutes: 4 } },
        }),
      ]),
      false,
    ],
    [
      "one of another type may",
      shownPlan([created("azapi_resource", { type: "Microsoft.Cache/redis@2024-03-01", name: "n", body: {} })]),
      true,
    ],
    ["a group of containers without passwords does not", group({ container: [{ name: "c", volume: [] }] }), false],
    [
      "one with an environment that is secret does",
      group({ container: [{ name: "c" }, { name: "d", secure_environment_variables: { a: "b" } }] }),
      true,
    ],
  ])("%s", (_what, plan, words) => {
    expect(folder.review(plan).out.includes("ne secret enters")).toBe(words);
  });
});

import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { BUILDER, CONTOSO, grant, object, RESOURCE_GROUP, ReviewFolder, registry, shownPlan } from "../support/shown-plans";

const folder = new ReviewFolder();
afterAll(() => folder.remove());

const SOMEBODY = "99999999-0000-0000-0000-00000000000e";
const UAI = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/builder`;
const R = { id: CONTOSO, name: "contoso", resource_group_name: "rg", admin_enabled: false };

const created = (type: string, values: JsonObject, change: JsonObject = {}, name = "one") =>
  object(type, name, values, { actions: ["create"], before: null, ...change });
const updated = (type: string, before: JsonObject, after: JsonObject) =>
  object(type, "one", after, { actions: ["update"], before });
const refers = (...references: string[]): JsonObject => ({ references });
const is = (constant_value: Json): JsonObject => ({ constant_value });
const configured = (resources: Readonly<Record<string, JsonObject>>): JsonObject => ({
  configuration: {
    root_module: {
      resources: Object.entries(resources).map(([address, expressions]) => {
        const [type, name] = address.split(".");
        return { address, mode: "managed", type, name, provider_config_key: type.split("_")[0], expressions };
      }),
    },
  },
});
const gate = (plan: JsonObject) => folder.review(plan, "--fail-on", "gain");

describe("what gives access stops", () => {
  const push = [
    registry(R),
    object("azurerm_user_assigned_identity", "builder", { id: UAI, name: "builder", principal_id: BUILDER }),
    grant("push", { principal_id: BUILDER, role_definition_name: "AcrPush" }),
  ];
  const group = (more: JsonObject) => ({
    object_id: BUILDER,
    id: BUILDER,
    display_name: "devs",
    security_enabled: true,
    members: [],
    ...more,
  });
  const docker = JSON.stringify({
    auths: { "contoso.azurecr.io": { auth: Buffer.from("contoso:password").toString("base64") } },
  });
  const own = [
    { actions: ["Microsoft.ManagedIdentity/userAssignedIdentities/*"], not_actions: [], data_actions: [], not_data_actions: [] },
  ];

  test.each<[string, readonly JsonObject[]]>([
    ...["Managed Identity Contributor", "Managed Identity Operator", "Contributor"].map(
      (role_definition_name): [string, JsonObject[]] => [
        `${role_definition_name} on an identity that may push`,
        [...push, created("azurerm_role_assignment", { scope: UAI, principal_id: SOMEBODY, role_definition_name })],
      ],
    ),
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
      "a group that administrators of a unit change",
      [...push, updated("azuread_group", group({ administrative_unit_ids: [] }), group({ administrative_unit_ids: [SOMEBODY] }))],
    ],
    [
      "a service principal that is enabled",
      [
        ...push,
        updated(
          "azuread_service_principal",
          { object_id: BUILDER, account_enabled: false },
          { object_id: BUILDER, account_enabled: true },
        ),
      ],
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
      "a command in a machine that exists already",
      [
        created("azurerm_virtual_machine_run_command", {
          virtual_machine_id: `${RESOURCE_GROUP}/providers/Microsoft.Compute/virtualMachines/privileged`,
          source: [{ script: "az login --identity" }],
        }),
      ],
    ],
    [
      "the same by azapi",
      [
        created("azapi_resource", {
          type: "Microsoft.Compute/virtualMachines/runCommands@2024-07-01",
          parent_id: `${RESOURCE_GROUP}/providers/Microsoft.Compute/virtualMachines/privileged`,
          body: { properties: { source: { script: "az login --identity" } } },
        }),
      ],
    ],
    [
      "the same by an extension",
      [
        created("azurerm_virtual_machine_extension", {
          virtual_machine_id: `${RESOURCE_GROUP}/providers/Microsoft.Compute/virtualMachines/privileged`,
          type: "CustomScript",
          settings: '{"commandToExecute":"az login --identity"}',
        }),
      ],
    ],
    [
      "a document for Docker in an opaque secret",
      [
        registry(R),
        created(
          "kubernetes_secret_v1",
          { type: "Opaque", metadata: [{ name: "kaniko", namespace: "ci" }], data: { "config.json": docker } },
          { after_sensitive: { data: true } },
        ),
      ],
    ],
    [
      "the same in a config map",
      [
        registry(R),
        created("kubernetes_config_map_v1", { metadata: [{ name: "kaniko", namespace: "ci" }], data: { "config.json": docker } }),
      ],
    ],
    [
      "administrators of a cluster by aws-auth",
      [
        created("kubernetes_config_map_v1_data", {
          metadata: [{ name: "aws-auth", namespace: "kube-system" }],
          data: { mapRoles: "- rolearn: x\n  groups: [system:masters]" },
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
      "an identity that a group of containers pulls with",
      [
        registry(R),
        created("azurerm_container_group", {
          name: "g",
          image_registry_credential: [{ server: "contoso.azurecr.io", user_assigned_identity_id: UAI }],
        }),
      ],
    ],
    [
      "an identity that exists already as a credential of Data Factory",
      [created("azurerm_data_factory_credential_user_managed_identity", { name: "c", identity_id: UAI })],
    ],
    [
      "a service account with the client id of an identity that exists already",
      [
        created("kubernetes_service_account_v1", {
          metadata: [{ name: "builder", namespace: "ci", annotations: { "azure.workload.identity/client-id": SOMEBODY } }],
        }),
      ],
    ],
    [
      "a job with a service account that exists already",
      [
        created("kubernetes_job_v1", {
          metadata: [{ name: "j", namespace: "kube-system" }],
          spec: [
            {
              template: [{ spec: [{ service_account_name: "clusterrole-aggregation-controller", container: [{ image: "x" }] }] }],
            },
          ],
        }),
      ],
    ],
  ])("%s", (_what, changes) => {
    expect(gate(shownPlan(changes)).code).toBe(3);
  });
});

describe("what is ordinary passes", () => {
  const cluster = refers("azurerm_user_assigned_identity.w.principal_id", "azurerm_user_assigned_identity.w");
  const identity = created(
    "azurerm_user_assigned_identity",
    { name: "w" },
    { after_unknown: { id: true, principal_id: true } },
    "w",
  );

  test.each<[string, JsonObject]>([
    [
      "a new AKS cluster, whose kubelet identity is known after the apply",
      shownPlan(
        [
          created(
            "azurerm_kubernetes_cluster",
            { name: "c", identity: [{ type: "SystemAssigned", identity_ids: null }] },
            {
              after_unknown: { id: true, identity: [{ principal_id: true, tenant_id: true }], kubelet_identity: true },
            },
          ),
        ],
        configured({ "azurerm_kubernetes_cluster.one": { name: is("c"), identity: [{ type: is("SystemAssigned") }] } }),
      ),
    ],
    [
      "a new workload identity for storage alone",
      shownPlan(
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
    ],
    [
      "a new group of readers of something else",
      shownPlan(
        [
          created(
            "azuread_group",
            { display_name: "readers", security_enabled: true, members: [SOMEBODY] },
            { after_unknown: { object_id: true } },
          ),
        ],
        configured({ "azuread_group.one": { display_name: is("readers"), members: is([SOMEBODY]) } }),
      ),
    ],
    [
      "the role of Prometheus and of metrics-server",
      shownPlan([
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
    ],
    [
      "another description of a policy assignment that keeps its identity",
      shownPlan([
        updated(
          "azurerm_resource_group_policy_assignment",
          { name: "p", description: "a", identity: [{ type: "SystemAssigned" }] },
          { name: "p", description: "b", identity: [{ type: "SystemAssigned" }] },
        ),
      ]),
    ],
  ])("%s", (_what, plan) => {
    expect(gate(plan)).toMatchObject({ code: 0, error: "" });
  });

  test("a resource of azapi without a secret puts none into the state", () => {
    const body = { properties: { idleTimeoutInMinutes: 4 } };
    const plan = shownPlan([
      created("azapi_resource", { type: "Microsoft.Network/natGateways@2024-05-01", name: "n", parent_id: RESOURCE_GROUP, body }),
    ]);
    expect(folder.review(plan).out).toContain("no secret enters the state");
  });
});

import azapiSchemas from "../../src/knowledge/catalogue/data/azapi-schemas.json";
import providers from "../../src/knowledge/catalogue/data/provider-schemas.json";

import lines from "../../src/knowledge/judgement/judged.json";
import { unjudged, unjudgedProvisioner } from "../../src/knowledge/judgement/judgement";
import { type Given, lineFor } from "../../src/knowledge/judgement/kinds";
import type { Json, JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { manifest, ORDINARY } from "../support/ordinary-resources";

/** A resource, or a data source, that is written out. */
function given(type: string, body: JsonObject = {}): Given {
  const [name, section = "resource"] = type.split(".").reverse();
  const [block] = readStack({ [section]: { [name]: { one: body } } }).blocks;
  return { block, values: body };
}

const kindOf = (type: string, body?: JsonObject, around?: Partial<Given>) => unjudged({ ...given(type, body), ...around })?.kind;

/** A resource of the kind of a line. */
function example(kind: string): Given {
  const [type, what = ""] = kind.split(" ");
  if (type !== "kubernetes_manifest") {
    return given(type, what === "" ? {} : { type: what });
  }
  const [name, group] = what.split("/").reverse();
  return given(type, manifest(group === undefined ? "v1" : `${group}/v1`, name));
}

describe("the table", () => {
  test("is in order, and has no kind twice", () => {
    const kinds = lines.map(({ kind }) => kind);
    expect(kinds).toEqual([...kinds].sort());
    expect(new Set(kinds.map((kind) => kind.toLowerCase())).size).toBe(kinds.length);
  });

  test("has of each kind a verdict, a reason, a page and its date", () => {
    const wrong = lines.filter(
      ({ kind, verdict, reason, source, date }) =>
        !/^(data\.|ephemeral\.)?[a-z\d_]+\*?( [\w./-]+\*?)?$/.test(kind) ||
        !["derived", "harmless", "not judged"].includes(verdict) ||
        !/^[a-zA-Z].{6}.*[^.]$/.test(reason) ||
        !/^[\w./ -]+: \S.*\S$/.test(source) ||
        !/^20\d\d-[01]\d-[0-3]\d$/.test(date),
    );
    expect(wrong).toEqual([]);
  });

  test("says of each kind what its line says, by a rule that there is", () => {
    expect(lines.filter((line) => "unless" in line).length).toBeGreaterThan(30);
    for (const { kind, verdict, reason } of lines.filter((one) => !/^azapi_resource_action|\*$/.test(one.kind))) {
      const found = unjudged(example(kind));
      if (verdict === "not judged") {
        expect(found).toEqual({ kind, reason });
      }
    }
  });

  /** These are judged by what is in them. */
  const isGeneral = (type: string) => type === "kubernetes_manifest" || /^azapi_.*resource(_action)?$/.test(type);
  const RESOURCES = Object.keys({ ...azapiSchemas.types, ...providers.types }).filter((type) => !type.includes("."));

  test("has a line for each resource of azurerm, azuread, azapi, Kubernetes and time", () => {
    expect(RESOURCES.length).toBeGreaterThan(1_290);
    expect(RESOURCES.filter((type) => lineFor(type) === undefined && !isGeneral(type))).toEqual([]);
  });

  test("has no line of azurerm, azuread or Kubernetes that no resource needs", () => {
    const used = new Set(RESOURCES.map((type) => lineFor(type)));
    const ofTypes = lines.filter(({ kind }) => /^(azurerm|azuread|kubernetes)_[\w*]+$/.test(kind));
    const others = ofTypes.filter(({ kind }) => ![...used].some((line) => line?.kind === kind));
    // Providers have renamed these.
    expect(others.map(({ kind }) => kind)).toEqual(["azurerm_template_deployment", "kubernetes_secret_data"]);
  });

  test("prefers the type itself to its family, and a smaller family to a larger one", () => {
    expect(lineFor("azurerm_automation_schedule")?.kind).toBe("azurerm_automation_schedule");
    expect(lineFor("azurerm_automation_variable_int")?.kind).toBe("azurerm_automation_variable_*");
    expect(lineFor("azurerm_automation_runbook")?.kind).toBe("azurerm_automation_*");
    expect(lineFor("AZAPI_RESOURCE microsoft.storage/StorageAccounts")?.kind).toBe("azapi_resource Microsoft.Storage/*");
  });
});

test.each(ORDINARY)("an ordinary plan has nothing that is not judged: %s", (_name, plan) => {
  expect(plan.flatMap(([type, body]) => unjudged(given(type, body)) ?? [])).toEqual([]);
});

const IDENTITY = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller";
const OWN = "${azurerm_user_assigned_identity.a.id}";
const registry = "Microsoft.ContainerRegistry/registries";
const cluster = "Microsoft.ContainerService/managedClusters";
const machine = "Microsoft.Compute/virtualMachines";
const scoped = "Microsoft.Storage/storageAccounts/providers/roleAssignments";
const ROLES = "rbac.authorization.k8s.io/v1";
const DOCKER = { type: "kubernetes.io/dockercfg" };
const ME = "${data.azuread_client_config.me.object_id}";
const PASSWORD = "${azurerm_container_registry.a.admin_password}";

const azapi = (type: string, body?: Json): JsonObject => ({
  type: `${type}@2026-01-01`,
  ...(body === undefined ? {} : { body }),
});
const action = (type: string, path: string): JsonObject => ({ ...azapi(type), action: path });
const carrying = (identities: Json): JsonObject => ({ identity: { userAssignedIdentities: identities } });
const rule = (api_groups: string[], resources: string[], verbs: string[]): JsonObject => ({
  rule: [{ api_groups, resources, verbs }],
});
const login = (server: string): JsonObject => ({ server, user_name: "u", username: "u", password: "p" });
const binding = (kind: string, name: string): JsonObject => ({
  metadata: [{ namespace: "shop" }],
  role_ref: [{ kind, name }],
  subject: [{ kind: "Group", name: "team" }],
});
const use = rule(["cid.wi.aks.azure.com"], ["${azurerm_user_assigned_identity.a.client_id}"], ["use-managed-identity"]);
const vaultFor = (secret_permissions: Json): JsonObject => ({ access_policy: [{ object_id: "1", secret_permissions }] });

type Row = readonly [kind: string, body: JsonObject];

/** What may give access, by what is in it. The type is the beginning of the kind. */
const NOT_JUDGED: readonly Row[] = [
  // Azure.
  ["azurerm_subscription_policy_assignment", { identity: [{ type: "SystemAssigned" }] }],
  ["azuread_application_password", { application_id: "/applications/1" }],
  ["azuread_application_password", { application_id: "${local.x}" }],
  ["azuread_application_password", { application_id: "${azuread_application.a.id}/${var.x}" }],
  ["azuread_application_password", { application_id: "${data.azuread_application.a.id}" }],
  ["azuread_application_password", {}],
  ["azurerm_batch_pool", { container_configuration: [{ container_registries: [login("acr.azurecr.io")] }] }],
  ["azurerm_container_group", { image_registry_credential: [login("acr.azurecr.io")] }],
  ["azurerm_linux_web_app", { app_settings: { DOCKER_REGISTRY_SERVER_PASSWORD: "p" } }],
  ["azurerm_container_registry_cache_rule", { source_repo: "other.azurecr.io/team/app" }],
  ["azurerm_key_vault_access_policy", { object_id: "1", secret_permissions: ["Get"] }],
  ["azurerm_linux_virtual_machine", { identity: [{ identity_ids: [IDENTITY] }] }],
  [
    "azurerm_kubernetes_cluster",
    { kubelet_identity: [{ user_assigned_identity_id: "${data.azurerm_user_assigned_identity.a.id}" }] },
  ],
  [
    "azurerm_container_group",
    { image_registry_credential: [{ server: "acr.azurecr.io", user_assigned_identity_id: "${var.identity}" }] },
  ],
  ["azurerm_key_vault_secret", { value: PASSWORD }],
  ["azurerm_key_vault_secret", { value: "${azurerm_container_registry_token_password.team.password1[0].value}" }],
  ["aws_secretsmanager_secret_version", { secret_string: "x${module.acr.azuread_service_principal_password.puller.value}" }],
  // Microsoft Entra ID.
  ["azuread_application", { owners: ["11111111-2222-3333-4444-555555555555"] }],
  ["azuread_service_principal", { owners: [ME, "${azuread_user.a.object_id}"] }],
  ["azuread_group_without_members", { owners: ["${data.azuread_user.me.object_id}"] }],
  ["azuread_group", { dynamic_membership: [{ enabled: true, rule: "user.department -eq 'x'" }] }],
  // Azure's own API.
  [`azapi_resource_action ${registry}/listCredentials`, action(registry, "listCredentials")],
  [
    "azapi_resource_action Microsoft.Storage/storageAccounts/providers/Microsoft.Authorization/roleAssignments/1",
    action("Microsoft.Storage/storageAccounts", "providers/Microsoft.Authorization/roleAssignments/1"),
  ],
  [`azapi_resource ${scoped}`, azapi(scoped)],
  [`azapi_resource_action ${machine}`, { ...azapi(machine), method: "PATCH" }],
  [`azapi_update_resource ${machine}`, azapi(machine, carrying({ [IDENTITY]: {} }))],
  [`azapi_resource ${machine}`, azapi(machine, { properties: { identity: OWN } })],
  [`azapi_resource ${machine}`, azapi(machine, { identity: "${var.identity}" })],
  [`azapi_resource ${machine}`, azapi(machine, "${jsonencode(local.body)}")],
  [`azapi_resource ${machine}`, { ...azapi(machine, {}), sensitive_body_version: { "identity.type": "1" } }],
  ["azapi_resource Microsoft.ManagedIdentity/userAssignedIdentities", azapi("Microsoft.ManagedIdentity/userAssignedIdentities")],
  [`azapi_resource ${cluster}`, azapi(cluster, { properties: { identityProfile: { kubeletidentity: {} } } })],
  [`azapi_resource ${cluster}`, azapi(cluster, { properties: { agentPoolProfiles: [{ identity: IDENTITY }] } })],
  [`azapi_resource ${cluster}`, azapi(cluster, { properties: "${var.x}" })],
  [
    "azapi_resource Microsoft.ContainerInstance/containerGroups",
    azapi("Microsoft.ContainerInstance/containerGroups", { properties: { imageRegistryCredentials: [login("acr.azurecr.io")] } }),
  ],
  [
    "azapi_resource Microsoft.Web/sites",
    azapi("Microsoft.Web/sites", { properties: { appSettings: [{ name: "DOCKER_REGISTRY_SERVER_PASSWORD", value: "p" }] } }),
  ],
  ...["other.azurecr.io/*", "docker.io.evil.example/x", "pkg.dev/a", "${var.source}", ""].map((sourceRepository): Row => {
    const kind = `${registry}/cacheRules`;
    return [`azapi_resource ${kind}`, azapi(kind, { properties: { sourceRepository } })];
  }),
  // Requests.
  ["data.http", { url: "https://example.com", method: "POST" }],
  ["data.http", { url: "https://example.com", request_body: "x" }],
  ["data.http", {}],
  ["data.http", { url: "https://example.com/${azurerm_storage_account.a.primary_access_key}" }],
  // Kubernetes.
  ["kubernetes_config_map_v1", { metadata: { name: "aws-auth" } }],
  ["kubernetes_secret_v1", { type: "Opaque", data: { a: '{"auths":{"acr.azurecr.io":{}}}' } }],
  ["kubernetes_secret_v1", { type: "${var.type}", data: "${var.data}" }],
  ["kubernetes_secret_v1", { type: "kubernetes.io/service-account-token" }],
  ["kubernetes_secret_v1", { ...DOCKER, metadata: [{ annotations: { "reflector/allowed": "true" } }] }],
  ["kubernetes_secret_v1", { type: "Opaque", data: { p: PASSWORD } }],
  ["kubernetes_secret_v1_data", { data: "${var.data}" }],
  ["kubernetes_secret_v1_data", {}],
  ["kubernetes_secret_v1_data", { data: { ".dockerconfigjson": "x" } }],
  ["kubernetes_annotations", { api_version: "v1", kind: "Secret" }],
  ["kubernetes_labels", { api_version: ROLES, kind: "ClusterRole" }],
  ["kubernetes_annotations", { api_version: "example.com/v1", kind: "Widget" }],
  ["kubernetes_service_account_v1", { metadata: { annotations: { "azure.workload.identity/client-id": "${var.client}" } } }],
  ["kubernetes_cluster_role_v1", { metadata: [{ name: "use-1-2-3" }], ...use }],
  ["kubernetes_cluster_role_v1", { rule: [[]] }],
  ["kubernetes_cluster_role_v1", { rule: [{ api_groups: [""], resources: ["pods"], verbs: "${var.x}" }] }],
  ["kubernetes_cluster_role_v1", { aggregation_rule: [{ cluster_role_selectors: [] }] }],
  ["kubernetes_cluster_role_v1", { metadata: [{ labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" } }] }],
  ...["edit", "cluster-admin", "system:node", "mine", "${var.role}"].map((name): Row => {
    return ["kubernetes_cluster_role_binding_v1", binding("ClusterRole", name)];
  }),
  ["kubernetes_role_binding_v1", binding("Role", "view")],
];

test.each(NOT_JUDGED)("%s is not judged: %j", (kind, body) => {
  const [type] = kind.split(" ");
  expect(unjudged(given(type, body))).toEqual({ kind, reason: expect.stringMatching(/^[a-zA-Z].{8}.*[^.]$/) });
});

test.each<Row>([
  ["azuread_application_password", { application_id: "${azuread_application.a.id}" }],
  ["azuread_application_password", { application_id: "${module.a.azuread_application.a.id}" }],
  ["azuread_application", { owners: ["${data.azurerm_client_config.me.object_id}"] }],
  ["azurerm_key_vault_secret", { value: "${azurerm_container_registry.acr.login_server}" }],
  ["kubernetes_secret_v1", { type: "kubernetes.io/dockerconfigjson", data: { ".dockerconfigjson": PASSWORD } }],
  ["azurerm_key_vault", { access_policy: [] }],
  ["azurerm_key_vault", vaultFor([])],
  ["azurerm_linux_virtual_machine", { identity: [{ type: "SystemAssigned", identity_ids: [] }] }],
  ["azurerm_resource_policy_assignment", { identity: [] }],
  ["azurerm_kubernetes_cluster", { azure_active_directory_role_based_access_control: [{ admin_group_object_ids: ["a"] }] }],
  ["azapi_resource_action", { ...action(registry, "listCredentials"), method: "GET" }],
  ["azapi_resource_action", action(machine, "restart")],
  ["azapi_resource", azapi(machine, carrying({ [OWN]: {} }))],
  ["azapi_resource", azapi(machine, { identity: { type: "SystemAssigned" } })],
  ["azapi_resource", azapi(machine, carrying([]))],
  [
    "azapi_resource",
    azapi("Microsoft.ContainerInstance/containerGroups", { ...carrying({ [OWN]: {} }), properties: { acrIdentity: OWN } }),
  ],
  ["azapi_resource", azapi(machine, '{"properties":{}}')],
  ["azapi_resource", azapi(registry, { properties: { adminUserEnabled: true } })],
  [
    "azapi_resource",
    azapi("Microsoft.App/containerApps", { properties: { registries: [{ server: "docker.io", passwordSecretRef: "p" }] } }),
  ],
  ["azapi_resource", azapi(cluster, { ...carrying({ [IDENTITY]: {} }), properties: { networkProfile: {} } })],
  ["azapi_resource", azapi(`${registry}/cacheRules`, { properties: { sourceRepository: "docker.io/library/nginx" } })],
  ["azapi_resource", azapi(`${registry}/cacheRules`, { properties: { sourceRepository: "europe-docker.pkg.dev/a/b" } })],
  ["data.azurerm_key_vault_secret", {}],
  ["data.github_repository", {}],
  ["data.http", { url: "https://example.com" }],
  ["kubernetes_role_v1", { rule: [] }],
  ["kubernetes_cluster_role_v1", rule(["", "apps"], ["pods", "services", "nodes"], ["get", "list", "watch"])],
  ["kubernetes_cluster_role_v1", rule(["authentication.k8s.io"], ["tokenreviews"], ["create"])],
  ["kubernetes_cluster_role_v1", { rule: [{ non_resource_urls: ["/metrics"], verbs: ["get"] }] }],
  ["kubernetes_cluster_role_v1", { metadata: [{ name: "use-${azurerm_user_assigned_identity.a.client_id}" }], ...use }],
  ["kubernetes_cluster_role_v1", rule([""], ["api://AKSIdentityBinding"], ["request-serviceaccounts-token-audience"])],
  ["kubernetes_cluster_role_binding_v1", binding("ClusterRole", "view")],
  ["kubernetes_cluster_role_binding_v1", binding("ClusterRole", "system:auth-delegator")],
])("%s is harmless: %j", (type, body) => {
  expect(unjudged(given(type, body))).toBeUndefined();
});

test.each<[string, string[], string[], string[]]>([
  ["reads secrets", [""], ["secrets"], ["get"]],
  ["reads everything", [""], ["*"], ["get"]],
  ["reads all groups", ["*"], ["pods"], ["list"]],
  ["may do everything", [""], ["pods"], ["*"]],
  ["creates pods", [""], ["pods"], ["create"]],
  ["creates workloads", ["apps"], ["deployments"], ["patch"]],
  ["runs something in pods", [""], ["pods/exec"], ["get"]],
  ["asks the kubelet", [""], ["nodes/proxy"], ["get"]],
  ["makes tokens", [""], ["serviceaccounts/token"], ["create"]],
  ["impersonates", [""], ["users"], ["impersonate"]],
  ["escalates", ["rbac.authorization.k8s.io"], ["roles"], ["escalate"]],
  ["binds", ["rbac.authorization.k8s.io"], ["clusterroles"], ["bind"]],
  ["reads kinds that nobody knows", ["example.com"], ["widgets"], ["get"]],
  ["uses an identity that exists", ["cid.wi.aks.azure.com"], ["1-2-3"], ["use-managed-identity"]],
])("a role of Kubernetes that %s is not judged, as a manifest neither", (_what, apiGroups, resources, verbs) => {
  expect(kindOf("kubernetes_cluster_role_v1", rule(apiGroups, resources, verbs))).toBe("kubernetes_cluster_role_v1");
  const written = manifest(ROLES, "ClusterRole", { rules: [{ apiGroups, resources, verbs }] });
  expect(kindOf("kubernetes_manifest", written)).toBe("kubernetes_manifest rbac.authorization.k8s.io/ClusterRole");
});

describe("a binding is as harmless as its role in the stack", () => {
  const role = (name: string, namespace: string, resource: string) =>
    given("kubernetes_role_v1", { metadata: [{ name, namespace }], ...rule([""], [resource], ["get"]) });
  const reader = role("reader", "shop", "pods");
  const hidden = given("kubernetes_role_v1", { metadata: [{ name: "reader", namespace: "shop" }], rule: [] });
  const elsewhere = { ...reader.block, provider: { name: "kubernetes", alias: "edge" } };

  test.each<[string, boolean, Given[]]>([
    ["a role that reads pods", true, [reader]],
    ["none", false, []],
    ["one that reads secrets", false, [role("reader", "shop", "secrets")]],
    ["two of the name", false, [reader, role("reader", "shop", "secrets")]],
    ["one in another namespace", false, [role("reader", "other", "pods")]],
    ["one of another name", false, [role("other", "shop", "pods")]],
    ["one whose rules nobody knows", false, [{ ...hidden, values: {} }]],
    ["one in another cluster", false, [{ ...reader, block: elsewhere }]],
  ])("which is %s: %s", (_what, isHarmless, instances) => {
    const kind = kindOf("kubernetes_role_binding_v1", binding("Role", "reader"), { instances });
    expect(kind).toBe(isHarmless ? undefined : "kubernetes_role_binding_v1");
  });

  test("by a manifest, and by an address", () => {
    const written = given("kubernetes_manifest", manifest(ROLES, "Role", { rules: [] }));
    const named = given("kubernetes_manifest", manifest(ROLES, "RoleBinding", { roleRef: { kind: "Role", name: "one" } }));
    expect(unjudged({ ...named, instances: [written] })).toBeUndefined();
    const referring = binding("Role", "${kubernetes_role_v1.one.metadata[0].name}");
    expect(kindOf("kubernetes_role_binding_v1", referring, { instances: [reader] })).toBeUndefined();
  });
});

test.each(["data.azapi_resource_action", "ephemeral.azapi_resource_action"])("an action of %s is not judged", (type) => {
  expect(kindOf(type, action(registry, "listCredentials"))).toBe(`azapi_resource_action ${registry}/listCredentials`);
});

test.each([
  ["local-exec", "provisioner local-exec"],
  ["__proto__", "provisioner __proto__"],
  ["${x}\n", "provisioner"],
])("provisioner %j is not judged", (type, kind) => {
  expect(unjudgedProvisioner(type)).toEqual({ kind, reason: expect.stringMatching(/^[a-zA-Z].{8}.*[^.]$/) });
});

const OPEN_KIND = "kubernetes_manifest: its kind is not known";

test.each<[string, JsonObject, string]>([
  ["__proto__", {}, "__proto__: nothing is known of its provider"],
  ["constructor", {}, "constructor: nothing is known of its provider"],
  ["azurerm_next_thing", {}, "azurerm_next_thing: nothing is known of this type"],
  ["data.shell_script", {}, "data.shell_script: nothing is known of its provider"],
  ["${aws_x}", {}, "resource: its type is not known"],
  ["azapi_resource", { type: "Microsoft.Storage/${var.x}@1" }, "azapi_resource: nothing is known of this type"],
  ["azapi_resource", { type: "Microsoft.Storage/x\nsecret" }, "azapi_resource: nothing is known of this type"],
  ["azapi_update_resource", {}, "azapi_update_resource: nothing is known of this type"],
  [
    "azapi_resource_action",
    action("Microsoft.Web/sites", "${var.x}"),
    "azapi_resource_action Microsoft.Web/sites: nothing is known of this action",
  ],
  ["kubernetes_manifest", { manifest: { kind: "Pod" } }, OPEN_KIND],
  ["kubernetes_manifest", { manifest: { apiVersion: "v1" } }, OPEN_KIND],
  ["kubernetes_manifest", { manifest: "${yamldecode(x)}" }, OPEN_KIND],
  ["kubernetes_manifest", manifest("v1", "${var.kind}"), OPEN_KIND],
  ["kubernetes_manifest", manifest("v1", "List"), "kubernetes_manifest List: nothing is known of this kind"],
  ["kubernetes_manifest", manifest("a.b/v1", "Pod"), "kubernetes_manifest a.b/Pod: nothing is known of this kind"],
])("what is not known is not judged, and says so: %s with %j", (type, body, expected) => {
  const one = given(type === "${aws_x}" ? "aws_x" : type, body);
  const named = type === "${aws_x}" ? { ...one, block: { ...one.block, type, blockType: type } } : one;
  const { kind, reason } = unjudged(named) ?? {};
  expect(`${kind}: ${reason}`).toBe(expected);
});

test("a module that nobody has planned is not judged", () => {
  const [block] = readStack({ module: { one: { source: "./x" } } }).blocks;
  expect(unjudged({ block, values: {} })).toEqual({ kind: "module", reason: "its resources are not in the plan" });
});

/** In what is read of a plan, an empty list is written where nobody knows anything. */
test.each<[string, JsonObject, JsonObject?]>([
  ["azuread_application", { owners: [] }],
  ["azuread_application_password", { application_id: ["${azuread_application.a.id}", []] }],
  ["azurerm_resource_policy_assignment", { identity: [] }],
  ["azurerm_key_vault", { access_policy: [] }],
  ["azurerm_key_vault", vaultFor("${var.x}")],
  ["azurerm_key_vault", vaultFor([]), { access_policy: [{ object_id: "1" }] }],
  ["azurerm_linux_virtual_machine", { identity: [{ type: "UserAssigned", identity_ids: [] }] }, { identity: [{}] }],
  ["azurerm_kubernetes_cluster", { kubelet_identity: [] }],
  ["azurerm_container_registry_cache_rule", { source_repo: [] }],
  ["kubernetes_role_v1", { rule: [] }],
  ["kubernetes_role_v1", { metadata: [{ labels: [] }], rule: [] }, { rule: [] }],
  ["kubernetes_secret_v1", { ...DOCKER, metadata: [{ annotations: [] }] }, DOCKER],
  [`azapi_resource ${machine}`, azapi(machine, []), azapi(machine)],
  [`azapi_resource ${cluster}`, azapi(cluster, []), azapi(cluster)],
  [`azapi_resource ${registry}`, azapi(registry, []), azapi(registry)],
])("%s is not judged where an argument is not known", (kind, body, values = {}) => {
  const one = given(kind.split(" ")[0], body);
  expect(unjudged({ ...one, values })?.kind).toBe(kind);
  expect(unjudged({ ...one, values, before: {} })?.kind).toBe(kind);
});

describe("what stays as it was gives nothing, and what comes does:", () => {
  const size = { id: "/x", size: "large" };
  const identity = [{ type: "UserAssigned", identity_ids: [IDENTITY] }];
  const admins = (...ids: string[]): JsonObject => ({
    azure_active_directory_role_based_access_control: [{ admin_group_object_ids: ids }],
  });
  const built = { role_ref: [{ kind: "ClusterRole", name: "admin" }] };
  const copied = { ...DOCKER, metadata: [{ annotations: { "reflector/allowed": "true" } }] };
  const container = { registry: [login("acr.azurecr.io")] };
  const profile = azapi(cluster, { properties: { addonProfiles: {} } });
  const part = { rule: [], metadata: [{ labels: { "rbac.authorization.k8s.io/aggregate-to-edit": "true" } }] };

  test.each<[string, JsonObject, JsonObject, JsonObject?]>([
    ["azurerm_linux_virtual_machine", { ...size, identity: [] }, { ...size, identity }],
    ["azurerm_key_vault", { access_policy: [] }, vaultFor(["Get"])],
    ["kubernetes_role_binding_v1", { ...built, subject: [] }, { ...built, subject: [{ name: "x" }] }],
    ["azurerm_container_app", {}, container],
    ["kubernetes_role_v1", rule([""], ["pods"], ["get"]), rule([""], ["secrets"], ["get"])],
    ["kubernetes_cluster_role_v1", { rule: [], metadata: [{ labels: {} }] }, part],
    ["kubernetes_secret_v1", { ...copied, metadata: [{ annotations: null }] }, copied],
    [`azapi_resource ${cluster}`, azapi(cluster), profile],
    ["azurerm_kubernetes_cluster", admins("a"), admins("a", "b"), admins("a", "b", "c")],
  ])("%s", (kind, before, after, more = after) => {
    const [type] = kind.split(" ");
    expect(kindOf(type, after, { before })).toBe(kind);
    expect(kindOf(type, { ...after, tags: {} }, { before: { ...more, tags: { a: "b" } } })).toBeUndefined();
  });
});

test("a text of many letters takes no time", () => {
  // The time on processors, since a busy machine lets a test wait.
  const start = process.cpuUsage();
  for (const text of ["a".repeat(1_000_000), "v".repeat(1_000_000), "a/".repeat(500_000), "${".repeat(500_000)]) {
    expect(kindOf(text.replace(/\W/g, ""), {})).toBeDefined();
    expect(kindOf("azapi_resource", { type: text })).toBeDefined();
    expect(kindOf("kubernetes_manifest", { manifest: { apiVersion: text, kind: text } })).toBeDefined();
  }
  const { user, system } = process.cpuUsage(start);
  expect(user + system).toBeLessThan(2_000_000);
});

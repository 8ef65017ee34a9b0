import azapiSchemas from "../../src/knowledge/catalogue/data/azapi-schemas.json";
import providers from "../../src/knowledge/catalogue/data/provider-schemas.json";
import lines from "../../src/knowledge/judgement/judged.json";
import { unjudged, unjudgedProvisioner } from "../../src/knowledge/judgement/judgement";
import { type Around, type Given, lineFor } from "../../src/knowledge/judgement/rule";
import type { JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { manifest, ORDINARY } from "../support/ordinary-resources";

/** A resource, or a data source, that is written out. */
function given(type: string, body: JsonObject = {}): Given {
  const [name, section = "resource"] = type.split(".").reverse();
  const [block] = readStack({ [section]: { [name]: { one: body } } }).blocks;
  return { block, values: body };
}

const kindOf = (type: string, body?: JsonObject, around?: Around) => unjudged(given(type, body), around)?.kind;

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

  test("has a rule for each name that a line has in its place", () => {
    const named = lines.filter((line) => "unless" in line);
    expect(named.length).toBeGreaterThan(30);
    for (const { kind } of named) {
      expect(() => unjudged(example(kind))).not.toThrow();
    }
  });

  /** These are judged by what is in them. */
  const GENERAL = [
    "azapi_data_plane_resource",
    "azapi_resource",
    "azapi_resource_action",
    "azapi_update_resource",
    "kubernetes_manifest",
  ];

  const RESOURCES = Object.keys({ ...azapiSchemas.types, ...providers.types }).filter((type) => !type.includes("."));

  test("has a line for each resource of azurerm, azuread, azapi, Kubernetes and time", () => {
    expect(RESOURCES.length).toBeGreaterThan(1_290);
    expect(RESOURCES.filter((type) => lineFor(type) === undefined && !GENERAL.includes(type))).toEqual([]);
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

describe("ordinary plans have nothing that is not judged:", () => {
  test.each(ORDINARY)("%s", (_name, plan) => {
    expect(plan.length).toBeGreaterThanOrEqual(40);
    expect(plan.flatMap(([type, body]) => unjudged(given(type, body)) ?? [])).toEqual([]);
  });
});

const IDENTITY = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller";
const azapi = (type: string, more: JsonObject = {}): JsonObject => ({ type: `${type}@2026-01-01`, ...more });
const action = (type: string, path: string): JsonObject => azapi(type, { action: path });
const registry = "Microsoft.ContainerRegistry/registries";
const cluster = "Microsoft.ContainerService/managedClusters";
const ROLES = "rbac.authorization.k8s.io/v1";

describe("what may give access is not harmless:", () => {
  const REASON = /^[a-zA-Z].{8}.*[^.]$/;

  const TYPES = `
    kubernetes_mutating_webhook_configuration_v1 kubernetes_validating_webhook_configuration_v1
    kubernetes_certificate_signing_request_v1 kubernetes_token_request_v1 kubernetes_api_service_v1 helm_release
    kubectl_manifest kustomization_resource azurerm_kubernetes_flux_configuration azurerm_arc_kubernetes_flux_configuration
    azurerm_kubernetes_cluster_extension azurerm_kubernetes_cluster_trusted_access_role_binding
    azurerm_kubernetes_fleet_member azurerm_data_protection_backup_instance_kubernetes_cluster
    azurerm_resource_group_template_deployment azurerm_template_deployment azurerm_blueprint_assignment
    azurerm_managed_application azurerm_resource_deployment_script_azure_cli azurerm_management_group_policy_remediation
    azurerm_policy_set_definition azurerm_policy_definition azurerm_lighthouse_definition azurerm_management_group_subscription_association azurerm_role_management_policy
    azurerm_automation_runbook azurerm_automation_webhook azurerm_api_connection azurerm_app_service_connection
    azurerm_dev_center_project_environment_type data.external docker_container aws_eks_access_policy_association
    azuread_application_owner azuread_application_certificate azuread_service_principal_certificate
    azuread_access_package_assignment_policy azuread_access_package_resource_package_association
    azuread_custom_directory_role azuread_directory_role_assignment azuread_directory_role_member azuread_app_role_assignment
    azuread_service_principal_delegated_permission_grant azuread_administrative_unit_role_member
    azuread_group_role_management_policy azuread_user azurerm_container_connected_registry azurerm_container_registry_task
    azurerm_container_registry_task_schedule_run_now azuredevops_serviceendpoint_azurecr github_actions_secret
    gitlab_project_variable tfe_variable vault_azure_secret_backend_role`;
  const KINDS = `
    kubernetes_manifest acrpull.microsoft.com/AcrPullBinding, kubernetes_manifest kyverno.io/ClusterPolicy,
    kubernetes_manifest secrets.hashicorp.com/VaultStaticSecret, kubernetes_manifest helm.cattle.io/HelmChart,
    kubernetes_manifest addons.cluster.x-k8s.io/ClusterResourceSet, kubernetes_manifest argoproj.io/Application,
    kubernetes_manifest external-secrets.io/ExternalSecret,
    kubernetes_manifest generators.external-secrets.io/ACRAccessToken,
    kubernetes_manifest secrets-store.csi.x-k8s.io/SecretProviderClass, kubernetes_manifest bitnami.com/SealedSecret,
    kubernetes_manifest containerservice.azure.com/Registry, kubernetes_manifest pkg.crossplane.io/Provider,
    kubernetes_manifest source.toolkit.fluxcd.io/GitRepository,
    kubernetes_manifest admissionregistration.k8s.io/MutatingAdmissionPolicy,
    kubernetes_manifest admissionregistration.k8s.io/MutatingAdmissionPolicyBinding,
    azapi_resource Microsoft.Resources/deployments, azapi_resource Microsoft.Resources/templateSpecs,
    azapi_resource Microsoft.Authorization/policyAssignments, azapi_resource Microsoft.KubernetesConfiguration/extensions,
    azapi_resource Microsoft.Storage/storageAccounts/providers/roleAssignments,
    azapi_data_plane_resource Microsoft.KeyVault/vaults/secrets,
    azapi_resource Microsoft.ContainerService/managedClusters/identityBindings,
    azapi_resource Microsoft.ContainerRegistry/registries/importPipelines,
    azapi_resource Microsoft.ContainerRegistry/registries/taskRuns,
    azapi_resource Microsoft.ContainerRegistry/registries/packages`;

  test.each([...TYPES.trim().split(/\s+/), ...KINDS.trim().split(/,\s+/)])("%s", (kind) => {
    expect(unjudged(example(kind))).toEqual({ kind, reason: expect.stringMatching(REASON) });
  });

  const BY_CONTENT: readonly (readonly [kind: string, body: JsonObject])[] = [
    ["azurerm_subscription_policy_assignment", { identity: [{ type: "SystemAssigned" }] }],
    ["azurerm_machine_learning_workspace", {}],
    // Around the resources that azurerm has.
    [`azapi_resource_action ${registry}/listCredentials`, action(registry, "listCredentials")],
    [`azapi_resource_action ${registry}/generateCredentials`, action(registry, "generateCredentials")],
    [
      "azapi_resource_action Microsoft.Storage/storageAccounts/providers/Microsoft.Authorization/roleAssignments/1",
      action("Microsoft.Storage/storageAccounts", "providers/Microsoft.Authorization/roleAssignments/1"),
    ],
    ["azapi_resource_action Microsoft.Authorization/elevateAccess", action("Microsoft.Authorization/elevateAccess", "")],
    ["azapi_resource_action Microsoft.Compute/virtualMachines", azapi("Microsoft.Compute/virtualMachines", { method: "PATCH" })],
    [
      `azapi_update_resource Microsoft.Compute/virtualMachines`,
      azapi("Microsoft.Compute/virtualMachines", { body: { identity: { userAssignedIdentities: { [IDENTITY]: {} } } } }),
    ],
    [
      `azapi_resource ${cluster}`,
      azapi(cluster, { body: { properties: { identityProfile: { kubeletidentity: { resourceId: IDENTITY } } } } }),
    ],
    [
      `azapi_update_resource ${cluster}`,
      azapi(cluster, { body: { properties: { securityProfile: { serviceAccountImagePullProfile: {} } } } }),
    ],
    [
      "azapi_resource Microsoft.Authorization/roleAssignments",
      azapi("Microsoft.Authorization/roleAssignments", { body: "${var.body}" }),
    ],
    // Microsoft Entra ID.
    ["azuread_application", { owners: ["11111111-2222-3333-4444-555555555555"] }],
    ["azuread_service_principal", { owners: ["${data.azuread_client_config.me.object_id}", "${azuread_user.a.object_id}"] }],
    ["azuread_group_without_members", { owners: ["${azuread_user.a.object_id}"] }],
    ["azuread_application_password", { application_id: "/applications/1" }],
    ["azuread_service_principal_password", { service_principal_id: "${data.azuread_service_principal.a.id}" }],
    ["azurerm_container_registry_token_password", { container_registry_token_id: "/registries/acr/tokens/team" }],
    [
      "azurerm_batch_pool",
      {
        container_configuration: [
          { container_registries: [{ registry_server: "acr.azurecr.io", user_name: "u", password: "p" }] },
        ],
      },
    ],
    ["azurerm_container_group", { image_registry_credential: [{ server: "acr.azurecr.io", username: "u", password: "p" }] }],
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
    ["azurerm_virtual_machine_extension", { virtual_machine_id: "${var.machine}" }],
    ["azurerm_api_management_policy", { xml_link: "https://policies.example/one.xml" }],
    ["kubernetes_config_map_v1", { metadata: { name: "aws-auth" } }],
    ["kubernetes_secret_v1", { type: "Opaque", data: { a: '{"auths":{"acr.azurecr.io":{}}}' } }],
    ["kubernetes_service_account_v1", { metadata: { annotations: { "azure.workload.identity/client-id": "${var.client}" } } }],
  ];

  test.each(BY_CONTENT)("%s, by what is in it", (kind, body) => {
    expect(unjudged(given(kind.split(" ")[0], body))).toEqual({ kind, reason: expect.stringMatching(REASON) });
  });

  test.each(["data.azapi_resource_action", "ephemeral.azapi_resource_action"])("an action of %s", (type) => {
    expect(kindOf(type, action(registry, "listCredentials"))).toBe(`azapi_resource_action ${registry}/listCredentials`);
  });

  test.each(["ephemeral.kubernetes_token_request_v1", "ephemeral.vault_azure_access_credentials", "data.vault_generic_secret"])(
    "%s, since reading makes something",
    (type) => {
      expect(kindOf(type)).toBe(type);
    },
  );

  test.each([
    "azurerm_role_assignment",
    "azurerm_role_definition",
    "azurerm_pim_active_role_assignment",
    "azurerm_pim_eligible_role_assignment",
    "azurerm_federated_identity_credential",
    "azurerm_container_registry",
    "azurerm_container_registry_scope_map",
    "azurerm_container_registry_token",
    "azuread_group",
    "azuread_group_member",
    "azuread_privileged_access_group_assignment_schedule",
    "azuread_privileged_access_group_eligibility_schedule",
    "azuread_application_federated_identity_credential",
    "azuread_application_flexible_federated_identity_credential",
    "kubernetes_secret_v1",
    "kubernetes_service_account_v1",
    "kubernetes_default_service_account_v1",
  ])("%s, since it is derived", (type) => {
    expect(lineFor(type)?.verdict).toBe("derived");
    expect(unjudged(given(type))).toBeUndefined();
  });

  test.each([
    ["local-exec", "provisioner local-exec"],
    ["remote-exec", "provisioner remote-exec"],
    ["file", "provisioner file"],
    ["__proto__", "provisioner __proto__"],
    ["${x}\n", "provisioner"],
  ])("provisioner %j", (type, kind) => {
    expect(unjudgedProvisioner(type)).toEqual({ kind, reason: expect.stringMatching(REASON) });
  });
});

describe("what is not known is not judged, and says so:", () => {
  const OPEN_KIND = "kubernetes_manifest: its kind is not known";

  test.each<[string, JsonObject, string]>([
    ["__proto__", {}, "__proto__: nothing is known of its provider"],
    ["constructor", {}, "constructor: nothing is known of its provider"],
    ["shell_script", {}, "shell_script: nothing is known of its provider"],
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
    [
      "kubernetes_manifest",
      manifest("evil.example/v1", "Pod"),
      "kubernetes_manifest evil.example/Pod: nothing is known of this kind",
    ],
  ])("%s with %j", (type, body, expected) => {
    const one = given(type === "${aws_x}" ? "aws_x" : type, body);
    const named = type === "${aws_x}" ? { ...one, block: { ...one.block, type, blockType: type } } : one;
    const { kind, reason } = unjudged(named) ?? {};
    expect(`${kind}: ${reason}`).toBe(expected);
  });

  test("a module that nobody has planned", () => {
    const [block] = readStack({ module: { one: { source: "./x" } } }).blocks;
    expect(unjudged({ block, values: {} })).toEqual({ kind: "module", reason: "its resources are not in the plan" });
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
});

test("a data source of a known provider reads, and an action that only gets something does, too", () => {
  expect(["data.azurerm_key_vault_secret", "data.github_repository", "data.aws_ami"].map((type) => kindOf(type))).toEqual(
    Array(3).fill(undefined),
  );
  expect(kindOf("azapi_resource_action", { ...action(registry, "listCredentials"), method: "GET" })).toBeUndefined();
  expect(kindOf("azapi_resource_action", action("Microsoft.Compute/virtualMachines", "restart"))).toBeUndefined();
});

test.each<[string, JsonObject, boolean]>([
  ["asks an address that is written out", { url: "https://example.com" }, false],
  ["posts", { url: "https://example.com", method: "POST" }, true],
  ["sends something", { url: "https://example.com", request_body: "x" }, true],
  ["asks an address that is not known", {}, true],
  [
    "asks an address with something of another block",
    { url: "https://example.com/${azurerm_storage_account.a.primary_access_key}" },
    true,
  ],
])("a request that %s", (_case, body, isUnjudged) => {
  expect(kindOf("data.http", body)).toBe(isUnjudged ? "data.http" : undefined);
});

describe("roles of Kubernetes", () => {
  const metadata = (name: string): JsonObject => ({ metadata: [{ name }] });
  const use: JsonObject = {
    rule: [
      {
        api_groups: ["cid.wi.aks.azure.com"],
        resources: ["${azurerm_user_assigned_identity.a.client_id}"],
        verbs: ["use-managed-identity"],
      },
    ],
  };
  const rule = (api_groups: string[], resources: string[], verbs: string[]): JsonObject => ({
    rule: [{ api_groups, resources, verbs }],
  });

  test.each<[string, JsonObject]>([
    ["reads secrets", rule([""], ["secrets"], ["get"])],
    ["reads everything", rule([""], ["*"], ["get"])],
    ["reads all groups", rule(["*"], ["pods"], ["list"])],
    ["may do everything", rule([""], ["pods"], ["*"])],
    ["creates pods", rule([""], ["pods"], ["create"])],
    ["creates workloads", rule(["apps"], ["deployments"], ["patch"])],
    ["runs something in pods", rule([""], ["pods/exec"], ["get"])],
    ["asks the kubelet", rule([""], ["nodes/proxy"], ["get"])],
    ["makes tokens", rule([""], ["serviceaccounts/token"], ["create"])],
    ["impersonates", rule([""], ["users"], ["impersonate"])],
    ["escalates", rule(["rbac.authorization.k8s.io"], ["roles"], ["escalate"])],
    ["binds", rule(["rbac.authorization.k8s.io"], ["clusterroles"], ["bind"])],
    ["reads kinds that nobody knows", rule(["example.com"], ["widgets"], ["get"])],
    ["uses an identity of the stack that exists", { ...metadata("use-1-2-3"), ...use }],
    ["uses an identity that exists", rule(["cid.wi.aks.azure.com"], ["1-2-3"], ["use-managed-identity"])],
    ["has rules that nobody knows", { rule: [[]] }],
    ["has verbs that nobody knows", { rule: [{ api_groups: [""], resources: ["pods"], verbs: "${var.verbs}" }] }],
    ["is made of others", { aggregation_rule: [{ cluster_role_selectors: [] }] }],
    ["is a part of a built-in one", { metadata: [{ labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" } }] }],
  ])("one that %s is not judged, as a manifest neither", (_case, body) => {
    expect(kindOf("kubernetes_cluster_role_v1", body)).toBe("kubernetes_cluster_role_v1");
    const [written] = [body.rule ?? []].flat() as JsonObject[];
    const { api_groups, resources, verbs } = written ?? {};
    const asManifest =
      api_groups === undefined
        ? undefined
        : manifest(ROLES, "ClusterRole", { rules: [{ apiGroups: api_groups, resources, verbs }] });
    expect(asManifest && kindOf("kubernetes_manifest", asManifest)).toBe(
      asManifest && "kubernetes_manifest rbac.authorization.k8s.io/ClusterRole",
    );
  });

  test.each<[string, JsonObject]>([
    ["reads what is no secret", rule(["", "apps"], ["pods", "services", "nodes"], ["get", "list", "watch"])],
    ["asks about tokens", rule(["authentication.k8s.io"], ["tokenreviews"], ["create"])],
    ["reads metrics", { rule: [{ non_resource_urls: ["/metrics"], verbs: ["get"] }] }],
    ["uses a new identity of the stack", { ...metadata("use-${azurerm_user_assigned_identity.a.client_id}"), ...use }],
    ["lets nodes ask for tokens", rule([""], ["api://AKSIdentityBinding"], ["request-serviceaccounts-token-audience"])],
  ])("one that %s is harmless", (_case, body) => {
    expect(kindOf("kubernetes_cluster_role_v1", body)).toBeUndefined();
  });

  const binding = (kind: string, name: string): JsonObject => ({
    metadata: [{ namespace: "shop" }],
    role_ref: [{ kind, name }],
    subject: [{ kind: "Group", name: "team" }],
  });
  const role = (name: string, namespace: string, resource: string) =>
    given("kubernetes_role_v1", { metadata: [{ name, namespace }], ...rule([""], [resource], ["get"]) });

  test("a binding is as harmless as its role in the stack", () => {
    const judged = (...instances: Given[]) => kindOf("kubernetes_role_binding_v1", binding("Role", "reader"), { instances });
    const unknown = "kubernetes_role_binding_v1";
    expect(judged(role("reader", "shop", "pods"))).toBeUndefined();
    expect(judged()).toBe(unknown);
    expect(judged(role("reader", "shop", "secrets"))).toBe(unknown);
    expect(judged(role("reader", "shop", "pods"), role("reader", "shop", "secrets"))).toBe(unknown);
    expect(judged(role("reader", "other", "pods"))).toBe(unknown);
    expect(judged(role("other", "shop", "pods"))).toBe(unknown);
    const open = given("kubernetes_role_v1", { metadata: [{ name: "reader", namespace: "shop" }], rule: [] });
    expect(judged({ ...open, values: {} })).toBe(unknown);
    const elsewhere = role("reader", "shop", "pods");
    expect(judged({ ...elsewhere, block: { ...elsewhere.block, provider: { name: "kubernetes", alias: "edge" } } })).toBe(
      unknown,
    );
  });

  test("a binding finds a manifest of a role, and a role by its address", () => {
    const written = given("kubernetes_manifest", manifest(ROLES, "Role", { rules: [] }));
    const named = given("kubernetes_manifest", manifest(ROLES, "RoleBinding", { roleRef: { kind: "Role", name: "one" } }));
    expect(unjudged(named, { instances: [written] })).toBeUndefined();
    const reader = role("reader", "shop", "pods");
    const referring = binding("Role", "${kubernetes_role_v1.one.metadata[0].name}");
    expect(kindOf("kubernetes_role_binding_v1", referring, { instances: [reader] })).toBeUndefined();
  });

  test("of the built-in roles, only those that read no secrets are harmless", () => {
    const judged = (name: string, kind = "ClusterRole") => kindOf("kubernetes_cluster_role_binding_v1", binding(kind, name));
    expect(judged("view")).toBeUndefined();
    expect(judged("system:auth-delegator")).toBeUndefined();
    const others = ["edit", "admin", "cluster-admin", "system:node", "mine", "${var.role}"].map((name) => judged(name));
    expect(others).toEqual(Array(6).fill("kubernetes_cluster_role_binding_v1"));
    expect(judged("view", "Role")).toBeDefined();
  });
});

test.each<[string, string, JsonObject]>([
  ["a type that nobody knows", "kubernetes_secret_v1", { type: "${var.type}", data: "${var.data}" }],
  ["a token of a service account", "kubernetes_secret_v1", { type: "kubernetes.io/service-account-token" }],
  ["a token with which nodes join", "kubernetes_secret_v1", { type: "bootstrap.kubernetes.io/token" }],
  [
    "annotations by which a controller copies it",
    "kubernetes_secret_v1",
    { type: "kubernetes.io/dockercfg", metadata: [{ annotations: { "reflector/allowed": "true" } }] },
  ],
  [
    "a password of the registry under another key",
    "kubernetes_secret_v1",
    { type: "Opaque", data: { p: "${azurerm_container_registry.a.admin_password}" } },
  ],
  ["a document that is not known", "kubernetes_secret_v1_data", { data: "${var.data}" }],
  ["nothing that is known", "kubernetes_secret_v1_data", {}],
  ["the document of Docker", "kubernetes_secret_v1_data", { data: { ".dockerconfigjson": "x" } }],
  ["annotations of a secret", "kubernetes_annotations", { api_version: "v1", kind: "Secret" }],
  ["labels of a role", "kubernetes_labels", { api_version: ROLES, kind: "ClusterRole" }],
  ["annotations of what nobody knows", "kubernetes_annotations", { api_version: "example.com/v1", kind: "Widget" }],
])("a secret with %s is not judged", (_case, type, body) => {
  expect(kindOf(type, body)).toBe(type);
});

test("whatever gets a password of a registry is not judged, unless it is a pull secret", () => {
  const fresh = [
    "${azurerm_container_registry.acr.admin_password}",
    "${azurerm_container_registry_token_password.team.password1[0].value}",
    "${azuread_application_password.puller.value}",
    "x${module.acr.azuread_service_principal_password.puller.value}",
  ];
  for (const value of fresh) {
    expect(kindOf("azurerm_key_vault_secret", { value })).toBe("azurerm_key_vault_secret");
    expect(kindOf("aws_secretsmanager_secret_version", { secret_string: value })).toBe("aws_secretsmanager_secret_version");
    const pull = { type: "kubernetes.io/dockerconfigjson", data: { ".dockerconfigjson": value } };
    expect(kindOf("kubernetes_secret_v1", pull)).toBeUndefined();
  }
  expect(kindOf("azurerm_key_vault_secret", { value: "${azurerm_container_registry.acr.login_server}" })).toBeUndefined();
});

/** In what is read of a plan, an empty list is written where nobody knows anything. */
test.each<[string, JsonObject, JsonObject?]>([
  ["azuread_application", { owners: [] }],
  ["azuread_application_password", { application_id: ["${azuread_application.a.id}", []] }],
  ["azurerm_resource_policy_assignment", { identity: [] }],
  ["azurerm_key_vault", { access_policy: [] }],
  ["azurerm_key_vault", { access_policy: [{ object_id: "1", secret_permissions: [] }] }, { access_policy: [{ object_id: "1" }] }],
  ["azurerm_linux_virtual_machine", { identity: [] }],
  [
    "azurerm_linux_virtual_machine",
    { identity: [{ type: "UserAssigned", identity_ids: [] }] },
    { identity: [{ type: "UserAssigned" }] },
  ],
  ["azurerm_kubernetes_cluster", { kubelet_identity: [] }],
  ["azurerm_container_registry_cache_rule", { source_repo: [] }],
  ["kubernetes_role_v1", { rule: [] }],
  ["kubernetes_role_v1", { metadata: [{ labels: [] }], rule: [] }, { rule: [] }],
  [
    "kubernetes_secret_v1",
    { type: "kubernetes.io/dockercfg", metadata: [{ annotations: [] }] },
    { type: "kubernetes.io/dockercfg" },
  ],
])("%s is not judged where an argument is not known", (type, body, values = {}) => {
  const one = given(type, body);
  expect(unjudged({ ...one, values })?.kind).toBe(type);
  expect(unjudged({ ...one, values }, { before: {} })?.kind).toBe(type);
});

test.each<[string, JsonObject]>([
  ["azurerm_key_vault", { access_policy: [] }],
  ["azurerm_key_vault", { access_policy: [{ object_id: "1", secret_permissions: [] }] }],
  ["azurerm_linux_virtual_machine", { identity: [{ type: "SystemAssigned", identity_ids: [] }] }],
  ["azurerm_resource_policy_assignment", { identity: [] }],
  ["kubernetes_role_v1", { rule: [] }],
])("%s is harmless where a list is known to be empty", (type, body) => {
  expect(kindOf(type, body)).toBeUndefined();
});

test("a body of Azure's own API is not judged where it is not known", () => {
  for (const type of ["Microsoft.Storage/storageAccounts", cluster, registry]) {
    const one = given("azapi_resource", azapi(type, { body: [] }));
    expect(unjudged({ ...one, values: { type: `${type}@1` } })?.kind).toBe(`azapi_resource ${type}`);
  }
  const open = given("azapi_resource", azapi(cluster, { body: { properties: "${var.x}" } }));
  expect(unjudged(open)?.kind).toBe(`azapi_resource ${cluster}`);
});

test("owners other than whoever runs Terraform are not judged, nor are members by a rule", () => {
  const owned = (...owners: string[]) => kindOf("azuread_application", { owners });
  expect(owned("${data.azuread_client_config.me.object_id}")).toBeUndefined();
  expect(owned("${data.azurerm_client_config.me.object_id}")).toBeUndefined();
  expect(owned("${data.azuread_user.me.object_id}")).toBe("azuread_application");
  expect(owned("${data.azuread_client_config.me.object_id}", "1-2-3")).toBe("azuread_application");
  const rule = { dynamic_membership: [{ enabled: true, rule: "user.department -eq 'x'" }] };
  for (const type of ["azuread_group_without_members", "azuread_group"]) {
    expect([kindOf(type, rule), kindOf(type, { owners: ["1-2-3"] })]).toEqual([type, type]);
  }
});

test("what is derived by what it belongs to is judged only within one stack", () => {
  const own = "${azuread_application.a.id}";
  expect(kindOf("azuread_application_password", { application_id: own })).toBeUndefined();
  expect(kindOf("azuread_application_password", { application_id: "${module.a.azuread_application.a.id}" })).toBeUndefined();
  expect(kindOf("azuread_application_password", {})).toBe("azuread_application_password");
  const others = [
    "azuread_application.a",
    "${data.azuread_application.a.id}",
    "${var.x}",
    "${local.x}",
    "${module.a.id}",
    `${own}/\${var.x}`,
  ];
  expect(others.map((application_id) => kindOf("azuread_application_password", { application_id }))).toEqual(
    Array(6).fill("azuread_application_password"),
  );
});

describe("a body of Azure's own API", () => {
  const body = (type: string, content: JsonObject, more: JsonObject = {}) =>
    kindOf("azapi_resource", azapi(type, { body: content, ...more }));
  const machine = "Microsoft.Compute/virtualMachines";
  const OWN = "${azurerm_user_assigned_identity.a.id}";

  test("may carry an identity of the same stack, and name it elsewhere", () => {
    const identity = { userAssignedIdentities: { [OWN]: {} } };
    expect(body(machine, { identity })).toBeUndefined();
    expect(body(machine, { identity: { type: "SystemAssigned" } })).toBeUndefined();
    expect(body("Microsoft.ContainerInstance/containerGroups", { identity, properties: { acrIdentity: OWN } })).toBeUndefined();
    expect(body(machine, { properties: { identity: OWN } })).toBeDefined();
    expect(body(machine, { identity: "${var.identity}" })).toBeDefined();
    expect(body(machine, { identity: { userAssignedIdentities: [], type: "UserAssigned" } })).toBeUndefined();
  });

  test("is read where the plan has all of it", () => {
    expect(kindOf("azapi_resource", azapi(machine, { body: "${jsonencode(local.body)}" }))).toBeDefined();
    expect(body(machine, {}, { sensitive_body_version: { "identity.type": "1" } })).toBeDefined();
    expect(kindOf("azapi_resource", azapi(machine, { body: '{"properties":{}}' }))).toBeUndefined();
    expect(kindOf("azapi_resource", azapi(registry, { body: { properties: { adminUserEnabled: true } } }))).toBeUndefined();
    expect(kindOf("azapi_resource", azapi("Microsoft.ManagedIdentity/userAssignedIdentities"))).toBeDefined();
  });

  test("has passwords for registries under many names", () => {
    const credentials = { properties: { imageRegistryCredentials: [{ server: "acr.azurecr.io", password: "p" }] } };
    expect(body("Microsoft.ContainerInstance/containerGroups", credentials)).toBeDefined();
    const settings = { properties: { siteConfig: { appSettings: [{ name: "DOCKER_REGISTRY_SERVER_PASSWORD", value: "p" }] } } };
    expect(body("Microsoft.Web/sites", settings)).toBeDefined();
    const known = { properties: { configuration: { registries: [{ server: "docker.io", passwordSecretRef: "p" }] } } };
    expect(body("Microsoft.App/containerApps", known)).toBeUndefined();
  });

  test("of a cluster has settings that let nobody in", () => {
    expect(
      body(cluster, { identity: { userAssignedIdentities: { [IDENTITY]: {} } }, properties: { networkProfile: {} } }),
    ).toBeUndefined();
    const carried = { identity: { userAssignedIdentities: { [IDENTITY]: {} } } };
    expect(body(cluster, { ...carried, properties: { agentPoolProfiles: [{ identity: IDENTITY }] } })).toBeDefined();
    const same = azapi(cluster, { body: { properties: { addonProfiles: {} } } });
    expect(kindOf("azapi_resource", { ...same, tags: {} }, { before: same })).toBeUndefined();
    expect(body(cluster, { properties: { aadProfile: { adminGroupObjectIDs: ["1"] } } })).toBe(`azapi_resource ${cluster}`);
  });

  test("of a cache rule names where it copies from", () => {
    const rule = (sourceRepository: string) => body(`${registry}/cacheRules`, { properties: { sourceRepository } });
    expect(["docker.io/library/nginx", "europe-docker.pkg.dev/a/b"].map(rule)).toEqual([undefined, undefined]);
    expect(["other.azurecr.io/*", "docker.io.evil.example/x", "pkg.dev/a", "${var.source}", ""].map(rule)).toEqual(
      Array(5).fill(`azapi_resource ${registry}/cacheRules`),
    );
  });
});

describe("what stays as it was", () => {
  const machine = { id: "/x", identity: [{ type: "UserAssigned", identity_ids: [IDENTITY] }], size: "large" };
  const judged = (type: string, before: JsonObject, after: JsonObject) => kindOf(type, after, { before });

  test("gives nothing: an identity, a policy of a vault, a role, a login", () => {
    expect(judged("azurerm_linux_virtual_machine", { ...machine, size: "small" }, machine)).toBeUndefined();
    expect(judged("azurerm_linux_virtual_machine", { ...machine, identity: [] }, machine)).toBeDefined();
    const vault = { access_policy: [{ object_id: "1", secret_permissions: ["Get"] }] };
    expect(judged("azurerm_key_vault", { ...vault, tags: {} }, { ...vault, tags: { a: "b" } })).toBeUndefined();
    expect(judged("azurerm_key_vault", { access_policy: [] }, vault)).toBeDefined();
    const binding = { metadata: [{ generation: 2 }], role_ref: [{ kind: "ClusterRole", name: "admin" }], subject: [] };
    expect(judged("kubernetes_role_binding_v1", { ...binding, metadata: [{ generation: 1 }] }, binding)).toBeUndefined();
    expect(judged("kubernetes_role_binding_v1", { ...binding, subject: [{ name: "x" }] }, binding)).toBeDefined();
    const app = { registry: [{ server: "acr.azurecr.io", password_secret_name: "p" }], revision: 2 };
    expect(judged("azurerm_container_app", { ...app, revision: 1 }, app)).toBeUndefined();
    expect(judged("azurerm_container_app", { revision: 1 }, app)).toBeDefined();
    const role = { rule: [{ api_groups: [""], resources: ["secrets"], verbs: ["get"] }], metadata: [{ generation: 2 }] };
    expect(judged("kubernetes_role_v1", { ...role, metadata: [{ generation: 1 }] }, role)).toBeUndefined();
    const part = { rule: [], metadata: [{ labels: { "rbac.authorization.k8s.io/aggregate-to-edit": "true" } }] };
    expect(judged("kubernetes_cluster_role_v1", { rule: [], metadata: [{ labels: {} }] }, part)).toBeDefined();
    const copied = {
      type: "kubernetes.io/dockercfg",
      metadata: [{ generation: 2, annotations: { "reflector/allowed": "true" } }],
    };
    const before = { ...copied, metadata: [{ ...copied.metadata[0], generation: 1 }] };
    expect(judged("kubernetes_secret_v1", before, copied)).toBeUndefined();
    const plain = { ...copied, metadata: [{ generation: 2, annotations: null }] };
    expect(judged("kubernetes_secret_v1", before, plain)).toBeUndefined();
  });

  test("is told from what is hidden", () => {
    const one = given("azurerm_key_vault", { access_policy: [{ object_id: "1", secret_permissions: "${var.x}" }] });
    expect(unjudged({ ...one, values: {} }, { before: {} })).toBeDefined();
  });

  test("is not enough for administrators of a cluster: new ones read what is in it", () => {
    const admins = (...ids: string[]): JsonObject => ({
      azure_active_directory_role_based_access_control: [{ admin_group_object_ids: ids }],
    });
    expect(judged("azurerm_kubernetes_cluster", admins("a", "b"), admins("a"))).toBeUndefined();
    expect(judged("azurerm_kubernetes_cluster", admins("a"), admins("a", "b"))).toBe("azurerm_kubernetes_cluster");
    expect(kindOf("azurerm_kubernetes_cluster", admins("a"))).toBeUndefined();
  });
});

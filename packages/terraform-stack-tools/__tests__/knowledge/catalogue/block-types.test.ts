import {
  BLOCK_TYPES,
  isOfType,
  isPullSecret,
  isSecretArgument,
  permissionOf,
  recordOf,
  remainsOf,
  titleOf,
} from "../../../src/knowledge/catalogue/block-types";
import { EXAMPLE, idOf, importedScopes, textFor, textsFor } from "../../../src/knowledge/catalogue/made-up";
import { schemaOf } from "../../../src/knowledge/catalogue/schemas";
import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const permitted = [...BLOCK_TYPES].filter(([, { permission }]) => permission !== undefined);

test("every type with permissions also has a schema and a statement about the state", () => {
  const blocks = permitted.filter(([type]) => !type.startsWith("provider."));
  expect(blocks.filter(([, { state }]) => state === undefined)).toEqual([]);
  expect(permitted.filter(([type]) => schemaOf(type) === undefined)).toEqual([]);
});

test("no permission is a wildcard, and reading needs no right to write", () => {
  for (const [type, { permission: { azure = [], azureData = [], graph = [] } = {} }] of permitted) {
    const actions = [...azure, ...azureData, ...graph];
    const isRead = /^(data|ephemeral)\./.test(type);
    expect(actions.filter((action) => action.includes("*") || (isRead && /write|delete/i.test(action)))).toEqual([]);
  }
});

test("an alias is not a record of its own, and names the same record", () => {
  const aliases = [...BLOCK_TYPES].flatMap(([type, { alias }]) => (alias ? [[alias, type]] : []));
  expect(aliases).toContainEqual(["kubernetes_secret", "kubernetes_secret_v1"]);
  expect(aliases.filter(([alias, type]) => BLOCK_TYPES.has(alias) || recordOf(alias) !== recordOf(type))).toEqual([]);
});

test("the ids of two types are never the same", () => {
  const types = [...BLOCK_TYPES].filter(([, { id }]) => id !== undefined).map(([type]) => type);
  // For Azure, an AKS Automatic cluster is a cluster like any other.
  const distinct = types.filter((type) => type !== "azurerm_kubernetes_automatic_cluster");
  const ids = distinct.filter((type) => type.startsWith("azurerm_")).map((type) => idOf(type, EXAMPLE));
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(["aws_instance", "constructor", "__proto__", ""])("nothing is claimed about a %j", (type) => {
  expect([recordOf(type), permissionOf(type), isSecretArgument(type, "data")]).toEqual([undefined, undefined, false]);
  expect(remainsOf({ kind: "resource", blockType: type, body: {} })).toEqual({ unknown: true });
  expect(idOf(type, EXAMPLE)).toBe("example");
});

test.each([
  ["azurerm_container_registry", "registry"],
  ["data.azurerm_kubernetes_cluster", "AKS cluster"],
  ["ephemeral.aws_secretsmanager_secret", "secretsmanager secret"],
  ["google_storage_bucket", "storage bucket"],
  ["data.archive_file", "archive file"],
  ["module", "module"],
])("a reader calls a %s: %s", (type, title) => {
  expect(titleOf(type)).toBe(title);
});

test.each([
  ["random_pet", { note: expect.stringMatching(/^none/) }],
  ["data.tls_certificate", { note: expect.stringMatching(/^none/) }],
  ["randomize_it", undefined],
  ["random", undefined],
  ["provider.random", undefined],
])("of %s, the permission is none if its provider asks no service", (type, permission) => {
  expect(permissionOf(type)).toEqual(permission);
});

const OF_KIND = "its kind has no secrets, such as `Namespace` or `ValidatingAdmissionPolicy`";
const MARKED = expect.stringMatching(/marks as sensitive: `primary_access_key`, .*`secondary_connection_string`$/);
const nothing = (reason: string) => ({ nothing: reason });
const secret = { secret: expect.any(String) };
const ownId = { object_id: "${data.azuread_client_config.a.object_id}" };

test.each<[type: string, body: JsonObject, remains: JsonObject]>([
  ["azurerm_storage_account", {}, { secret: MARKED }],
  ["azurerm_public_ip", {}, nothing("its provider marks nothing as sensitive")],
  ["azurerm_container_registry", { admin_enabled: false }, nothing("the admin account is disabled")],
  ["azurerm_container_registry", { admin_enabled: "${var.a}" }, secret],
  ["data.azurerm_container_registry", {}, secret],
  ["kubernetes_secret_v1", { data_wo: {} }, nothing("its data is write-only (`data_wo`)")],
  ["kubernetes_secret_v1", { data: {}, data_wo: {} }, secret],
  ["kubernetes_secret", {}, secret],
  ["ephemeral.azurerm_key_vault_secret", {}, nothing("ephemeral values are never stored")],
  ["ephemeral.other", {}, nothing("ephemeral values are never stored")],
  ["azurerm_role_assignment", {}, nothing("it contains no secret")],
  ["terraform_data", { input: ownId }, nothing("it stores an object id or the name of a field manager only")],
  ["terraform_data", { input: { object_id: "a", password: "${var.a}" } }, secret],
  ["terraform_data", { input: "${var.a}" }, secret],
  ["terraform_data", { input: { object_id: "a" }, triggers_replace: "${var.a}" }, secret],
  ["data.kubernetes_resources", { api_version: "v1", kind: "Namespace" }, nothing(OF_KIND)],
  ["azurerm_kubernetes_cluster", {}, secret],
  ["data.azurerm_kubernetes_cluster", {}, secret],
  ["azurerm_container_registry_token_password", {}, secret],
  ["azuread_application_password", {}, secret],
])("of %s with %j, this is in the state", (type, body, remains) => {
  const [name, section = "resource"] = type.split(".").reverse();
  expect(readStack({ [section]: { [name]: { a: body } } }).blocks.map(remainsOf)).toEqual([remains]);
});

test("a block is of a type under every name that the provider accepts", () => {
  expect(isOfType({ blockType: "kubernetes_job" }, "kubernetes_job_v1")).toBe(true);
  expect(isOfType({ blockType: "data.azurerm_kubernetes_cluster" }, "azurerm_kubernetes_cluster")).toBe(false);
});

test("only a secret with a Docker configuration is a pull secret, and data of secrets are secret whatever they contain", () => {
  const type = "kubernetes.io/dockerconfigjson";
  const isOne = (blockType: string, body: JsonObject = { type }) => isPullSecret({ blockType, body });
  expect([isOne("kubernetes_secret_v1"), isOne("kubernetes_secret")]).toEqual([true, true]);
  expect([isOne("kubernetes_secret_v1", { type: "Opaque" }), isOne("kubernetes_config_map_v1")]).toEqual([false, false]);
  const names = ["data", "binary_data", "data_wo", "type"];
  expect(names.filter((name) => isSecretArgument("kubernetes_secret_v1", name))).toEqual(names.slice(0, 3));
  expect(isSecretArgument("azurerm_key_vault_secret", "value")).toBe(true);
  expect(isSecretArgument("kubernetes_config_map_v1", "data")).toBe(false);
});

const GUID = "11111111-2222-3333-4444-555555555555";
const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups";
const PROVIDERS = `${GROUP}/made-up/providers`;

test.each([
  ["azurerm_container_registry", `${PROVIDERS}/Microsoft.ContainerRegistry/registries/one`],
  ["azurerm_subnet", `${PROVIDERS}/Microsoft.Network/virtualNetworks/one/subnets/one`],
  ["azurerm_role_assignment", `${PROVIDERS}/Microsoft.Authorization/roleAssignments/${GUID}`],
  ["azurerm_resource_group", `${GROUP}/one`],
  ["azurerm_subscription", "/subscriptions/00000000-0000-0000-0000-000000000000"],
  ["azurerm_something_new", `${PROVIDERS}/Microsoft.Resources/something_new/one`],
  ["azurerm_key_vault_secret", "https://one.vault.azure.net/secrets/one/00000000000000000000000000000000"],
  ["azuread_service_principal", `/servicePrincipals/${GUID}`],
  ["azuread_something_new", GUID],
  ["kubernetes_secret_v1", "one"],
])("the id of %s has the form that its provider writes", (type, id) => {
  expect(idOf(type, { ...EXAMPLE, resourceGroup: "made-up", name: "one", guid: GUID })).toBe(id);
});

const ending = (words: string) => expect.stringMatching(new RegExp(`/${words}/example$`));
const REGISTRY = ending("Microsoft\\.ContainerRegistry/registries");
const IDENTITY = ending("userAssignedIdentities");

test.each<[name: string, text: unknown, blockType?: string]>([
  ["login_server", "example.azurecr.io"],
  ["kubelet_object_id", EXAMPLE.guid],
  ["role_definition_id", expect.stringMatching(/\/roleDefinitions\/[0-9a-f-]{36}$/)],
  ["registry_id", REGISTRY],
  ["cross-stack-output-azurerm_container_registryacrid", REGISTRY],
  ["cluster_id", ending("managedClusters")],
  ["cluster_identity_id", IDENTITY],
  ["cluster_subnet_id", ending("subnets")],
  ["cluster_client_id", EXAMPLE.guid],
  ["region", "westeurope"],
  ["image", "team/app:1"],
  // Whose id it is cannot be told without a block.
  ["id", undefined],
  ["application_id", EXAMPLE.guid],
  ["something", undefined],
  ["id", REGISTRY, "azurerm_container_registry"],
  ["user_assigned_identity_id", IDENTITY, "azurerm_container_registry"],
  ["other_thing_id", ending("Microsoft\\.Resources/resources"), "azurerm_container_registry"],
  ["application_id", `/applications/${EXAMPLE.guid}`, "azuread_application_password"],
  ["id", "example", "kubernetes_secret_v1"],
  ["other_thing_id", undefined, "kubernetes_secret_v1"],
])("what is called %s holds %s", (name, text, ...[blockType]) => {
  expect(textFor({ name, blockType }, EXAMPLE)).toEqual(text);
});

test("every form that a name suggests is offered, the likeliest first", () => {
  expect(textsFor({ name: "registry_for_cluster_id" }, EXAMPLE)).toEqual([REGISTRY, ending("managedClusters")]);
});

const ACR = "/subscriptions/x/registries/contoso";
const ASSIGNMENT = "providers/Microsoft.Authorization/roleAssignments/1";
const ID = `${ACR}/${ASSIGNMENT}`;
const PULL = "azurerm_role_assignment.pull";

test.each<[what: string, isRevealed: boolean, scope: string, id: string, to: string]>([
  ["an imported role assignment", true, "${data.r.acr.id}", ID, PULL],
  ["an instance of one", true, "${data.r.acr.id}", ID, `\${${PULL}["a"]}`],
  ["an id in part an expression", false, "${data.r.acr.id}", `\${var.scope}/${ASSIGNMENT}`, PULL],
  ["an id of something else", false, "${data.r.acr.id}", ACR, PULL],
  ["a scope that is no data source", false, "${r.acr.id}", ID, PULL],
  ["another attribute", false, "${data.r.acr.name}", ID, PULL],
  ["an instance", false, "${data.r.acr[each.key].id}", ID, PULL],
  ["a longer text", false, "${data.r.acr.id}/x", ID, PULL],
  ["another resource", false, "${data.r.acr.id}", ID, "azurerm_management_lock.pull"],
])("whether %s reveals the id of the object that it is on: %s", (_what, isRevealed, scope, id, to) => {
  const resource = { azurerm_role_assignment: { pull: { scope } } };
  const scopes = importedScopes(readStack({ import: [{ to, id }], resource, data: { r: { acr: {} } } }));
  expect(Object.fromEntries(scopes)).toEqual(isRevealed ? { "data.r.acr": ACR } : {});
});

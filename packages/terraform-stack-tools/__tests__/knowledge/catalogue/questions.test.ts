import {
  isOfType,
  isPullSecret,
  isSecretArgument,
  permissionOf,
  remainsOf,
  titleOf,
} from "../../../src/knowledge/catalogue/block-types";
import { EXAMPLE, idOf } from "../../../src/knowledge/catalogue/made-up";
import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups";
const MADE_UP = { ...EXAMPLE, resourceGroup: "made-up", name: "one", guid: "11111111-2222-3333-4444-555555555555" };

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

test("a provider that asks no service needs no permission; nothing is claimed about others", () => {
  expect(permissionOf("random_pet")).toEqual({ note: expect.stringMatching(/^none/) });
  expect(permissionOf("data.tls_certificate")).toEqual({ note: expect.stringMatching(/^none/) });
  expect(["aws_instance", "randomize_it", "random", "provider.random"].map(permissionOf)).toEqual(Array(4).fill(undefined));
});

describe("the state", () => {
  test("contains what the provider marks as sensitive, of types without a record", () => {
    const [account] = readStack({ resource: { azurerm_storage_account: { a: {} } } }).blocks.map(remainsOf);
    expect(account).toEqual({
      secret: expect.stringMatching(/marks as sensitive: `primary_access_key`, .*`secondary_connection_string`$/),
    });
  });

  test("contains nothing of what its provider keeps out of it", () => {
    const blocks = readStack({ resource: { azurerm_public_ip: { a: {} } } }).blocks;
    expect(blocks.map(remainsOf)).toEqual([{ nothing: "its provider marks nothing as sensitive" }]);
  });

  const remains = (stack: JsonObject) => readStack(stack).blocks.map(remainsOf);

  test.each([
    [
      "a registry without an admin account",
      { resource: { azurerm_container_registry: { a: { admin_enabled: false } } } },
      "the admin account is disabled",
    ],
    [
      "a pull secret with write-only data",
      { resource: { kubernetes_secret_v1: { a: { data_wo: {} } } } },
      "its data is write-only (`data_wo`)",
    ],
    ["a secret of a key vault", { ephemeral: { azurerm_key_vault_secret: { a: {} } } }, "ephemeral values are never stored"],
    ["an unknown ephemeral resource", { ephemeral: { other: { a: {} } } }, "ephemeral values are never stored"],
    ["a grant", { resource: { azurerm_role_assignment: { a: {} } } }, "it contains no secret"],
    [
      "a stored object id",
      { resource: { terraform_data: { a: { input: { object_id: "${data.azuread_client_config.a.object_id}" } } } } },
      "it stores an object id or the name of a field manager only",
    ],
    [
      "a list of namespaces",
      { data: { kubernetes_resources: { a: { api_version: "v1", kind: "Namespace" } } } },
      "its kind has no secrets, such as `Namespace` or `ValidatingAdmissionPolicy`",
    ],
  ])("contains no secret of %s, for a reason", (_case, stack, nothing) => {
    expect(remains(stack)).toEqual([{ nothing }]);
  });

  test.each([
    ["a pull secret", { resource: { kubernetes_secret_v1: { a: { data: {}, data_wo: {} } } } }],
    ["a pull secret by its older name", { resource: { kubernetes_secret: { a: {} } } }],
    ["a cluster", { resource: { azurerm_kubernetes_cluster: { a: {} } } }],
    ["a looked-up cluster", { data: { azurerm_kubernetes_cluster: { a: {} } } }],
    ["a looked-up registry, whose admin account may be enabled", { data: { azurerm_container_registry: { a: {} } } }],
    [
      "a registry whose admin account depends on an input",
      { resource: { azurerm_container_registry: { a: { admin_enabled: "${var.a}" } } } },
    ],
    ["a token's password", { resource: { azurerm_container_registry_token_password: { a: {} } } }],
    ["stored values", { resource: { terraform_data: { a: { input: { object_id: "a", password: "${var.a}" } } } } }],
    ["a stored value", { resource: { terraform_data: { a: { input: "${var.a}" } } } }],
    [
      "a trigger beside a stored object id",
      { resource: { terraform_data: { a: { input: { object_id: "a" }, triggers_replace: "${var.a}" } } } },
    ],
    ["an application's password", { resource: { azuread_application_password: { a: {} } } }],
  ])("contains the secret of %s", (_case, stack) => {
    expect(remains(stack)).toEqual([{ secret: expect.any(String) }]);
  });
});

test("a block is of a type under every name that the provider accepts", () => {
  expect(isOfType({ blockType: "kubernetes_job" }, "kubernetes_job_v1")).toBe(true);
  expect(isOfType({ blockType: "data.azurerm_kubernetes_cluster" }, "azurerm_kubernetes_cluster")).toBe(false);
  expect(isOfType({ blockType: "random_pet" }, "azurerm_kubernetes_cluster")).toBe(false);
});

test("only a secret with a Docker configuration is a pull secret", () => {
  const type = "kubernetes.io/dockerconfigjson";
  expect(isPullSecret({ blockType: "kubernetes_secret_v1", body: { type } })).toBe(true);
  expect(isPullSecret({ blockType: "kubernetes_secret", body: { type } })).toBe(true);
  expect(isPullSecret({ blockType: "kubernetes_secret_v1", body: { type: "Opaque" } })).toBe(false);
  expect(isPullSecret({ blockType: "kubernetes_config_map_v1", body: { type } })).toBe(false);
});

test("the data of Kubernetes Secrets and the value of key vault secrets are secret whatever they contain", () => {
  expect(["data", "binary_data", "data_wo", "type"].filter((name) => isSecretArgument("kubernetes_secret_v1", name))).toEqual([
    "data",
    "binary_data",
    "data_wo",
  ]);
  expect(isSecretArgument("azurerm_key_vault_secret", "value")).toBe(true);
  expect(isSecretArgument("kubernetes_config_map_v1", "data")).toBe(false);
});

test.each([
  ["azurerm_container_registry", `${GROUP}/made-up/providers/Microsoft.ContainerRegistry/registries/one`],
  ["azurerm_subnet", `${GROUP}/made-up/providers/Microsoft.Network/virtualNetworks/one/subnets/one`],
  [
    "azurerm_role_assignment",
    `${GROUP}/made-up/providers/Microsoft.Authorization/roleAssignments/11111111-2222-3333-4444-555555555555`,
  ],
  ["azurerm_resource_group", `${GROUP}/one`],
  ["azurerm_subscription", "/subscriptions/00000000-0000-0000-0000-000000000000"],
  ["azurerm_something_new", `${GROUP}/made-up/providers/Microsoft.Resources/something_new/one`],
  ["azurerm_key_vault_secret", "https://one.vault.azure.net/secrets/one/00000000000000000000000000000000"],
  ["azuread_service_principal", "/servicePrincipals/11111111-2222-3333-4444-555555555555"],
  ["azuread_something_new", "11111111-2222-3333-4444-555555555555"],
  ["kubernetes_secret_v1", "one"],
])("the id of %s has the form that its provider writes", (type, id) => {
  expect(idOf(type, MADE_UP)).toBe(id);
});

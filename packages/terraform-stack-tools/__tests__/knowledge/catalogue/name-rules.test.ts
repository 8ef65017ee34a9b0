import { EXAMPLE, textFor, textsFor } from "../../../src/knowledge/catalogue/made-up";

const REGISTRY = expect.stringMatching(/\/Microsoft\.ContainerRegistry\/registries\/example$/);
const IDENTITY = expect.stringMatching(/\/userAssignedIdentities\/example$/);

test.each([
  ["login_server", "example.azurecr.io"],
  ["kubelet_object_id", EXAMPLE.guid],
  ["role_definition_id", expect.stringMatching(/\/roleDefinitions\/[0-9a-f-]{36}$/)],
  ["registry_id", REGISTRY],
  ["cross-stack-output-azurerm_container_registryacrid", REGISTRY],
  ["cluster_id", expect.stringMatching(/\/managedClusters\/example$/)],
  ["cluster_identity_id", IDENTITY],
  ["cluster_subnet_id", expect.stringMatching(/\/subnets\/example$/)],
  ["cluster_client_id", EXAMPLE.guid],
  ["region", "westeurope"],
  ["image", "team/app:1"],
  // Whose id it is cannot be told without a block.
  ["id", undefined],
  ["application_id", EXAMPLE.guid],
  ["something", undefined],
])("an input called %s holds %s", (name, text) => {
  expect(textFor({ name }, EXAMPLE)).toEqual(text);
});

test.each([
  ["azurerm_container_registry", "id", REGISTRY],
  ["azurerm_container_registry", "user_assigned_identity_id", IDENTITY],
  ["azurerm_container_registry", "other_thing_id", expect.stringMatching(/\/Microsoft\.Resources\/resources\/example$/)],
  ["azuread_application", "application_id", EXAMPLE.guid],
  ["azuread_application_password", "application_id", `/applications/${EXAMPLE.guid}`],
  ["kubernetes_secret_v1", "id", "example"],
  ["kubernetes_secret_v1", "other_thing_id", undefined],
])("%s answers %s with %s", (blockType, name, text) => {
  expect(textFor({ name, blockType }, EXAMPLE)).toEqual(text);
});

test("every form that a name suggests is offered, the likeliest first", () => {
  expect(textsFor({ name: "registry_for_cluster_id" }, EXAMPLE)).toEqual([
    REGISTRY,
    expect.stringMatching(/\/managedClusters\/example$/),
  ]);
  expect(textsFor({ name: "something" }, EXAMPLE)).toEqual([]);
});

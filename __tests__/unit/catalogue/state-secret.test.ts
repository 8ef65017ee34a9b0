import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PERMISSIONS } from "../../../src/catalogue/permissions";
import { remainsOf, STATE_SECRETS } from "../../../src/catalogue/state-secret";
import { blocks } from "../../support/hand-off";

const remains = (stack: object) => blocks(stack).map(remainsOf);

test("every kind of block that we make or read is known", () => {
  expect(Object.keys(STATE_SECRETS).sort()).toEqual(
    Object.keys(PERMISSIONS)
      .filter((sort) => !sort.startsWith("provider."))
      .sort(),
  );
});

test("the words are those of SECURITY.md", () => {
  const page = readFileSync(join(__dirname, "../../../SECURITY.md"), "utf8").replace(/\*\*/g, "");
  for (const words of [
    "`kube_config`: the user credentials of the cluster, as far as the one who applies may read them; `kube_admin_config` where local accounts are on",
    "the admin password, as soon as the admin account is enabled, even when nothing uses it",
  ]) {
    expect(page).toContain(words);
    expect(Object.values(STATE_SECRETS).map(({ secret }) => secret)).toContain(words);
  }
});

test.each([
  [
    "a registry without an admin account",
    { resource: { azurerm_container_registry: { a: { admin_enabled: false } } } },
    { nothing: "the admin account is off" },
  ],
  [
    "a pull secret that is written only",
    { resource: { kubernetes_secret_v1: { a: { data_wo: {} } } } },
    { nothing: "`data_wo` is written only" },
  ],
  [
    "a key vault's secret",
    { ephemeral: { azurerm_key_vault_secret: { a: {} } } },
    { nothing: "what is ephemeral is never kept" },
  ],
  ["anything ephemeral", { ephemeral: { other: { a: {} } } }, { nothing: "what is ephemeral is never kept" }],
  ["a grant", { resource: { azurerm_role_assignment: { a: {} } } }, { nothing: "it holds no secret" }],
  ["a type that nobody knows", { resource: { constructor: { a: {} } } }, { unknown: true }],
])("%s", (_case, stack, expected) => {
  expect(remains(stack)).toEqual([expected]);
});

test.each([
  ["a pull secret", { resource: { kubernetes_secret_v1: { a: { data: {}, data_wo: {} } } } }],
  ["a cluster", { resource: { azurerm_kubernetes_cluster: { a: {} } } }],
  ["a looked-up cluster", { data: { azurerm_kubernetes_cluster: { a: {} } } }],
  ["a looked-up registry, whose admin account may be on", { data: { azurerm_container_registry: { a: {} } } }],
  [
    "a registry whose admin account an input decides on",
    { resource: { azurerm_container_registry: { a: { admin_enabled: "${var.a}" } } } },
  ],
  ["a token's password", { resource: { azurerm_container_registry_token_password: { a: {} } } }],
  ["an application's password", { resource: { azuread_application_password: { a: {} } } }],
])("the state holds the secret of %s", (_case, stack) => {
  expect(remains(stack)).toEqual([{ secret: expect.any(String) }]);
});

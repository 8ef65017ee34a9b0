import { permissionTable, roleTable } from "../../../../src/handoff/readme/permission-table";
import { blocks, GRANT } from "../../../support/hand-off";

test("the kinds of block in the stack, and no others", () => {
  const stack = {
    resource: { kubernetes_secret_v1: { a: {} }, random_pet: { b: {} } },
    ephemeral: { azurerm_key_vault_secret: { c: {} } },
  };
  expect(permissionTable(blocks(stack), ["azurerm", "random"]).split("\n").slice(2)).toEqual([
    "| `ephemeral.azurerm_key_vault_secret` | `Microsoft.KeyVault/vaults/read`<br>`Microsoft.KeyVault/vaults/secrets/getSecret/action` (data) | the key vault |  |  |  |",
    "| `kubernetes_secret_v1` |  |  |  | secrets: get, create, patch, delete |  |",
    expect.stringMatching(
      /^\| `provider\.azurerm` \| `Microsoft\.Resources\/subscriptions\/providers\/read` \| the subscription \|/,
    ),
  ]);
});

test("a stack of unknown types gets a sentence", () => {
  expect(permissionTable(blocks({ resource: { constructor: { a: {} } } }), ["constructor"])).toBe(
    "Nothing that this page knows of.",
  );
});

test("the roles that are assigned by name", () => {
  expect(roleTable(blocks(GRANT))).toContain("| AcrPull | `Microsoft.ContainerRegistry/registries/pull/read` |");
  expect(roleTable(blocks({ resource: { azurerm_role_assignment: { a: { role_definition_name: "Owner" } } } }))).toBe("");
});

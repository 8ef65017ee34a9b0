import { accessIn } from "../../../src/knowledge/access/access-in";
import { rotating } from "../../../src/knowledge/pages/readme";
import { configuredStack } from "../../../src/planned/planned-stack";

import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { GRANT } from "../../support/hand-off";

function rotate(json: Json): string {
  const stack = readStack(json);
  return rotating(stack, accessIn([configuredStack(stack)]), (address) => address).join("\n\n");
}

const pullSecret = (data: string): JsonObject => ({
  kubernetes_secret_v1: { pull: { type: "kubernetes.io/dockerconfigjson", data } },
});
const PULL_SECRET = pullSecret("x");

describe("rotating", () => {
  test.each<[string, Json, string]>([
    [
      "the password of an application",
      { resource: { ...GRANT.resource, azuread_application_password: { p: {} } } },
      "`terraform apply -replace='azuread_application_password.p'`",
    ],
    [
      "a token",
      { resource: { ...PULL_SECRET, azurerm_container_registry_token_password: { t: {} } } },
      "Do not use `-replace` on `azurerm_container_registry_token_password.t`",
    ],
    [
      "a key vault secret",
      {
        ephemeral: { azurerm_key_vault_secret: { v: {} } },
        resource: pullSecret("${ephemeral.azurerm_key_vault_secret.v.value}"),
      },
      "ask for a hand-off with a higher `revision`",
    ],
    [
      "an input",
      { variable: { password: { sensitive: true }, image: {} }, resource: PULL_SECRET },
      "- To rotate the input `password`, provide the new value and apply.\n\nRunning pods",
    ],
    [
      "an admin account whose password is in a pull secret",
      {
        data: { azurerm_container_registry: { acr: { name: "contoso" } } },
        resource: pullSecret("${data.azurerm_container_registry.acr.admin_password}"),
      },
      "az acr credential renew",
    ],
    [
      "an enabled admin account that nothing uses",
      { resource: { azurerm_container_registry: { acr: { admin_enabled: true } } } },
      "az acr credential renew",
    ],
    ["credentials in the module", { resource: PULL_SECRET }, "credentials are written in the module."],
  ])("%s", (_case, stack, words) => {
    expect(rotate(stack)).toContain(words);
  });

  test("names only what is in the stack", () => {
    const text = rotate({ resource: { ...GRANT.resource, azuread_application_password: { p: {} } } });
    expect(text.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(2);
  });

  test("has nothing to do for a grant, and nothing to say where nobody may pull", () => {
    expect(rotate({ resource: GRANT.resource })).toContain("there is nothing to rotate");
    expect(rotate({ resource: { azurerm_container_registry: { acr: { admin_enabled: false } } } })).toBe("");
    expect(rotate({ resource: { azuread_application_password: { p: {} } } })).toBe("");
  });

  test("says no word of pull secrets for the secret inputs of other stacks", () => {
    expect(rotate({ variable: { password: { sensitive: true } }, resource: { random_pet: { a: {} } } })).toBe(
      "- To rotate the input `password`, provide the new value and apply.",
    );
  });
});

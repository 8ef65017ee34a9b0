import { rollingBack, running } from "../../../../src/handoff/readme/operations/operations";
import { rotating } from "../../../../src/handoff/readme/operations/rotation";
import type { Json, JsonObject } from "../../../../src/terraform/json";
import { readStack } from "../../../../src/terraform/stack";
import { GRANT, HOSTILE } from "../../../support/hand-off";

const run = (json: Json) => running(readStack(json));
const rollBack = (json: Json) => rollingBack(readStack(json));
const rotate = (json: Json) => rotating(readStack(json));

const PULL_SECRET = { pull: { type: "kubernetes.io/dockerconfigjson", data: "x" } };

describe("running", () => {
  test("reads secrets from the terminal, so that no file contains them", () => {
    const text = run({ variable: { password: { sensitive: true }, key: { sensitive: true, default: "" }, image: {} } });
    expect(text.match(/^read.*$/gm)).toEqual(["read -rs TF_VAR_password && export TF_VAR_password"]);
  });

  test("keeps the name of a variable inside its command", () => {
    const text = run({ variable: { "a\n```\n$(rm)": { sensitive: true } } });
    expect(text.match(/^read.*$/gm)).toEqual(["read -rs TF_VAR_arm && export TF_VAR_arm"]);
  });

  test("needs no credentials for the test unless something is ephemeral", () => {
    expect(run({ terraform: {} })).toContain("needs no credentials");
    const text = run({ ephemeral: { azurerm_key_vault_secret: { a: {} } } });
    expect(text).toContain("ephemeral resources need credentials");
    expect(text).not.toContain("needs no credentials");
  });
});

describe("rolling back", () => {
  test("says what breaks without the role assignments and the pull secrets", () => {
    const { azurerm_role_assignment } = GRANT.resource;
    const one = rollBack({ resource: { azurerm_role_assignment } });
    expect(one).toContain("If `azurerm_role_assignment.pull` is removed, pulls that rely on it fail.");
    expect(one).not.toContain("pull secrets");
    const pull = { role_definition_name: "AcrPull" };
    const two = rollBack({
      resource: { azurerm_role_assignment: { a: pull, b: pull }, kubernetes_secret_v1: PULL_SECRET },
    });
    expect(two).toContain("If `azurerm_role_assignment.a`, `azurerm_role_assignment.b` are removed");
    expect(two).toContain("If the pull secrets are removed, running pods keep running");
  });

  test("removes default service accounts from the state before they are destroyed", () => {
    const text = rollBack({ resource: { kubernetes_default_service_account_v1: { default: {} } } });
    expect(text).toContain("`terraform state rm 'kubernetes_default_service_account_v1.default'`");
    expect(rollBack(GRANT)).not.toContain("terraform state rm");
  });

  test("keeps an address inside its command", () => {
    const text = rollBack({ resource: { kubernetes_default_service_account_v1: { [`x'${HOSTILE}`]: {} } } });
    expect(text).toMatch(/<code>terraform state rm 'kubernetes&#95;default[^']*'<\/code>/);
    expect(text).not.toMatch(/<b>|\]\(y\)/);
  });
});

describe("rotating", () => {
  test.each<[string, Json, string]>([
    [
      "the password of an application",
      { resource: { azuread_application_password: { p: {} } } },
      "`terraform apply -replace='azuread_application_password.p'`",
    ],
    [
      "a token",
      { resource: { azurerm_container_registry_token_password: { t: {} } } },
      "Do not use `-replace` on `azurerm_container_registry_token_password.t`",
    ],
    ["a key vault secret", { ephemeral: { azurerm_key_vault_secret: { v: {} } } }, "ask for a handoff with a higher `revision`"],
    [
      "an input",
      { variable: { password: { sensitive: true }, image: {} } },
      "- To rotate the input `password`, provide the new value and apply.\n\nRunning pods",
    ],
    [
      "an admin account whose password is in a pull secret",
      {
        resource: {
          kubernetes_secret_v1: { pull: { ...PULL_SECRET.pull, data: "${data.azurerm_container_registry.acr.admin_password}" } },
        },
      },
      "az acr credential renew",
    ],
    [
      "an enabled admin account that nothing uses",
      { resource: { azurerm_container_registry: { acr: { admin_enabled: true } } } },
      "az acr credential renew",
    ],
    ["credentials in the module", { resource: { kubernetes_secret_v1: PULL_SECRET } }, "credentials are written in the module."],
  ])("%s", (_case, stack, words) => {
    expect(rotate(stack)).toContain(words);
  });

  test("names only what is in the stack", () => {
    const text = rotate({ resource: { azuread_application_password: { p: {} } } });
    expect(text.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(2);
  });

  test.each<[string, JsonObject]>([
    ["a grant", GRANT.resource],
    ["a registry without an admin account", { azurerm_container_registry: { acr: { admin_enabled: false } } }],
  ])("has nothing to do for %s", (_case, resource) => {
    expect(rotate({ resource })).toContain("there is nothing to rotate");
  });
});

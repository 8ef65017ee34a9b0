import { howToRollBack, howToRotate, howToRun } from "../../../../src/handoff/readme/operations";
import { variablesOf } from "../../../../src/terraform/variable";
import { blocks, GRANT, HOSTILE } from "../../../support/hand-off";

const variables = (variable: object) => variablesOf({ variable } as never);

test("secrets are asked for, not written into a file", () => {
  expect(howToRun(variables({ password: { sensitive: true }, image: {} }), [])).toContain(
    "\nread -rs TF_VAR_password && export TF_VAR_password\n",
  );
});

test("a name cannot leave the command it stands in", () => {
  expect(howToRun(variables({ "a\n```\n$(rm)": { sensitive: true } }), [])).toContain(
    "\nread -rs TF_VAR_arm && export TF_VAR_arm\n",
  );
  const stack = { resource: { kubernetes_default_service_account_v1: { [`x'${HOSTILE}`]: {} } } };
  expect(howToRollBack(blocks(stack))).toContain("<code>terraform state rm 'kubernetes&#95;default");
});

test("the way back says what it does to pulls, and what has to be forgotten first", () => {
  const stack = { resource: { ...GRANT.resource, kubernetes_default_service_account_v1: { default: {} } } };
  const text = howToRollBack(blocks(stack));
  expect(text).toContain("Without `azurerm_role_assignment.pull`, nothing new is pulled with that right");
  expect(text).toContain("`terraform state rm 'kubernetes_default_service_account_v1.default'`");
});

const secret = (data: string) => ({ kubernetes_secret_v1: { pull: { type: "kubernetes.io/dockerconfigjson", data } } });

test.each([
  ["an application's password", { azuread_application_password: { p: {} } }, "-replace='azuread_application_password.p'"],
  [
    "a token",
    { azurerm_container_registry_token_password: { t: {} } },
    "Do not replace `azurerm_container_registry_token_password.t`",
  ],
  ["the admin account", secret("${azurerm_container_registry.acr.admin_password}"), "az acr credential renew"],
  ["a literal", secret("x"), "The credentials are written in the module."],
  ["nothing", GRANT.resource, "so there is nothing to rotate"],
])("rotates %s", (_case, resource, words) => {
  expect(howToRotate(blocks({ resource }), [])).toContain(words);
});

test("rotates a key vault's secret and an input", () => {
  const stack = { ephemeral: { azurerm_key_vault_secret: { v: {} } } };
  const text = howToRotate(blocks(stack), variables({ password: { sensitive: true } }));
  expect(text).toContain("ask for a hand-over with a higher `revision`");
  expect(text).toContain("The input `password`: give the new value, then apply.");
});

test("a test that reads what is ephemeral is not said to need no credentials", () => {
  expect(howToRun([], [])).toContain("made-up answers; needs no credentials");
  const vault = blocks({ ephemeral: { azurerm_key_vault_secret: { a: {} } } });
  expect(howToRun([], vault)).toContain("made-up answers, but for what is ephemeral");
});

test("an admin account that is on is to be rotated, also where nothing uses it", () => {
  const stack = (admin_enabled: boolean) => blocks({ resource: { azurerm_container_registry: { acr: { admin_enabled } } } });
  expect(howToRotate(stack(true), [])).toContain("az acr credential renew");
  expect(howToRotate(stack(false), [])).toBe(
    "This module makes and takes no credential that this page knows of, so there is nothing to rotate here.",
  );
});

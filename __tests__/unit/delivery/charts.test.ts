import type { TerraformStack } from "cdktf";
import {
  ArgoCdChartSecret,
  type ArgoCdChartSecretProps,
  type IRegistryCredentials,
  RegistryCredentials,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../../src";
import { knownRegistry, LITERAL, pullSecret, registryOf, secretOf } from "../../support/builders";
import { emptyStack, validationErrors, variable } from "../../support/stack";
import { CLIENT_ID, KEY_VAULT_ID, LOGIN_SERVER } from "../../support/values";

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

const chartSecret = (props: Partial<ArgoCdChartSecretProps> = {}, id = "charts") =>
  new ArgoCdChartSecret(stack, id, { credentials: LITERAL, ...props });

const token = (generation?: number) =>
  new RegistryToken(stack, "chart-token", { registry: knownRegistry(stack), repositories: ["charts/*"], generation });

const ofToken = (generation: number): [string, string] => [
  `\${azurerm_container_registry_token.chart-token_Token-${generation}.name}`,
  `\${azurerm_container_registry_token_password.chart-token_Password-${generation}.password1[0].value}`,
];

const ADMIN = "data.azurerm_container_registry.acr";
const EPHEMERAL = "ephemeral.azurerm_key_vault_secret.vault";
const VAULT = { loginServer: LOGIN_SERVER, keyVaultId: KEY_VAULT_ID, usernameSecretName: "u", passwordSecretName: "p" };

/** Every source of pull secrets: its host, user name and password as Terraform evaluates them. */
const SOURCES: readonly [string, () => IRegistryCredentials, string, string, string][] = [
  ["a token", token, LOGIN_SERVER, ...ofToken(1)],
  ["a token that was rotated", () => token(2), LOGIN_SERVER, ...ofToken(2)],
  [
    "a service principal",
    () => new ServicePrincipalCredentials(stack, "puller", { registry: knownRegistry(stack) }),
    LOGIN_SERVER,
    "${azuread_service_principal.puller.client_id}",
    "${azuread_application_password.puller_Password-1.value}",
  ],
  [
    "the admin account",
    () => registryOf(stack).adminCredentials(),
    `\${${ADMIN}.login_server}`,
    `\${${ADMIN}.admin_username}`,
    `\${sensitive(${ADMIN}.admin_password)}`,
  ],
  ["a variable", () => ({ ...LITERAL, password: variable(stack, "pw") }), LOGIN_SERVER, CLIENT_ID, "${var.pw}"],
  [
    "a key vault",
    () => RegistryCredentials.fromKeyVaultSecret(stack, "vault", VAULT),
    LOGIN_SERVER,
    `\${${EPHEMERAL}_Username.value}`,
    `\${${EPHEMERAL}_Password.value}`,
  ],
];

test.each(SOURCES)("Argo CD gets what %s has", (source, build, host, username, password) => {
  const credentials = build();
  chartSecret({ credentials });
  const { data, data_wo, data_wo_revision } = secretOf(stack, "charts");
  const written = { url: `${host}/`, type: "helm", enableOCI: "true", username, password };
  const isWriteOnly = source === "a key vault";
  expect([data, data_wo]).toEqual(isWriteOnly ? [undefined, written] : [written, undefined]);
  expect(data_wo_revision !== undefined).toBe(isWriteOnly);
});

describe("the secret of Argo CD", () => {
  test("is a template of credentials, which waits for what the credentials require", () => {
    const puller = new ServicePrincipalCredentials(stack, "puller", { registry: knownRegistry(stack) });
    const { secretName } = chartSecret({ credentials: puller });
    expect(secretName).toBe("charts");
    expect(secretOf(stack, "charts")).toEqual({
      metadata: { name: "charts", namespace: "argocd", labels: { "argocd.argoproj.io/secret-type": "repo-creds" } },
      data: expect.anything(),
      depends_on: ["azurerm_role_assignment.puller_PullFrom-acr", "azurerm_role_assignment.puller_PullFrom-acr_RepositoryReader"],
      lifecycle: { ignore_changes: ["immutable", "metadata[0].annotations"] },
    });
  });

  test("shares names with pull secrets of its namespace", () => {
    pullSecret(stack, "acr-pull", { namespaces: ["argocd", "apps"] });
    chartSecret({ secretName: "acr-pull" });
    expect(validationErrors(stack)).toEqual([
      expect.stringContaining("[stack/charts] secretName must be unique in the namespace argocd"),
    ]);
  });
});

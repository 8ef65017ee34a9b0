import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import { CustomerAccess, type CustomerAccessProps, RegistryToken } from "../../../src";
import { knownRegistry } from "../../support/builders";
import { complaint, emptyStack, type JsonTree, synthesize, validationErrors, variable } from "../../support/stack";
import { KEY_VAULT_ID, LOGIN_SERVER, OBJECT_ID } from "../../support/values";

const EXPIRY = "2027-06-30T00:00:00Z";

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function accessIn(stack: TerraformStack, props: Partial<CustomerAccessProps> = {}, id = "fabrikam"): CustomerAccess {
  const registry = props.registry ?? stack.node.tryFindChild("acr") ?? knownRegistry(stack);
  return new CustomerAccess(stack, id, {
    repositories: ["product/*"],
    expiry: EXPIRY,
    ...props,
    registry: registry as CustomerAccessProps["registry"],
  });
}

function jsonOf(props: Partial<CustomerAccessProps> = {}): JsonTree {
  const stack = emptyStack();
  accessIn(stack, props);
  return synthesize(stack);
}

const PASSWORD = "azurerm_container_registry_token_password.fabrikam_Password-1.password1[0].value";

function secretBlock(part: string, value: string) {
  return {
    name: `fabrikam-${part}`,
    key_vault_id: KEY_VAULT_ID,
    value_wo: `\${${value}}`,
    value_wo_version: `\${parseint(substr(sha256(${value}), 0, 7), 16)}`,
    expiration_date: EXPIRY,
    lifecycle: { ignore_changes: ["content_type", "not_before_date", "tags"] },
  };
}

test("is a token that expires, whose password is a sensitive output", () => {
  const json = jsonOf();
  const expected = emptyStack();
  new RegistryToken(expected, "fabrikam", { registry: knownRegistry(expected), repositories: ["product/*"], expiry: EXPIRY });
  expect(json.resource).toEqual(synthesize(expected).resource);
  expect(json.output).toEqual({
    fabrikam: {
      sensitive: true,
      value: {
        login_server: LOGIN_SERVER,
        username: "${azurerm_container_registry_token.fabrikam_Token-1.name}",
        password: `\${${PASSWORD}}`,
      },
    },
  });
});

test("writes both secrets of the customer's key vault and has no output", () => {
  const json = jsonOf({ keyVaultId: KEY_VAULT_ID });
  expect(json.output).toBeUndefined();
  expect(json.resource.azurerm_key_vault_secret).toEqual({
    fabrikam_Username: secretBlock("username", "azurerm_container_registry_token.fabrikam_Token-1.name"),
    fabrikam_Password: secretBlock("password", PASSWORD),
  });
});

test.each<[string, (stack: TerraformStack) => Partial<CustomerAccessProps>, string, RegExp]>([
  [
    "an expiry that is null or in another time zone",
    (stack) => ({ expiry: variable(stack, "given") }),
    '${can(regex("Z$", var.given))}',
    complaint("[stack/fabrikam] expiry", "set a time"),
  ],
  [
    "what is no key vault",
    (stack) => ({ keyVaultId: variable(stack, "given") }),
    expect.stringContaining("var.given"),
    complaint("[stack/fabrikam] keyVaultId", "use what `az keyvault show"),
  ],
])("refuses %s at plan, before there is a token", (_what, props, condition, words) => {
  accessIn(stack, props(stack));
  const { lifecycle } = synthesize(stack).resource.azurerm_container_registry_token["fabrikam_Token-1"];
  expect(lifecycle).toEqual({
    create_before_destroy: true,
    ignore_changes: ["enabled"],
    precondition: [{ condition, error_message: expect.stringMatching(words) }],
  });
});

test("names the secrets as stated, in the subscription of the vault's provider", () => {
  const [, , subscriptionId] = KEY_VAULT_ID.toUpperCase().split("/");
  const keyVaultProvider = new AzurermProvider(stack, "theirs", { alias: "theirs", features: [{}], subscriptionId });
  accessIn(stack, { keyVaultId: KEY_VAULT_ID, secretName: "acr", keyVaultProvider });
  const { azurerm_key_vault_secret: secrets, azurerm_container_registry_token: tokens } = synthesize(stack).resource;
  expect(Object.values(secrets).map(({ name, provider }) => [name, provider])).toEqual([
    ["acr-password", "azurerm.theirs"],
    ["acr-username", "azurerm.theirs"],
  ]);
  expect(tokens["fabrikam_Token-1"].provider).toBeUndefined();
});

test.each<[number, number | undefined, string[]]>([
  [1, undefined, ["fabrikam"]],
  [1, 1, ["fabrikam"]],
  [2, undefined, ["fabrikam", "fabrikam-2"]],
  [2, 1, ["fabrikam", "fabrikam-2"]],
  [2, 2, ["fabrikam-2"]],
  [7, 6, ["fabrikam-6", "fabrikam-7"]],
  [7, 7, ["fabrikam-7"]],
])(
  "generation %d, oldest generation %s: the tokens %j, of which the last is handed over",
  (generation, oldestGeneration, names) => {
    const json = jsonOf({ generation, oldestGeneration });
    expect(Object.values(json.resource.azurerm_container_registry_token).map(({ name }) => name)).toEqual(names);
    const handedOver = `azurerm_container_registry_token_password.fabrikam_Password-${generation}.`;
    expect(json.output.fabrikam.value.password).toContain(handedOver);
  },
);

test("refuses a secret that another customer has in the same vault, in any case", () => {
  accessIn(stack, { keyVaultId: KEY_VAULT_ID, secretName: "acr" });
  accessIn(stack, { keyVaultId: KEY_VAULT_ID.replace("rg", "RG"), secretName: "ACR" }, "northwind");
  accessIn(stack, { keyVaultId: `${KEY_VAULT_ID}2`, secretName: "acr" }, "tailspin");
  expect(validationErrors(stack)).toEqual([expect.stringContaining("[stack/northwind] secretName must be unique")]);
});

test("refuses a vault of another subscription than the provider states, and a provider without a vault", () => {
  const elsewhere = new AzurermProvider(stack, "elsewhere", { alias: "elsewhere", features: [{}], subscriptionId: OBJECT_ID });
  const make = () => accessIn(stack, { keyVaultId: KEY_VAULT_ID, keyVaultProvider: elsewhere });
  expect(make).toThrow(complaint("[stack/fabrikam] keyVaultId", "pass a keyVaultProvider with that subscription"));
  const alone = () => accessIn(stack, { keyVaultProvider: elsewhere }, "northwind");
  expect(alone).toThrow(complaint("[stack/northwind] keyVaultProvider", "also set keyVaultId"));
});

test("refuses two customers whose ids lead to one output", () => {
  accessIn(stack, { tokenName: "acme-inc" }, "acme.inc");
  accessIn(stack, {}, "acmeinc");
  accessIn(stack, { keyVaultId: KEY_VAULT_ID, tokenName: "acme-3" }, "acme inc");
  expect(validationErrors(stack)).toEqual([expect.stringContaining("[stack/acmeinc] id must give an output of its own")]);
});

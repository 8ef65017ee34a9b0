import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { EphemeralKeyVaultSecret } from "../../../../../src/constructs/credentials/private/ephemeral-key-vault-secret";
import { rendered } from "../../../../support/rendered";
import { emptyApp, emptyStack, synthesize } from "../../../../support/stack";
import { KEY_VAULT_ID } from "../../../../support/values";

const PROPS = { keyVaultId: KEY_VAULT_ID, secretName: "acr-password" };

test("is one block and the version of the binary that knows it", () => {
  const stack = emptyStack();
  new EphemeralKeyVaultSecret(stack, "word", PROPS);
  const json = synthesize(stack);
  expect(json.ephemeral).toEqual({ azurerm_key_vault_secret: { word: { key_vault_id: KEY_VAULT_ID, name: "acr-password" } } });
  expect(json.terraform.required_version).toBe(">= 1.11.0");
  expect(Object.keys(json).sort()).toEqual(["ephemeral", "provider", "terraform"]);
});

test("is read by the provider it is given", () => {
  const stack = emptyStack();
  const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
  new EphemeralKeyVaultSecret(stack, "word", { ...PROPS, provider });
  expect(synthesize(stack).ephemeral.azurerm_key_vault_secret.word).toEqual({
    key_vault_id: KEY_VAULT_ID,
    name: "acr-password",
    provider: "azurerm.shared",
  });
});

test("gives a value that refers to its block at any depth", () => {
  const stack = emptyStack();
  const secret = new EphemeralKeyVaultSecret(new Construct(stack, "team"), "word", PROPS);
  const value = rendered(stack, secret.value);
  expect(value).toMatch(/^\$\{ephemeral[.]azurerm_key_vault_secret[.]team_word_\w{8}[.]value\}$/);
  const [name] = Object.keys(stack.toTerraform().ephemeral.azurerm_key_vault_secret);
  expect(value).toBe(`\${ephemeral.azurerm_key_vault_secret.${name}.value}`);
});

test("several stand beside each other", () => {
  const stack = emptyStack();
  for (const id of ["one", "other"]) {
    new EphemeralKeyVaultSecret(stack, id, { ...PROPS, secretName: id });
  }
  const blocks = synthesize(stack).ephemeral.azurerm_key_vault_secret;
  expect([blocks.one.name, blocks.other.name]).toEqual(["one", "other"]);
});

test("fails as HCL, of which cdktf would drop the block without a word", () => {
  const stack = emptyStack();
  new EphemeralKeyVaultSecret(stack, "word", PROPS);
  expect(() => stack.toHclTerraform()).toThrow(
    new Error(
      "[stack/word] the output format must be JSON where secrets come from a key vault, since cdktf writes no ephemeral blocks as " +
        "HCL; synthesize without --hcl.",
    ),
  );
});

test("fails the validation where nothing can read a key vault, until something can", () => {
  const stack = new TerraformStack(emptyApp(), "stack");
  const secret = new EphemeralKeyVaultSecret(stack, "word", PROPS);
  expect(secret.node.validate()).toEqual([
    "[stack/word] the stack must have an azurerm provider to read the key vault; add " +
      '`new AzurermProvider(this, "azurerm", { features: [{}] })`.',
  ]);
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  expect(secret.node.validate()).toEqual([]);
});

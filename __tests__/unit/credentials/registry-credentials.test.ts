import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  type ImagePullSecret,
  type IRegistryCredentials,
  RegistryCredentials,
  type RegistryKeyVaultSecretOptions,
  RegistryToken,
} from "../../../src";
import { knownRegistry, LEFT_IN_SECRETS, pullSecret, secretOf } from "../../support/builders";
import { rendered } from "../../support/rendered";
import { complaint, emptyStack, synthesize, warnings } from "../../support/stack";
import { CLIENT_ID, KEY_VAULT_ID, LOGIN_SERVER } from "../../support/values";

const KNOWN = { loginServer: LOGIN_SERVER, username: CLIENT_ID, password: "correct-horse" };

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

describe("credentials in a key vault", () => {
  const IN_VAULT = {
    loginServer: LOGIN_SERVER,
    keyVaultId: KEY_VAULT_ID,
    usernameSecretName: "acr-username",
    passwordSecretName: "acr-password",
  };

  function fromVault(
    stack: TerraformStack,
    id = "vault",
    options: Partial<RegistryKeyVaultSecretOptions> = {},
  ): IRegistryCredentials {
    return RegistryCredentials.fromKeyVaultSecret(stack, id, { ...IN_VAULT, ...options });
  }

  function secretFrom(stack: TerraformStack, ...credentials: IRegistryCredentials[]): ImagePullSecret {
    return pullSecret(stack, "acr-pull", { credentials });
  }

  const entry = (id: string) => {
    const [name, word] = ["Username", "Password"].map((part) => `ephemeral.azurerm_key_vault_secret.${id}_${part}.value`);
    return `{"username" = ${name}, "password" = ${word}, "auth" = base64encode(join(":", [${name}, ${word}]))}`;
  };

  /** Changes whenever the secret has to be written again. */
  const digest = (loginServer: string, revision: string) => {
    const parts = [loginServer, KEY_VAULT_ID, "acr-username", "acr-password"].map((part) => `"${part}"`);
    return `parseint(substr(sha256(jsonencode([${[...parts, revision].join(", ")}])), 0, 7), 16)`;
  };

  test("are read on every run, and passed on in a write-only argument", () => {
    secretFrom(stack, fromVault(stack));
    const json = synthesize(stack);
    expect(json.ephemeral).toEqual({
      azurerm_key_vault_secret: {
        vault_Username: { key_vault_id: KEY_VAULT_ID, name: "acr-username" },
        vault_Password: { key_vault_id: KEY_VAULT_ID, name: "acr-password" },
      },
    });
    expect(json.resource).toEqual({
      kubernetes_secret_v1: {
        "acr-pull": {
          for_each: '${toset(["apps"])}',
          metadata: { name: "acr-pull", namespace: "${each.value}" },
          type: "kubernetes.io/dockerconfigjson",
          lifecycle: { ignore_changes: LEFT_IN_SECRETS },
          data_wo: { ".dockerconfigjson": `\${jsonencode({"auths" = zipmap(["contoso.azurecr.io"], [${entry("vault")}])})}` },
          data_wo_revision: `\${${digest("contoso.azurecr.io", "1")}}`,
        },
      },
    });
    expect(json).not.toHaveProperty("data");
    expect(json).not.toHaveProperty("output");
    expect(warnings(stack)).toEqual([]);
  });

  test("require a binary that supports ephemeral values, unlike everything else", () => {
    fromVault(stack);
    expect(synthesize(stack).terraform.required_version).toBe(">= 1.11.0");
    const other = emptyStack();
    secretFrom(other, RegistryCredentials.fromPassword(KNOWN));
    expect(synthesize(other).terraform).not.toHaveProperty("required_version");
  });

  test("are read in their own subscription", () => {
    const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
    fromVault(stack, "vault", { provider });
    expect(synthesize(stack).ephemeral.azurerm_key_vault_secret).toEqual({
      vault_Username: { key_vault_id: KEY_VAULT_ID, name: "acr-username", provider: "azurerm.shared" },
      vault_Password: { key_vault_id: KEY_VAULT_ID, name: "acr-password", provider: "azurerm.shared" },
    });
  });

  test("can be combined in one secret, which is rewritten if any generation changes", () => {
    const other = fromVault(stack, "other", { loginServer: "fabrikam.azurecr.io", generation: 3 });
    secretFrom(stack, fromVault(stack, "one", { generation: 2 }), other);
    const { data_wo, data_wo_revision } = secretOf(stack);
    expect(data_wo).toEqual({
      ".dockerconfigjson":
        '${jsonencode({"auths" = zipmap(["contoso.azurecr.io", "fabrikam.azurecr.io"], ' +
        `[${entry("one")}, ${entry("other")}])})}`,
    });
    const [first, second] = [digest("contoso.azurecr.io", "2"), digest("fabrikam.azurecr.io", "3")];
    expect(data_wo_revision).toBe(`\${parseint(substr(sha256(jsonencode([${first}, ${second}])), 0, 7), 16)}`);
  });

  test.each<[string, (stack: TerraformStack) => IRegistryCredentials]>([
    ["a known password", () => RegistryCredentials.fromPassword({ ...KNOWN, loginServer: "fabrikam.azurecr.io" })],
    [
      "a token",
      (stack) => {
        const registry = knownRegistry(stack, { loginServer: "fabrikam.azurecr.io" });
        return new RegistryToken(stack, "token", { registry, repositories: ["*"] });
      },
    ],
  ])("cannot be combined with %s, which would write them to the state", (_other, make) => {
    for (const order of [0, 1]) {
      const stack = emptyStack();
      const both = [fromVault(stack), make(stack)];
      expect(() => secretFrom(stack, ...(order === 0 ? both : both.reverse()))).toThrow(
        complaint("[stack/acr-pull] credentials", "create a second secret for the others"),
      );
    }
  });

  test("fail as HCL, where cdktf would leave the block out", () => {
    secretFrom(stack, fromVault(stack));
    expect(() => stack.toHclTerraform()).toThrow(
      complaint("[stack/vault/Username] the output format", "synthesize without --hcl"),
    );
  });

  test("refer to their blocks at any depth", () => {
    const credentials = RegistryCredentials.fromKeyVaultSecret(new Construct(stack, "team"), "vault", IN_VAULT);
    const value = rendered(stack, credentials.password);
    const [, password] = Object.keys(stack.toTerraform().ephemeral.azurerm_key_vault_secret);
    expect(password).toMatch(/^team_vault_Password_\w{8}$/);
    expect(value).toBe(`\${ephemeral.azurerm_key_vault_secret.${password}.value}`);
  });
});

import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack, TerraformVariable } from "cdktf";
import {
  ContainerRegistry,
  ImagePullSecret,
  type IRegistryCredentials,
  type KeyVaultCredentials,
  RegistryCredentials,
  RegistryToken,
} from "../../../../src";
import { emptyApp, emptyStack, synthesize, warnings } from "../../../support/stack";
import { CLIENT_ID, KEY_VAULT_ID, LOGIN_SERVER, REGISTRY_ID } from "../../../support/values";

const KNOWN = { loginServer: LOGIN_SERVER, username: CLIENT_ID, password: "correct-horse" };

describe("a known password", () => {
  test("tells what was given, and that nothing needs to exist before", () => {
    expect(RegistryCredentials.fromPassword(KNOWN)).toEqual({
      loginServer: LOGIN_SERVER,
      username: CLIENT_ID,
      password: "correct-horse",
      requires: [],
    });
  });

  test("passes variables on, since only the plan knows them", () => {
    const stack = emptyStack();
    const [loginServer, username, password] = ["login_server", "username", "password"].map(
      (name) => new TerraformVariable(stack, name, { type: "string" }).stringValue,
    );
    const credentials = RegistryCredentials.fromPassword({ loginServer, username, password });
    new ImagePullSecret(stack, "acr-pull", { credentials: [credentials], namespaces: ["apps"] });
    expect(synthesize(stack).resource.kubernetes_secret_v1["acr-pull"].data).toEqual({
      ".dockerconfigjson":
        '${jsonencode({"auths" = zipmap([var.login_server], [{"username" = var.username, "password" = var.password, ' +
        '"auth" = base64encode(join(":", [var.username, var.password]))}])})}',
    });
  });

  test("takes the host of any cloud, also with the hash of a domain name label", () => {
    for (const loginServer of ["contoso.azurecr.us", "contoso.azurecr.cn", "contoso-d5ahg0bqhvbrc5h5.azurecr.io"]) {
      expect(RegistryCredentials.fromPassword({ ...KNOWN, loginServer }).loginServer).toBe(loginServer);
    }
  });

  test.each([
    "",
    "contoso",
    "Contoso.azurecr.io",
    "https://contoso.azurecr.io",
    "contoso.azurecr.io/",
    "contoso.azurecr.io/team/app",
    "contoso.azurecr.io:443",
    "contoso..azurecr.io",
    "contoso.azurecr.io\n",
    `${"a".repeat(243)}.azurecr.io`,
  ])("fails for the login server '%s'", (loginServer) => {
    expect(() => RegistryCredentials.fromPassword({ ...KNOWN, loginServer })).toThrow(
      new Error(
        "RegistryCredentials.fromPassword: loginServer must be a lower-case host such as contoso.azurecr.io, without scheme, " +
          `path or port, got '${loginServer}'; give what \`az acr show --query loginServer --output tsv\` prints.`,
      ),
    );
  });

  test("fails for an empty user name", () => {
    expect(() => RegistryCredentials.fromPassword({ ...KNOWN, username: "" })).toThrow(
      new Error(
        "RegistryCredentials.fromPassword: username must not be empty and hold no ':', got ''; give a client id, a token's name or the admin account's name.",
      ),
    );
  });

  test("fails for an empty password", () => {
    expect(() => RegistryCredentials.fromPassword({ ...KNOWN, password: "" })).toThrow(
      new Error("RegistryCredentials.fromPassword: password must not be empty; pass a sensitive TerraformVariable."),
    );
  });

  test("fails for a user name with a colon, where basic authentication would split it", () => {
    expect(() => RegistryCredentials.fromPassword({ ...KNOWN, username: "a:b" })).toThrow(
      "RegistryCredentials.fromPassword: username must not be empty and hold no ':'; give a client id",
    );
  });
});

describe("a key vault", () => {
  const IN_VAULT = {
    loginServer: LOGIN_SERVER,
    keyVaultId: KEY_VAULT_ID,
    usernameSecretName: "acr-username",
    passwordSecretName: "acr-password",
  };

  function fromVault(stack: TerraformStack, id = "vault", options: Partial<KeyVaultCredentials> = {}): IRegistryCredentials {
    return RegistryCredentials.fromKeyVaultSecret(stack, id, { ...IN_VAULT, ...options });
  }

  function secretOf(stack: TerraformStack, ...credentials: IRegistryCredentials[]): ImagePullSecret {
    return new ImagePullSecret(stack, "acr-pull", { credentials, namespaces: ["apps"] });
  }

  const entry = (id: string) => {
    const [name, word] = ["Username", "Password"].map((part) => `ephemeral.azurerm_key_vault_secret.${id}_${part}.value`);
    return `{"username" = ${name}, "password" = ${word}, "auth" = base64encode(join(":", [${name}, ${word}]))}`;
  };

  /** What a secret is written again for. */
  const digest = (loginServer: string, revision: string) => {
    const parts = [loginServer, KEY_VAULT_ID, "acr-username", "acr-password"].map((part) => `"${part}"`);
    return `parseint(substr(sha256(jsonencode([${[...parts, revision].join(", ")}])), 0, 7), 16)`;
  };

  test("is read whenever Terraform runs, and its secrets are only written", () => {
    const stack = emptyStack();
    secretOf(stack, fromVault(stack));
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
          data_wo: {
            ".dockerconfigjson": `\${jsonencode({"auths" = zipmap(["contoso.azurecr.io"], [${entry("vault")}])})}`,
          },
          data_wo_revision: `\${${digest("contoso.azurecr.io", "1")}}`,
        },
      },
    });
    expect(json).not.toHaveProperty("data");
    expect(json).not.toHaveProperty("output");
    expect(warnings(stack)).toEqual([]);
  });

  test("needs a binary that knows ephemeral values, and nothing else does", () => {
    const stack = emptyStack();
    fromVault(stack);
    expect(synthesize(stack).terraform.required_version).toBe(">= 1.11.0");
    const other = emptyStack();
    secretOf(other, RegistryCredentials.fromPassword(KNOWN));
    expect(synthesize(other).terraform).not.toHaveProperty("required_version");
  });

  test("is read in its own subscription", () => {
    const stack = emptyStack();
    const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
    fromVault(stack, "vault", { provider });
    expect(synthesize(stack).ephemeral.azurerm_key_vault_secret).toEqual({
      vault_Username: { key_vault_id: KEY_VAULT_ID, name: "acr-username", provider: "azurerm.shared" },
      vault_Password: { key_vault_id: KEY_VAULT_ID, name: "acr-password", provider: "azurerm.shared" },
    });
  });

  test("tells host and revision, and waits for nothing", () => {
    const stack = emptyStack();
    expect(fromVault(stack)).toMatchObject({ loginServer: LOGIN_SERVER, requires: [], writeOnlyRevision: expect.any(Number) });
  });

  test("serves several registries by one secret, which is written again when one of them is", () => {
    const stack = emptyStack();
    const other = fromVault(stack, "other", { loginServer: "fabrikam.azurecr.io", revision: 3 });
    secretOf(stack, fromVault(stack, "one", { revision: 2 }), other);
    const { data_wo, data_wo_revision } = synthesize(stack).resource.kubernetes_secret_v1["acr-pull"];
    expect(data_wo).toEqual({
      ".dockerconfigjson":
        '${jsonencode({"auths" = zipmap(["contoso.azurecr.io", "fabrikam.azurecr.io"], ' +
        `[${entry("one")}, ${entry("other")}])})}`,
    });
    const [first, second] = [digest("contoso.azurecr.io", "2"), digest("fabrikam.azurecr.io", "3")];
    expect(data_wo_revision).toBe(`\${parseint(substr(sha256(jsonencode([${first}, ${second}])), 0, 7), 16)}`);
  });

  test("lets a variable raise the revision", () => {
    const stack = emptyStack();
    const revision = new TerraformVariable(stack, "revision", { type: "number" }).numberValue;
    secretOf(stack, fromVault(stack, "vault", { revision }));
    expect(synthesize(stack).resource.kubernetes_secret_v1["acr-pull"].data_wo_revision).toBe(
      `\${${digest("contoso.azurecr.io", "var.revision")}}`,
    );
  });

  test("checks the host of a variable at plan, and puts nothing ephemeral into a condition", () => {
    const stack = emptyStack();
    const [loginServer, keyVaultId] = ["login_server", "key_vault_id"].map(
      (name) => new TerraformVariable(stack, name, { type: "string" }).stringValue,
    );
    secretOf(stack, fromVault(stack, "vault", { loginServer, keyVaultId }));
    const json = synthesize(stack);
    expect(json.ephemeral.azurerm_key_vault_secret.vault_Username.key_vault_id).toBe("${var.key_vault_id}");
    expect(json.resource.kubernetes_secret_v1["acr-pull"].lifecycle).toEqual({
      precondition: [
        {
          condition: expect.stringContaining("var.login_server"),
          error_message: expect.stringContaining("[stack/acr-pull] loginServer must be a lower-case host"),
        },
      ],
    });
  });

  test.each<[string, (stack: TerraformStack) => IRegistryCredentials]>([
    ["a known password", () => RegistryCredentials.fromPassword({ ...KNOWN, loginServer: "fabrikam.azurecr.io" })],
    [
      "a token",
      (stack) => {
        const attributes = { registryId: REGISTRY_ID, loginServer: "fabrikam.azurecr.io" };
        const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", attributes);
        return new RegistryToken(stack, "token", { registry, repositories: ["*"] });
      },
    ],
  ])("fails in one secret with %s, which would put the ephemeral half into the state", (_other, make) => {
    for (const order of [0, 1]) {
      const stack = emptyStack();
      const both = [fromVault(stack), make(stack)];
      expect(() => secretOf(stack, ...(order === 0 ? both : both.reverse()))).toThrow(
        new Error(
          "[stack/acr-pull] credentials must come from a key vault all, or none of them; make a second secret for the others.",
        ),
      );
    }
  });

  test("fails in the secret of another stack", () => {
    const app = emptyApp();
    const [azure, cluster] = [emptyStack(app, "azure"), emptyStack(app, "cluster")];
    expect(() => secretOf(cluster, fromVault(azure))).toThrow(
      "[cluster/acr-pull] credentials must be made in the stack of the secret, or cdktf copies the password through outputs and " +
        "remote state, got 'azure'; make them in this stack",
    );
  });

  test("fails as HCL, where cdktf would leave the block out", () => {
    const stack = emptyStack();
    secretOf(stack, fromVault(stack));
    expect(() => stack.toHclTerraform()).toThrow(
      new Error(
        "[stack/vault/Username] the output format must be JSON where secrets come from a key vault, since cdktf writes no ephemeral " +
          "blocks as HCL; synthesize without --hcl.",
      ),
    );
  });

  test("fails the validation of a stack without an azurerm provider", () => {
    const stack = new TerraformStack(emptyApp(), "stack");
    new KubernetesProvider(stack, "kubernetes", { configPath: "kubeconfig" });
    secretOf(stack, fromVault(stack));
    expect(() => synthesize(stack)).toThrow(
      "[stack/vault/Username] the stack must have an azurerm provider to read the key vault; add " +
        '`new AzurermProvider(this, "azurerm", { features: [{}] })`.',
    );
    new AzurermProvider(stack, "azurerm", { features: [{}] });
    expect(() => synthesize(stack)).not.toThrow();
  });

  const SECRET_NAME = "must be the name of a secret (1 to 127 letters, digits and '-'), got";
  const SECRET_REPAIR =
    "give a name as `az keyvault secret list --query [].name --output tsv` prints it, not an id or the secret itself.";

  test.each<[Partial<KeyVaultCredentials>, string]>([
    [
      { loginServer: "https://contoso.azurecr.io" },
      "loginServer must be a lower-case host such as contoso.azurecr.io, without scheme, path or port, got " +
        "'https://contoso.azurecr.io'; give what `az acr show --query loginServer --output tsv` prints.",
    ],
    [
      { keyVaultId: "https://contoso.vault.azure.net" },
      "keyVaultId must be the resource id of a key vault, got 'https://contoso.vault.azure.net'; give what " +
        "`az keyvault show --query id --output tsv` prints.",
    ],
    [{ usernameSecretName: "" }, `usernameSecretName ${SECRET_NAME} ''; ${SECRET_REPAIR}`],
    [{ passwordSecretName: "acr_password" }, `passwordSecretName ${SECRET_NAME.replace(", got", ";")} ${SECRET_REPAIR}`],
    ...[0, -1, 1.5, Number.NaN].map((revision): [Partial<KeyVaultCredentials>, string] => [
      { revision },
      `revision must be a whole number from 1, got '${revision}'; begin with 1 and raise it.`,
    ]),
  ])("fails for %j", (wrong, message) => {
    expect(() => fromVault(emptyStack(), "vault", wrong)).toThrow(new Error(`[stack/vault] ${message}`));
  });
});

test.each([
  ["loginServer", "loginServer must be a lower-case host such as contoso.azurecr.io, without scheme, path or port, got ''"],
  ["username", "username must not be empty and hold no ':', got ''"],
  ["password", "password must not be empty; pass a sensitive TerraformVariable."],
])("fails for a %s that is undefined, as an environment variable that is missing", (property, message) => {
  const missing = { ...KNOWN, [property]: process.env.NO_SUCH_VARIABLE as string };
  expect(() => RegistryCredentials.fromPassword(missing)).toThrow(`RegistryCredentials.fromPassword: ${message}`);
});

import { DataAzurermContainerRegistry } from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { ContainerRegistry, RegistryCredentials, RegistryToken, ServicePrincipalCredentials } from "../../../../../src";
import {
  checkCredentials,
  credentialPreconditions,
  sizePostconditions,
} from "../../../../../src/constructs/delivery/private/credentials";
import { rendered } from "../../../../support/rendered";
import { emptyApp, emptyStack, warnings } from "../../../../support/stack";
import { KEY_VAULT_ID, LOGIN_SERVER, REGISTRY_ID } from "../../../../support/values";

const credentials = (loginServer: string, username: string, password: string) => ({
  loginServer,
  username,
  password,
  requires: [],
});
const variable = (stack: TerraformStack, id: string) => new TerraformVariable(stack, id, { type: "string" }).stringValue;
const fromVault = (stack: TerraformStack, id: string, loginServer: string) =>
  RegistryCredentials.fromKeyVaultSecret(stack, id, {
    loginServer,
    keyVaultId: KEY_VAULT_ID,
    usernameSecretName: "acr-username",
    passwordSecretName: "acr-password",
  });
const SECRET = "s3cret-of-the-test";

describe("at synth", () => {
  test("lets several registries pass, also behind variables", () => {
    const stack = emptyStack();
    const password = variable(stack, "password");
    const known = [credentials("a.azurecr.io", "pull", password), credentials("b.azurecr.io", "pull", password)];
    const hidden = credentials(variable(stack, "server"), variable(stack, "user"), password);
    expect(() => checkCredentials(stack, [...known, hidden])).not.toThrow();
    expect(warnings(stack)).toEqual([]);
  });

  test("warns of a literal password without repeating it", () => {
    const stack = emptyStack();
    checkCredentials(stack, [credentials(LOGIN_SERVER, "pull", SECRET)]);
    expect(warnings(stack)).toEqual([
      "[stack] the password for contoso.azurecr.io is a literal and stands readable in the synthesized JSON; " +
        "pass a sensitive TerraformVariable.",
    ]);
  });

  test("warns of a literal password with words, where a token hides the host", () => {
    const stack = emptyStack();
    checkCredentials(stack, [credentials(variable(stack, "server"), "pull", SECRET)]);
    expect(warnings(stack)).toEqual([expect.not.stringContaining("TfToken")]);
  });

  test.each([
    ["none", [], "[stack] credentials must hold at least one entry; give the credentials of a registry."],
    [
      "a URL as the host",
      [credentials("https://contoso.azurecr.io", "pull", SECRET)],
      "[stack] loginServer must be a lower-case host such as contoso.azurecr.io, without scheme, path or port, " +
        "got 'https://contoso.azurecr.io'; give what `az acr show --query loginServer --output tsv` prints.",
    ],
    [
      "an empty user name",
      [credentials(LOGIN_SERVER, "", SECRET)],
      "[stack] username must not be empty and hold no ':', got ''; give a client id, a token's name or the admin account's name.",
    ],
    ["an empty password", [credentials(LOGIN_SERVER, "pull", "")], "[stack] password must not be empty; give the password."],
    [
      "one registry twice",
      [credentials(LOGIN_SERVER, "pull", SECRET), credentials(LOGIN_SERVER, "other", SECRET)],
      "[stack] credentials must name each registry once, got 'contoso.azurecr.io'; " +
        "make a second secret for the other credentials of one registry.",
    ],
  ])("fails for %s, in words that hold no password", (_, entries, message) => {
    expect(() => checkCredentials(emptyStack(), entries)).toThrow(new Error(message));
  });

  test("fails for a document of one byte more than 1 MiB", () => {
    const password = "x".repeat(449_300);
    const auth = Buffer.from(`pull:${password}`).toString("base64");
    const frame = `{"auths":{".io":{"username":"pull","password":"${password}","auth":"${auth}"}}}`;
    const host = `${"a".repeat(1_048_576 - frame.length)}.io`;
    expect(() => checkCredentials(emptyStack(), [credentials(host, "pull", password)])).not.toThrow();
    expect(() => checkCredentials(emptyStack(), [credentials(`a${host}`, "pull", password)])).toThrow(
      new Error(
        "[stack] credentials must make a document of at most 1 MiB (1048576 bytes); spread the registries over several secrets.",
      ),
    );
  });

  test("lets a registry from a key vault stand beside another one", () => {
    const stack = emptyStack();
    const entries = ["a.azurecr.io", "b.azurecr.io"].map((server, index) => fromVault(stack, `vault-${index}`, server));
    expect(() => checkCredentials(stack, entries)).not.toThrow();
    expect(warnings(stack)).toEqual([]);
  });

  test("fails for a mixture of what is only written and what is kept", () => {
    const stack = emptyStack();
    const entries = [credentials("a.azurecr.io", "pull", variable(stack, "password")), fromVault(stack, "vault", "b.azurecr.io")];
    expect(() => checkCredentials(stack, entries)).toThrow(
      new Error("[stack] credentials must come from a key vault all, or none of them; make a second secret for the others."),
    );
  });

  test("fails for credentials of another stack", () => {
    const app = emptyApp();
    const [azure, cluster] = [emptyStack(app, "azure"), emptyStack(app, "cluster")];
    const attributes = { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER };
    const registry = ContainerRegistry.fromRegistryAttributes(azure, "acr", attributes);
    const puller = new ServicePrincipalCredentials(azure, "puller", { registry });
    expect(() => checkCredentials(azure, [puller])).not.toThrow();
    expect(() => checkCredentials(cluster, [puller])).toThrow(
      "[cluster] credentials must be made in the stack of the secret, or cdktf copies the password through outputs and remote " +
        "state, got 'azure'; make them in this stack, with the registry from ContainerRegistry.fromLookup.",
    );
  });
});

describe("at plan", () => {
  test("nothing is left to check of literals and of what Azure answers", () => {
    const stack = emptyStack();
    const registry = new DataAzurermContainerRegistry(stack, "acr", { name: "contoso", resourceGroupName: "rg" });
    const entries = [credentials(registry.loginServer, registry.adminUsername, registry.adminPassword)];
    expect(credentialPreconditions(stack, entries)).toEqual([]);
    expect(sizePostconditions(stack, entries, "key")).toEqual([]);
    const literals = [credentials("a.azurecr.io", "pull", SECRET), credentials("b.azurecr.io", "pull", SECRET)];
    expect(credentialPreconditions(stack, literals)).toEqual([]);
    expect(sizePostconditions(stack, literals, "key")).toEqual([]);
  });

  test("variables obey the rules of synth, and no password is in a message", () => {
    const stack = emptyStack();
    const entry = credentials(variable(stack, "server"), variable(stack, "user"), variable(stack, "password"));
    expect(rendered(stack, credentialPreconditions(stack, [entry]))).toEqual([
      {
        condition: '${can(regex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)+$", var.server))}',
        errorMessage:
          "[stack] loginServer must be a lower-case host such as contoso.azurecr.io, without scheme, path or port; " +
          "give what `az acr show --query loginServer --output tsv` prints.",
      },
      {
        condition: '${can(regex("^[^:]+$", var.user))}',
        errorMessage:
          "[stack] username must not be empty and hold no ':'; give a client id, a token's name or the admin account's name.",
      },
      {
        condition: '${can(regex(".", var.password))}',
        errorMessage: "[stack] password must not be empty; give the password.",
      },
    ]);
  });

  test("a host is checked, and nothing that is ephemeral", () => {
    const stack = emptyStack();
    const entry = fromVault(stack, "vault", variable(stack, "server"));
    expect(rendered(stack, credentialPreconditions(stack, [entry]))).toEqual([
      { condition: expect.stringContaining("var.server"), errorMessage: expect.stringContaining("loginServer must be") },
    ]);
    expect(sizePostconditions(stack, [entry], ".dockerconfigjson")).toEqual([]);
  });

  test("registries behind tokens differ", () => {
    const stack = emptyStack();
    const registry = new DataAzurermContainerRegistry(stack, "acr", { name: "contoso", resourceGroupName: "rg" });
    const { loginServer, adminUsername, adminPassword } = registry;
    const entries = [credentials(loginServer, adminUsername, adminPassword), credentials(LOGIN_SERVER, "pull", SECRET)];
    expect(rendered(stack, credentialPreconditions(stack, entries))).toEqual([
      {
        condition: '${(length(distinct([data.azurerm_container_registry.acr.login_server, "contoso.azurecr.io"])) == 2)}',
        errorMessage:
          "[stack] credentials must name each registry once; make a second secret for the other credentials of one registry.",
      },
    ]);
  });

  test.each(["username", "password"])("a document with a %s from a variable stays within 1 MiB", (property) => {
    const stack = emptyStack();
    const entry = { ...credentials(LOGIN_SERVER, "pull", SECRET), [property]: variable(stack, "input") };
    expect(rendered(stack, sizePostconditions(stack, [entry], ".dockerconfigjson"))).toEqual([
      {
        condition: '${length(base64encode(self.data[".dockerconfigjson"])) <= 1398104}',
        errorMessage:
          "[stack] credentials must make a document of at most 1 MiB (1048576 bytes); " +
          "spread the registries over several secrets.",
      },
    ]);
  });
});

test("one registry twice is seen through its own attribute, at synth", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
  const [first, second] = ["one", "two"].map(
    (tokenName) => new RegistryToken(stack, `token-${tokenName}`, { registry, repositories: ["*"] }),
  );
  expect(() => checkCredentials(stack, [first, second])).toThrow("[stack] credentials must name each registry once");
});

test("fails for a number that only the plan knows, in a text where cdktf does not find it again", () => {
  const stack = emptyStack();
  const { numberValue } = new TerraformVariable(stack, "number", { type: "number" });
  for (const property of ["username", "password", "loginServer"]) {
    const entry = {
      loginServer: LOGIN_SERVER,
      username: "puller",
      password: "example",
      requires: [],
      [property]: `a-${numberValue}`,
    };
    expect(() => checkCredentials(stack, [entry])).toThrow(
      `[stack] ${property} must be a text without numbers that only the plan knows; use a variable of the type string`,
    );
  }
});

test("no error shows what may be a password", () => {
  const entry = { loginServer: LOGIN_SERVER, username: "puller:canary", password: "canary", requires: [] };
  const url = { ...entry, username: "puller", loginServer: "https://puller:canary@contoso.azurecr.io" };
  for (const wrong of [entry, url]) {
    expect(() => checkCredentials(emptyStack(), [wrong])).toThrow(/^(?!.*canary)/s);
  }
});

import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IRegistryCredentials } from "../interfaces";
import { checkText } from "../private/check-text";
import { readProps } from "../private/props/reader";
import { digestOf } from "../private/rendering/digest";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { EphemeralKeyVaultSecret } from "./private/ephemeral-key-vault-secret";

export interface RegistryPasswordOptions {
  /** Host of the registry, `contoso.azurecr.io` or `registry.corp.example:5000`: lowercase, no scheme, no path. */
  readonly loginServer: string;

  /**
   * Other hosts that accept the credentials too, which pods name in their images: regional endpoints such as
   * `contoso.westeurope.geo.azurecr.io` (Azure, "Azure Container Registry endpoint reference"), or private mirrors.
   * Lowercase, without scheme or path.
   *
   * @default - none
   */
  readonly additionalLoginServers?: string[];

  /** Client id of a service principal, name of a token, or name of the admin account. Contains no `:`. */
  readonly username: string;

  /** A sensitive `TerraformVariable`. A literal ends up in the synthesized JSON, and gets a warning. */
  readonly password: string;
}

export interface RegistryKeyVaultSecretOptions {
  /** Host of the registry, `contoso.azurecr.io` or `registry.corp.example:5000`: lowercase, no scheme, no path. */
  readonly loginServer: string;

  /**
   * Other hosts that accept the credentials too, which pods name in their images: regional endpoints such as
   * `contoso.westeurope.geo.azurecr.io` (Azure, "Azure Container Registry endpoint reference"), or private mirrors.
   * Lowercase, without scheme or path.
   *
   * @default - none
   */
  readonly additionalLoginServers?: string[];

  /** Resource id of the key vault, as `az keyvault show --query id --output tsv` prints it. */
  readonly keyVaultId: string;

  /** Name of the key vault secret with the user name: 1 to 127 letters, digits and `-`. */
  readonly usernameSecretName: string;

  /** Name of the key vault secret with the password: 1 to 127 letters, digits and `-`. */
  readonly passwordSecretName: string;

  /**
   * Raise it after a value in the key vault has changed. Terraform cannot detect changes in values it does not store;
   * it rewrites the pull secret when this number, the key vault, the name of a secret or a login server changes. A
   * whole number of at least 1.
   *
   * @default 1
   */
  readonly generation?: number;

  /** An azurerm provider for the key vault's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

/**
 * Credentials that already exist.
 *
 * @example
 * const credentials = RegistryCredentials.fromKeyVaultSecret(this, "from-vault", {
 *   loginServer: "contoso.azurecr.io",
 *   keyVaultId: new TerraformVariable(this, "key_vault_id", { type: "string" }).stringValue,
 *   usernameSecretName: "acr-pull-username",
 *   passwordSecretName: "acr-pull-password",
 * });
 * new ImagePullSecret(this, "acr-pull", { credentials: [credentials], namespaces: ["apps"] });
 */
export class RegistryCredentials {
  /**
   * Credentials from a user name and a password. A pull secret with these credentials writes both to the state.
   *
   * @throws if a login server is not a lowercase host, if the user name is empty or contains a `:`, or if
   * the password is empty
   */
  public static fromPassword(credentials: RegistryPasswordOptions): IRegistryCredentials {
    const place = "RegistryCredentials.fromPassword";
    // Without a scope there is nothing to add conditions to: the pull secret checks what is unknown until plan.
    const read = readProps(place, credentials, "RegistryPasswordOptions");
    const { loginServer, additionalLoginServers, username, password } = read;
    checkText(place, "loginServer", loginServer, RULES.registryHost);
    for (const host of additionalLoginServers ?? []) {
      checkText(place, "additionalLoginServers", host, RULES.additionalLoginServer);
    }
    checkText(place, "username", username, RULES.username);
    checkText(place, "password", password, RULES.password);
    return { loginServer, additionalLoginServers, username, password, requires: [] };
  }

  /**
   * Credentials that Terraform reads from a key vault on every run and passes to the cluster in a write-only argument.
   * They are in no state, no plan file and no synthesized output. Requires Terraform or OpenTofu 1.11 or later and
   * permission to read the secrets of the vault (Key Vault Secrets User). JSON only: synthesizing with `--hcl` fails.
   *
   * If a pull secret contained other credentials before, their password stays in the state until the secret is
   * replaced.
   *
   * @throws if a name or the key vault id breaks Azure's rules, or if the generation is not a whole number of at least 1
   */
  public static fromKeyVaultSecret(
    scope: Construct,
    id: string,
    credentials: RegistryKeyVaultSecretOptions,
  ): IRegistryCredentials {
    const parent = new Construct(scope, id);
    const rules = new Rules(parent);
    credentials = rules.props(credentials, "RegistryKeyVaultSecretOptions");
    const { loginServer, additionalLoginServers, provider } = credentials;
    const { keyVaultId, usernameSecretName, passwordSecretName, generation = 1 } = credentials;
    const toAzurerm = { atPlan: "left to azurerm, since conditions on ephemeral blocks crash `terraform show -json`" };
    const toSecret = { atPlan: "left to the pull secret" };
    rules.text("loginServer", loginServer, RULES.registryHost, toSecret);
    rules.texts("additionalLoginServers", additionalLoginServers ?? [], RULES.additionalLoginServer, toSecret);
    rules.text("keyVaultId", keyVaultId, RULES.keyVaultId, toAzurerm);
    rules.text("usernameSecretName", usernameSecretName, RULES.keyVaultSecretName, toAzurerm);
    rules.text("passwordSecretName", passwordSecretName, RULES.keyVaultSecretName, toAzurerm);
    rules.wholeNumber("generation", generation, { minimum: 1, repair: "start at 1 and raise it" });
    const read = (part: string, secretName: string) =>
      new EphemeralKeyVaultSecret(parent, part, { keyVaultId, secretName, provider }).value;
    const hosts = [loginServer, ...(additionalLoginServers ?? [])];
    return {
      loginServer,
      additionalLoginServers,
      username: read("Username", usernameSecretName),
      password: read("Password", passwordSecretName),
      requires: [],
      writeOnlyRevision: digestOf([...hosts, keyVaultId, usernameSecretName, passwordSecretName, generation]),
    };
  }

  private constructor() {}
}

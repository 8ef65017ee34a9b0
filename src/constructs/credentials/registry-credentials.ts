import { type TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import type { IRegistryCredentials } from "../../interfaces";
import { digestOf } from "../private/digest";
import { fail } from "../private/fail";
import { check, RULES } from "../private/rules";
import { EphemeralKeyVaultSecret } from "./private/ephemeral-key-vault-secret";

export interface PasswordCredentials {
  /** Host name of the registry, such as `contoso.azurecr.io`: lower case, without scheme, path or port. */
  readonly loginServer: string;

  /** The service principal's client id, the token's name, or the admin account's name. */
  readonly username: string;

  /** A sensitive `TerraformVariable`. A literal works, stands in the synthesized JSON, and is warned of where it is used. */
  readonly password: string;
}

export interface KeyVaultCredentials {
  /** Host name of the registry, such as `contoso.azurecr.io`: lower case, without scheme, path or port. */
  readonly loginServer: string;

  /** Resource id of the key vault: what `az keyvault show --query id --output tsv` prints. */
  readonly keyVaultId: string;

  /** Name of the secret that holds the user name. */
  readonly usernameSecretName: string;

  /** Name of the secret that holds the password. */
  readonly passwordSecretName: string;

  /**
   * Raise it when a value in the key vault has changed: Terraform does not compare what it may not keep, and writes the pull secret
   * again when this number, the key vault, a secret's name or the login server changes. A whole number from 1.
   *
   * @default 1
   */
  readonly revision?: number;

  /** An azurerm provider for the key vault's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

/** Credentials that exist already. */
export class RegistryCredentials {
  /**
   * Credentials given as a user name and a password. Whatever secret is made of them puts the password into the state.
   *
   * @throws when the login server is no bare lower-case host, or when user name or password are empty
   */
  public static fromPassword(credentials: PasswordCredentials): IRegistryCredentials {
    const place = "RegistryCredentials.fromPassword";
    check(place, "loginServer", credentials.loginServer, RULES.loginServer);
    check(place, "username", credentials.username, RULES.username);
    if (!credentials.password) {
      fail(place, { property: "password", must: "not be empty", repair: "pass a sensitive TerraformVariable" });
    }
    return { ...credentials, requires: [] };
  }

  /**
   * Credentials that Terraform reads from a key vault whenever it runs, and gives to the cluster by a write-only argument: they are in
   * no state, no plan file and nothing synthesized. Needs Terraform or OpenTofu 1.11 or later and the right to read secrets of the
   * vault (Key Vault Secrets User). JSON only: `--hcl` is refused.
   *
   * A pull secret that held other credentials before keeps their password in the state until it is replaced.
   *
   * @throws when a name or the key vault's id breaks Azure's rules, or when the revision is no whole number from 1
   */
  public static fromKeyVaultSecret(scope: Construct, id: string, credentials: KeyVaultCredentials): IRegistryCredentials {
    const place = new Construct(scope, id);
    const { loginServer, keyVaultId, usernameSecretName, passwordSecretName, revision = 1, provider } = credentials;
    check(place, "loginServer", loginServer, RULES.loginServer);
    check(place, "keyVaultId", keyVaultId, RULES.keyVaultId);
    check(place, "usernameSecretName", usernameSecretName, RULES.keyVaultSecretName);
    check(place, "passwordSecretName", passwordSecretName, RULES.keyVaultSecretName);
    if (!Token.isUnresolved(revision) && (!Number.isInteger(revision) || revision < 1)) {
      fail(place, {
        property: "revision",
        must: "be a whole number from 1",
        got: String(revision),
        repair: "begin with 1 and raise it",
      });
    }
    const read = (part: string, secretName: string) =>
      new EphemeralKeyVaultSecret(place, part, { keyVaultId, secretName, provider }).value;
    return {
      loginServer,
      username: read("Username", usernameSecretName),
      password: read("Password", passwordSecretName),
      requires: [],
      writeOnlyRevision: digestOf([loginServer, keyVaultId, usernameSecretName, passwordSecretName, revision]),
    };
  }

  private constructor() {}
}

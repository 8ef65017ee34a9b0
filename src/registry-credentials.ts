import type { IRegistryCredentials } from "./interfaces";
import { fail } from "./private/fail";
import { check, RULES } from "./private/naming";

export interface PasswordCredentials {
  /** Host name of the registry, such as `contoso.azurecr.io`: lower case, without scheme, path or port. */
  readonly loginServer: string;

  /** The service principal's client id, the token's name, or the admin account's name. */
  readonly username: string;

  /** A sensitive `TerraformVariable`. A literal works, stands in the synthesized JSON, and is warned of where it is used. */
  readonly password: string;
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
    if (credentials.password === "") {
      fail(place, { property: "password", must: "not be empty", repair: "pass a sensitive TerraformVariable" });
    }
    return { ...credentials, requires: [] };
  }

  private constructor() {}
}

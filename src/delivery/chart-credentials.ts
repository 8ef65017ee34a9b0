import type { Construct } from "constructs";
import type { IRegistryCredentials } from "../interfaces";
import { read } from "../private/props/reader";
import { Rules } from "../private/rules";
import { checkCredentials } from "./private/credentials";

/** An entry of `registries` of the helm provider, version 3 (HashiCorp, "Helm Provider"). */
export interface HelmRegistry {
  /** Such as `oci://contoso.azurecr.io`. */
  readonly url: string;

  readonly username: string;

  readonly password: string;
}

/**
 * Credentials of pull secrets for what pulls Helm charts: the helm provider here, Argo CD by an `ArgoCdChartSecret`, and
 * Flux by an `ImagePullSecret`.
 *
 * @example
 * const password = new TerraformVariable(this, "chart_password", { type: "string", sensitive: true }).stringValue;
 * const credentials = RegistryCredentials.fromPassword({
 *   loginServer: "contoso.azurecr.io",
 *   username: "chart-token",
 *   password,
 * });
 * this.addOverride("provider.helm", [{ registries: [ChartCredentials.forHelmProvider(this, credentials)] }]);
 */
export class ChartCredentials {
  /**
   * What the helm provider logs in with, as an entry of its `registries`. The state has no arguments of providers: what
   * is in the state is what the source leaves there. Additional login servers are not used.
   *
   * The helm provider logs in during the plan, too, with an empty text for a password that only the apply will create. A
   * password of this stack must therefore exist before the plan: deploy it first, and each new generation as well, with
   * `-target`. Those of a variable, a key vault or an admin account that is looked up always do.
   *
   * @throws if the login server is no lowercase host, or if the credentials are of another stack than the scope
   */
  public static forHelmProvider(scope: Construct, credentials: IRegistryCredentials): HelmRegistry {
    // A provider has no conditions: what is unknown until plan is left to its login.
    const given = read(scope, "credentials", credentials, "IRegistryCredentials");
    checkCredentials(new Rules(scope), [given]);
    const { loginServer, username, password } = given;
    return { url: `oci://${loginServer}`, username, password };
  }

  private constructor() {}
}

import type * as application from "@cdktf/provider-azuread/lib/application";
import type * as applicationPassword from "@cdktf/provider-azuread/lib/application-password";
import type * as servicePrincipal from "@cdktf/provider-azuread/lib/service-principal";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IContainerRegistry, IPullGrant, IPullGrantee, IRegistryCredentials } from "../interfaces";
import { lazy } from "../private/lazy";
import { check, RULES } from "../private/naming";

const applications = lazy<typeof application>(() => require("@cdktf/provider-azuread/lib/application"));
const passwords = lazy<typeof applicationPassword>(() => require("@cdktf/provider-azuread/lib/application-password"));
const servicePrincipals = lazy<typeof servicePrincipal>(() => require("@cdktf/provider-azuread/lib/service-principal"));

export interface ServicePrincipalCredentialsProps {
  /** The registry to pull from. More registries are one `grantPull` each. */
  readonly registry: IContainerRegistry;

  /** Name of the application in Microsoft Entra ID. Need not be unique. @default - the construct's id */
  readonly displayName?: string;
}

/**
 * A service principal of its own that may pull from a registry and nothing else, and its password: credentials and grantee in
 * one. A pull secret made of it waits for the grant.
 *
 * The password lands in the state and ends two years after it was made (the default of Microsoft Graph and the provider).
 * A new password takes some seconds, a new grant up to ten minutes until the registry honours it.
 */
export class ServicePrincipalCredentials extends Construct implements IRegistryCredentials, IPullGrantee {
  public readonly loginServer: string;

  /** The pull grants of this service principal, all of them once the stack is complete. */
  public readonly requires: ITerraformDependable[] = [];

  private readonly servicePrincipal: servicePrincipal.ServicePrincipal;
  private readonly applicationPassword: applicationPassword.ApplicationPasswordA;

  /** @throws when the display name is empty */
  constructor(scope: Construct, id: string, props: ServicePrincipalCredentialsProps) {
    super(scope, id);
    const displayName = props.displayName ?? id;
    check(this, "displayName", displayName, RULES.notEmpty);
    this.loginServer = props.registry.loginServer;
    const app = new (applications().Application)(this, "Application", { displayName, signInAudience: "AzureADMyOrg" });
    this.servicePrincipal = new (servicePrincipals().ServicePrincipal)(this, "Default", { clientId: app.clientId });
    this.applicationPassword = new (passwords().ApplicationPasswordA)(this, "Password-1", {
      applicationId: app.id,
      displayName: "image pull",
      // A changed argument replaces the password: the pull secrets get the new one before the old one goes.
      lifecycle: { createBeforeDestroy: true },
    });
    props.registry.grantPull(this);
  }

  /** The client id of the application. */
  public get username(): string {
    return this.servicePrincipal.clientId;
  }

  public get password(): string {
    return this.applicationPassword.value;
  }

  public get pullPrincipalId(): string {
    return this.servicePrincipal.objectId;
  }

  public bindPullGrant(grant: IPullGrant): void {
    this.requires.push(grant);
  }
}

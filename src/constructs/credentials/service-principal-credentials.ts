import type * as application from "@cdktf/provider-azuread/lib/application";
import type * as applicationPassword from "@cdktf/provider-azuread/lib/application-password";
import type * as servicePrincipal from "@cdktf/provider-azuread/lib/service-principal";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IContainerRegistry, IPullGrant, IPullGrantee, IRegistryCredentials } from "../../interfaces";
import { lazy } from "../private/lazy";
import { check, RULES } from "../private/rules";
import { checkExpiry, generationsOf, sameExpiry } from "./private/generations";

const applications = lazy<typeof application>(() => require("@cdktf/provider-azuread/lib/application"));
const passwords = lazy<typeof applicationPassword>(() => require("@cdktf/provider-azuread/lib/application-password"));
const servicePrincipals = lazy<typeof servicePrincipal>(() => require("@cdktf/provider-azuread/lib/service-principal"));

export interface ServicePrincipalCredentialsProps {
  /**
   * The registry to pull from. Another one is a `grantPull` of it to these credentials, and an entry of its own in the pull secret:
   * `RegistryCredentials.fromPassword` with its login server, and the user name and the password of these.
   */
  readonly registry: IContainerRegistry;

  /** Name of the application in Microsoft Entra ID. Need not be unique. @default - the construct's id */
  readonly displayName?: string;

  /** The repositories that may be pulled, of a registry in ABAC mode only: names, or all below one (`team/*`). @default - all */
  readonly repositories?: string[];

  /**
   * Object ids of the application's owners. A pipeline that holds `Application.ReadWrite.OwnedBy` only has to be one of them, or it
   * cannot change what it made.
   *
   * @default - none
   */
  readonly owners?: string[];

  /** Raise it to rotate: the new password reaches every pull secret before the old one goes. A whole number from 1. @default 1 */
  readonly generation?: number;

  /**
   * When the password ends, in UTC: `2027-01-31T00:00:00Z`. Pulls fail from then on; images that nodes hold stay usable. A generation
   * keeps the time it was made with: a plan with another one fails until the generation is raised, and taking it away changes nothing
   * until then.
   *
   * @default - two years after the password was made, as Microsoft Graph does
   */
  readonly expiry?: string;

  /** An azuread provider for the registry's tenant. @default - the stack's only azuread provider */
  readonly azureadProvider?: TerraformProvider;
}

/**
 * A service principal of its own that may pull from a registry and nothing else, and its password: credentials and grantee in
 * one. A pull secret made of it waits for the grant.
 *
 * The passwords of this generation and of the one before it land in the state. A new password takes some seconds, a new grant up to ten minutes until the registry honours it.
 */
export class ServicePrincipalCredentials extends Construct implements IRegistryCredentials, IPullGrantee {
  public readonly loginServer: string;

  /** The pull grants of this service principal, all of them once the stack is complete. */
  public readonly requires: ITerraformDependable[] = [];

  private readonly servicePrincipal: servicePrincipal.ServicePrincipal;
  private readonly applicationPassword: applicationPassword.ApplicationPasswordA;

  /** @throws when the display name is empty, when repositories are given in RBAC mode, or when an owner, the generation or the expiry is malformed */
  constructor(scope: Construct, id: string, props: ServicePrincipalCredentialsProps) {
    super(scope, id);
    const displayName = props.displayName ?? id;
    check(this, "displayName", displayName, RULES.notEmpty);
    for (const owner of props.owners ?? []) {
      check(this, "owners", owner, RULES.objectId);
    }
    checkExpiry(this, props.expiry);
    const generations = generationsOf(this, props.generation ?? 1);
    this.loginServer = props.registry.loginServer;
    const app = new (applications().Application)(this, "Application", {
      displayName,
      signInAudience: "AzureADMyOrg",
      owners: props.owners,
      provider: props.azureadProvider,
    });
    this.servicePrincipal = new (servicePrincipals().ServicePrincipal)(this, "Default", {
      clientId: app.clientId,
      owners: props.owners,
      provider: props.azureadProvider,
    });
    const made = generations.map(
      (number) =>
        new (passwords().ApplicationPasswordA)(this, `Password-${number}`, {
          applicationId: app.id,
          displayName: `image pull, generation ${number}`,
          endDate: props.expiry,
          provider: props.azureadProvider,
          lifecycle: {
            // Terraform gives the new password to the pull secrets before it takes the old one away.
            createBeforeDestroy: true,
            // A password in use stays as it was made: another end would replace it.
            ignoreChanges: ["end_date"],
            // Without an expiry, Microsoft Graph chooses one.
            postcondition:
              props.expiry !== undefined && number === generations[generations.length - 1]
                ? [sameExpiry(this, "end_date", props.expiry)]
                : undefined,
          },
        }),
    );
    this.applicationPassword = made[made.length - 1];
    props.registry.grantPull(this, { repositories: props.repositories });
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

import type * as application from "@cdktf/provider-azuread/lib/application";
import type * as applicationPassword from "@cdktf/provider-azuread/lib/application-password";
import type * as clientConfig from "@cdktf/provider-azuread/lib/data-azuread-client-config";
import type * as servicePrincipal from "@cdktf/provider-azuread/lib/service-principal";
import { Fn, type ITerraformDependable, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IContainerRegistry, IRegistryCredentials, IRegistryGrant, IRegistryGrantee } from "../interfaces";
import { moveFrom } from "../private/former-path";
import { lazy } from "../private/lazy";
import { LEFT_OF_APPLICATION, LEFT_OF_SERVICE_PRINCIPAL } from "../private/ownership/identities";
import { initialList, initialText } from "../private/ownership/initial";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { read } from "../private/props/reader";
import { noteTenant } from "../private/provider-settings";
import { Rules } from "../private/rules";
import { TerraformData } from "../private/terraform-data";
import { RULES } from "../private/text-rules";
import { checkExpiry, generationsOf, sameExpiry } from "./private/generations";

const applications = lazy<typeof application>(() => require("@cdktf/provider-azuread/lib/application"));
const passwordBinding = lazy<typeof applicationPassword>(() =>
  require("@cdktf/provider-azuread/lib/application-password"),
);
const clientConfigs = lazy<typeof clientConfig>(() =>
  require("@cdktf/provider-azuread/lib/data-azuread-client-config"),
);
const servicePrincipals = lazy<typeof servicePrincipal>(() => require("@cdktf/provider-azuread/lib/service-principal"));

export interface ServicePrincipalCredentialsProps {
  /**
   * The registry to pull from. To pull from another one as well, call its `grantPull` with these credentials and add an
   * entry to the pull secret: `RegistryCredentials.fromPassword` with its login server and the user name and password
   * of these credentials.
   */
  readonly registry: IContainerRegistry;

  /** Display name of the application. Does not have to be unique. @default - the construct's id */
  readonly displayName?: string;

  /** The repositories that may be pulled: names, or prefixes such as `team/*`. In ABAC mode only. @default - all */
  readonly repositories?: string[];

  /**
   * Object ids (GUIDs) of users and service principals that own the application and its service principal. Terraform
   * keeps to the list, and adds the identity that ran the first apply with it: without ownership, an identity that only
   * has `Application.ReadWrite.OwnedBy` could not finish that apply, nor destroy what it left behind. List every
   * identity of that kind that runs Terraform.
   *
   * @default - the identity that creates the application; later as they are today
   */
  readonly owners?: string[];

  /** Raise it to rotate: pull secrets get the new password before the old one is deleted. At least 1. @default 1 */
  readonly generation?: number;

  /**
   * When the password expires, in UTC: `2027-01-31T00:00:00Z`. Pulls fail from then on; images that nodes already have
   * stay usable. A generation keeps the expiry it was created with: a plan with another one fails until the generation
   * is raised, and removing it has no effect until then.
   *
   * Tenants can limit passwords (Microsoft Entra, "Microsoft Entra application management policies"). The apply then
   * fails with `CredentialInvalidLifetimeAsPerAppPolicy`: set an expiry within the limit. If it fails with
   * `CredentialTypeNotAllowedAsPerAppPolicy`, passwords are forbidden: use a `RegistryToken`, or ask for an exemption.
   *
   * @default - two years after the password is created, the default of Microsoft Graph
   */
  readonly expiry?: string;

  /**
   * Other hosts that accept the credentials too, which pods name in their images: regional endpoints such as
   * `contoso.westeurope.geo.azurecr.io` (Azure, "Azure Container Registry endpoint reference"), or private mirrors.
   * Lowercase, without scheme or path.
   *
   * @default - none
   */
  readonly additionalLoginServers?: string[];

  /**
   * The construct path that the service principal had in the last deployment, without the stack, such as
   * `platform/puller`. `moved` blocks keep it, its application, its passwords and its grants. State `displayName` if it
   * was the former id. Take it out after the deployment: as long as it is stated, a plan that would create or replace the
   * service principal fails.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;

  /** An azuread provider for the registry's tenant. @default - the stack's only azuread provider */
  readonly azureadProvider?: TerraformProvider;
}

const OWNER = {
  ...RULES.objectId,
  repair:
    "use what `az ad user show --id <name> --query id --output tsv` prints, or `az ad sp show --id <client id>` for the " +
    "identity of a pipeline",
};

/**
 * A dedicated service principal that may pull from a registry and do nothing else, with a password: credentials and
 * grantee in one. A pull secret with these credentials waits for the grant.
 *
 * What is not stated, here or on a resource, belongs to Microsoft Entra ID: no plan enables an account that somebody
 * disabled, or reverts tags, notes or API permissions. Name and audience are restored.
 *
 * The passwords of this generation and the previous one land in the state. The registry accepts a new password after
 * some seconds, and a new grant after up to ten minutes. The identity that runs Terraform needs
 * `Application.ReadWrite.OwnedBy` in Microsoft Graph, and becomes an owner of what it creates.
 *
 * @example
 * const puller = new ServicePrincipalCredentials(this, "puller", {
 *   registry,
 *   displayName: "contoso-pull",
 *   generation: 2,
 *   expiry: "2027-03-31T00:00:00Z",
 * });
 * new ImagePullSecret(this, "acr-pull", { credentials: [puller], namespaces: ["apps", "jobs"] });
 */
export class ServicePrincipalCredentials extends Construct implements IRegistryCredentials, IRegistryGrantee {
  public readonly loginServer: string;
  public readonly additionalLoginServers?: string[];

  /** The pull grants of this service principal. Complete once the stack is. */
  public readonly requires: ITerraformDependable[] = [];

  /** Not set: the password is in the state. @default - the values are not ephemeral */
  public readonly writeOnlyRevision?: number;

  private readonly servicePrincipal: servicePrincipal.ServicePrincipal;
  private readonly applicationPassword: applicationPassword.ApplicationPasswordA;

  /**
   * @throws if the display name is empty, if repositories are given in RBAC mode, or if an owner, a login server, the
   * generation or the expiry is malformed
   */
  constructor(scope: Construct, id: string, props: ServicePrincipalCredentialsProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "ServicePrincipalCredentialsProps");
    rules.text("displayName", props.displayName ?? id, RULES.notEmpty, { atPlan: "left to azuread" });
    rules.texts("owners", props.owners ?? [], OWNER, { atPlan: "left to azuread" });
    rules.distinct("owners", "an owner", props.owners ?? []);
    checkExpiry(rules, props.expiry);
    const generations = generationsOf(this, props.generation ?? 1);
    this.loginServer = props.registry.loginServer;
    this.additionalLoginServers = props.additionalLoginServers;
    rules.texts("additionalLoginServers", props.additionalLoginServers ?? [], RULES.additionalLoginServer, {
      atPlan: "left to the pull secret",
    });
    const owners = this.ownersOf(props);
    const app = new (applications().Application)(this, "Application", {
      displayName: props.displayName ?? id,
      signInAudience: "AzureADMyOrg",
      owners,
      provider: props.azureadProvider,
    });
    this.servicePrincipal = new (servicePrincipals().ServicePrincipal)(this, "Default", {
      clientId: app.clientId,
      owners,
      provider: props.azureadProvider,
    });
    leaveIfUnstated(app, LEFT_OF_APPLICATION);
    leaveIfUnstated(this.servicePrincipal, LEFT_OF_SERVICE_PRINCIPAL);
    const newest = generations[generations.length - 1];
    const passwords = generations.map((generation) => {
      const isNewest = generation === newest;
      const password = new (passwordBinding().ApplicationPasswordA)(this, `Password-${generation}`, {
        applicationId: app.id,
        displayName: initialText(`image pull, generation ${generation}`),
        endDate: props.expiry,
        provider: props.azureadProvider,
        lifecycle: {
          // Pull secrets get the new password before Terraform deletes the old one.
          createBeforeDestroy: true,
          // Another end would replace a password that is in use.
          ignoreChanges: ["end_date"],
          // Without an expiry, Microsoft Graph chooses one.
          postcondition:
            isNewest && props.expiry !== undefined ? [sameExpiry(this, "end_date", props.expiry)] : undefined,
        },
      });
      // azuread would replace a password that somebody else renames. The rest of a password cannot change.
      leaveIfUnstated(password, ["display_name"]);
      return password;
    });
    this.applicationPassword = passwords[passwords.length - 1];
    noteTenant(this, "azuread", props.azureadProvider);
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom, this.servicePrincipal);
    }
    props.registry.grantPull(this, { repositories: props.repositories });
  }

  /** The client id of the application. */
  public get username(): string {
    return this.servicePrincipal.clientId;
  }

  /** Password of the newest generation. */
  public get password(): string {
    return this.applicationPassword.value;
  }

  public get principalId(): string {
    return this.servicePrincipal.objectId;
  }

  public bindGrant(grant: IRegistryGrant): void {
    this.requires.push(...read(this, "grant", grant, "IRegistryGrant").requires);
  }

  /**
   * azuread removes the caller from the owners again unless they contain it. Another identity that applies later must
   * not take its place, so the first one is kept: by ignoring changes or, where the owners are stated, in the state.
   */
  private ownersOf({ owners, azureadProvider }: ServicePrincipalCredentialsProps): string[] {
    const caller = new (clientConfigs().DataAzureadClientConfig)(this, "Caller", { provider: azureadProvider });
    if (!owners) {
      return initialList([caller.objectId]);
    }
    const creator = new TerraformData(this, "Creator", {
      input: { object_id: caller.objectId },
      lifecycle: { ignoreChanges: ["input"] },
    });
    return Fn.distinct(Fn.concat([owners, [creator.getStringAttribute("input.object_id")]]));
  }
}

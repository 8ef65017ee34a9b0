import type * as credentialSetBinding from "@cdktf/provider-azurerm/lib/container-registry-credential-set";
import type * as roleAssignmentBinding from "@cdktf/provider-azurerm/lib/role-assignment";
import { Fn, type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import type { IContainerRegistry } from "../../interfaces";
import { fail } from "../../private/fail";
import { lazy } from "../../private/lazy";
import { leaveIfUnstated } from "../../private/ownership/unstated";
import { expressionOf } from "../../private/rendering/expression";
import { segmentOf } from "../../private/rendering/segment";
import { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";
import { CACHE_RULES } from "./cache-rules";
import type { RegistryCacheCredentials } from "./registry-cache-props";

const credentialSets = lazy<typeof credentialSetBinding>(() =>
  require("@cdktf/provider-azurerm/lib/container-registry-credential-set"),
);
const assignments = lazy<typeof roleAssignmentBinding>(() => require("@cdktf/provider-azurerm/lib/role-assignment"));

/** 4633458b-17de-408a-b874-0445c86b69e6. */
const SECRETS_USER = "Key Vault Secrets User";

export interface CredentialSetProps extends RegistryCacheCredentials {
  readonly credentialSetName: string;
  /** Of the upstream registry. */
  readonly host: string;
  readonly registry: IContainerRegistry;
}

/** How a registry logs in to another one. Its identity may read the user name and the password, and nothing else. */
export class CredentialSet extends Construct {
  public readonly grants: ITerraformDependable[];

  private readonly set: credentialSetBinding.ContainerRegistryCredentialSet;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CredentialSetProps,
  ) {
    super(scope, id);
    const rules = new Rules(this);
    const { credentialSetName, host, registry, keyVaultId, keyVaultUri, usernameSecretName, passwordSecretName } =
      props;
    const toAzurerm = { atPlan: "left to azurerm" };
    rules.text("credentialSetName", credentialSetName, CACHE_RULES.credentialSetName);
    rules.text("keyVaultId", keyVaultId, RULES.keyVaultId);
    rules.text("usernameSecretName", usernameSecretName, RULES.keyVaultSecretName, toAzurerm);
    rules.text("passwordSecretName", passwordSecretName, RULES.keyVaultSecretName, toAzurerm);
    if (keyVaultUri !== undefined) {
      rules.text("keyVaultUri", keyVaultUri, CACHE_RULES.keyVaultUri, toAzurerm);
    }
    if (expressionOf(this, usernameSecretName) === expressionOf(this, passwordSecretName)) {
      fail(this, {
        property: "passwordSecretName",
        must: "differ from usernameSecretName",
        repair: "store user name and password in secrets of their own",
      });
    }
    const vault = keyVaultUri === undefined ? publicUriOf(keyVaultId) : withoutSlash(keyVaultUri);
    this.set = new (credentialSets().ContainerRegistryCredentialSet)(this, "Default", {
      name: credentialSetName,
      containerRegistryId: registry.registryId,
      loginServer: host,
      // Without a version, so that the cache reads a rotated secret.
      authenticationCredentials: {
        usernameSecretId: `${vault}/secrets/${usernameSecretName}`,
        passwordSecretId: `${vault}/secrets/${passwordSecretName}`,
      },
      identity: { type: "SystemAssigned" },
      provider: registry.provider,
      lifecycle: rules.lifecycle(),
    });
    this.grants = [
      this.allowToRead("ReadUsername", usernameSecretName),
      this.allowToRead("ReadPassword", passwordSecretName),
    ];
  }

  public get credentialSetId(): string {
    return this.set.id;
  }

  /** Whether it was created for these credentials of this registry. */
  public isFor(host: string, credentials: RegistryCacheCredentials): boolean {
    const place = ({
      keyVaultId,
      keyVaultUri = "",
      usernameSecretName,
      passwordSecretName,
    }: RegistryCacheCredentials) =>
      [keyVaultId, keyVaultUri, usernameSecretName, passwordSecretName].map((text) => expressionOf(this, text)).join();
    return host === this.props.host && place(credentials) === place(this.props);
  }

  /** On the secret itself: Azure, "Provide access to Key Vault keys, certificates, and secrets with Azure RBAC". */
  private allowToRead(id: string, secretName: string): ITerraformDependable {
    const { keyVaultId, registry, provider = registry.provider } = this.props;
    const assignment = new (assignments().RoleAssignment)(this, id, {
      scope: `${keyVaultId}/secrets/${secretName}`,
      roleDefinitionName: SECRETS_USER,
      principalId: this.set.identity.principalId,
      principalType: "ServicePrincipal",
      skipServicePrincipalAadCheck: true,
      provider,
      // Azure does not store the argument, so an imported assignment would show a change in every plan.
      lifecycle: { ignoreChanges: ["skip_service_principal_aad_check"] },
    });
    leaveIfUnstated(assignment, ["description"]);
    return assignment;
  }
}

/** Names of key vaults are unique in each of Azure's clouds: Azure, "About keys, secrets, and certificates". */
function publicUriOf(keyVaultId: string): string {
  return `https://${segmentOf(keyVaultId, 8)}.vault.azure.net`;
}

function withoutSlash(uri: string): string {
  return Token.isUnresolved(uri) ? Token.asString(Fn.trimsuffix(uri, "/")) : uri.replace(/\/$/, "");
}

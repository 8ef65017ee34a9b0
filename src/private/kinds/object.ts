import { type ITerraformDependable, type ITerraformIterator, TerraformProvider, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type {
  IContainerRegistry,
  IExistingAksCluster,
  IImagePullSecret,
  IOidcIssuerCluster,
  IPullGrant,
  IPullGrantee,
  IPullIdentity,
  IRegistryCredentials,
  IServiceAccount,
} from "../../interfaces";
import { type Kind, type Refusal, refuse } from "./kind";

/** Whatever has these members. They are not read, since a getter may be costly or add to the stack. */
function object<T extends object>(refusal: Refusal, ...members: readonly (keyof T)[]): Kind<T> {
  return (place, property, given) =>
    typeof given === "object" && given !== null && members.every((member) => member in given)
      ? given
      : refuse(place, property, given, refusal);
}

export const registry = object<IContainerRegistry>(
  { must: "be a registry", repair: "pass a ContainerRegistry" },
  "node",
  "registryId",
  "loginServer",
  "permissionMode",
  "grantPull",
);

export const existingCluster = object<IExistingAksCluster>(
  { must: "be an existing cluster", repair: "pass what fromLookup of AksCluster or AksAutomaticCluster returns" },
  "node",
  "apiServerUrl",
  "clusterCaCertificate",
);

export const oidcIssuerCluster = object<IOidcIssuerCluster>(
  {
    must: "be an AKS cluster",
    repair: "pass an AksCluster, an AksAutomaticCluster, or what AksCluster.fromLookup returns",
  },
  "node",
  "clusterId",
  "oidcIssuerUrl",
);

export const credentials = object<IRegistryCredentials>(
  {
    must: "be credentials of registries",
    repair: "pass a RegistryToken, ServicePrincipalCredentials or RegistryCredentials",
  },
  "loginServer",
  "username",
  "password",
  "requires",
);

export const pullSecret = object<IImagePullSecret>(
  { must: "be pull secrets", repair: "pass the ImagePullSecret itself, not its name" },
  "node",
  "fqn",
  "secretName",
  "namespaces",
);

export const serviceAccount = object<IServiceAccount>(
  { must: "be a service account that can pull", repair: "pass the ServiceAccount itself, not its name" },
  "node",
  "fqn",
  "serviceAccountName",
  "namespaces",
  "imagePullSecrets",
);

export const grantee = object<IPullGrantee>(
  {
    must: "be an identity that may pull",
    repair: "pass an AksCluster, AksAutomaticCluster, PullIdentity or ServicePrincipalCredentials",
  },
  "node",
  "pullPrincipalId",
  "bindPullGrant",
);

export const pullIdentity = object<IPullIdentity>(
  { must: "be an identity for service accounts", repair: "pass a PullIdentity" },
  "node",
  "pullPrincipalId",
  "subjects",
  "consumer",
  "serviceAccountAnnotations",
  "requires",
);

export const grant = object<IPullGrant>(
  { must: "be a pull grant", repair: "pass what grantPull returns" },
  "fqn",
  "roleAssignmentId",
);

export const dependable = object<ITerraformDependable>(
  { must: "be what Terraform can wait for", repair: "pass constructs such as resources, secrets or grants" },
  "fqn",
);

export const iterator = object<ITerraformIterator>(
  { must: "be an iterator", repair: "use TerraformIterator.fromMap or fromList" },
  "_getForEachExpression",
);

/**
 * A provider of one type. cdktf would ignore a text, and Terraform would use the default provider in its place: for a
 * secret, that is another cluster. A provider of another stack would do the same.
 */
export function provider(type: "azuread" | "azurerm" | "kubernetes"): Kind<TerraformProvider> {
  const refusal = {
    must: `be the ${type} provider, of the same stack`,
    repair: "pass the construct itself, not its name or alias",
  };
  return (place, property, given) => {
    const isRight =
      Construct.isConstruct(given) &&
      TerraformProvider.isTerraformProvider(given) &&
      given.terraformResourceType === type &&
      (typeof place === "string" || TerraformStack.of(given) === TerraformStack.of(place));
    return isRight ? given : refuse(place, property, given, refusal);
  };
}

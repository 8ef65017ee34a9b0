import type { ITerraformDependable, ITerraformIterator } from "cdktf";
import {
  ContainerRegistrySku,
  type IContainerRegistry,
  type IExistingAksCluster,
  type IImagePullSecret,
  type IOidcIssuerCluster,
  type IPullGrant,
  type IPullGrantee,
  type IPullIdentity,
  type IRegistryCacheIdentity,
  type IRegistryCredentials,
  type IRegistryPrivateEndpoint,
  type IServiceAccount,
  PrincipalType,
  PullIdentityConsumer,
  RegistryPermissionMode,
  type ServiceAccountSubject,
} from "../../interfaces";
import { optional } from "./kind";
import { listOf, textMap, texts } from "./list";
import { method, name, node, object } from "./object";
import { struct } from "./props";
import { someProvider } from "./provider";
import { number, oneOf } from "./scalar";
import { text } from "./text";

export const dependable = object<ITerraformDependable>(
  { must: "be what Terraform can wait for", repair: "pass constructs such as resources, secrets or grants" },
  ["fqn"],
  { fqn: name },
);

export const registry = object<IContainerRegistry>(
  { must: "be a registry", repair: "pass a ContainerRegistry" },
  ["node", "registryId", "loginServer", "permissionMode", "grantPull", "grantPush"],
  {
    node,
    registryId: name,
    loginServer: name,
    permissionMode: oneOf(RegistryPermissionMode),
    grantPull: method,
    grantPush: method,
    registryName: name,
    resourceGroupName: name,
    sku: optional(oneOf(ContainerRegistrySku, { atPlan: "left to azurerm" })),
    provider: optional(someProvider("azurerm")),
  },
);

export const privateEndpoint = object<IRegistryPrivateEndpoint>(
  { must: "be a private endpoint of a registry", repair: "pass what registry.addPrivateEndpoint returns" },
  ["node", "fqn", "privateEndpointId"],
  { node, fqn: name },
);

export const existingCluster = object<IExistingAksCluster>(
  { must: "be an existing cluster", repair: "pass what fromLookup of AksCluster or AksAutomaticCluster returns" },
  ["node", "apiServerUrl", "clusterCaCertificate"],
  { node, apiServerUrl: name, clusterCaCertificate: name },
);

export const oidcIssuerCluster = object<IOidcIssuerCluster>(
  {
    must: "be an AKS cluster",
    repair: "pass an AksCluster, an AksAutomaticCluster, or what fromLookup of one of them returns",
  },
  ["node", "clusterId", "oidcIssuerUrl"],
  { node, clusterId: name },
);

export const credentials = object<IRegistryCredentials>(
  {
    must: "be credentials of registries",
    repair: "pass a RegistryToken, ServicePrincipalCredentials or RegistryCredentials",
  },
  ["loginServer", "username", "password", "requires"],
  {
    loginServer: text,
    additionalLoginServers: optional(listOf(text)),
    username: text,
    password: text,
    requires: listOf(dependable),
    writeOnlyRevision: optional(number),
  },
);

export const pullSecret = object<IImagePullSecret>(
  { must: "be a pull secret", repair: "pass the ImagePullSecret itself, not its name" },
  ["node", "fqn", "secretName", "namespaces"],
  {
    node,
    fqn: name,
    secretName: name,
    namespaces: texts,
    loginServers: optional(listOf(name)),
    provider: optional(someProvider("kubernetes")),
  },
);

export const pullIdentity = object<IPullIdentity>(
  { must: "be an identity for service accounts", repair: "pass a PullIdentity" },
  ["node", "pullPrincipalId", "subjects", "consumer", "serviceAccountAnnotations", "requires"],
  {
    node,
    clientId: name,
    tenantId: name,
    consumer: oneOf(PullIdentityConsumer),
    subjects: listOf(struct<ServiceAccountSubject>({ namespaceName: name, serviceAccount: name })),
    serviceAccountAnnotations: textMap,
    requires: listOf(dependable),
  },
);

export const serviceAccount = object<IServiceAccount>(
  { must: "be a service account that can pull", repair: "pass the ServiceAccount itself, not its name" },
  ["node", "fqn", "serviceAccountName", "namespaces", "imagePullSecrets"],
  {
    node,
    fqn: name,
    serviceAccountName: name,
    namespaces: texts,
    imagePullSecrets: listOf(pullSecret),
    pullIdentity: optional(pullIdentity),
    provider: optional(someProvider("kubernetes")),
  },
);

/** What may say its type. No member of the interface, which classes of other languages would have to implement. */
export interface TypedPrincipal {
  readonly pullPrincipalType?: PrincipalType;
}

export const grantee = object<IPullGrantee & TypedPrincipal>(
  {
    must: "be an identity that may pull",
    repair: "pass an AksCluster, AksAutomaticCluster, PullIdentity, ServicePrincipalCredentials or EntraPrincipal",
  },
  ["node", "pullPrincipalId", "bindPullGrant"],
  { node, bindPullGrant: method, pullPrincipalType: optional(oneOf(PrincipalType)) },
);

export const grant = object<IPullGrant>(
  { must: "be a pull grant", repair: "pass what grantPull returns" },
  ["fqn", "roleAssignmentId"],
  { fqn: name },
);

export const cacheIdentity = object<IRegistryCacheIdentity>(
  { must: "be an identity for caches", repair: "pass a RegistryCacheIdentity" },
  ["node", "identityId", "upstreamLoginServer", "repositories", "requires"],
  { node, identityId: name, upstreamLoginServer: name, repositories: listOf(name), requires: listOf(dependable) },
);

export const iterator = object<ITerraformIterator>(
  { must: "be an iterator", repair: "use TerraformIterator.fromMap or fromList" },
  ["_getForEachExpression"],
);

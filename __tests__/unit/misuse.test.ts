import { ContainerRegistry as RegistryResource } from "@cdktf/provider-azurerm/lib/container-registry";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  AcrAccessToken,
  AcrCredentialProvider,
  type AcrCredentialProviderProps,
  AcrPullBinding,
  type AcrPullBindingProps,
  AksCluster,
  type AksClusterProps,
  AksIdentityType,
  AksKubernetesProvider,
  AksNetworkDataPlane,
  AksNetworkPlugin,
  AksNetworkPolicy,
  AksServiceAccountImagePull,
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  DefaultServiceAccount,
  ImagePullSecret,
  type ImagePullSecretProps,
  ProviderGeneration,
  PullCheck,
  type PullCheckProps,
  PullIdentity,
  PullIdentityConsumer,
  PullRoleAssignment,
  type PullRoleAssignmentProps,
  PullSecretPolicy,
  PullSecretPolicyMode,
  type PullSecretPolicyProps,
  RegistryCacheIdentity,
  type RegistryCacheOptions,
  RegistryCredentials,
  RegistryPermissionMode,
  type RegistryPrivateEndpointOptions,
  RegistryToken,
  type RegistryTokenProps,
  ServiceAccount,
  type ServiceAccountProps,
  ServicePrincipalCredentials,
  type ServicePrincipalCredentialsProps,
} from "../../src";
import { complaint, emptyApp, emptyStack, validationErrors } from "../support/stack";
import {
  CLIENT_ID,
  identityId,
  KEY_VAULT_ID,
  LOGIN_SERVER,
  networkId,
  OBJECT_ID,
  REGISTRY_ID,
  subnetId,
  zoneId,
} from "../support/values";

type Misuse = readonly [title: string, property: string, write: (stack: TerraformStack) => void];

const REGISTRY = { registryName: "contoso", resourceGroupName: "rg-shared" };
const CLUSTER = { clusterName: "prod", resourceGroupName: "rg-prod" };
const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const LOGIN = { loginServer: LOGIN_SERVER, username: "puller", password: "secret" };
const issuerUrl = "https://oidc.contoso.com/prod";
const GROUP = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
const SUBJECTS = [{ namespace: "shop", serviceAccount: "app" }];

const registryIn = (stack: TerraformStack) => ContainerRegistry.fromLookup(stack, "acr", REGISTRY);
const clusterIn = (stack: TerraformStack) => AksCluster.fromLookup(stack, "aks", CLUSTER);
const login = (props = {}) => RegistryCredentials.fromPassword({ ...LOGIN, ...props });
const secretIn = (stack: TerraformStack, id = "acr-pull", namespaces = ["shop"]) =>
  new ImagePullSecret(stack, id, { credentials: [login()], namespaces });
const identityIn = (stack: TerraformStack, props = {}) =>
  new PullIdentity(stack, "shop", { ...PLACE, issuerUrl, subjects: SUBJECTS, ...props });
const newCluster = (s: TerraformStack, props: Partial<AksClusterProps> = {}) =>
  new AksCluster(s, "aks", { ...PLACE, clusterName: "prod", ...props });
const newRegistry = (s: TerraformStack, props: Partial<ContainerRegistryProps> = {}) =>
  new ContainerRegistry(s, "acr", { ...PLACE, registryName: "contoso", ...props });
const premium = (s: TerraformStack, props: Partial<ContainerRegistryProps>) =>
  newRegistry(s, { sku: ContainerRegistrySku.PREMIUM, ...props });
const grantOf = (s: TerraformStack, props: Partial<PullRoleAssignmentProps>) =>
  new PullRoleAssignment(s, "pull", { registryId: REGISTRY_ID, principalObjectId: OBJECT_ID, ...props });
const cacheIn = (s: TerraformStack, props: Partial<RegistryCacheOptions>) =>
  registryIn(s).cache({ upstream: "docker.io/library/*", repository: "hub/*", ...props });
const endpointIn = (s: TerraformStack, props: Partial<RegistryPrivateEndpointOptions>) =>
  registryIn(s).privateEndpoint({ subnetId: subnetId("prod"), ...props });
const tokenOf = (s: TerraformStack, props: Partial<RegistryTokenProps>) =>
  new RegistryToken(s, "token", { registry: registryIn(s), repositories: ["*"], ...props });
const pullerOf = (s: TerraformStack, props: Partial<ServicePrincipalCredentialsProps>) =>
  new ServicePrincipalCredentials(s, "puller", { registry: registryIn(s), ...props });
const VAULT = { loginServer: LOGIN_SERVER, keyVaultId: KEY_VAULT_ID, usernameSecretName: "u", passwordSecretName: "p" };
const vaultLogin = (scope: Construct, props = {}) => RegistryCredentials.fromKeyVaultSecret(scope, "v", { ...VAULT, ...props });
const secretOf = (s: TerraformStack, props: Partial<ImagePullSecretProps>) =>
  new ImagePullSecret(s, "x", { credentials: [login()], namespaces: ["a"], ...props });
const accountOf = (s: TerraformStack, props: ServiceAccountProps) => new ServiceAccount(s, "app", props);
const policyOf = (s: TerraformStack, props: Partial<PullSecretPolicyProps>) =>
  new PullSecretPolicy(s, "policy", { mode: PullSecretPolicyMode.DEMAND, imagePullSecret: secretIn(s), ...props });
const checkOf = (s: TerraformStack, props: Partial<PullCheckProps>) =>
  new PullCheck(s, "check", { image: `${LOGIN_SERVER}/app:1`, namespaces: ["shop"], ...props });
const nodesOf = (s: TerraformStack, { registries = [registryIn(s)], ...props }: Partial<AcrCredentialProviderProps> = {}) =>
  new AcrCredentialProvider(s, "nodes", { registries, tenantId: OBJECT_ID, ...props });
const bindingOf = (
  s: TerraformStack,
  { pullIdentity = identityIn(s, { consumer: PullIdentityConsumer.MSI_ACRPULL }), ...props }: Partial<AcrPullBindingProps>,
) => new AcrPullBinding(s, "b", { pullIdentity, registry: registryIn(s), repositories: ["shop/app"], ...props });
const another = () => emptyStack(emptyApp(), "other");

/** A value as programs without types pass it. */
const untyped = (value: unknown): never => value as never;

const AZURE: readonly Misuse[] = [
  ["an app for a stack", "scope", () => ContainerRegistry.fromLookup(emptyApp(), "acr", REGISTRY)],
  ["nothing for a stack", "scope", () => new AksCluster(untyped(undefined), "aks", { ...PLACE, clusterName: "prod" })],
  [
    "the id of a new cluster's group",
    "resourceGroupName",
    (s) => newCluster(s, { resourceGroupName: "/subscriptions/1/resourceGroups/rg" }),
  ],
  [
    "the id of a group for a lookup",
    "resourceGroupName",
    (s) => AksCluster.fromLookup(s, "aks", { ...CLUSTER, resourceGroupName: "/subscriptions/1/resourceGroups/rg" }),
  ],
  [
    "the login server as name",
    "registryName",
    (s) => ContainerRegistry.fromLookup(s, "acr", { ...REGISTRY, registryName: LOGIN_SERVER }),
  ],
  ["the id as name", "registryName", (s) => ContainerRegistry.fromLookup(s, "acr", { ...REGISTRY, registryName: REGISTRY_ID })],
  [
    "the id of the group as its name",
    "resourceGroupName",
    (s) => ContainerRegistry.fromLookup(s, "acr", { ...REGISTRY, resourceGroupName: "/subscriptions/1/resourceGroups/rg" }),
  ],
  [
    "the id of a key vault",
    "registryId",
    (s) => ContainerRegistry.fromRegistryAttributes(s, "acr", { registryId: KEY_VAULT_ID, loginServer: LOGIN_SERVER }),
  ],
  [
    "the login server as URL",
    "loginServer",
    (s) =>
      ContainerRegistry.fromRegistryAttributes(s, "acr", { registryId: REGISTRY_ID, loginServer: `https://${LOGIN_SERVER}` }),
  ],
  [
    "the login server with a slash at its end",
    "loginServer",
    (s) => ContainerRegistry.fromRegistryAttributes(s, "acr", { registryId: REGISTRY_ID, loginServer: `${LOGIN_SERVER}/` }),
  ],
  ["fromResource of a construct", "registry", (s) => ContainerRegistry.fromResource(untyped(newRegistry(s)))],
  ["fromResource of a cluster's construct", "cluster", (s) => AksCluster.fromResource(untyped(clusterIn(s)))],
  [
    "fromResource of a registry for a cluster",
    "cluster",
    (s) => AksCluster.fromResource(untyped(new RegistryResource(s, "acr", { name: "contoso", sku: "Basic", ...PLACE }))),
  ],
  ["fromResource of nothing", "registry", () => ContainerRegistry.fromResource(untyped(undefined))],
  ["a name for a grantee", "grantee", (s) => registryIn(s).grantPull(untyped("prod"))],
  ["an object id for a grantee", "grantee", (s) => registryIn(s).grantPull(untyped(OBJECT_ID))],
  ["a registry for a grantee", "grantee", (s) => registryIn(s).grantPull(untyped(registryIn(another())))],
  [
    "a registry token for a grantee",
    "grantee",
    (s) => {
      const registry = registryIn(s);
      registry.grantPull(untyped(new RegistryToken(s, "token", { registry, repositories: ["*"] })));
    },
  ],
  ["a secret for a grantee", "grantee", (s) => registryIn(s).grantPull(untyped(secretIn(s)))],
  ["a list of grantees", "grantee", (s) => registryIn(s).grantPull(untyped([clusterIn(s)]))],
  [
    "an empty list of repositories in a grant",
    "repositories",
    (s) => registryIn(s).grantPull(clusterIn(s), { repositories: [] }),
  ],
  [
    "an existing assignment of another registry",
    "existingRoleAssignmentId",
    (s) => registryIn(s).grantPull(clusterIn(s), { existingRoleAssignmentId: OBJECT_ID }),
  ],
  [
    "a Terraform address as former path",
    "movedFrom",
    (s) => registryIn(s).grantPull(clusterIn(s), { movedFrom: "azurerm_role_assignment.aks_PullFrom-acr_1" }),
  ],
  ["every address and a range", "allowedIpRanges", (s) => premium(s, { allowedIpRanges: ["203.0.113.0/24", "0.0.0.0/0"] })],
  ["a tier in lower case", "sku", (s) => newRegistry(s, { sku: untyped("premium") })],
  [
    "the mode as az prints it",
    "permissionMode",
    (s) => ContainerRegistry.fromLookup(s, "acr", { ...REGISTRY, permissionMode: untyped("AbacRepositoryPermissions") }),
  ],
  [
    "retention in Basic",
    "untaggedRetentionDays",
    (s) => newRegistry(s, { sku: ContainerRegistrySku.BASIC, untaggedRetentionDays: 7 }),
  ],
  [
    "a private API server with ranges",
    "apiServerAccess.authorizedIpRanges",
    (s) => newCluster(s, { apiServerAccess: { privateClusterEnabled: true, authorizedIpRanges: ["203.0.113.0/24"] } }),
  ],
  [
    "every address for the API server and a range",
    "apiServerAccess.authorizedIpRanges",
    (s) => newCluster(s, { apiServerAccess: { authorizedIpRanges: ["0.0.0.0/0", "203.0.113.0/24"] } }),
  ],
  ["more nodes at least than at most", "minCount", (s) => newCluster(s, { minCount: 9, maxCount: 3 })],
  ["a fixed number and a range of nodes", "nodeCount", (s) => newCluster(s, { nodeCount: 3, minCount: 1, maxCount: 5 })],
  [
    "Cilium's data plane with Calico",
    "network.policy",
    (s) =>
      newCluster(s, {
        network: {
          plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY,
          policy: AksNetworkPolicy.CALICO,
          dataPlane: AksNetworkDataPlane.CILIUM,
        },
      }),
  ],
  [
    "the name of a group of administrators",
    "entra.adminGroupObjectIds",
    (s) => newCluster(s, { entra: { adminGroupObjectIds: ["aks-admins"] } }),
  ],
  ["a zone with its region", "zones", (s) => newCluster(s, { zones: ["westeurope-1"] })],
  ["host bits in a registry's range", "allowedIpRanges", (s) => premium(s, { allowedIpRanges: ["10.0.0.1/8"] })],
  ["a number above 255 in a range", "allowedIpRanges", (s) => premium(s, { allowedIpRanges: ["203.0.113.256"] })],
  ["a registry's range twice", "allowedIpRanges", (s) => premium(s, { allowedIpRanges: ["203.0.113.7", "203.0.113.7/32"] })],
  [
    "host bits in a range of the API server",
    "apiServerAccess.authorizedIpRanges",
    (s) => newCluster(s, { apiServerAccess: { authorizedIpRanges: ["203.0.113.9/24"] } }),
  ],
  [
    "a range of the API server twice",
    "apiServerAccess.authorizedIpRanges",
    (s) => newCluster(s, { apiServerAccess: { authorizedIpRanges: ["203.0.113.0/24", "203.0.113.0/24"] } }),
  ],
  ["a zone twice", "zones", (s) => newCluster(s, { zones: ["1", "2", "1"] })],
  [
    "a group twice, in two spellings",
    "entra.adminGroupObjectIds",
    (s) => newCluster(s, { entra: { adminGroupObjectIds: [GROUP, GROUP.toUpperCase()] } }),
  ],
  [
    "one former path for two grants",
    "movedFrom",
    (s) => {
      const cluster = clusterIn(s);
      registryIn(s).grantPull(cluster, { movedFrom: "old/PullFrom-acr" });
      grantOf(s, { movedFrom: "old/PullFrom-acr" });
    },
  ],
  ["azurerm 5 for an app", "scope", () => ProviderGeneration.useAzurerm5(emptyApp())],
  [
    "a cluster by its name for a provider",
    "cluster",
    (s) => new AksKubernetesProvider(s, "in-aks", { cluster: untyped("prod") }),
  ],
  ["a new cluster for a provider", "cluster", (s) => new AksKubernetesProvider(s, "in-aks", { cluster: untyped(newCluster(s)) })],
  ["a login server for the id of a grant", "registryId", (s) => grantOf(s, { registryId: LOGIN_SERVER })],
  ["an identity's id for its object id", "principalObjectId", (s) => grantOf(s, { principalObjectId: identityId("shop") })],
  [
    "repositories in RBAC mode",
    "repositories",
    (s) => grantOf(s, { permissionMode: RegistryPermissionMode.RBAC, repositories: ["team/app"] }),
  ],
  ["a map for an iterator", "forEach", (s) => grantOf(s, { forEach: untyped({ a: 1 }) })],
  ["an upstream as URL", "upstream", (s) => cacheIn(s, { upstream: "https://docker.io/library/*" })],
  [
    "an endpoint of a registry below Premium",
    "the registry's sku",
    (s) => newRegistry(s).privateEndpoint({ subnetId: subnetId("prod") }),
  ],
  ["the network for its subnet", "subnetId", (s) => endpointIn(s, { subnetId: networkId("prod") })],
  ["the name of a subnet for its id", "subnetId", (s) => endpointIn(s, { subnetId: "endpoints" })],
  [
    "the zone of another service",
    "dns.privateDnsZoneId",
    (s) => endpointIn(s, { dns: { privateDnsZoneId: zoneId("rg", "privatelink.vaultcore.azure.net") } }),
  ],
  [
    "the name of a zone for its id",
    "dns.privateDnsZoneId",
    (s) => endpointIn(s, { dns: { privateDnsZoneId: "privatelink.azurecr.io" } }),
  ],
  ["networks in a list", "dns.linkedNetworks", (s) => endpointIn(s, { dns: { linkedNetworks: untyped([networkId("edge")]) } })],
  [
    "two endpoints without names",
    "endpointName",
    (s) => {
      const registry = registryIn(s);
      registry.privateEndpoint({ subnetId: subnetId("prod") });
      registry.privateEndpoint({ subnetId: subnetId("edge") });
    },
  ],
  [
    "an isolated cluster with identities that AKS makes",
    "identityType",
    (s) =>
      newCluster(s, {
        identityType: AksIdentityType.SYSTEM_ASSIGNED,
        networkIsolated: { registry: registryIn(s), subnetId: subnetId("prod") },
      }),
  ],
  [
    "the id of a registry to bootstrap from",
    "networkIsolated.registry",
    (s) => newCluster(s, { networkIsolated: { registry: untyped(REGISTRY_ID), subnetId: subnetId("prod") } }),
  ],
  ["an upstream without host", "upstream", (s) => cacheIn(s, { upstream: "nginx", repository: "nginx" })],
  ["a repository with the login server", "repository", (s) => cacheIn(s, { repository: `${LOGIN_SERVER}/hub/*` })],
  [
    "a cache of one repository for many",
    "repository",
    (s) => cacheIn(s, { upstream: "docker.io/library/nginx", repository: "hub/*" }),
  ],
  ["a tag in a cache", "upstream", (s) => cacheIn(s, { upstream: "docker.io/library/nginx:1.29", repository: "nginx" })],
  [
    "a label that is none",
    "domainNameLabelScope",
    (s) =>
      ContainerRegistry.withDomainNameLabel(s, "acr", {
        ...PLACE,
        registryName: "contoso",
        domainNameLabelScope: untyped("Unsecure"),
      }),
  ],
  [
    "whether ARM tokens are taken, in words",
    "armTokensAllowed",
    (s) => newRegistry(s, { armTokensAllowed: untyped("disabled") }),
  ],
  ["a cache of Docker Hub without a login", "credentials", (s) => cacheIn(s, {})],
  [
    "a login at a registry that takes none",
    "credentials",
    (s) =>
      cacheIn(s, {
        upstream: "mcr.microsoft.com/dotnet/*",
        repository: "dotnet/*",
        credentials: { keyVaultId: KEY_VAULT_ID, usernameSecretName: "u", passwordSecretName: "p" },
      }),
  ],
  [
    "a cache of another registry without an identity",
    "identity",
    (s) => cacheIn(s, { upstream: "contosohub.azurecr.io/base/*", repository: "base/*" }),
  ],
  [
    "an identity by its id for a cache",
    "identity",
    (s) => cacheIn(s, { upstream: "contosohub.azurecr.io/base/*", repository: "base/*", identity: untyped(identityId("cache")) }),
  ],
  [
    "a cache of a registry in RBAC mode with an identity",
    "upstreamRegistry",
    (s) => new RegistryCacheIdentity(s, "cache", { ...PLACE, upstreamRegistry: registryIn(s) }),
  ],
  [
    "a cache in a registry that keeps Azure out",
    "trustedServicesAllowed",
    (s) =>
      premium(s, { publicNetworkAccessEnabled: false, trustedServicesAllowed: false }).cache({
        upstream: "mcr.microsoft.com/dotnet/*",
        repository: "dotnet/*",
      }),
  ],
  ["a login for the cache that is a construct", "keyVaultId", (s) => cacheIn(s, { credentials: untyped(login()) })],
];
const CREDENTIALS: readonly Misuse[] = [
  ["an app for a vault's stack", "scope", () => vaultLogin(emptyApp())],
  ["the login server for a registry", "registry", (s) => tokenOf(s, { registry: untyped(LOGIN_SERVER) })],
  [
    "the binding's registry for a registry",
    "registry",
    (s) =>
      new RegistryToken(s, "token", {
        registry: untyped(new RegistryResource(s, "r", { name: "contoso", sku: "Basic", ...PLACE })),
        repositories: ["*"],
      }),
  ],
  ["a token for no repositories", "repositories", (s) => tokenOf(s, { repositories: [] })],
  ["everything and a repository", "repositories", (s) => tokenOf(s, { repositories: ["*", "*"] })],
  ["a repository with a tag", "repositories", (s) => tokenOf(s, { repositories: ["team/app:1"] })],
  ["a date for an expiry", "expiry", (s) => tokenOf(s, { expiry: "2027-03-31" })],
  ["an expiry without zone", "expiry", (s) => pullerOf(s, { expiry: "2027-03-31T00:00:00" })],
  ["a day that does not exist", "expiry", (s) => tokenOf(s, { expiry: "2027-02-30T00:00:00Z" })],
  ["generation zero", "generation", (s) => tokenOf(s, { generation: 0 })],
  ["an owner by mail", "owners", (s) => pullerOf(s, { owners: ["alice@contoso.com"] })],
  [
    "its own login server once more",
    "credentials",
    (s) => {
      secretOf(s, { credentials: [login({ additionalLoginServers: [LOGIN_SERVER] })] });
    },
  ],
  [
    "a URL as further host",
    "additionalLoginServers",
    (s) => tokenOf(s, { additionalLoginServers: ["https://mirror.corp.example"] }),
  ],
  ["an empty password", "password", (s) => secretOf(s, { credentials: [login({ password: "" })] })],
  ["a vault by its name", "keyVaultId", (s) => vaultLogin(s, { keyVaultId: "contoso" })],
  [
    "a secret by its URL",
    "passwordSecretName",
    (s) => vaultLogin(s, { passwordSecretName: "https://contoso.vault.azure.net/secrets/p" }),
  ],
  ["an owner twice", "owners", (s) => pullerOf(s, { owners: [OBJECT_ID, OBJECT_ID] })],
];
const DELIVERY: readonly Misuse[] = [
  [
    "an app for a secret's stack",
    "scope",
    () => new ImagePullSecret(emptyApp(), "x", { credentials: [login()], namespaces: ["a"] }),
  ],
  [
    "an app for an account's stack",
    "scope",
    () => new DefaultServiceAccount(emptyApp(), "x", { imagePullSecrets: [secretIn(another())] }),
  ],
  [
    "an app for a check's stack",
    "scope",
    () => new PullCheck(emptyApp(), "x", { image: `${LOGIN_SERVER}/app:1`, namespaces: ["a"] }),
  ],
  ["credentials without a list", "credentials", (s) => secretOf(s, { credentials: untyped(login()) })],
  ["a registry for credentials", "credentials", (s) => secretOf(s, { credentials: [untyped(registryIn(s))] })],
  ["no credentials", "credentials", (s) => secretOf(s, { credentials: [] })],
  [
    "the same credentials twice",
    "credentials",
    (s) => {
      const one = login();
      secretOf(s, { credentials: [one, one] });
    },
  ],
  ["no namespaces", "namespaces", (s) => new ImagePullSecret(s, "x", { credentials: [login()] })],
  ["a namespace twice", "namespaces", (s) => secretOf(s, { namespaces: ["a", "a"] })],
  ["namespaces as text", "namespaces", (s) => secretOf(s, { namespaces: untyped("a,b") })],
  ["an empty selector", "namespaceSelector", (s) => secretOf(s, { namespaces: undefined, namespaceSelector: {} })],
  [
    "a selector with its value in the name",
    "the name of namespaceSelector",
    (s) => secretOf(s, { namespaces: undefined, namespaceSelector: { "team=shop": "" } }),
  ],
  [
    "matchLabels in a selector",
    "namespaceSelector.matchLabels",
    (s) => secretOf(s, { namespaces: undefined, namespaceSelector: untyped({ matchLabels: { team: "shop" } }) }),
  ],
  ["its own path as former path", "movedFrom", (s) => secretOf(s, { movedFrom: "x" })],
  ["the stack in a former path", "movedFrom", (s) => accountOf(s, { imagePullSecrets: [secretIn(s)], movedFrom: "stack/old" })],
  ["a secret by its name", "imagePullSecrets", (s) => accountOf(s, { imagePullSecrets: [untyped("acr-pull")] })],
  [
    "a secret twice",
    "imagePullSecrets",
    (s) => {
      const secret = secretIn(s);
      accountOf(s, { imagePullSecrets: [secret, secret] });
    },
  ],
  ["an account without anything", "imagePullSecrets", (s) => accountOf(s, { namespaces: ["shop"] })],
  ["a secret of another stack", "imagePullSecrets", (s) => accountOf(s, { imagePullSecrets: [secretIn(another())] })],
  [
    "namespaces that the secret does not have",
    "namespaces",
    (s) => accountOf(s, { imagePullSecrets: [secretIn(s)], namespaces: ["mail"] }),
  ],
  [
    "another provider than that of the secret",
    "provider",
    (s) => accountOf(s, { imagePullSecrets: [secretIn(s)], provider: new KubernetesProvider(s, "second", { alias: "second" }) }),
  ],
  [
    "credentials for an account",
    "imagePullSecrets",
    (s) => new DefaultServiceAccount(s, "default", { imagePullSecrets: [untyped(login())] }),
  ],
  [
    "no secrets for the default account",
    "imagePullSecrets",
    (s) => new DefaultServiceAccount(s, "default", { imagePullSecrets: [] }),
  ],
  ["a policy with a mode in words", "mode", (s) => policyOf(s, { mode: untyped("deny") })],
  ["the action in lower case", "validationActions", (s) => policyOf(s, { validationActions: ["deny"] })],
  ["no action", "validationActions", (s) => policyOf(s, { validationActions: [] })],
  ["no action for workloads", "workloadValidationActions", (s) => policyOf(s, { workloadValidationActions: [] })],
  [
    "workloads with INJECT",
    "workloadValidationActions",
    (s) => policyOf(s, { mode: PullSecretPolicyMode.INJECT, kubernetesVersion: "1.36", workloadValidationActions: ["Warn"] }),
  ],
  ["accounts of workloads without workloads", "serviceAccountNames", (s) => policyOf(s, { serviceAccountNames: ["default"] })],
  ["both warning and denial", "validationActions", (s) => policyOf(s, { validationActions: ["Warn", "Deny"] })],
  [
    "a list of versions",
    "kubernetesVersion",
    (s) => policyOf(s, { mode: PullSecretPolicyMode.INJECT, kubernetesVersion: ">=1.36" }),
  ],
  ["an exempt host alone", "exemptImagePrefixes", (s) => policyOf(s, { exemptImagePrefixes: [""] })],
  ["a label with its value", "exemptPodLabel", (s) => policyOf(s, { exemptPodLabel: "emergency=true" })],
  ["an image of a cluster's registry without host", "image", (s) => checkOf(s, { image: "team/app:1" })],
  ["an image as URL", "image", (s) => checkOf(s, { image: `https://${LOGIN_SERVER}/team/app:1` })],
  [
    "an account by its name",
    "serviceAccount",
    (s) => new PullCheck(s, "check", { image: `${LOGIN_SERVER}/app:1`, serviceAccount: untyped("app") }),
  ],
  [
    "an account and its secrets",
    "one of serviceAccount, imagePullSecrets and namespaces",
    (s) => {
      const secret = secretIn(s);
      new PullCheck(s, "check", {
        image: `${LOGIN_SERVER}/app:1`,
        serviceAccount: accountOf(s, { imagePullSecrets: [secret] }),
        imagePullSecrets: [secret],
      });
    },
  ],
  ["a command in one text", "command", (s) => checkOf(s, { command: untyped("ls -l") })],
  ["an empty command", "command", (s) => checkOf(s, { command: [] })],
  ["milliseconds for seconds", "deadlineSeconds", (s) => checkOf(s, { deadlineSeconds: 0.5 })],
  ["memory in words", "resources.memory", (s) => checkOf(s, { resources: { memory: "128 MB" } })],
  ["a toleration without key", "tolerations.key", (s) => checkOf(s, { tolerations: [{ key: "" }] })],
  ["a label of a node with its value", "the name of nodeSelector", (s) => checkOf(s, { nodeSelector: { "pool=web": "" } })],
  ["a namespace twice among the existing ones", "existingInNamespaces", (s) => secretOf(s, { existingInNamespaces: ["a", "a"] })],
  [
    "one former path for two secrets",
    "movedFrom",
    (s) => {
      secretOf(s, { movedFrom: "old" });
      new ImagePullSecret(s, "y", { credentials: [login()], namespaces: ["b"], movedFrom: "old" });
    },
  ],
  [
    "one former path for two accounts",
    "movedFrom",
    (s) => {
      const imagePullSecrets = [secretIn(s)];
      new ServiceAccount(s, "web", { imagePullSecrets, movedFrom: "platform/app" });
      new ServiceAccount(s, "jobs", { imagePullSecrets, movedFrom: "platform/app" });
    },
  ],
  [
    "one former path for two policies",
    "movedFrom",
    (s) => {
      const props = { mode: PullSecretPolicyMode.DEMAND, imagePullSecret: secretIn(s), movedFrom: "demand" };
      new PullSecretPolicy(s, "shop", props);
      new PullSecretPolicy(s, "mail", props);
    },
  ],
  [
    "an account of workloads twice",
    "serviceAccountNames",
    (s) => policyOf(s, { workloadValidationActions: ["Warn"], serviceAccountNames: ["default", "default"] }),
  ],
  [
    "an exempt prefix twice",
    "exemptImagePrefixes",
    (s) => policyOf(s, { exemptImagePrefixes: [`${LOGIN_SERVER}/public/`, `${LOGIN_SERVER}/public/`] }),
  ],
];
const IDENTITIES: readonly Misuse[] = [
  [
    "the id of an identity's group",
    "resourceGroupName",
    (s) => identityIn(s, { resourceGroupName: "/subscriptions/1/resourceGroups/rg" }),
  ],
  [
    "an app for an identity's stack",
    "scope",
    () => new PullIdentity(emptyApp(), "shop", { ...PLACE, issuerUrl, subjects: SUBJECTS }),
  ],
  [
    "a discovery document for an issuer",
    "issuerUrl",
    (s) => identityIn(s, { issuerUrl: `${issuerUrl}/.well-known/openid-configuration` }),
  ],
  ["an issuer without scheme", "issuerUrl", (s) => identityIn(s, { issuerUrl: "oidc.contoso.com/prod" })],
  [
    "an issuer twice",
    "issuerUrls",
    (s) => identityIn(s, { issuerUrl: undefined, issuerUrls: { blue: issuerUrl, green: issuerUrl } }),
  ],
  ["no clusters", "one of cluster and issuerUrl", (s) => identityIn(s, { issuerUrl: undefined, clusters: {} })],
  ["a subject as in a token", "subjects", (s) => identityIn(s, { subjects: ["system:serviceaccount:shop:app"] })],
  ["no subjects", "subjects", (s) => identityIn(s, { subjects: [] })],
  ["a cluster in a list", "clusters", (s) => identityIn(s, { issuerUrl: undefined, clusters: [clusterIn(s)] })],
  [
    "clusters without the braces",
    "clusters.blue",
    (s) => identityIn(s, { issuerUrl: undefined, clusters: { blue: clusterIn(s) } }),
  ],
  [
    "ids without a resource",
    "kubeletObjectId",
    (s) =>
      identityIn(s, { issuerUrl: undefined, cluster: AksCluster.fromClusterAttributes(s, "aks", { kubeletObjectId: "prod" }) }),
  ],
  [
    "an application with an identity's name",
    "identityName",
    (s) => identityIn(s, { application: {}, resourceGroupName: undefined, location: undefined, identityName: "shop" }),
  ],
  [
    "an application with an existing identity",
    "application",
    (s) => identityIn(s, { application: {}, identityId: identityId("shop"), resourceGroupName: undefined, location: undefined }),
  ],
  [
    "a client id for an identity's id",
    "identityId",
    (s) => new PullIdentity(s, "shop", { identityId: CLIENT_ID, issuerUrl, subjects: SUBJECTS }),
  ],
  ["the consumer of AKS outside AKS", "consumer", (s) => identityIn(s, { consumer: PullIdentityConsumer.AKS_KUBELET })],
  [
    "an identity by its client id",
    "pullIdentity",
    (s) => accountOf(s, { namespaces: ["shop"], pullIdentity: untyped(CLIENT_ID) }),
  ],
  [
    "the binding's identity",
    "pullIdentity",
    (s) => accountOf(s, { namespaces: ["shop"], pullIdentity: untyped({ clientId: CLIENT_ID, tenantId: OBJECT_ID }) }),
  ],
  [
    "an identity of another namespace",
    "pullIdentity",
    (s) => accountOf(s, { namespaces: ["mail"], pullIdentity: identityIn(s) }),
  ],
  [
    "an annotation that the identity sets",
    "annotations",
    (s) =>
      accountOf(s, {
        namespaces: ["shop"],
        pullIdentity: identityIn(s),
        annotations: { "kubernetes.azure.com/acr-client-id": CLIENT_ID },
      }),
  ],
  ["no registries for nodes", "registries", (s) => nodesOf(s, { registries: [] })],
  ["login servers for registries", "registries", (s) => nodesOf(s, { registries: [untyped(LOGIN_SERVER)] })],
  ["a domain for a tenant", "tenantId", (s) => nodesOf(s, { tenantId: "contoso.onmicrosoft.com" })],
  ["a distribution in words", "distribution", (s) => nodesOf(s).nodeFiles(untyped("K3S"))],
  ["no distribution", "distribution", (s) => nodesOf(s).nodeFiles(untyped(undefined))],
  ["a binding for nodes' identities", "pullIdentity", (s) => bindingOf(s, { pullIdentity: identityIn(s) })],
  ["a prefix in a binding", "repositories", (s) => bindingOf(s, { repositories: ["shop/*"] })],
  ["a binding for nothing", "repositories", (s) => bindingOf(s, { repositories: [] })],
  [
    "a generator for msi-acrpull",
    "pullIdentity",
    (s) =>
      new AcrAccessToken(s, "t", {
        pullIdentity: identityIn(s, { consumer: PullIdentityConsumer.MSI_ACRPULL }),
        registry: registryIn(s),
      }),
  ],
  [
    "a host for a generator's registry",
    "registry",
    (s) =>
      new AcrAccessToken(s, "t", {
        pullIdentity: identityIn(s, { consumer: PullIdentityConsumer.EXTERNAL_SECRETS }),
        registry: untyped(LOGIN_SERVER),
      }),
  ],
  [
    "the preview without default",
    "defaultIdentity",
    (s) => new AksServiceAccountImagePull(s, "n", { cluster: clusterIn(s), previewEnabled: true }),
  ],
  ["a cluster by its id", "cluster", (s) => new AksServiceAccountImagePull(s, "n", { cluster: untyped("/subscriptions/1") })],
  [
    "a registry twice for nodes",
    "registries",
    (s) => {
      const registry = registryIn(s);
      return nodesOf(s, { registries: [registry, registry] });
    },
  ],
  [
    "one cluster prepared twice",
    "cluster",
    (s) => {
      const cluster = clusterIn(s);
      new AksServiceAccountImagePull(s, "image-pull", { cluster });
      new AksServiceAccountImagePull(s, "image-pull-again", { cluster });
    },
  ],
  [
    "one former path for two identities",
    "movedFrom",
    (s) => {
      identityIn(s, { movedFrom: "old", subjects: SUBJECTS });
      new PullIdentity(s, "mail", { ...PLACE, issuerUrl, subjects: SUBJECTS, movedFrom: "old" });
    },
  ],
];

/** The sentence of this package: thrown, or from the validation of a synth. */
function sentenceOf(write: (stack: TerraformStack) => void): string {
  const stack = emptyStack();
  try {
    write(stack);
  } catch (error) {
    return String(error);
  }
  return validationErrors(stack).join("\n");
}

describe.each([
  ["Azure", AZURE],
  ["credentials", CREDENTIALS],
  ["delivery", DELIVERY],
  ["identities", IDENTITIES],
])("wrong uses of %s are told in a sentence", (_room, misuses) => {
  test.each(misuses)("%s: %s", (_title, property, write) => {
    expect(sentenceOf(write)).toMatch(new RegExp(`^(Error: )?(\\[[^\\]]+\\]|\\w+[.]\\w+:) ${complaint(property).source}`, "s"));
  });
});

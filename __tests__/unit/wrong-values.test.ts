import { ContainerRegistry as BareRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { TerraformIterator, type TerraformStack, Token } from "cdktf";
import {
  AcrAccessToken,
  AcrCredentialProvider,
  type AcrCredentialProviderProps,
  AksCluster,
  type AksClusterLookupOptions,
  type AksClusterProps,
  AksIdentityType,
  AksKubernetesProvider,
  AksNetworkDataPlane,
  AksNetworkPlugin,
  AksNetworkPolicy,
  AksServiceAccountImagePull,
  type AksServiceAccountImagePullProps,
  AksUpgradeChannel,
  ArgoCdChartSecret,
  type ArgoCdChartSecretProps,
  AzureCloud,
  ContainerRegistry,
  type ContainerRegistryAttributes,
  type ContainerRegistryLookupOptions,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  CustomerAccess,
  type CustomerAccessProps,
  DefaultServiceAccount,
  type DefaultServiceAccountProps,
  EntraPrincipal,
  ImagePolicy,
  type ImagePolicyProps,
  ImagePullSecret,
  type ImagePullSecretAttributes,
  type ImagePullSecretProps,
  type KubernetesDistribution,
  ProviderGeneration,
  PullCheck,
  type PullCheckProps,
  PullIdentity,
  PullIdentityConsumer,
  type PullIdentityProps,
  PullRoleAssignment,
  type PullRoleAssignmentProps,
  PullSecretPolicy,
  PullSecretPolicyMode,
  type PullSecretPolicyProps,
  RegistryCache,
  type RegistryCacheProps,
  RegistryCredentials,
  type RegistryKeyVaultSecretOptions,
  type RegistryPasswordOptions,
  RegistryPrivateEndpoint,
  type RegistryPrivateEndpointProps,
  RegistryRoleAssignmentMode,
  RegistryToken,
  type RegistryTokenProps,
  ServiceAccount,
  type ServiceAccountAttributes,
  type ServiceAccountProps,
  ServicePrincipalCredentials,
  type ServicePrincipalCredentialsProps,
} from "../../src";
import { bareNamespace, edgeProvider, knownCluster, knownRegistry, LITERAL, pullSecret, registryOf } from "../support/builders";
import { KnownIdentity } from "../support/known-identity";
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

// What is wrong by its type, empty or of another type, is tried in every place by `sweeps/inputs.test.ts`. Here is what is
// wrong by its content: one row for each property that has a rule, and for each sentence with a repair of its own.

/** The property that the sentence names, what is passed, and what the sentence says to do. */
type Row<Props> = readonly [string, Partial<Props> | ((stack: TerraformStack) => Partial<Props>), string?];

interface Wrong {
  readonly construct: string;
  readonly property: string;
  readonly repair: string;
  write(stack: TerraformStack): unknown;
}

function table<Props>(
  construct: string,
  make: (stack: TerraformStack, props: Partial<Props>) => unknown,
  rows: readonly Row<Props>[],
): Wrong[] {
  return rows.map(([property, wrong, repair = ""]) => {
    const write = (stack: TerraformStack) => make(stack, typeof wrong === "function" ? wrong(stack) : wrong);
    return { construct, property, repair, write };
  });
}

/** A value as programs without types pass it. */
const untyped = (value: unknown): never => value as never;

const PLACE = { resourceGroupName: "rg", location: "westeurope" };
const NO_PLACE = { resourceGroupName: undefined, location: undefined };
const ISSUER = "https://oidc.contoso.com/prod";
const SUBJECTS = [{ namespaceName: "apps", serviceAccountName: "app" }];
const subjects = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ namespaceName: "shop", serviceAccountName: `app-${index}` }));
const IDENTITY = { identityId: identityId("pull"), clientId: CLIENT_ID, principalId: OBJECT_ID, tenantId: OBJECT_ID };
const VAULT = { keyVaultId: KEY_VAULT_ID, usernameSecretName: "username", passwordSecretName: "password" };
const LOGIN = { loginServer: LOGIN_SERVER, username: "puller", password: "secret" };
const IMAGE = `${LOGIN_SERVER}/team/app:1`;
const RANGES = "203.0.113.0/24";

const { RBAC, ABAC, EITHER } = RegistryRoleAssignmentMode;
const { AKS_KUBELET, AKS_WORKLOAD_IDENTITY, KUBELET, WORKLOAD_IDENTITY, EXTERNAL_SECRETS } = PullIdentityConsumer;
const { AZURE_CNI_OVERLAY, AZURE_CNI_NODE_SUBNET } = AksNetworkPlugin;
const { CILIUM } = AksNetworkDataPlane;
const { SYSTEM_ASSIGNED } = AksIdentityType;

const clusterIn = (stack: TerraformStack, clusterName = "prod") =>
  AksCluster.fromLookup(stack, clusterName, { clusterName, resourceGroupName: "rg" });
const newCluster = (stack: TerraformStack, props: Partial<AksClusterProps> = {}) =>
  new AksCluster(stack, "aks", { ...PLACE, clusterName: "prod", ...props });
const newRegistry = (stack: TerraformStack, props: Partial<ContainerRegistryProps> = {}) =>
  new ContainerRegistry(stack, "acr", { ...PLACE, registryName: "contoso", sku: ContainerRegistrySku.PREMIUM, ...props });
const bareRegistry = (stack: TerraformStack) => new BareRegistry(stack, "bare", { ...PLACE, name: "contoso", sku: "Premium" });
const bareCluster = (stack: TerraformStack, config: object = {}) =>
  new KubernetesCluster(stack, "bare", { ...PLACE, name: "prod", dnsPrefix: "prod", defaultNodePool: { name: "a" }, ...config });
const known = (stack: TerraformStack, subjects = SUBJECTS, consumer = KUBELET) =>
  new KnownIdentity(stack, "identity", subjects, consumer);
const another = (stack: TerraformStack) => emptyStack(stack.node.root as ReturnType<typeof emptyApp>, "another");

/** What no other tier than Premium has. */
const BELOW_PREMIUM: readonly (readonly [string, unknown])[] = Object.entries({
  publicNetworkAccessEnabled: false,
  allowedIpRanges: [RANGES],
  trustedServicesAllowed: false,
  dataEndpointEnabled: true,
  untaggedRetentionDays: 7,
  zoneRedundancyEnabled: true,
});

const AZURE: readonly Wrong[] = [
  ...table<AksClusterProps>("AksCluster", newCluster, [
    ["clusterName", { clusterName: "-prod" }],
    ["dnsPrefix", { dnsPrefix: "a".repeat(55) }],
    ["resourceGroupName", { resourceGroupName: "" }],
    ["location", { location: "" }],
    ["zones", { zones: ["westeurope-1"] }],
    ["zones", { zones: ["1", "2", "1"] }],
    ["network.dataPlane", { network: { plugin: AZURE_CNI_OVERLAY, policy: AksNetworkPolicy.CILIUM } }, "DataPlane.CILIUM"],
    ["network.plugin", { network: { plugin: AZURE_CNI_NODE_SUBNET, dataPlane: CILIUM } }, "AZURE_CNI_OVERLAY"],
    [
      "network.policy",
      { network: { plugin: AZURE_CNI_OVERLAY, dataPlane: CILIUM, policy: AksNetworkPolicy.CALICO } },
      "AksNetworkPolicy.CILIUM",
    ],
    ["entra.adminGroupObjectIds", { entra: { adminGroupObjectIds: [] } }, "or set localAccountsEnabled: true"],
    ["entra.adminGroupObjectIds", { entra: { adminGroupObjectIds: ["platform"] } }],
    ["entra.adminGroupObjectIds", { entra: { adminGroupObjectIds: ["a", "A"].map((end) => OBJECT_ID.replace(/.$/, end)) } }],
    ...[["any"], ["0.0.0.0/0", RANGES], ["203.0.113.9/24"], [RANGES, RANGES]].map((authorizedIpRanges): Row<AksClusterProps> => {
      return ["apiServerAccess.authorizedIpRanges", { apiServerAccess: { authorizedIpRanges } }];
    }),
    [
      "apiServerAccess.authorizedIpRanges",
      { apiServerAccess: { authorizedIpRanges: [RANGES, "198.51.100.77/26"] } },
      "write 198.51.100.64/26 for the range, or",
    ],
    [
      "apiServerAccess.authorizedIpRanges",
      { apiServerAccess: { authorizedIpRanges: [RANGES], privateClusterEnabled: true } },
      "set either authorizedIpRanges or privateClusterEnabled",
    ],
    ["nodeImageUpgradeChannel", { upgradeChannel: AksUpgradeChannel.NODE_IMAGE }, "ImageUpgradeChannel.NODE_IMAGE"],
    ["nodeCount", { nodeCount: 0 }],
    ["nodeCount", { nodeCount: 1001 }],
    ["minCount", { minCount: 1.5, maxCount: 2 }],
    ["maxCount", { minCount: 2 }, "set both minCount and maxCount, or neither"],
    ["minCount", { maxCount: 2 }, "set both minCount and maxCount, or neither"],
    ["minCount", { minCount: 3, maxCount: 2 }, "swap them"],
    ["nodeCount", { nodeCount: 3, minCount: 1, maxCount: 2 }, "leave the number of nodes to the autoscaler"],
    ["kubeletIdentity.identityId", { kubeletIdentity: { ...IDENTITY, identityId: "x" } }],
    ["kubeletIdentity.clientId", { kubeletIdentity: { ...IDENTITY, clientId: "x" } }],
    ["controlPlaneIdentity.principalId", { controlPlaneIdentity: { ...IDENTITY, principalId: "x" } }],
    ["kubeletIdentity", { kubeletIdentity: IDENTITY, identityType: SYSTEM_ASSIGNED }, "leave identityType out to use"],
    ["subnetId", { subnetId: "nodes" }],
    ["subnetId", { subnetId: subnetId("prod"), identityType: SYSTEM_ASSIGNED }, "leave identityType out"],
  ]),
  ...table<AksClusterLookupOptions>(
    "AksCluster.fromLookup",
    (stack, options) => AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg", ...options }),
    [
      ["clusterName", { clusterName: "a b" }],
      ["resourceGroupName", { resourceGroupName: "" }],
      ["servicePrincipal", { servicePrincipal: untyped("false") }],
      ["clusterName", { automatic: true, clusterName: "" }],
      ["resourceGroupName", { automatic: true, resourceGroupName: "" }],
      ["servicePrincipal", { automatic: true, servicePrincipal: true }, "leave one of them out"],
      ["oidcIssuerUrl", { automatic: true, oidcIssuerUrl: "" }],
      ["oidcIssuerUrl", { oidcIssuerUrl: "https://issuer.example" }, "leave it out"],
    ],
  ),
  ...table<ContainerRegistryProps>("ContainerRegistry", newRegistry, [
    ["registryName", { registryName: "contoso.azurecr.io" }],
    ["resourceGroupName", { resourceGroupName: "" }],
    ["location", { location: "" }],
    ["anonymousPullEnabled", { sku: ContainerRegistrySku.BASIC, anonymousPullEnabled: true }, "ContainerRegistrySku.STANDARD"],
    ...[ContainerRegistrySku.BASIC, undefined].flatMap((sku) =>
      BELOW_PREMIUM.map(([name, value]): Row<ContainerRegistryProps> => {
        return [name, { sku, [name]: value }, `ContainerRegistrySku.PREMIUM; see`];
      }),
    ),
    ["untaggedRetentionDays", { untaggedRetentionDays: 366 }, "choose a number in this range"],
    ["untaggedRetentionDays", { untaggedRetentionDays: 0 }, "or set 1"],
    ...[["any"], [RANGES, "0.0.0.0/0"], ["10.0.0.1/8"], ["203.0.113.7", "203.0.113.7/32"]].map(
      (allowedIpRanges): Row<ContainerRegistryProps> => ["allowedIpRanges", { allowedIpRanges }],
    ),
    ["allowedIpRanges", { allowedIpRanges: [], publicNetworkAccessEnabled: false }, "set one of the two"],
    ["allowedIpRanges", { allowedIpRanges: [RANGES], publicNetworkAccessEnabled: false }, "set one of the two"],
  ]),
  ...table<ContainerRegistryLookupOptions>(
    "ContainerRegistry.fromLookup",
    (stack, options) =>
      ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg", ...options }),
    [
      ["resourceGroupName", { resourceGroupName: "" }],
      ["registryName", { registryName: LOGIN_SERVER }],
    ],
  ),
  ...table<ContainerRegistryAttributes>("ContainerRegistry.fromRegistryAttributes", knownRegistry, [
    ["registryId", { registryId: "contoso" }],
    ["loginServer", { loginServer: "https://contoso.azurecr.io" }],
  ]),
  ...table<PullRoleAssignmentProps>(
    "PullRoleAssignment",
    (stack, props) => new PullRoleAssignment(stack, "pull", { registryId: REGISTRY_ID, principalId: OBJECT_ID, ...props }),
    [
      ["principalId", { principalId: "msi" }],
      ["registryId", { registryId: "contoso" }],
      ["roleAssignmentMode", { roleAssignmentMode: untyped("RBAC") }, "use RegistryRoleAssignmentMode.RBAC"],
      ["repositories", { repositories: ["team/app"] }, "set RegistryRoleAssignmentMode.ABAC if the registry is"],
      ["repositories", { roleAssignmentMode: RBAC, repositories: ["a"] }, "set RegistryRoleAssignmentMode.ABAC if"],
      ["repositories", { roleAssignmentMode: ABAC, repositories: [] }, "use names such as team/app or team/*"],
      ["repositories", { roleAssignmentMode: EITHER, repositories: ["a", "a"] }, "remove the duplicate"],
      ["repositories", { roleAssignmentMode: ABAC, repositories: ["team/app:1"] }, "leave out the login server and the tag"],
      ["existingRoleAssignmentId", { existingRoleAssignmentId: OBJECT_ID }, "use what `az role"],
      [
        "existingRoleAssignmentId",
        { existingRoleAssignmentId: ofRegistry("contoso2") },
        "use the one whose scope is the registry",
      ],
      [
        "existingRoleAssignmentId",
        { existingRoleAssignmentId: ofRegistry("contoso"), forEach: TerraformIterator.fromMap({ prod: {} }) },
        "run `terraform import` for the address of each element",
      ],
      ["forEach", { forEach: untyped({ a: 1 }) }],
    ],
  ),
  ...table<RegistryCacheProps>(
    "RegistryCache",
    (stack, { upstream = "quay.io/library/*", repository = "quay-hub/*", ...props }) =>
      new RegistryCache(stack, "cached", { registry: knownRegistry(stack), upstream, repository, ...props }),
    [
      ["upstream", { upstream: "library/nginx", repository: "nginx" }],
      ["upstream", { upstream: "quay.io/library/nginx:1", repository: "nginx" }],
      ["repository", { repository: "Quay-Hub/*" }, "leave out the login server"],
      ["repository", { repository: "contoso.azurecr.io/hub/*" }, "write 'hub/*'"],
      ["repository", { repository: "quay-hub" }, "write docker-hub/* for"],
      ["repository", { upstream: "quay.io/library/nginx" }, "write docker-hub/* for"],
      ["cacheRuleName", { cacheRuleName: "quay_hub" }],
      ["cacheRuleName", { cacheRuleName: "a".repeat(50) }],
      ["keyVaultId", { credentials: { ...VAULT, keyVaultId: "contoso" } }],
      ["usernameSecretName", { credentials: { ...VAULT, usernameSecretName: "hub/username" } }],
      ["passwordSecretName", { credentials: { ...VAULT, passwordSecretName: "hub_password" } }],
      ["passwordSecretName", { credentials: { ...VAULT, passwordSecretName: "username" } }, "store user name and password"],
      ["keyVaultUri", { credentials: { ...VAULT, keyVaultUri: "contoso.vault.azure.net" } }],
      ["credentialSetName", { credentials: { ...VAULT, credentialSetName: "hub" } }],
    ],
  ),
  ...table<RegistryPrivateEndpointProps>(
    "RegistryPrivateEndpoint",
    (stack, { registry = knownRegistry(stack), ...props }) =>
      new RegistryPrivateEndpoint(stack, "e", { registry, subnetId: subnetId("prod"), location: "westeurope", ...props }),
    [
      ["subnetId", { subnetId: networkId("prod") }],
      ["endpointName", { endpointName: "e" }],
      ["location", { location: "" }],
      ["location", { location: undefined }, "set the region"],
      ["resourceGroupName", { resourceGroupName: "rg/a" }],
      ["dns.privateDnsZoneId", { dns: { privateDnsZoneId: zoneId("rg", "privatelink.vaultcore.azure.net") } }],
      ["dns.privateDnsZoneId", { dns: { privateDnsZoneId: zoneId("rg", "privatelink.azurecr.us") } }, "privatelink.azurecr.io"],
      ["dns.resourceGroupName", { dns: { privateDnsZoneId: zoneId("rg"), resourceGroupName: "rg" } }, "leave out one of the two"],
      ["dns.cloud", { dns: { privateDnsZoneId: zoneId("rg"), cloud: AzureCloud.AZURE_CLOUD } }, "leave out one of the two"],
      ["dns.cloud", { dns: { cloud: AzureCloud.AZURE_CHINA_CLOUD } }, "leave it out"],
      ["dns.linkEnabled", { dns: { integrationEnabled: false, linkEnabled: true } }, "leave out one"],
      ["dns.linkedNetworks", { dns: { linkedNetworks: { spoke: subnetId("prod") } } }],
      ["dns.linkedNetworks", { dns: { linkedNetworks: { "a b": networkId("prod") } } }, "choose another name"],
      ["dns.linkedNetworks", { dns: { linkedNetworks: { Prod: networkId("edge") } } }, "another name"],
      ["dns.linkedNetworks", { dns: { linkedNetworks: { edge: networkId("a"), EDGE: networkId("b") } } }, "another name"],
      ["dataEndpointEnabled", (stack) => ({ registry: newRegistry(stack, { dataEndpointEnabled: false }) }), "leave it out"],
    ],
  ),
];

function ofRegistry(name: string): string {
  const scope = REGISTRY_ID.replace(/contoso$/, name);
  return `${scope}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`;
}

const OLDEST = "raise generation first, by one, and oldestGeneration once nobody uses the old password any more";

const CREDENTIALS: readonly Wrong[] = [
  ...table<RegistryTokenProps>(
    "RegistryToken",
    (stack, { registry = knownRegistry(stack), ...props }) =>
      new RegistryToken(stack, "puller", { repositories: ["*"], ...props, registry }),
    [
      ["registry", (stack) => ({ registry: untyped(bareRegistry(stack)) })],
      ["tokenName", { tokenName: "pull" }],
      ["tokenName", { tokenName: "pul", generation: 2 }, "set tokenName"],
      ["tokenName", { tokenName: "a".repeat(48), generation: 2 }, "set tokenName"],
      ["tokenName", { tokenName: "a".repeat(47), generation: 10 }, "set tokenName"],
      ["repositories", { repositories: [] }, "use names such as team/app or team/*"],
      ["repositories", { repositories: ["app", "*", "app"] }, "remove the duplicate"],
      ["repositories", { repositories: ["team/app", "team*"] }],
      ...[0, -1, 1.5, Number.POSITIVE_INFINITY].map((generation): Row<RegistryTokenProps> => ["generation", { generation }]),
      ["expiry", { expiry: "soon" }],
      ["expiry", { expiry: "2027-02-31T00:00:00Z" }, "correct the day"],
      ["expiry", { expiry: "2027-02-29T00:00:00Z" }, "correct the day"],
    ],
  ),
  ...table<CustomerAccessProps>(
    "CustomerAccess",
    (stack, props) => {
      const own = { registry: knownRegistry(stack), repositories: ["product/*"], expiry: "2027-06-30T00:00:00Z" };
      return new CustomerAccess(stack, "fabrikam", { ...own, ...props });
    },
    [
      ["oldestGeneration", { generation: 1, oldestGeneration: 0 }, OLDEST],
      ["oldestGeneration", { generation: 1, oldestGeneration: 2 }, OLDEST],
      ["oldestGeneration", { generation: 5, oldestGeneration: 3 }, OLDEST],
      ["oldestGeneration", { generation: 2, oldestGeneration: 1.5 }, OLDEST],
      ["secretName", { secretName: "acr" }, "also set keyVaultId"],
      ["expiry", { expiry: undefined }],
      ["repositories", { repositories: ["product*"] }],
      ["tokenName", { tokenName: "ab" }],
      ["keyVaultId", { keyVaultId: "contosovault" }],
      ["secretName", { keyVaultId: KEY_VAULT_ID, secretName: "a_b" }, "set a secretName of at most 118"],
      ["secretName", { keyVaultId: KEY_VAULT_ID, secretName: "s".repeat(119) }, "set a secretName of at most 118"],
    ],
  ),
  ...table<ServicePrincipalCredentialsProps>(
    "ServicePrincipalCredentials",
    (stack, props) => new ServicePrincipalCredentials(stack, "puller", { registry: knownRegistry(stack), ...props }),
    [
      ["displayName", { displayName: "" }],
      ["owners", { owners: [OBJECT_ID, "someone@contoso.com"] }],
      ["owners", { owners: [OBJECT_ID, OBJECT_ID] }],
      ["expiry", { expiry: "2027-01-31" }],
      ["generation", { generation: 0 }, "start at 1 and raise it to rotate"],
    ],
  ),
  ...table<RegistryPasswordOptions>(
    "RegistryCredentials.fromPassword",
    (_stack, options) => RegistryCredentials.fromPassword({ ...LOGIN, ...options }),
    [
      ["loginServer", { loginServer: "https://contoso.azurecr.io" }],
      ["loginServer", { loginServer: process.env.NO_SUCH_VARIABLE }],
      ["additionalLoginServers", { additionalLoginServers: ["mirror.corp.example/team"] }],
      ["username", { username: "a:b" }],
      ["password", { password: process.env.NO_SUCH_VARIABLE }],
    ],
  ),
  ...table<RegistryKeyVaultSecretOptions>(
    "RegistryCredentials.fromKeyVaultSecret",
    (stack, options) =>
      RegistryCredentials.fromKeyVaultSecret(stack, "vault", { loginServer: LOGIN_SERVER, ...VAULT, ...options }),
    [
      ["loginServer", { loginServer: "https://contoso.azurecr.io" }],
      ["additionalLoginServers", { additionalLoginServers: ["mirror.corp.example/team"] }],
      ["keyVaultId", { keyVaultId: "https://contoso.vault.azure.net" }],
      ["usernameSecretName", { usernameSecretName: "" }],
      ["passwordSecretName", { passwordSecretName: "acr_password" }],
      ["generation", { generation: 0 }, "start at 1 and raise it"],
      ["generation", { generation: 1.5 }, "start at 1 and raise it"],
    ],
  ),
];

const accountOf = (stack: TerraformStack, props: ServiceAccountProps) => new ServiceAccount(stack, "app", props);
const patchOf = (stack: TerraformStack, props: DefaultServiceAccountProps) => new DefaultServiceAccount(stack, "default", props);
const secretOf = (stack: TerraformStack, attributes: Partial<ImagePullSecretAttributes> = {}) =>
  ImagePullSecret.fromSecretAttributes(stack, "theirs", { secretName: "theirs", namespaces: ["apps"], ...attributes });

/** What both kinds of accounts refuse. */
const OF_ACCOUNTS: readonly Row<DefaultServiceAccountProps>[] = [
  ["imagePullSecrets", { namespaces: ["apps"] }, "or a PullIdentity"],
  [
    "pullIdentity",
    (stack) => ({ namespaces: ["web"], pullIdentity: known(stack) }),
    'add { namespaceName: "web", serviceAccountName',
  ],
  ["imagePullSecrets[0]", { imagePullSecrets: [untyped(LITERAL)] }],
  ["namespaces", (stack) => ({ imagePullSecrets: [pullSecret(stack)], namespaces: ["jobs"] }), "add them to the namespaces of"],
  ["provider", (stack) => ({ imagePullSecrets: [pullSecret(stack)], provider: edgeProvider(stack) }), "give"],
];

const DELIVERY: readonly Wrong[] = [
  ...table<ImagePullSecretProps>("ImagePullSecret", (stack, props) => pullSecret(stack, "acr-pull", props), [
    ["secretName", { secretName: "SampleSecret" }],
    ["namespaces", { namespaces: undefined }, "list the namespaces of the pods"],
    ["namespaces", { namespaces: ["Apps"] }],
    ["existingInNamespaces", { existingInNamespaces: ["apps", "apps"] }],
    ["namespaceSelector", { namespaces: undefined, namespaceSelector: {} }, "leave it out, and list the namespaces"],
    [
      "namespaceSelector",
      { namespaces: undefined, namespaceSelector: Token.asStringMap({ resolve: () => ({}) }) },
      "variable.stringValue",
    ],
    ["namespaceSelector.matchLabels", { namespaces: undefined, namespaceSelector: untyped({ matchLabels: { team: "shop" } }) }],
    ["namespaces", { namespaces: ["Apps"], namespaceSelector: { team: "a" } }],
    ["the name of namespaceSelector", { namespaces: undefined, namespaceSelector: { "a b": "c" } }, "correct the name"],
    ["namespaceSelector.team", { namespaces: undefined, namespaceSelector: { team: "a,b=c" } }, "correct the value"],
    ["credentials", { credentials: [] }, "pass the credentials of a registry"],
    ["credentials[0]", { credentials: [untyped(undefined)] }, "pass a RegistryToken"],
    ["loginServer", { credentials: [{ ...LITERAL, loginServer: "https://contoso.azurecr.io" }] }],
    ["username", { credentials: [{ ...LITERAL, username: "" }] }],
    ["password", { credentials: [{ ...LITERAL, password: "" }] }],
    [
      "credentials",
      { credentials: [LITERAL, { ...LITERAL, username: "other" }] },
      "create a second secret for other credentials",
    ],
  ]),
  ...table<ImagePullSecretAttributes>("ImagePullSecret.fromSecretAttributes", secretOf, [
    ["namespaces", { namespaces: [] }, "list the namespaces"],
    ["namespaces", { namespaces: ["Apps"] }],
    ["secretName", { secretName: "Acr" }],
    ["loginServers", { loginServers: ["CONTOSO.azurecr.io"] }],
    ["dependsOn", (stack) => ({ dependsOn: [bareNamespace(another(stack), "apps")] }), "create both in one stack"],
  ]),
  ...table<ServiceAccountProps>("ServiceAccount", accountOf, [
    ...OF_ACCOUNTS,
    ["serviceAccountName", (stack) => ({ imagePullSecrets: [pullSecret(stack)], serviceAccountName: "SampleAccount" })],
    [
      "serviceAccountName",
      (stack) => ({ imagePullSecrets: [pullSecret(stack)], serviceAccountName: "default" }),
      "choose another name, or use DefaultServiceAccount in the code of the stack to patch that account",
    ],
    ["imagePullSecrets", { imagePullSecrets: [] }, "pass an ImagePullSecret"],
    ["namespaces", (stack) => ({ pullIdentity: known(stack) }), "list the namespaces"],
    [
      "pullIdentity",
      (stack) => ({ namespaces: ["apps"], serviceAccountName: "web", pullIdentity: known(stack) }),
      "to its subjects",
    ],
    ["pullIdentity", (stack) => ({ namespaces: ["apps"], pullIdentity: known(another(stack)) }), "create both in one stack"],
    ["pullIdentity", { namespaces: ["apps"], pullIdentity: untyped({ clientId: CLIENT_ID, tenantId: OBJECT_ID }) }],
    [
      "annotations",
      (stack) => {
        const annotations = { "kubernetes.azure.com/acr-client-id": CLIENT_ID };
        return { namespaces: ["apps"], pullIdentity: known(stack), annotations };
      },
      "remove it, since it is set",
    ],
    [
      "existingInNamespaces",
      (stack) => ({ imagePullSecrets: [pullSecret(stack)], existingInNamespaces: ["jobs"] }),
      "add it to namespaces as well",
    ],
    [
      "namespaceSelector",
      (stack) => ({ imagePullSecrets: [pullSecret(stack)], namespaceSelector: { team: "web" } }),
      "remove it",
    ],
    ["imagePullSecrets", (stack) => ({ imagePullSecrets: [secretOf(another(stack))] }), "create both in one stack"],
  ]),
  ...table<ServiceAccountAttributes>(
    "ServiceAccount.fromServiceAccountAttributes",
    (stack, attributes) => {
      const own = { serviceAccountName: "chart", namespaces: ["apps"] };
      return ServiceAccount.fromServiceAccountAttributes(stack, "app", { ...own, ...attributes });
    },
    [
      ["namespaces", { namespaces: [] }, "list the namespaces"],
      ["serviceAccountName", { serviceAccountName: "App" }],
      ["namespaces", (stack) => ({ namespaces: ["jobs"], imagePullSecrets: [secretOf(stack)] }), "add them to the namespaces of"],
      [
        "provider",
        (stack) => ({ provider: edgeProvider(stack), imagePullSecrets: [secretOf(stack)] }),
        "give the secrets the same provider",
      ],
      ["dependsOn", (stack) => ({ dependsOn: [bareNamespace(another(stack), "apps")] }), "create both in one stack"],
    ],
  ),
  ...table<DefaultServiceAccountProps>("DefaultServiceAccount", patchOf, [
    ...OF_ACCOUNTS,
    [
      "automountServiceAccountToken",
      (stack) => {
        const pullIdentity = known(stack, [{ namespaceName: "apps", serviceAccountName: "default" }]);
        return { namespaces: ["apps"], pullIdentity, automountServiceAccountToken: false };
      },
      "pass imagePullSecrets: []",
    ],
    ["namespaces", (stack) => ({ imagePullSecrets: [pullSecret(stack)], namespaces: [] }), "list the namespaces"],
    ["formerNamespaces", (stack) => ({ imagePullSecrets: [pullSecret(stack)], formerNamespaces: ["Jobs"] })],
    ["formerNamespaces", (stack) => ({ imagePullSecrets: [pullSecret(stack)], formerNamespaces: ["jobs", "jobs"] })],
    ["deletionPolicyName", (stack) => ({ imagePullSecrets: [pullSecret(stack)], deletionPolicyName: "Keep" }), "choose"],
  ]),
  ...table<PullCheckProps>(
    "PullCheck",
    (stack, props) => new PullCheck(stack, "check", { image: IMAGE, namespaces: ["apps"], ...props }),
    [
      ["jobName", { jobName: "PullCheck" }],
      ["image", { image: "nginx" }],
      ["command", { command: [] }, "leave it out for `true`"],
      ["deadlineSeconds", { deadlineSeconds: 0 }],
      ["deadlineSeconds", { deadlineSeconds: 1.5 }],
      ["namespaces", { namespaces: [] }, "list the namespaces of the pods"],
      ["namespaces", { namespaces: ["apps", "apps"] }, "remove the duplicate"],
      ["the name of labels", { labels: { "-team": "web" } }, "correct the name"],
      ["labels.team", { labels: { team: "web shop" } }, "correct the value"],
      ["the name of annotations", { annotations: { "a/b/c": "web" } }, "correct the name"],
      ["the name of nodeSelector", { nodeSelector: { "pool=web": "" } }],
      ["nodeSelector.agentpool", { nodeSelector: { agentpool: "a".repeat(64) } }, "correct the value"],
      ["cpu", { cpu: "fast" }],
      ["memory", { memory: "" }],
      ["tolerations.key", { tolerations: [{ key: "" }] }, "correct the name"],
      ["tolerations.value", { tolerations: [{ key: "dedicated", value: "web/shop" }] }, "correct the value"],
      [
        "dependsOn",
        (stack) => {
          const grant = new PullRoleAssignment(another(stack), "pull", { registryId: REGISTRY_ID, principalId: OBJECT_ID });
          return { dependsOn: grant.requires };
        },
        "create both in one stack",
      ],
      [
        "serviceAccount",
        (stack) => {
          const other = another(stack);
          return { namespaces: undefined, serviceAccount: accountOf(other, { imagePullSecrets: [pullSecret(other)] }) };
        },
        "create both in one stack",
      ],
      ...[EXTERNAL_SECRETS, WORKLOAD_IDENTITY].map((consumer): Row<PullCheckProps> => {
        const account = (stack: TerraformStack) =>
          accountOf(stack, { namespaces: ["apps"], pullIdentity: known(stack, SUBJECTS, consumer) });
        const alone = (stack: TerraformStack) => ({ namespaces: undefined, serviceAccount: account(stack), identityOnly: true });
        return ["identityOnly", alone, "pass a serviceAccount with a pullIdentity"];
      }),
    ],
  ),
  ...table<PullSecretPolicyProps>(
    "PullSecretPolicy",
    (stack, { imagePullSecret = pullSecret(stack), ...props }) =>
      new PullSecretPolicy(stack, "demand", { mode: PullSecretPolicyMode.VALIDATE, imagePullSecret, ...props }),
    [
      ["namespaceSelector", { namespaceSelector: {} }, "leave it out"],
      ["namespaceSelector", { namespaceSelector: { "kubernetes.io/metadata.name": "kube-system" } }, "create no policy for them"],
      ["the name of namespaceSelector", { namespaceSelector: { "a b": "web" } }],
      ["namespaceSelector.team", { namespaceSelector: { team: "a b" } }],
      ["exemptNamespaceLabel", { exemptNamespaceLabel: "a b" }, "correct the name"],
      ["exemptNamespaceLabel", { namespaceSelector: { team: "a" }, exemptNamespaceLabel: "team" }, "set a label of its own"],
      ["exemptPodLabel", { exemptPodLabel: "break glass" }, "correct the name"],
      ["exemptImagePrefixes", { exemptImagePrefixes: ["contoso.azurecr.io/pub"] }, "end it where a name ends"],
      ["exemptImagePrefixes", { exemptImagePrefixes: ["fabrikam.azurecr.io/public/"] }, "write the host, a slash"],
      ["exemptImagePrefixes", { exemptImagePrefixes: [`${LOGIN_SERVER}/public/`, `${LOGIN_SERVER}/public/`] }],
      ["workloadValidationActions", { workloadValidationActions: ["Deny", "Warn"] }, "use PullSecretPolicy.WARN to roll out"],
      ["serviceAccountNames", { serviceAccountNames: ["app"] }, "set workloadValidationActions"],
      ["serviceAccountNames", { serviceAccountNames: ["App"], workloadValidationActions: ["Warn"] }],
      ["serviceAccountNames", { serviceAccountNames: ["default", "default"], workloadValidationActions: ["Warn"] }],
      [
        "validationActions",
        { mode: PullSecretPolicyMode.MUTATE, kubernetesVersion: "1.36", validationActions: ["Warn"] },
        "create a second policy for VALIDATE",
      ],
      ["namespaces of the secret", (stack) => ({ imagePullSecret: pullSecret(stack, "a", { namespaces: ["kube-system"] }) })],
      ["loginServers of the secret", (stack) => ({ imagePullSecret: secretOf(stack) }), "fromSecretAttributes"],
      ["loginServers of the secret", (stack) => ({ imagePullSecret: secretOf(stack, { loginServers: [] }) })],
      ...['contoso.azurecr.io"]', "*.azurecr.io"].map((host): Row<PullSecretPolicyProps> => {
        return ["loginServers", (stack) => ({ imagePullSecret: Object.assign(pullSecret(stack), { loginServers: [host] }) })];
      }),
      ["kubernetesVersion", { kubernetesVersion: "1.29" }, "upgrade the cluster, or use DefaultServiceAccount"],
      ...["1.35", "v1.4.0", undefined].map((kubernetesVersion): Row<PullSecretPolicyProps> => {
        const props = { mode: PullSecretPolicyMode.MUTATE, kubernetesVersion };
        return ["kubernetesVersion", props, "use PullSecretPolicyMode.VALIDATE, or DefaultServiceAccount"];
      }),
      ["kubernetesVersion", { mode: PullSecretPolicyMode.MUTATE, kubernetesVersion: "latest" }],
    ],
  ),
  ...table<ImagePolicyProps>(
    "ImagePolicy",
    (stack, props) => new ImagePolicy(stack, "approved", { allowedImages: ["contoso.azurecr.io/team-a"], ...props }),
    [
      ["one of allowedImages and registries", { allowedImages: undefined }, "list what the cluster may run"],
      ["allowedImages", { allowedImages: ["contoso.azurecr.io/app:1"] }],
      ["allowedImages", { allowedImages: ["contoso.azurecr.io/team-a", "contoso.azurecr.io"] }, "remove one of them"],
      ["allowedImages", { allowedImages: ["contoso.azurecr.io/a", "contoso.azurecr.io/a"] }, "remove one of them"],
      ["exemptImages", { exemptImages: ["busybox"] }],
      ["exemptImages", { exemptImages: ["a.io/b", "a.io/b"] }, "remove the duplicate"],
      ...["v1)|(.*", "(?!latest).*", "(a)\\1"].map((allowedTagPattern): Row<ImagePolicyProps> => {
        return ["allowedTagPattern", { allowedTagPattern }, "write v[0-9]+"];
      }),
      ["allowedTagPattern", { allowedTagPattern: "" }, "set a value"],
      ["allowedTagPattern", { allowedTagPattern: "v1", digestRequired: true }, "leave it out where"],
      ["validationActions", { validationActions: ["Deny", "Warn"] }, "use PullSecretPolicy.WARN"],
      ["workloadValidationActions", { workloadValidationActions: [] }, "use PullSecretPolicy.WARN"],
      ["exemptNamespaceLabel", { exemptNamespaceLabel: "a b" }, "correct the name"],
      ["exemptNamespaceLabel", { exemptNamespaceLabel: "kubernetes.io/metadata.name" }, "its own"],
      ["exemptNamespaceLabel", { namespaceSelector: { team: "a" }, exemptNamespaceLabel: "team" }, "its own"],
      ["namespaceSelector", { namespaceSelector: {} }, "leave it out"],
      ["policyName", { policyName: "azurepolicy-images" }],
    ],
  ),
  ...table<ArgoCdChartSecretProps>(
    "ArgoCdChartSecret",
    (stack, props) => new ArgoCdChartSecret(stack, "charts", { credentials: LITERAL, ...props }),
    [
      ["secretName", { secretName: "Charts" }],
      ["namespaceName", { namespaceName: "argo.cd" }],
      ["loginServer", { credentials: { ...LITERAL, loginServer: "oci://contoso.azurecr.io" } }],
      ["username", { credentials: { ...LITERAL, username: "a:b" } }],
    ],
  ),
];

const IDENTITIES: readonly Wrong[] = [
  ...table<PullIdentityProps>(
    "PullIdentity",
    (stack, props) => new PullIdentity(stack, "shop", { ...PLACE, issuerUrl: ISSUER, subjects: SUBJECTS, ...props }),
    [
      ["subjects", { subjects: [] }, "pass { namespaceName"],
      ["subjects", { subjects: subjects(21) }, "create a second PullIdentity"],
      ["subjects", { subjects: subjects(11), issuerUrls: { green: `${ISSUER}/green` } }, "create a second PullIdentity"],
      ["subjects", { subjects: [...SUBJECTS, ...SUBJECTS] }, "remove the duplicate"],
      [
        "subjects",
        { subjects: [{ namespaceName: "shop", serviceAccountName: "a".repeat(111) }] },
        "a shorter credentialNamePrefix",
      ],
      ["subjects.namespaceName", { subjects: [{ namespaceName: "*", serviceAccountName: "app" }] }],
      ["subjects.serviceAccountName", { subjects: [{ namespaceName: "shop", serviceAccountName: "*" }] }],
      ["exactly one of cluster and issuerUrl", { issuerUrl: undefined }, "pass AKS clusters"],
      ["exactly one of cluster and issuerUrl", { issuerUrl: undefined, issuerUrls: {} }],
      ["issuerUrl", { issuerUrl: "https://kubernetes.default.svc" }],
      ["issuerUrl", { issuerUrls: { green: "oidc" } }],
      ["issuerUrls", { issuerUrls: { blue: ISSUER } }],
      ["issuerUrls", { issuerUrls: untyped([ISSUER]) }, "write { name: value }"],
      ["the name of issuerUrls", { issuerUrls: { Green: `${ISSUER}/green` } }],
      ["clusters.blue", (stack) => ({ issuerUrl: undefined, clusters: { blue: untyped(clusterIn(stack)) } })],
      ["consumer", { consumer: AKS_KUBELET }, "leave consumer out, or pass the AKS cluster"],
      ["consumer", { consumer: AKS_WORKLOAD_IDENTITY }, "pass the AKS cluster"],
      ["resourceGroupName", { resourceGroupName: undefined }, "set it, or pass existing"],
      ["location", { location: undefined }, "set it, or pass existingIdentity"],
      ["identityName", { identityName: "ab" }],
      ["identityName", { ...NO_PLACE, application: {}, identityName: "shop" }],
      ["resourceGroupName", { existingIdentity: IDENTITY }, "remove"],
      ["application", { ...NO_PLACE, existingIdentity: IDENTITY, application: {} }, "remove"],
      ["resourceGroupName", { application: {} }, "remove resourceGroupName or"],
      ["existingIdentity.tenantId", { ...NO_PLACE, existingIdentity: { ...IDENTITY, tenantId: "contoso.com" } }],
      ["existingIdentity.tenantId", { ...NO_PLACE, existingIdentity: { ...IDENTITY, tenantId: undefined } }],
      [
        "identityId",
        { ...NO_PLACE, existingIdentity: IDENTITY, identityId: IDENTITY.identityId },
        "remove identityId or existing",
      ],
      ["identityId", { ...NO_PLACE, identityId: "pull" }],
      ["identityBindingName", { identityBindingName: "shop" }, "remove it"],
    ],
  ),
  ...table<PullIdentityProps>(
    "PullIdentity in AKS",
    (stack, props) => new PullIdentity(stack, "shop", { ...PLACE, cluster: clusterIn(stack), subjects: SUBJECTS, ...props }),
    [
      ["exactly one of cluster and issuerUrl", { issuerUrl: ISSUER }],
      ["consumer", { consumer: KUBELET }, "leave consumer out"],
      ["application", { ...NO_PLACE, application: {} }, "choose another consumer"],
      ["credentialNamePrefix", { credentialNamePrefix: "shop" }, "remove it"],
      ["identityBindingName", { identityBindingName: "shop-app" }],
      [
        "kubernetesProvider",
        (stack) => {
          const green = { cluster: clusterIn(stack, "green"), kubernetesProvider: edgeProvider(stack) };
          return { consumer: WORKLOAD_IDENTITY, clusters: { green } };
        },
        "remove it",
      ],
    ],
  ),
  ...table<AksServiceAccountImagePullProps>(
    "AksServiceAccountImagePull",
    (stack, props) => new AksServiceAccountImagePull(stack, "pull", { cluster: clusterIn(stack), ...props }),
    [
      ["defaultIdentity", { previewEnabled: true }, "kubelet identity"],
      ["previewEnabled", { defaultIdentity: IDENTITY }, "set preview"],
      ["defaultIdentity.identityId", { previewEnabled: true, defaultIdentity: { ...IDENTITY, identityId: "nodes" } }],
      ["clusterRoleName", { clusterRoleName: "Pull" }],
    ],
  ),
  ...table<AcrCredentialProviderProps>(
    "AcrCredentialProvider",
    (stack, { registries = [registryOf(stack)], ...props }) =>
      new AcrCredentialProvider(stack, "nodes", { registries, tenantId: OBJECT_ID, ...props }),
    [
      ["registries", { registries: [] }, "pass the registry"],
      ["registries", (stack) => ({ registries: Array(2).fill(registryOf(stack)) })],
      [
        "registries",
        (stack) => ({ registries: ["io", "cn"].map((end) => knownRegistry(stack, { loginServer: `a.azurecr.${end}` }, end)) }),
        "leave the registries of other clouds out",
      ],
      ["tenantId", { tenantId: "contoso.com" }],
    ],
  ),
];

type Misuse = readonly [title: string, property: string, write: (stack: TerraformStack) => unknown, repair?: string];

/** What is no property, or is said by the validation of two constructs together. */
const MISUSES: readonly Misuse[] = [
  ["an app for a stack", "scope", () => clusterIn(emptyApp() as never)],
  ["nothing for a stack", "scope", () => newCluster(untyped(undefined))],
  ["azurerm 5 for an app", "scope", () => ProviderGeneration.useAzurerm5(emptyApp())],
  [
    "an app for a secret's stack",
    "scope",
    () => new ImagePullSecret(emptyApp(), "x", { credentials: [LITERAL], namespaces: ["a"] }),
  ],
  ["an app for a check's stack", "scope", () => new PullCheck(emptyApp(), "x", { image: IMAGE, namespaces: ["a"] })],
  [
    "an app for an account's stack",
    "scope",
    () => patchOf(emptyApp() as never, { imagePullSecrets: [pullSecret(emptyStack())] }),
  ],
  ["an app for a vault's stack", "scope", () => RegistryCredentials.fromKeyVaultSecret(emptyApp(), "v", { ...LOGIN, ...VAULT })],
  ["a new cluster for a provider", "cluster", (s) => new AksKubernetesProvider(s, "in-aks", { cluster: untyped(newCluster(s)) })],
  [
    "a text for all properties",
    "props",
    (s) => ContainerRegistry.fromLookup(s, "acr", untyped("contoso")),
    "pass { registryName, resourceGroupName }",
  ],
  ["a name for a principal", "principalId", (s) => new EntraPrincipal(s, "name", { principalId: "developers" })],
  ["an id that is no name of a secret", "secretName", (s) => pullSecret(s, "AcrPull"), "set secretName"],
  ["a client id for a cluster", "kubeletObjectId", (s) => knownCluster(s, "aks", "msi")],
  ["another resource as a cluster", "cluster", (s) => AksCluster.fromResource(s, "prod", untyped(bareRegistry(s)))],
  [
    "a registry of this package as its resource",
    "registry",
    (s) => ContainerRegistry.fromResource(s, "own", untyped(newRegistry(s))),
    "pass the construct of the binding",
  ],
  [
    "a declared cluster with a service principal",
    "cluster",
    (s) => {
      const cluster = bareCluster(s, { servicePrincipal: { clientId: "x", clientSecret: "y" } });
      return AksCluster.fromResource(s, "prod", cluster).kubeletObjectId;
    },
    "use AksCluster.fromClusterAttributes",
  ],
  [
    "an issuer that is off",
    "cluster.oidcIssuerEnabled",
    (s) => AksCluster.fromResource(s, "prod", bareCluster(s, { identity: { type: "SystemAssigned" } })).oidcIssuerUrl,
    "set oidcIssuerEnabled: true",
  ],
  [
    "an admin account that is off",
    "registry.adminEnabled",
    (s) => ContainerRegistry.fromResource(s, "own", bareRegistry(s)).adminCredentials(),
    "set adminEnabled: true",
  ],
  ["credentials of a known registry", "adminCredentials()", (s) => knownRegistry(s).adminCredentials(), "use ContainerRegistry."],
  [
    "credentials of an admin account that is off",
    "adminEnabled",
    (s) => newRegistry(s, { adminEnabled: false }).adminCredentials(),
    "leave it out, or use ServicePrincipalCredentials",
  ],
  [
    "another distribution of nodes",
    "distribution",
    (s) => {
      const nodes = new AcrCredentialProvider(s, "nodes", { registries: [registryOf(s)], tenantId: OBJECT_ID });
      return nodes.nodeFiles("gke" as KubernetesDistribution);
    },
  ],
  [
    "an id that cannot name a binding",
    "identityBindingName",
    (s) => new PullIdentity(s, "shop-app", { ...PLACE, cluster: clusterIn(s), subjects: SUBJECTS }),
  ],
  [
    "the id of an application",
    "identityId",
    (s) => new PullIdentity(s, "shop", { issuerUrl: ISSUER, subjects: SUBJECTS, application: {} }).identityId,
    "use clientId",
  ],
  [
    "the identity of another consumer",
    "pullIdentity",
    (s) => {
      const pullIdentity = new PullIdentity(s, "shop", { ...PLACE, issuerUrl: ISSUER, subjects: SUBJECTS });
      return new AcrAccessToken(s, "pull", { pullIdentity, registry: knownRegistry(s) });
    },
    "create 'stack/shop' with that consumer",
  ],
  [
    "neither secret nor account for a policy",
    "exactly one of imagePullSecret and serviceAccount",
    (s) => new PullSecretPolicy(s, "demand", { mode: PullSecretPolicyMode.VALIDATE }),
    "pass the service account",
  ],
  [
    "both for a policy",
    "exactly one of imagePullSecret and serviceAccount",
    (s) => {
      const imagePullSecret = pullSecret(s);
      const serviceAccount = accountOf(s, { imagePullSecrets: [imagePullSecret] });
      return new PullSecretPolicy(s, "demand", { mode: PullSecretPolicyMode.VALIDATE, imagePullSecret, serviceAccount });
    },
    "pass the service account",
  ],
  [
    "an account without secrets for a policy",
    "serviceAccount",
    (s) => {
      const serviceAccount = accountOf(s, { namespaces: ["apps"], pullIdentity: known(s) });
      return new PullSecretPolicy(s, "demand", { mode: PullSecretPolicyMode.VALIDATE, serviceAccount });
    },
    "create no policy for an account that pulls with an identity",
  ],
  [
    "one cluster prepared twice",
    "cluster",
    (s) => {
      const cluster = clusterIn(s);
      return ["pull", "again"].map((id) => new AksServiceAccountImagePull(s, id, { cluster }));
    },
  ],
  [
    "two credential providers of one name",
    "clusterRoleName",
    (s) => {
      const props = { registries: [knownRegistry(s)], tenantId: OBJECT_ID, clusterRoleName: "nodes" };
      return ["one", "two"].map((id) => new AcrCredentialProvider(s, id, props));
    },
    "leave it to 'stack/one'",
  ],
];

/** The sentence of this package: thrown, or from the validation of a synth. */
function sentenceOf(write: (stack: TerraformStack) => unknown): string {
  const stack = emptyStack();
  try {
    write(stack);
  } catch (error) {
    return String(error);
  }
  return validationErrors(stack).join("\n");
}

const TOGETHER: readonly Wrong[] = MISUSES.map(([construct, property, write, repair = ""]) => {
  return { construct, property, repair, write };
});

test.each([...AZURE, ...CREDENTIALS, ...DELIVERY, ...IDENTITIES, ...TOGETHER])(
  "$construct: the sentence is about $property, and says what to do: $repair",
  ({ write, property, repair }) => {
    const { source } = complaint(property, repair);
    expect(sentenceOf(write)).toMatch(new RegExp(`^(Error: )?(\\[[^\\]]+\\]|\\w+[.]\\w+:) ${source}`, "s"));
  },
);
